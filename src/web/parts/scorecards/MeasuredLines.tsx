import { useState } from 'react';
import { getMeasures } from '#modules/agreements/contract/measures.ts';
import { chanceAtLeast } from '#platform/shared/statistics.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { Figure } from '../../ui/Figure.tsx';
import { Money, Side, When } from '../../ui/marks.tsx';
import { MeasureRows, type MeasureRowsProps } from '../agreements/MeasureRows.tsx';
import classes from '../handoffs/scorecard.module.css';

/** Shares and amounts beside the clocks: this period so far, and the one before. */
export function MeasuredLines() {
  const { scorecard: texts, agreement } = useTexts();
  const format = useFormat();
  const { data } = useRead(getMeasures, {}, { topics: ['handoff', 'lead', 'activity', 'agreement'], keep: true });
  const [rows, setRows] = useState<Omit<MeasureRowsProps, 'onClose'> | null>(null);
  if (!data || data.lines.length === 0) return null;
  return (
    <section className={classes.section} aria-label={texts.overPeriod}>
      <h2 className={classes.heading}>{texts.overPeriod}</h2>
      <table className={classes.rows}>
        <tbody>
          {data.lines.map((line) => (
            <tr key={line.lineId}>
              <th scope="row">
                <Side side={line.party} /> {line.title}
              </th>
              {line.periods.map((period) => {
                const amount = (minor: number) =>
                  line.currency ? <Money value={{ amountMinor: minor, currency: line.currency }} /> : format.number(minor);
                return (
                  <td key={period.from}>
                    <div className={classes.quiet}>
                      <When at={period.from} form="date" />
                    </div>
                    <Figure
                      inline
                      label={line.title}
                      {...(line.target === null ? { value: amount(period.k) } : { rate: period })}
                      onOpen={() => setRows({ line, period })}
                    />
                    <div className={classes.quiet}>
                      {agreement.scorecard.columns.target} {line.target === null ? amount(line.amount ?? 0) : format.percent(line.target)}
                      {line.target !== null && period.enough && (
                        <> · {agreement.scorecard.chance(format.percent(chanceAtLeast(period.k, period.n, line.target)))}</>
                      )}
                    </div>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      {rows && <MeasureRows {...rows} onClose={() => setRows(null)} />}
    </section>
  );
}
