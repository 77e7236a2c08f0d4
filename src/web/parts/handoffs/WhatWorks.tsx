import { getSecondLife, listSecondLife } from '#modules/handoffs/contract/secondlife.ts';
import type { Amounts } from '#modules/leadvalues/schema.ts';
import type { InputOf, OutputOf } from '#platform/shared/contract.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useUrlState } from '../../place.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Figure, Figures } from '../../ui/Figure.tsx';
import { Money, When } from '../../ui/marks.tsx';
import { DataTable } from '../../ui/table/DataTable.tsx';
import classes from '../agreements/agreements.module.css';
import { BehindWords, behindInWords, MoneyBehind } from '../reports/figures.tsx';
import { RowsDrawer } from '../reports/RowsDrawer.tsx';
import { useShown } from '../reports/shown.ts';

type Cell = OutputOf<typeof getSecondLife>['cells'][number];
type Asked = Omit<InputOf<typeof listSecondLife>, 'cursor' | 'limit'>;
const DEFAULTS = { lives: null as Asked | null };

const askedOf = ({ reason, tactic }: Cell): Asked => ({ reasonId: reason?.id ?? 'none', tactic: tactic ?? 'alone' });

/** Which tactic revives leads of which reason, with n and interval, against those left alone. */
export function WhatWorks() {
  const { recycling, loop, reports } = useTexts();
  const texts = recycling.works;
  const format = useFormat();
  const { data, error, refetch } = useRead(getSecondLife, {}, { topics: ['recycle', 'handoff'] });
  const [{ lives }, change] = useUrlState(DEFAULTS);
  const open = (asked: Asked) => void change({ lives: asked }, { push: true });
  const titleOf = ({ tactic, reasonId, cameBack }: Asked, cells: readonly Cell[]) => {
    if (reasonId === undefined) return tactic === 'alone' ? texts.alone : cameBack ? texts.cameBack : texts.overall;
    const name = cells.find(({ reason }) => (reason?.id ?? 'none') === reasonId)?.reason?.name ?? '–';
    return `${name}: ${tactic && tactic !== 'alone' && tactic !== 'any' ? loop.returned.tactics[tactic] : texts.alone}`;
  };
  const currency = data?.currency ?? 'EUR';
  const money = (amountMinor: number) => ({ amountMinor, currency });
  const [shown] = useShown();
  const words = (of: Amounts | null | undefined, style?: 'whole') =>
    shown === 'money' && of ? behindInWords({ ...of, currency }, { format, texts: reports.behind, ...(style ? { style } : {}) }) : [];
  const cell = (of: Amounts | undefined, counted: string) => (shown === 'money' && of ? <BehindWords of={{ ...of, currency }} /> : counted);
  return (
    <section className={classes.side}>
      {data && <p className={classes.text}>{texts.lead(format.number(data.maturesDays))}</p>}
      <MoneyBehind of={data?.overall.behind ? data : undefined} shown={shown} once="returned" stays={texts.moneyStays} />
      {data && (
        <Figures>
          <Figure
            label={texts.overall}
            rate={data.overall}
            beside={words(data.overall.behind?.cameBack).join(' · ')}
            onOpen={() => open({ tactic: 'any' })}
          />
          <Figure
            label={texts.alone}
            rate={data.alone}
            beside={words(data.alone.behind?.cameBack).join(' · ')}
            definition={texts.aloneHelp}
            onOpen={() => open({ tactic: 'alone' })}
          />
          <Figure
            label={texts.yield}
            value={data.yield ? <Money value={money(data.yield.valueMinor)} /> : texts.noYield}
            onOpen={() => open({ tactic: 'any', cameBack: true })}
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
          ...(shown === 'money' && data?.overall.behind
            ? [{ id: 'all', title: texts.behindAll, width: 200, render: (row: Cell) => cell(row.behind?.all, '–') }]
            : []),
          { id: 'came', title: texts.cameBack, width: 220, render: (row) => cell(row.behind?.cameBack, format.rate(row)) },
          { id: 'won', title: texts.won, width: 140, render: (row) => cell(row.behind?.won, format.number(row.won)) },
          { id: 'value', title: texts.value, width: 140, render: (row) => <Money value={money(row.valueMinor)} whole /> },
        ]}
        rows={data?.cells}
        rowId={(row) => `${row.reason?.id}:${row.tactic}`}
        rowName={(row) => row.reason?.name ?? '–'}
        onOpen={(row) => open(askedOf(row))}
        problem={error}
        onRetry={() => void refetch()}
        empty={<EmptyState title={texts.empty} body={texts.emptyBody} />}
      />
      <RowsDrawer
        opened={lives ? { title: titleOf(lives, data?.cells ?? []), input: lives } : null}
        endpoint={listSecondLife}
        topics={['recycle', 'handoff']}
        onClose={() => void change({ lives: null })}
        line={(row) => ({
          id: row.id,
          name: row.name,
          to: row.leadId ? paths.lead(row.leadId) : undefined,
          end: row.cameBack ? <Money value={money(row.valueMinor)} whole /> : <When at={row.returnedAt} form="date" />,
          below: [
            row.company,
            ...words(row.behind, 'whole'),
            row.reason?.name,
            row.tactic ? loop.returned.tactics[row.tactic] : texts.alone,
            row.won ? texts.won : row.cameBack ? texts.cameBack : texts.notBack,
          ]
            .filter(Boolean)
            .join(' · '),
        })}
      />
    </section>
  );
}
