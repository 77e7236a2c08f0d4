import type { getThresholdTable } from '#modules/thresholds/contract/table.ts';
import { STEP } from '#modules/thresholds/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { SaveCsv } from '../../ui/SaveCsv.tsx';
import classes from './thresholds.module.css';

export type Table = NonNullable<OutputOf<typeof getThresholdTable>['table']>;
type Row = Table['rows'][number];

interface ThresholdChartProps {
  table: Table;
  inForceCut: number | null;
}

const WIDTH = STEP * 0.7;
const X_TICKS = [0, 25, 50, 75, 100];

/** Precision with its interval and leads a week, by threshold; what suits both and what is too much for the reps. The table below says the same in numbers. */
export function ThresholdChart({ table, inForceCut }: ThresholdChartProps) {
  const texts = useTexts().thresholds;
  const format = useFormat();
  const rows = [...table.rows].reverse().filter(({ leads }) => leads > 0);
  const sure = rows.filter(({ enough }) => enough);
  const topRate = Math.min(1, niceTop(Math.max(...(sure.length > 0 ? sure : rows).map(({ precision }) => precision.high), 0.05)));
  const topVolume = niceTop(Math.max(...rows.map(({ perWeek }) => perWeek), 0.1));
  const y = (value: number, top: number) => 100 - 100 * Math.min(1, value / top);
  const over = rows.filter(({ withinCapacity }) => !withinCapacity);
  const edge = over.length > 0 ? Math.max(...over.map(({ cut }) => cut)) + STEP / 2 : null;
  const lineOf = (of: readonly Row[]) => of.map(({ cut, precision }) => `${cut},${y(precision.rate ?? 0, topRate)}`).join(' ');
  const few = rows.filter(({ enough }, index) => !enough || rows[index + 1]?.enough === false);
  return (
    <figure className={classes.chart}>
      <figcaption className={classes.heading}>{texts.chart}</figcaption>
      <div className={classes.plot} aria-hidden>
        <svg viewBox="0 0 100 100" preserveAspectRatio="none" role="presentation">
          {edge !== null && <rect className={classes.over} x={0} y={0} width={edge} height={100} />}
          {table.zone?.cuts.map((cut) => (
            <rect key={cut} className={classes.zone} x={cut - STEP / 2} y={0} width={STEP} height={100} />
          ))}
          {[0, 50, 100].map((at) => (
            <line key={at} className={classes.grid} x1={0} x2={100} y1={at} y2={at} />
          ))}
          {rows.map(({ cut, perWeek, band }) => (
            <rect
              key={cut}
              className={classes.bar}
              data-extrapolated={band.extrapolated || undefined}
              x={cut - WIDTH / 2}
              y={y(perWeek, topVolume)}
              width={WIDTH}
              height={100 - y(perWeek, topVolume)}
            />
          ))}
          {edge !== null && <line className={classes.overEdge} x1={edge} x2={edge} y1={0} y2={100} />}
          {inForceCut !== null && <line className={classes.inForce} x1={inForceCut} x2={inForceCut} y1={0} y2={100} />}
          <polygon className={classes.interval} points={intervalOf(sure, (value) => y(value, topRate))} />
          <polyline className={classes.precision} points={lineOf(sure)} />
          <polyline className={classes.precision} data-few points={lineOf(few)} />
        </svg>
        {X_TICKS.map((cut) => (
          <span key={cut} className={classes.tick} data-side="x" style={{ left: `${cut}%` }}>
            {format.number(cut)}
          </span>
        ))}
        {[0, 0.5, 1].map((share) => (
          <span key={share} className={classes.tick} data-side="rate" style={{ top: `${100 - 100 * share}%` }}>
            {format.percent(topRate * share)}
          </span>
        ))}
        {[0, 0.5, 1].map((share) => (
          <span key={share} className={classes.tick} data-side="volume" style={{ top: `${100 - 100 * share}%` }}>
            {format.decimal(topVolume * share, topVolume < 10 ? 1 : 0)}
          </span>
        ))}
      </div>
      <p className={classes.quiet}>{texts.axis}</p>
      <Legend table={table} over={edge !== null} inForce={inForceCut !== null} few={few.length > 0} />
      <SaveCsv
        title={texts.chart}
        rows={[
          [texts.columns.cut, texts.columns.leads, texts.columns.precision],
          ...rows.map(({ cut, leads, precision }) => [cut, leads, precision.rate ?? '']),
        ]}
      />
    </figure>
  );
}

/** The next round number: 1, 2 or 5 times a power of ten, or a step between. */
function niceTop(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((one) => one * power >= value) ?? 10;
  return step * power;
}

function intervalOf(rows: readonly Row[], y: (value: number) => number): string {
  const upper = rows.map(({ cut, precision }) => `${cut},${y(precision.high)}`);
  const lower = rows.map(({ cut, precision }) => `${cut},${y(precision.low)}`).reverse();
  return [...upper, ...lower].join(' ');
}

function Legend({ table, over, inForce, few }: { table: Table; over: boolean; inForce: boolean; few: boolean }) {
  const { legend } = useTexts().thresholds;
  const swatch = (className: string | undefined, extrapolated = false) => (
    <svg width={14} height={12} aria-hidden>
      <rect className={className} data-extrapolated={extrapolated || undefined} width={14} height={12} />
    </svg>
  );
  const stroke = (className: string | undefined, dashed = false) => (
    <svg width={18} height={12} aria-hidden>
      <line className={className} data-few={dashed || undefined} x1={0} x2={18} y1={6} y2={6} />
    </svg>
  );
  const extrapolated = table.rows.some(({ band }) => band.extrapolated);
  return (
    <ul className={classes.legend}>
      <li>
        {stroke(classes.precision)} {legend.precision}
      </li>
      {few && (
        <li>
          {stroke(classes.precision, true)} {legend.few}
        </li>
      )}
      <li>
        {swatch(classes.bar)} {legend.volume}
      </li>
      {extrapolated && (
        <li>
          {swatch(classes.bar, true)} {legend.extrapolated}
        </li>
      )}
      {(table.zone?.cuts.length ?? 0) > 0 && (
        <li>
          {swatch(classes.zone)} {legend.zone}
        </li>
      )}
      {over && (
        <li>
          {stroke(classes.overEdge)} {legend.capacity}
        </li>
      )}
      {inForce && (
        <li>
          {stroke(classes.inForce)} {legend.inForce}
        </li>
      )}
    </ul>
  );
}
