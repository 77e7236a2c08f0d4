import { Button, SegmentedControl, Select } from '@mantine/core';
import { useState } from 'react';
import { getGap, listGapRows } from '#modules/goals/contract/money.ts';
import { CUTS, type Cut, PERIODS, type PeriodKind } from '#modules/goals/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead } from '../../data.ts';
import { type Format, useFormat } from '../../format.ts';
import { useNow } from '../../now.ts';
import { Counted } from '../../parts/goals/Counted.tsx';
import { lastDay, quarterFrom } from '../../parts/goals/figures.ts';
import { GoalRows, type OpenedRows } from '../../parts/goals/GoalRows.tsx';
import classes from '../../parts/goals/goals.module.css';
import { segmentName } from '../../parts/goals/segments.ts';
import { CountOrMoney } from '../../parts/reports/CountOrMoney.tsx';
import { useShown } from '../../parts/reports/shown.ts';
import { paths } from '../../paths.ts';
import { useUrlState } from '../../place.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Figure, Figures } from '../../ui/Figure.tsx';
import { Go } from '../../ui/Go.tsx';
import { Heads } from '../../ui/Heads.tsx';
import { Mark } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { ReadTable } from '../../ui/ReadTable.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import { Waterfall } from '../../ui/Waterfall.tsx';

type Read = OutputOf<typeof getGap>;
type Gap = NonNullable<Read['gap']>;
type Lever = Gap['levers'][number]['lever'];
const DEFAULTS = { day: '', period: 'quarter', cut: '' };
const SHARES: readonly Lever[] = ['acceptance', 'qualification', 'winRate'];

/** Where in its period a day so many periods away lies. */
function moved(day: string, period: PeriodKind, by: number): string {
  if (period === 'quarter') return quarterFrom(day, by);
  const [year = 0, month = 1] = day.split('-').map(Number);
  return new Date(Date.UTC(period === 'year' ? year + by : year, period === 'year' ? 0 : month - 1 + by, 1)).toISOString().slice(0, 10);
}

/** Plan against actual, split exactly among its levers, without a name. */
export function GapScreen() {
  const { goals } = useTexts();
  const texts = goals.gap;
  const format = useFormat();
  const today = format.dayKey(new Date(useNow()));
  const [state, change] = useUrlState(DEFAULTS);
  const [opened, setOpened] = useState<OpenedRows | null>(null);
  const period = PERIODS.find((one) => one === state.period) ?? 'quarter';
  const [shown, show] = useShown('money');
  const cut = CUTS.find((one) => one === state.cut);
  const day = /^\d{4}-\d\d-\d\d$/.test(state.day) ? state.day : today;
  const { data, error, refetch } = useRead(getGap, { day, period, ...(cut ? { cut } : {}) }, { topics: ['goal', 'plan'], keep: true });
  return (
    <Page
      title={texts.title}
      lead={texts.lead}
      actions={
        <>
          <SegmentedControl
            aria-label={goals.fields.period}
            data={PERIODS.map((value) => ({ value, label: goals.periods[value] }))}
            value={period}
            onChange={(value) => change({ period: value })}
          />
          <Button variant="default" onClick={() => change({ day: moved(day, period, -1) })}>
            {goals.before}
          </Button>
          <Button variant="default" onClick={() => change({ day: moved(day, period, 1) })}>
            {goals.after}
          </Button>
        </>
      }
    >
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data && (
        <div className={classes.line}>
          <Mark>{goals.period(format.date(data.startsOn), format.date(lastDay(data.endsOn)))}</Mark>
          {data.against && <span className={classes.quiet}>{texts.against[data.against]}</span>}
          {!data.over && <span className={classes.quiet}>{texts.running}</span>}
          <span className={classes.quiet}>{goals.forecast.basis[data.basis]}</span>
          {data.noRate > 0 && <span className={classes.quiet}>{goals.noRate(format.number(data.noRate))}</span>}
        </div>
      )}
      {data && !data.gap && <EmptyState title={texts.none} body={texts.noneBody} actions={<Go to={paths.plan()}>{texts.toPlan}</Go>} />}
      {data?.gap && <CountOrMoney value={shown} onChange={show} />}
      {data?.gap && shown === 'money' && <Bridge read={data} gap={data.gap} period={period} onOpen={setOpened} />}
      {data?.gap && shown === 'count' && <Counted gap={data.gap} />}
      {data?.gap && shown === 'money' && <Segments read={data} gap={data.gap} cut={cut} onCut={(value) => change({ cut: value })} />}
      <GoalRows opened={opened} onClose={() => setOpened(null)} />
    </Page>
  );
}

const signed = (format: Format, currency: string) => (minor: number) =>
  `${minor > 0 ? '+' : ''}${format.money({ amountMinor: minor, currency }, 'short')}`;

/** A lever as it is read: a share, money, a factor or a number of hand-offs. */
function leverText(format: Format, currency: string, { lever, value }: { lever: Lever; value: number }): string {
  if (SHARES.includes(lever)) return `${format.decimal(100 * value)} %`;
  if (lever === 'size') return format.money({ amountMinor: Math.round(value), currency }, 'short');
  return lever === 'timing' ? `× ${format.decimal(value, 2)}` : format.decimal(value);
}

function Bridge({ read, gap, period, onOpen }: { read: Read; gap: Gap; period: PeriodKind; onOpen: (rows: OpenedRows) => void }) {
  const texts = useTexts().goals.gap;
  const format = useFormat();
  const change = signed(format, read.currency);
  const money = (minor: number) => format.money({ amountMinor: minor, currency: read.currency }, 'short');
  const lines = [
    ...gap.levers.map((one) => ({
      ...one,
      lever: one.lever as Lever | 'without',
      from: leverText(format, read.currency, { lever: one.lever, value: one.planned }),
      to: leverText(format, read.currency, { lever: one.lever, value: one.actual }),
    })),
    { lever: 'without' as const, minor: gap.without.minor, from: money(gap.without.plannedMinor), to: money(gap.without.actualMinor) },
  ];
  const open = (lever: Lever | 'without') => {
    const counts = lever === 'size' || lever === 'timing' || lever === 'without' ? money : (value: number) => (value > 0 ? '✓' : '–');
    onOpen({ title: texts.means[lever], endpoint: listGapRows, input: { day: read.startsOn, period, lever }, write: counts });
  };
  const says = ({ lever, minor, from, to }: (typeof lines)[number]) =>
    minor === 0
      ? texts.says.same(texts.levers[lever])
      : texts.says[minor > 0 ? 'up' : 'down']({ lever: texts.levers[lever], from, to, amount: money(Math.abs(minor)) });
  return (
    <section className={classes.section}>
      <Figures>
        <Figure label={texts.planned} value={money(gap.plannedMinor)} />
        <Figure label={texts.actual} value={money(gap.actualMinor)} />
        <Figure label={texts.gap} value={change(gap.gapMinor)} beside={texts.sum} />
      </Figures>
      <Waterfall
        title={texts.chart}
        columns={[texts.columns.lever, texts.columns.effect]}
        steps={[
          { id: 'planned', kind: 'total', label: texts.planned, value: gap.plannedMinor, text: money(gap.plannedMinor) },
          ...lines.map(({ lever, minor }) => ({
            id: lever,
            kind: 'change' as const,
            label: texts.levers[lever],
            value: minor,
            text: change(minor),
          })),
          { id: 'actual', kind: 'total', label: texts.actual, value: gap.actualMinor, text: money(gap.actualMinor) },
        ]}
      />
      <Scroll label={texts.title}>
        <ReadTable>
          <Heads
            of={[
              texts.columns.lever,
              { number: texts.columns.planned },
              { number: texts.columns.actual },
              { number: texts.columns.effect },
              texts.open,
            ]}
          />
          <tbody>
            {lines.map((line) => (
              <tr key={line.lever}>
                <th scope="row" className={classes.sentence}>
                  <div>{says(line)}</div>
                  <div className={classes.quiet}>{texts.means[line.lever]}</div>
                </th>
                <td data-number>{line.from}</td>
                <td data-number>{line.to}</td>
                <td data-number>{change(line.minor)}</td>
                <td>
                  <Button
                    size="compact-xs"
                    variant="subtle"
                    aria-label={`${texts.open}: ${texts.levers[line.lever]}`}
                    onClick={() => open(line.lever)}
                  >
                    {texts.open}
                  </Button>
                </td>
              </tr>
            ))}
          </tbody>
        </ReadTable>
      </Scroll>
      {gap.by === 'sequential' && <p className={classes.quiet}>{texts.sequential}</p>}
    </section>
  );
}

function Segments({ read, gap, cut, onCut }: { read: Read; gap: Gap; cut: Cut | undefined; onCut: (cut: string) => void }) {
  const { goals } = useTexts();
  const texts = goals.gap;
  const format = useFormat();
  const change = signed(format, read.currency);
  return (
    <section className={classes.section} aria-label={texts.segments}>
      <div className={classes.line}>
        <h2 className={classes.heading}>{texts.segments}</h2>
        <Select
          aria-label={texts.segments}
          size="xs"
          allowDeselect={false}
          value={cut ?? ''}
          data={[{ value: '', label: texts.noCut }, ...CUTS.map((value) => ({ value, label: goals.forecast.cuts[value] }))]}
          onChange={(value) => onCut(value ?? '')}
        />
      </div>
      {cut && (
        <>
          {read.against === 'plan' && <p className={classes.quiet}>{texts.segmentNote}</p>}
          <Scroll label={texts.segments}>
            <ReadTable>
              <Heads
                of={[goals.forecast.cuts[cut], ...gap.levers.map(({ lever }) => ({ number: texts.levers[lever] })), { number: texts.gap }]}
              />
              <tbody>
                {gap.segments.map((one) => (
                  <tr key={one.segment}>
                    <th scope="row">{segmentName(goals, cut, one.segment)}</th>
                    {gap.levers.map(({ lever }) => (
                      <td key={lever} data-number>
                        {change(one.effects[lever] ?? 0)}
                      </td>
                    ))}
                    <td data-number>{change(one.gapMinor)}</td>
                  </tr>
                ))}
              </tbody>
            </ReadTable>
          </Scroll>
        </>
      )}
    </section>
  );
}
