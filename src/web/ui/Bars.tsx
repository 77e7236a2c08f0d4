import type { ReactNode } from 'react';
import classes from './Bars.module.css';
import { Go } from './Go.tsx';
import { SaveCsv } from './SaveCsv.tsx';

export interface Bar {
  id: string;
  label: string;
  value: number;
  /** The number as it is to be read: `format.money(…)`, `format.rate(…)`. */
  text: ReactNode;
  side?: 'marketing' | 'sales';
  /** The rows behind it. */
  to?: string;
  /** What was promised or planned: a line across the bar. */
  aim?: number;
  /** Smaller words after the number. */
  beside?: ReactNode;
}

export interface BarsProps {
  title: string;
  /** Heading of the first and of the second column, for the table that this is and for the file. */
  columns: readonly [string, string];
  bars: readonly Bar[];
  /** The value of a full bar; the largest where absent. */
  full?: number;
}

/**
 * A bar chart that is a table: each row has its name, its bar and its number, so that it reads the same in grey, aloud and
 * as a file. For parts of a whole, shares and rankings; for a course over time take `Sparkline`.
 */
export function Bars({ title, columns, bars, full }: BarsProps) {
  const most = full ?? Math.max(1e-9, ...bars.map((bar) => Math.max(bar.value, bar.aim ?? 0)));
  const share = (value: number) => `${Math.min(100, Math.max(0, (value / most) * 100))}%`;
  return (
    <div className={classes.chart}>
      <table className={classes.table}>
        <caption className={classes.caption}>{title}</caption>
        <thead className="hidden-from-sight">
          <tr>
            <th scope="col">{columns[0]}</th>
            <td />
            <th scope="col">{columns[1]}</th>
          </tr>
        </thead>
        <tbody>
          {bars.map((bar) => (
            <tr key={bar.id}>
              <th scope="row" className={classes.label}>
                {bar.to ? <Go to={bar.to}>{bar.label}</Go> : bar.label}
              </th>
              <td className={classes.cell} aria-hidden>
                <span className={classes.track}>
                  <span className={classes.bar} data-side={bar.side} style={{ width: share(bar.value) }} />
                  {bar.aim !== undefined && <span className={classes.aim} style={{ insetInlineStart: share(bar.aim) }} />}
                </span>
              </td>
              <td className={classes.text}>
                {bar.text} {bar.beside && <span className={classes.beside}>{bar.beside}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <SaveCsv title={title} rows={[columns, ...bars.map((bar) => [bar.label, bar.value])]} />
    </div>
  );
}
