import { useTexts } from '../texts/texts.ts';
import { Heads } from './Heads.tsx';
import classes from './MonthChart.module.css';
import { SaveCsv } from './SaveCsv.tsx';
import { Scroll } from './Scroll.tsx';

export interface MonthPoint {
  id: string;
  label: string;
  /** What came; null where nothing can have come yet. */
  actual: number | null;
  expected: number | null;
  low?: number;
  high?: number;
  /** A part of the expected that is more certain. */
  part?: number;
}

export interface MonthChartProps {
  title: string;
  /** Names of the columns of the table: month, came, expected, low, high, part. */
  columns: readonly [string, string, string, string, string, string];
  legend: { actual: string; expected: string; band: string; part: string };
  points: readonly MonthPoint[];
  write: (value: number) => string;
  /** A word over a run of months: the first and the last of them. */
  spans?: readonly { label: string; from: number; to: number }[];
}

const [HEIGHT, TOP, BOTTOM, LEFT, WIDE] = [240, 34, 40, 64, 52];

/** Money by month: what came as bars, what is expected as a line in its interval. As a table and as a file beside it. */
export function MonthChart({ title, columns, legend, points, write, spans = [] }: MonthChartProps) {
  const most = Math.max(1e-9, ...points.flatMap(({ actual, expected, high }) => [actual ?? 0, expected ?? 0, high ?? 0]));
  const y = (value: number) => TOP + (1 - value / most) * (HEIGHT - TOP - BOTTOM);
  const x = (place: number) => LEFT + place * WIDE + WIDE / 2;
  const width = LEFT + points.length * WIDE;
  const expected = points.map((point, place) => ({ ...point, place })).filter((point) => point.expected !== null);
  const line = expected.map((point, n) => `${n === 0 ? 'M' : 'L'}${x(point.place)},${y(point.expected ?? 0)}`).join(' ');
  const ends = [
    ...expected.map((point) => [point.place, point.high ?? point.expected ?? 0]),
    ...[...expected].reverse().map((point) => [point.place, point.low ?? point.expected ?? 0]),
  ];
  const rows = points.map((point) => [
    point.label,
    point.actual ?? '',
    point.expected ?? '',
    point.low ?? '',
    point.high ?? '',
    point.part ?? '',
  ]);
  return (
    <figure className={classes.figure}>
      <figcaption className={classes.caption}>{title}</figcaption>
      <p className={classes.legend} aria-hidden>
        <span data-kind="actual">{legend.actual}</span> <span data-kind="expected">{legend.expected}</span>{' '}
        {legend.band && <span data-kind="band">{legend.band}</span>}{' '}
        {points.some(({ part }) => part !== undefined) && <span data-kind="part">{legend.part}</span>}
      </p>
      <Scroll label={title}>
        <svg viewBox={`0 0 ${width} ${HEIGHT}`} width={width} height={HEIGHT} role="img" aria-label={title}>
          {[0, 0.5, 1].map((share) => (
            <g key={share}>
              <line x1={LEFT} x2={width} y1={y(most * share)} y2={y(most * share)} stroke="var(--line)" />
              <text x={LEFT - 6} y={y(most * share) + 4} textAnchor="end" className={classes.tick}>
                {write(most * share)}
              </text>
            </g>
          ))}
          {spans.map(({ label, from, to }, n) => (
            <g key={label}>
              <line
                x1={x(from) - WIDE / 2 + 3}
                x2={x(to) + WIDE / 2 - 3}
                y1={TOP - 16}
                y2={TOP - 16}
                stroke="var(--text-quiet)"
                strokeDasharray={n === 0 ? undefined : '5 3'}
              />
              <text x={x(from) - WIDE / 2 + 3} y={TOP - 20} className={classes.tick}>
                {label}
              </text>
            </g>
          ))}
          {points.map((point, place) => (
            <g key={point.id}>
              {point.part !== undefined && point.part > 0 && (
                <rect
                  x={x(place) - 16}
                  width={32}
                  y={y(point.part)}
                  height={Math.max(0, y(0) - y(point.part))}
                  fill="none"
                  stroke="var(--text-quiet)"
                  strokeDasharray="3 2"
                />
              )}
              {point.actual !== null && (
                <rect
                  x={x(place) - 12}
                  width={24}
                  y={y(point.actual)}
                  height={Math.max(0, y(0) - y(point.actual))}
                  fill="var(--line-strong)"
                />
              )}
              <text x={x(place)} y={HEIGHT - BOTTOM + 16} textAnchor="middle" className={classes.tick}>
                {point.label}
              </text>
            </g>
          ))}
          {ends.length > 2 && (
            <polygon
              points={ends.map(([place, value]) => `${x(place ?? 0)},${y(value ?? 0)}`).join(' ')}
              fill="var(--text-quiet)"
              opacity={0.18}
            />
          )}
          <path d={line} fill="none" stroke="var(--text)" strokeWidth={2} strokeDasharray="6 3" />
          {expected.map((point) => (
            <circle key={point.id} cx={x(point.place)} cy={y(point.expected ?? 0)} r={3} fill="var(--text)" />
          ))}
        </svg>
      </Scroll>
      <div className={classes.below}>
        <SaveCsv title={title} rows={[columns, ...rows]} />
      </div>
      <AsTable title={title} columns={columns} rows={rows} ids={points.map(({ id }) => id)} write={write} />
    </figure>
  );
}

interface AsTableProps extends Pick<MonthChartProps, 'title' | 'columns' | 'write'> {
  rows: readonly (readonly (string | number)[])[];
  ids: readonly string[];
}

function AsTable({ title, columns, rows, ids, write }: AsTableProps) {
  const { chart } = useTexts().ui;
  const cell = (value: number | string | undefined) => (typeof value === 'number' ? write(value) : value);
  return (
    <details className={classes.table}>
      <summary>{chart.asTable}</summary>
      <Scroll label={`${title}: ${chart.asTable}`}>
        <table>
          <Heads of={[columns[0], ...columns.slice(1).map((number) => ({ number }))]} />
          <tbody>
            {rows.map((row, n) => (
              <tr key={ids[n]}>
                <th scope="row">{row[0]}</th>
                {row.slice(1).map((value, place) => (
                  <td key={columns[place + 1]}>{cell(value)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </details>
  );
}
