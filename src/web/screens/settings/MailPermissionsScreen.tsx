import { Button } from '@mantine/core';
import { useState } from 'react';
import { closePrivacyRequest, listPrivacyRequests } from '#modules/consents/contract.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { Purposes } from '../../parts/consents/Purposes.tsx';
import { Stops } from '../../parts/consents/Stops.tsx';
import { paths } from '../../paths.ts';
import { useUrlState } from '../../place.ts';
import { useCan } from '../../session.ts';
import { type Texts, useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Go } from '../../ui/Go.tsx';
import { When } from '../../ui/marks.tsx';
import type { Column } from '../../ui/table/columns.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { useToast } from '../../ui/toast.tsx';
import { SettingsPage } from './SettingsPage.tsx';

const DEFAULTS = { show: 'purposes' };

/** What mail the workspace sends, who gets none, and what people outside asked for. */
export function MailPermissionsScreen() {
  const { settings, consents: texts } = useTexts();
  const mayWrite = useCan('consent:write');
  const mayErase = useCan('record:erase');
  const [place, change] = useUrlState(DEFAULTS);
  const [adding, setAdding] = useState(false);
  const shown = (['purposes', ...(mayWrite ? ['stops'] : []), ...(mayErase ? ['requests'] : [])] as (keyof typeof texts.tabs)[]).map(
    (id) => ({
      id,
      title: texts.tabs[id],
    }),
  );
  const tab = shown.some(({ id }) => id === place.show) ? place.show : 'purposes';
  const actions = mayWrite && <Button onClick={() => setAdding(true)}>{tab === 'stops' ? texts.block : texts.addPurpose}</Button>;
  return (
    <SettingsPage
      title={settings.sections['mail-permissions'].title}
      lead={tab === 'purposes' ? texts.lead : undefined}
      actions={tab === 'requests' ? undefined : actions}
      fill={tab !== 'purposes'}
      narrow={tab === 'purposes'}
      tabs={shown}
      tab={tab}
      onTab={(show) => change({ show })}
    >
      {tab === 'purposes' && <Purposes adding={adding} onClose={() => setAdding(false)} />}
      {tab === 'stops' && <Stops blocking={adding} onClose={() => setAdding(false)} />}
      {tab === 'requests' && <Requests />}
    </SettingsPage>
  );
}

type Row = OutputOf<typeof listPrivacyRequests>['items'][number];

function Requests() {
  const { consents: texts } = useTexts();
  const toast = useToast();
  const list = useRead(listPrivacyRequests, {}, { topics: ['privacy_request'] });
  const close = useWrite(closePrivacyRequest, { invalidates: ['privacy_request'] });
  const columns = requestColumns(texts, (id) => close.mutate({ id }, { onError: toast.problem }));
  return (
    <DataTable
      id="privacy-requests"
      label={texts.tabs.requests}
      columns={columns}
      rows={list.data?.items}
      rowId={(row) => row.id}
      rowName={(row) => row.email ?? texts.hashOnly}
      problem={list.error}
      onRetry={list.refetch}
      empty={<EmptyState title={texts.requestsEmpty} />}
    />
  );
}

function requestColumns(texts: Texts['consents'], close: (id: string) => void): Column<Row>[] {
  return [
    { id: 'what', title: texts.choice, width: 240, render: (row) => texts.requests[row.kind] },
    {
      id: 'who',
      title: texts.who,
      width: 220,
      render: (row) => (row.contact ? <Go to={paths.contact(row.contact.id)}>{row.contact.name}</Go> : (row.email ?? texts.hashOnly)),
    },
    { id: 'asked', title: texts.asked, width: 120, render: (row) => <When at={row.askedAt} /> },
    {
      id: 'done',
      title: texts.done,
      width: 180,
      render: (row) =>
        row.doneAt ? (
          texts.doneBy(row.doneBy ?? texts.program)
        ) : (
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => close(row.id)}
            aria-label={`${texts.done}: ${row.email ?? texts.hashOnly}`}
          >
            {texts.done}
          </Button>
        ),
    },
  ];
}
