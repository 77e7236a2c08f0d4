import { getArrival } from '#modules/goals/contract/money.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useReader } from '../../reader.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { Figure, Figures } from '../../ui/Figure.tsx';
import { MonthChart } from '../../ui/MonthChart.tsx';
import { monthName } from './figures.ts';
import classes from './goals.module.css';

/** When the leads of a campaign become money: expected, and so far. */
export function Arrival({ campaignId }: { campaignId: string }) {
  const { forecast: texts } = useTexts().goals;
  const format = useFormat();
  const { locale } = useReader();
  const may = useCan('report:read');
  const { data } = useRead(getArrival, { id: campaignId }, { topics: ['goal'], when: may });
  if (!data || data.leads === 0) return null;
  const money = (minor: number) => format.money({ amountMinor: Math.round(minor), currency: data.currency }, 'short');
  return (
    <section className={classes.section} aria-label={texts.arrival}>
      <h2 className={classes.heading}>{texts.arrival}</h2>
      {!data.enough ? (
        <p className={classes.quiet}>{texts.arrivalNone}</p>
      ) : (
        <>
          <Figures>
            <Figure label={texts.arrivalFigures.expected} value={money(data.expectedMinor)} />
            <Figure label={texts.arrivalFigures.sofar} value={money(data.soFarMinor)} />
            <Figure label={texts.arrivalFigures.leads} value={format.number(data.leads)} />
          </Figures>
          <MonthChart
            title={texts.arrival}
            columns={[
              texts.chartColumns.month,
              texts.chartColumns.actual,
              texts.chartColumns.expected,
              texts.chartColumns.low,
              texts.chartColumns.high,
              texts.chartColumns.inPipe,
            ]}
            legend={{ actual: texts.legend.actual, expected: texts.legend.expected, band: texts.legend.band, part: texts.legend.pipe }}
            points={data.months.map((one) => ({
              id: one.month,
              label: monthName(locale, one.month),
              actual: one.actualMinor,
              expected: one.expectedMinor,
              low: one.lowMinor,
              high: one.highMinor,
            }))}
            write={money}
          />
        </>
      )}
    </section>
  );
}
