import { getRegrets } from '#modules/handoffs/contract/secondlife.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead } from '../../data.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Figure, Figures } from '../../ui/Figure.tsx';
import { Mark, Money, When } from '../../ui/marks.tsx';
import { DataTable } from '../../ui/table/DataTable.tsx';
import classes from '../agreements/agreements.module.css';

type Row = OutputOf<typeof getRegrets>['items'][number];

/** Whom we turned away, and who bought after all; with the money. */
export function BoughtAfterAll() {
  const { recycling, loop, disputes } = useTexts();
  const texts = recycling.bought;
  const { data, error, refetch } = useRead(getRegrets, {}, { topics: ['handoff', 'deal', 'invoice'] });
  const money = (amountMinor: number | null) =>
    amountMinor === null || amountMinor === 0 ? '–' : <Money value={{ amountMinor, currency: data?.currency ?? 'EUR' }} />;
  const { columns } = texts;
  return (
    <section className={classes.side}>
      <p className={classes.text}>{texts.lead}</p>
      {data && (
        <Figures>
          <Figure label={texts.rate} rate={data.rate} />
          <Figure label={texts.won} value={money(data.wonMinor)} />
          <Figure label={texts.invoiced} value={money(data.invoicedMinor)} />
        </Figures>
      )}
      <DataTable<Row>
        id="bought"
        label={recycling.tabs.bought}
        columns={[
          {
            id: 'name',
            title: columns.name,
            width: 200,
            render: (row) => [row.name ?? disputes.others, row.company].filter(Boolean).join(' · '),
          },
          {
            id: 'said',
            title: columns.said,
            width: 220,
            render: (row) =>
              [row.decision === 'archived' ? texts.archived : loop.brief.decisions[row.decision], row.reason].filter(Boolean).join(' · '),
          },
          { id: 'at', title: columns.at, width: 110, render: (row) => <When at={row.at} /> },
          { id: 'bought', title: columns.bought, width: 110, render: (row) => <When at={row.boughtAt} /> },
          {
            id: 'how',
            title: columns.how,
            width: 210,
            render: (row) => (
              <>
                {row.colleague && <Mark>{texts.colleague}</Mark>} {row.revived && <Mark>{texts.revived}</Mark>}
              </>
            ),
          },
          { id: 'won', title: columns.won, width: 110, render: (row) => money(row.wonMinor) },
          { id: 'invoiced', title: columns.invoiced, width: 110, render: (row) => money(row.invoicedMinor) },
        ]}
        rows={data?.items}
        rowId={(row) => row.leadId}
        rowName={(row) => row.name ?? disputes.others}
        href={(row) => (row.name === null ? paths.returned({ tab: 'bought' }) : paths.lead(row.leadId))}
        problem={error}
        onRetry={() => void refetch()}
        empty={<EmptyState title={texts.empty} />}
      />
    </section>
  );
}
