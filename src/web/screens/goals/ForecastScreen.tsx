import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { getForecast, listForecastRows } from '#modules/goals/contract/money.ts';
import { CUTS, ZOOMS } from '#modules/goals/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { Corrections } from '../../parts/goals/Corrections.tsx';
import { monthName } from '../../parts/goals/figures.ts';
import { GoalRows, type OpenedRows } from '../../parts/goals/GoalRows.tsx';
import classes from '../../parts/goals/goals.module.css';
import { Cohorts, Velocity } from '../../parts/goals/Lags.tsx';
import { OneAxis } from '../../parts/goals/OneAxis.tsx';
import { useUrlState } from '../../place.ts';
import { useReader } from '../../reader.ts';
import { useTexts } from '../../texts/texts.ts';
import { Bars } from '../../ui/Bars.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Figure, Figures } from '../../ui/Figure.tsx';
import { Heads } from '../../ui/Heads.tsx';
import { MonthChart } from '../../ui/MonthChart.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { ReadTable } from '../../ui/ReadTable.tsx';
import { Scroll } from '../../ui/Scroll.tsx';

export type ForecastRead = OutputOf<typeof getForecast>;
const DEFAULTS = { tab: 'outlook', cut: 'team', zoom: 'quarter' };
const TABS = ['outlook', 'axis', 'cohorts', 'velocity', 'course'] as const;

/** When leads become money, and what that says about the months to come. */
export function ForecastScreen() {
  const { goals } = useTexts();
  const texts = goals.forecast;
  const format = useFormat();
  const [state, change] = useUrlState(DEFAULTS);
  const [opened, setOpened] = useState<OpenedRows | null>(null);
  const tab = TABS.find((one) => one === state.tab) ?? 'outlook';
  const cut = CUTS.find((one) => one === state.cut) ?? 'team';
  const zoom = ZOOMS.find((one) => one === state.zoom) ?? 'quarter';
  const { data, error, refetch } = useRead(getForecast, { cut }, { topics: ['goal', 'deal'], keep: true });
  const open: Open = (of, title, month) =>
    setOpened({
      title,
      endpoint: listForecastRows,
      input: { of, ...(month ? { month } : {}) },
      write: (value) =>
        of === 'revenue' ? format.money({ amountMinor: value, currency: data?.currency ?? 'EUR' }) : value > 0 ? '✓' : '–',
    });
  return (
    <Page
      title={texts.title}
      lead={texts.lead}
      tabs={TABS.map((id) => ({ id, title: texts.tabs[id] }))}
      tab={tab}
      onTab={(id) => change({ tab: id })}
    >
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data && tab === 'outlook' && <Outlook read={data} onOpen={open} />}
      {tab === 'axis' && <OneAxis zoom={zoom} onZoom={(next) => change({ zoom: next })} onOpen={setOpened} />}
      {data && tab === 'cohorts' && <Cohorts read={data} onOpen={(month, title) => open('cohort', title, month)} />}
      {data && tab === 'velocity' && (
        <>
          <SegmentedControl
            aria-label={texts.cut}
            data={CUTS.map((value) => ({ value, label: texts.cuts[value] }))}
            value={cut}
            onChange={(value) => change({ cut: value })}
          />
          <Velocity read={data} cut={cut} />
        </>
      )}
      {tab === 'course' && <Corrections onOpen={setOpened} />}
      <GoalRows opened={opened} onClose={() => setOpened(null)} />
    </Page>
  );
}

type Open = (of: 'cohort' | 'revenue' | 'kernel' | 'won', title: string, month?: string) => void;

function Outlook({ read, onOpen }: { read: ForecastRead; onOpen: Open }) {
  const { goals } = useTexts();
  const texts = goals.forecast;
  const format = useFormat();
  const { locale } = useReader();
  const money = (minor: number) => format.money({ amountMinor: Math.round(minor), currency: read.currency }, 'short');
  if (!read.months) return <EmptyState title={texts.none} body={texts.noneBody} />;
  const now = read.months.findIndex(({ expectedMinor, actualMinor, lowMinor }) => actualMinor === null || lowMinor !== expectedMinor);
  const monthInQuarter = (Number(read.months[now]?.month.slice(5, 7)) - 1) % 3;
  const quarterEnds = Math.min(read.months.length - 1, now + 2 - monthInQuarter);
  return (
    <section className={classes.section}>
      <p className={classes.quiet}>
        {texts.basis[read.basis]} {goals.plan.kernel(format.number(read.kernel.leads), format.number(read.kernel.wins))}{' '}
        {read.noRate > 0 && goals.noRate(format.number(read.noRate))}
      </p>
      <MonthChart
        title={texts.chart}
        columns={[
          texts.chartColumns.month,
          texts.chartColumns.actual,
          texts.chartColumns.expected,
          texts.chartColumns.low,
          texts.chartColumns.high,
          texts.chartColumns.inPipe,
        ]}
        legend={{ actual: texts.legend.actual, expected: texts.legend.expected, band: texts.legend.band, part: texts.legend.pipe }}
        points={read.months.map((one, place) => ({
          id: one.month,
          label: monthName(locale, one.month),
          actual: one.actualMinor,
          expected: place < now ? null : one.expectedMinor,
          ...(place < now ? {} : { low: one.lowMinor, high: one.highMinor, part: one.inPipeMinor }),
        }))}
        write={money}
        spans={[
          { label: texts.horizon.sales, from: now, to: quarterEnds },
          { label: texts.horizon.marketing, from: Math.min(read.months.length - 1, quarterEnds + 1), to: read.months.length - 1 },
        ]}
      />
      <Figures>
        <Figure
          label={texts.conversion}
          value={`${format.decimal(100 * read.kernel.conversion)} %`}
          beside={goals.plan.kernel(format.number(read.kernel.leads), format.number(read.kernel.wins))}
          onOpen={() => onOpen('kernel', texts.conversion)}
        />
        <Figure label={texts.sale} value={money(read.kernel.saleMinor)} onOpen={() => onOpen('won', texts.sale)} />
        {read.kernel.medianMonths !== null && (
          <Figure label={texts.half} value={texts.age(format.number(read.kernel.medianMonths))} onOpen={() => onOpen('won', texts.half)} />
        )}
        {read.months.slice(Math.max(0, now - 2), now).map((one) => (
          <Figure
            key={one.month}
            label={monthName(locale, one.month, 'long')}
            value={money(one.actualMinor ?? 0)}
            onOpen={() => onOpen('revenue', monthName(locale, one.month, 'long'), one.month)}
          />
        ))}
      </Figures>
      <Bars
        title={texts.shares}
        columns={texts.sharesColumns}
        bars={read.kernel.shares.map((share, age) => ({
          id: String(age),
          label: texts.age(String(age)),
          value: share,
          text: format.percent(share),
        }))}
      />
      <Flow read={read} />
      <Past read={read} />
    </section>
  );
}

function Flow({ read }: { read: ForecastRead }) {
  const texts = useTexts().goals.forecast;
  const format = useFormat();
  if (read.flow.length === 0) return null;
  return (
    <section className={classes.section} aria-label={texts.flow}>
      <h2 className={classes.heading}>{texts.flow}</h2>
      <ul className={classes.list}>
        {read.flow.map((one) => (
          <li key={`${one.whose} ${one.weeks}`}>
            {texts.flowOf[one.whose]}{' '}
            {texts.flowWeeks({
              weeks: format.number(one.weeks),
              expected: format.decimal(one.expected),
              low: format.number(one.low),
              high: format.number(one.high),
            })}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Past({ read }: { read: ForecastRead }) {
  const texts = useTexts().goals.forecast;
  const format = useFormat();
  const { locale } = useReader();
  const { said, bias, within, n } = read.history;
  const money = (minor: number) => format.money({ amountMinor: Math.round(minor), currency: read.currency }, 'short');
  const { pastColumns: columns } = texts;
  return (
    <section className={classes.section} aria-label={texts.past}>
      <h2 className={classes.heading}>{texts.past}</h2>
      {n === 0 ? (
        <p className={classes.quiet}>{texts.pastNone}</p>
      ) : (
        <>
          <Figures>
            <Figure
              label={texts.within}
              rate={{ k: within, n }}
              beside={
                bias === null ? undefined : texts.bias(bias >= 0 ? texts.high(format.percent(bias)) : texts.low(format.percent(-bias)))
              }
            />
          </Figures>
          <Scroll label={texts.past}>
            <ReadTable>
              <Heads
                of={[columns.month, columns.made, { number: columns.expected }, { number: columns.interval }, { number: columns.actual }]}
              />
              <tbody>
                {said.map((one) => (
                  <tr key={one.month}>
                    <th scope="row">{monthName(locale, one.month, 'long')}</th>
                    <td>{format.date(one.madeOn)}</td>
                    <td data-number>{money(one.expectedMinor)}</td>
                    <td data-number>{`${money(one.lowMinor)} – ${money(one.highMinor)}`}</td>
                    <td data-number>{money(one.actualMinor)}</td>
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
