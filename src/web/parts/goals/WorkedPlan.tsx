import { useFormat } from '../../format.ts';
import { useReader } from '../../reader.ts';
import { useTexts } from '../../texts/texts.ts';
import { Figure, Figures } from '../../ui/Figure.tsx';
import { Heads } from '../../ui/Heads.tsx';
import { MonthChart } from '../../ui/MonthChart.tsx';
import { Mark } from '../../ui/marks.tsx';
import { ReadTable } from '../../ui/ReadTable.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import { monthName } from './figures.ts';
import classes from './goals.module.css';
import type { Worked } from './WhatIf.tsx';

/** A target worked back: what is in flight, what is to be found, by which leads of which month, and what it is too late for. */
export function WorkedPlan({ worked, currency, quarterOn }: { worked: Worked; currency: string; quarterOn: string }) {
  const { goals } = useTexts();
  const texts = goals.plan;
  const format = useFormat();
  const { locale } = useReader();
  const money = (minor: number) => format.money({ amountMinor: Math.round(minor), currency }, 'short');
  const { result } = worked;
  if (!result) {
    const missing = worked.steps.flatMap(({ step, source }) =>
      source === 'missing' ? [`${texts.steps[step]}: ${texts.sources.missing}`] : [],
    );
    return <p className={classes.plain}>{missing.length > 0 ? missing.join(' · ') : texts.notWorked}</p>;
  }
  const inside = result.months.filter(({ month }) => month >= quarterOn);
  const { forecast } = goals;
  return (
    <section className={classes.section}>
      <Figures>
        <Figure label={texts.target} value={money(worked.targetMinor)} />
        <Figure label={texts.base} value={money(worked.baseMinor)} />
        <Figure label={texts.inFlight} value={money(result.inFlightMinor)} />
        <Figure label={texts.gap} value={money(Math.max(0, result.gapMinor))} beside={texts.movable(money(result.movableMinor))} />
        {result.outOfReachMinor > 0.5 && <Figure label={texts.outOfReach} value={money(result.outOfReachMinor)} />}
      </Figures>
      {result.outOfReachMinor > 0.5 && <p className={classes.plain}>{texts.outOfReachBody(money(result.outOfReachMinor))}</p>}
      <MonthChart
        title={texts.chart}
        columns={[
          texts.columns.month,
          texts.columns.actual,
          texts.columns.planned,
          forecast.chartColumns.low,
          forecast.chartColumns.high,
          texts.columns.flight,
        ]}
        legend={{ actual: forecast.legend.actual, expected: texts.columns.planned, band: '', part: forecast.legend.pipe }}
        points={inside.map((one) => ({
          id: one.month,
          label: monthName(locale, one.month),
          actual: one.actual.minor,
          expected: one.inFlightMinor + one.plannedMinor + worked.baseMinor / 3,
          part: one.inFlightMinor,
        }))}
        write={money}
      />
      <Scroll label={texts.title}>
        <ReadTable>
          <Heads
            of={[
              texts.columns.month,
              { number: texts.columns.leads },
              { number: texts.columns.handoffs },
              { number: texts.columns.spend },
              { number: texts.columns.flight },
              { number: texts.columns.planned },
              texts.columns.reaches,
              texts.columns.actual,
            ]}
          />
          <tbody>
            {result.months.map((one) => (
              <tr key={one.month}>
                <th scope="row">{monthName(locale, one.month, 'long')}</th>
                <td data-number>{format.number(Math.ceil(one.leads))}</td>
                <td data-number>{format.number(Math.ceil(one.handoffs))}</td>
                <td data-number>{one.spendMinor === null ? '–' : money(one.spendMinor)}</td>
                <td data-number>{money(one.inFlightMinor)}</td>
                <td data-number>{money(one.plannedMinor)}</td>
                <td>{one.reaches < 0.05 ? <Mark tone="late">{texts.tooLate}</Mark> : texts.reaches(format.percent(one.reaches))}</td>
                <td>
                  {texts.actual(
                    format.number(one.actual.leads),
                    format.number(one.actual.handoffs),
                    one.actual.minor === null ? '–' : money(one.actual.minor),
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </ReadTable>
      </Scroll>
    </section>
  );
}
