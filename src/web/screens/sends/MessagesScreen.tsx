import { Button, Select } from '@mantine/core';
import { useMemo } from 'react';
import { listMessages } from '#modules/sends/contract/messages.ts';
import { LANES, MESSAGE_STATES } from '#modules/sends/schema.ts';
import { tableOf, useReadPages } from '../../data.ts';
import { useFormat } from '../../format.ts';
import type { Message } from '../../parts/sends/MessageLine.tsx';
import { MessageMark } from '../../parts/sends/marks.tsx';
import { paths } from '../../paths.ts';
import { useUrlState } from '../../place.ts';
import { type Texts, useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { When } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import type { Column } from '../../ui/table/columns.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';

const DEFAULTS = { state: '' as string, lane: '' as string };

/** Every single mail: sent, kept in the app, failed, or with an unknown fate. */
export function MessagesScreen() {
  const { sends } = useTexts();
  const { messages: texts } = sends;
  const format = useFormat();
  const [filter, change] = useUrlState(DEFAULTS);
  const state = MESSAGE_STATES.find((one) => one === filter.state);
  const lane = LANES.find((one) => one === filter.lane);
  const list = useReadPages(listMessages, { ...(state ? { state } : {}), ...(lane ? { lane } : {}) }, { topics: ['message'] });
  const rows = list.data?.pages.flatMap((page) => page.items);
  const unknown = list.data?.pages[0]?.unknown ?? 0;
  const columns = useMemo(() => columnsOf(sends), [sends]);
  const filtered = state !== undefined || lane !== undefined;
  return (
    <Page
      title={texts.title}
      lead={rows?.some((row) => row.state === 'captured') ? texts.captured : texts.lead}
      fill
      actions={
        unknown > 0 && state !== 'unknown' ? (
          <Button variant="default" title={texts.unknown(format.number(unknown))} onClick={() => void change({ state: 'unknown' })}>
            {`${sends.messageStates.unknown}: ${format.number(unknown)}`}
          </Button>
        ) : undefined
      }
    >
      <DataTable
        id="messages"
        label={texts.title}
        columns={columns}
        {...tableOf(list)}
        rows={rows}
        rowId={(row) => row.id}
        rowName={(row) => row.subject ?? row.send?.name ?? texts.noSubject}
        href={(row) => paths.message(row.id)}
        tools={
          <>
            <Select
              aria-label={texts.state}
              placeholder={texts.anyState}
              clearable
              data={MESSAGE_STATES.map((one) => ({ value: one, label: sends.messageStates[one] }))}
              value={state ?? null}
              onChange={(next) => void change({ state: next ?? '' })}
            />
            <Select
              aria-label={texts.lane}
              placeholder={texts.anyLane}
              clearable
              data={LANES.map((one) => ({ value: one, label: sends.lanes[one] }))}
              value={lane ?? null}
              onChange={(next) => void change({ lane: next ?? '' })}
            />
          </>
        }
        empty={filtered ? <EmptyState title={texts.none} /> : <EmptyState title={texts.empty} body={texts.emptyBody} />}
      />
    </Page>
  );
}

function columnsOf(texts: Texts['sends']): Column<Message>[] {
  const { messages } = texts;
  return [
    { id: 'subject', title: messages.subject, render: (row) => row.subject ?? row.send?.name ?? messages.noSubject, width: 280 },
    { id: 'to', title: messages.to, render: (row) => row.contact?.name ?? row.address ?? messages.gone, width: 180 },
    { id: 'state', title: messages.state, render: (row) => <MessageMark state={row.state} />, width: 170 },
    { id: 'when', title: messages.when, render: (row) => <When at={row.sentAt ?? row.dueAt} form="moment" />, width: 170 },
    { id: 'of', title: messages.of, render: (row) => row.send?.name ?? texts.message.causes[row.cause.entity] ?? '', width: 200 },
    { id: 'lane', title: messages.lane, render: (row) => texts.lanes[row.lane], width: 130 },
  ];
}
