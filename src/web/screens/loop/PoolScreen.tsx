import { Button } from '@mantine/core';
import { listPool, takeFromPool } from '#modules/handoffs/contract/routing.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { ScoreLabel } from '../../parts/handoffs/ScoreLabel.tsx';
import { LOOP_TOPICS } from '../../parts/handoffs/topics.ts';
import { paths } from '../../paths.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { When } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { useToast } from '../../ui/toast.tsx';

type Row = OutputOf<typeof listPool>['items'][number];

/** Leads that lie in a pool until somebody of Sales takes them. */
export function PoolScreen() {
  const texts = useTexts().routing.take;
  const toast = useToast();
  const { data, error, refetch } = useRead(listPool, {}, { topics: ['handoff', 'territory'] });
  const take = useWrite(takeFromPool, { invalidates: LOOP_TOPICS });
  const mayTake = useCan('lead:work') && data?.mine !== null;
  const hindrance = data?.mine?.hindrance ?? null;
  const { columns } = texts;
  const taking = (row: Row) =>
    take
      .mutateAsync({ id: row.handoffId })
      .then(() => toast.done(texts.taken(row.name)))
      .catch(toast.problem);
  return (
    <Page title={texts.title} lead={hindrance ? texts.hindrance[hindrance] : texts.lead} fill>
      <DataTable<Row>
        id="pool"
        label={texts.title}
        columns={[
          { id: 'name', title: columns.name, width: 220, render: (row) => [row.name, row.company].filter(Boolean).join(' · ') },
          ...(mayTake
            ? [
                {
                  id: 'take',
                  title: texts.take,
                  width: 100,
                  render: (row: Row) => (
                    <Button size="compact-sm" disabled={hindrance !== null} loading={take.isPending} onClick={() => void taking(row)}>
                      {texts.take}
                    </Button>
                  ),
                },
              ]
            : []),
          { id: 'label', title: columns.label, width: 80, render: (row) => <ScoreLabel label={row.label} /> },
          { id: 'why', title: columns.why, width: 320, render: (row) => row.whyNow ?? '–' },
          { id: 'pool', title: columns.pool, width: 140, render: (row) => row.pool.name },
          { id: 'since', title: columns.since, width: 120, render: (row) => <When at={row.handedAt} /> },
        ]}
        rows={data?.items}
        rowId={(row) => row.handoffId}
        rowName={(row) => row.name}
        href={(row) => paths.lead(row.leadId)}
        problem={error}
        onRetry={() => void refetch()}
        empty={<EmptyState title={texts.empty} body={texts.emptyBody} />}
      />
    </Page>
  );
}
