import { Button, Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useMemo } from 'react';
import { createSend, listSends } from '#modules/sends/contract/sends.ts';
import { SEND_STATES, type SendState } from '#modules/sends/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { tableOf, useReadPages, useWrite } from '../../data.ts';
import { type Format, useFormat } from '../../format.ts';
import { SendMark } from '../../parts/sends/marks.tsx';
import { paths } from '../../paths.ts';
import { useUrlState } from '../../place.ts';
import { useSession } from '../../session.ts';
import { type Texts, useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { useGo } from '../../ui/Go.tsx';
import { Side, When } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import type { Column } from '../../ui/table/columns.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { useToast } from '../../ui/toast.tsx';

type Row = OutputOf<typeof listSends>['items'][number];
const DEFAULTS = { q: '', state: '' as string };
const PAUSE_MS = 200;

/** What both teams send to many: state, time, how far it is. */
export function SendsScreen() {
  const texts = useTexts().sends;
  const format = useFormat();
  const [state, change] = useUrlState(DEFAULTS);
  const [q] = useDebouncedValue(state.q.trim(), PAUSE_MS);
  const chosen = SEND_STATES.find((one) => one === state.state);
  const list = useReadPages(listSends, { ...(q ? { q } : {}), ...(chosen ? { state: chosen } : {}) }, { topics: ['send', 'message'] });
  const columns = useMemo(() => columnsOf(texts, format), [texts, format]);
  const create = list.data?.pages[0]?.mayWrite ? <NewSend /> : undefined;
  const filtered = q !== '' || chosen !== undefined;
  return (
    <Page title={texts.title} lead={texts.lead} actions={create} fill>
      <DataTable
        id="sends"
        label={texts.title}
        columns={columns}
        {...tableOf(list)}
        rowId={(row) => row.id}
        rowName={(row) => row.name}
        href={(row) => paths.send(row.id)}
        tools={
          <>
            <TextInput
              data-search
              aria-label={texts.search}
              placeholder={texts.search}
              value={state.q}
              onChange={(event) => void change({ q: event.currentTarget.value })}
            />
            <Select
              aria-label={texts.columns.state}
              placeholder={texts.anyState}
              clearable
              data={SEND_STATES.map((one: SendState) => ({ value: one, label: texts.states[one] }))}
              value={chosen ?? null}
              onChange={(next) => void change({ state: next ?? '' })}
            />
          </>
        }
        empty={
          filtered ? <EmptyState title={texts.noneFound} /> : <EmptyState title={texts.empty} body={texts.emptyBody} actions={create} />
        }
      />
    </Page>
  );
}

function NewSend() {
  const texts = useTexts().sends;
  const go = useGo();
  const toast = useToast();
  const { member } = useSession();
  const create = useWrite(createSend, { invalidates: ['send'] });
  const begin = async () => {
    const { id } = await create.mutateAsync({ name: texts.created, side: member.department === 'sales' ? 'sales' : 'marketing' });
    go(paths.send(id));
  };
  return (
    <Button loading={create.isPending} onClick={() => void begin().catch(toast.problem)}>
      {texts.create}
    </Button>
  );
}

function columnsOf(texts: Texts['sends'], format: Format): Column<Row>[] {
  const { columns } = texts;
  return [
    { id: 'name', title: columns.name, render: (row) => row.name, width: 260 },
    { id: 'side', title: columns.side, render: (row) => <Side side={row.side} />, width: 120 },
    { id: 'state', title: columns.state, render: (row) => <SendMark state={row.state} />, width: 170 },
    { id: 'when', title: columns.when, render: (row) => <When at={row.startedAt ?? row.plannedAt} form="moment" />, width: 170 },
    {
      id: 'progress',
      title: columns.progress,
      render: (row) => (row.people > 0 ? texts.progress(format.number(row.gone), format.number(row.people)) : '–'),
      width: 130,
    },
    { id: 'stopped', title: columns.stopped, render: (row) => (row.people > 0 ? format.number(row.stopped) : '–'), width: 100 },
    { id: 'changed', title: columns.changed, render: (row) => <When at={row.changedAt} />, width: 120 },
  ];
}
