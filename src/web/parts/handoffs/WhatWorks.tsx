import { getSecondLife } from '#modules/handoffs/contract/secondlife.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Figure, Figures } from '../../ui/Figure.tsx';
import { Money } from '../../ui/marks.tsx';
import { DataTable } from '../../ui/table/DataTable.tsx';
import classes from '../agreements/agreements.module.css';

type Cell = OutputOf<typeof getSecondLife>['cells'][number];

/** Which tactic revives leads of which reason, with n and interval, against those left alone. */
export function WhatWorks() {
  const { recycling, loop } = useTexts();
  const texts = recycling.works;
  const format = useFormat();
  const { data, error, refetch } = useRead(getSecondLife, {}, { topics: ['recycle', 'handoff'] });
  const ended = paths.returned({ tab: 'ended' });
  const money = (amountMinor: number) => ({ amountMinor, currency: data?.currency ?? 'EUR' });
  return (
    <section className={classes.side}>
      {data && <p className={classes.text}>{texts.lead(format.number(data.maturesDays))}</p>}
      {data && (
        <Figures>
          <Figure label={texts.overall} rate={data.overall} to={ended} />
          <Figure label={texts.alone} rate={data.alone} definition={texts.aloneHelp} to={paths.returned({ tab: 'warming' })} />
          <Figure
            label={texts.yield}
            value={data.yield ? <Money value={money(data.yield.valueMinor)} /> : texts.noYield}
            to={ended}
            {...(data.yield
              ? {
                  definition: texts.yieldHelp({
                    rate: format.percent(data.yield.closeRate),
                    average: format.money(money(data.yield.averageMinor), 'short'),
                  }),
                }
              : {})}
          />
        </Figures>
      )}
      <DataTable<Cell>
        id="works"
        label={recycling.tabs.works}
        columns={[
          { id: 'reason', title: texts.reason, width: 200, render: (row) => row.reason?.name ?? '–' },
          {
            id: 'tactic',
            title: texts.tactic,
            width: 180,
            render: (row) => (row.tactic ? loop.returned.tactics[row.tactic] : texts.alone),
          },
          { id: 'came', title: texts.cameBack, width: 220, render: (row) => format.rate(row) },
          { id: 'won', title: texts.won, width: 80, render: (row) => format.number(row.won) },
          { id: 'value', title: texts.value, width: 140, render: (row) => <Money value={money(row.valueMinor)} whole /> },
        ]}
        rows={data?.cells}
        rowId={(row) => `${row.reason?.id}:${row.tactic}`}
        rowName={(row) => row.reason?.name ?? '–'}
        href={() => ended}
        problem={error}
        onRetry={() => void refetch()}
        empty={<EmptyState title={texts.empty} body={texts.emptyBody} />}
      />
    </section>
  );
}
