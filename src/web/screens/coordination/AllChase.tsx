import { NativeSelect } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { listAsks, nudgeAsk } from '#modules/coordination/contract/asks.ts';
import { getOwnLane } from '#modules/coordination/contract/clients.ts';
import { refresh, useReadEach, useWriteIn } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useUrlState } from '../../place.ts';
import { useSession } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { useToast } from '../../ui/toast.tsx';
import { KindFilter, kindAsked, SideFilter } from './AskFilters.tsx';
import { type Ask, AskCard, keyOf, nameOf, Remind, turnOf, useAskColumns } from './asks.tsx';
import { isClosed, useAtEnd } from './at-end.ts';

interface Row extends Ask {
  client: { id: string; name: string };
}

const DEFAULTS = { client: '', side: 'both' as string, kind: '' };

/**
 * What is owed at every client, as one list: overdue first, then by how long it waits. Each client is asked by itself and answers with what this person
 * may see there now; one that answers no more is not in the list.
 */
export function AllChase() {
  const texts = useTexts().coordination.chase;
  const format = useFormat();
  const toast = useToast();
  const [state, change] = useUrlState(DEFAULTS);
  const { workspaces } = useSession();
  const side = state.side === 'sales' || state.side === 'marketing' ? state.side : undefined;
  const asked = workspaces.filter(({ id }) => state.client === '' || id === state.client);
  const read = useReadEach(
    listAsks,
    { ...(side ? { side } : {}), ...kindAsked(state.kind) },
    asked.map(({ id }) => id),
  );
  useAtNextEnd(asked.map(({ id }) => id));
  const nudge = useWriteIn(nudgeAsk, { invalidates: [listAsks] });
  const remind = ({ client, ...row }: Row) =>
    nudge.mutate(
      { workspace: client.id, input: turnOf(row) },
      { onSuccess: ({ told }) => toast.done(texts.told(told.join(', '))), onError: toast.problem },
    );
  const act = (row: Row) => <Remind row={row} busy={nudge.isPending} onRemind={() => remind(row)} />;
  const columns = useAskColumns(105);
  const answers = asked.flatMap((client, place) => {
    const one = read[place];
    return one?.data && !isClosed(one.error) ? [{ client, ...one.data }] : [];
  });
  const rows = answers.flatMap(({ client, items }) => items.map((item): Row => ({ ...item, link: null, client })));
  rows.sort((a, b) => Number(b.overdue) - Number(a.overdue) || a.since.localeCompare(b.since));
  const waiting = read.some(({ isPending }) => isPending);
  const broken = read.find(({ error }) => error !== null && !isClosed(error));
  const more = answers.filter(({ items, total }) => total > items.length);
  return (
    <>
      {more.map(({ client, items, total }) => (
        <p key={client.id}>{texts.first({ client: client.name, shown: format.number(items.length), total: format.number(total) })}</p>
      ))}
      <DataTable<Row>
        id="asks-of-all"
        label={texts.allTitle}
        columns={[
          ...columns<Row>(act).toSpliced(1, 0, {
            id: 'client',
            title: texts.client,
            width: 125,
            render: (row) => row.client.name,
          }),
        ]}
        rows={waiting && rows.length === 0 ? undefined : rows}
        rowId={(row) => `${row.client.id} ${keyOf(row)}`}
        card={(row) => (
          <AskCard row={row} client={row.client.name}>
            {act(row)}
          </AskCard>
        )}
        rowName={(row) => `${nameOf(row, texts.kinds)} · ${row.client.name}`}
        problem={rows.length === 0 ? broken?.error : undefined}
        onRetry={() => void broken?.refetch()}
        tools={
          <>
            <NativeSelect
              aria-label={texts.client}
              value={state.client}
              onChange={(event) => change({ client: event.currentTarget.value })}
              data={[{ value: '', label: texts.allClients }, ...workspaces.map(({ id, name }) => ({ value: id, label: name }))]}
            />
            <SideFilter value={state.side} onChange={(side) => change({ side })} />
            <KindFilter value={state.kind} kinds={answers.flatMap(({ kinds }) => kinds)} onChange={(kind) => change({ kind })} />
          </>
        }
        empty={<EmptyState title={texts.empty} body={texts.allEmpty} />}
      />
    </>
  );
}

/** Whichever access ends first: what came from there goes at that moment, not at the next time of asking. */
function useAtNextEnd(clients: readonly string[]) {
  const client = useQueryClient();
  const lanes = useReadEach(getOwnLane, {}, clients);
  const ends = lanes.flatMap(({ data }) => (data?.until && Date.parse(data.until) > Date.now() ? [data.until] : []));
  const askAnew = useCallback(() => void refresh(client, [getOwnLane, listAsks]), [client]);
  useAtEnd(ends.sort()[0] ?? null, askAnew);
}
