import type { StallLine } from '#modules/lifecycle/contract.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { SaveCsv } from '../../ui/SaveCsv.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import reports from '../reports/reports.module.css';
import classes from './lifecycle.module.css';

type Points = NonNullable<StallLine['worst']>['points'];
const COLUMNS = ['day', 'atRisk', 'remaining', 'onward', 'gone'] as const;
const [WIDTH, HEIGHT, LEFT, BOTTOM, TOP] = [360, 170, 46, 22, 8];

/** A survival curve as steps with its band, and the same as a table: number at risk and interval at each step. */
export function Curve({ label, points }: { label: string; points: Points }) {
  const { lifecycle } = useTexts();
  const texts = lifecycle.stalls;
  const format = useFormat();
  const last = points.at(-1)?.day ?? 0;
  if (last === 0) return null;
  const x = (day: number) => LEFT + (day / last) * (WIDTH - LEFT - 8);
  const y = (share: number) => TOP + (1 - share) * (HEIGHT - TOP - BOTTOM);
  const steps = (of: (point: Points[number]) => number) =>
    points.reduce(
      (line, point, place) => `${line} H${x(point.day)} V${y(of(point))}${place === points.length - 1 ? ` H${x(last)}` : ''}`,
      `M${x(0)},${y(1)}`,
    );
  const band = `${steps(({ high }) => high)} ${[...points].reverse().reduce((line, { day, low }, place) => `${line} ${place === 0 ? `L${x(last)},${y(low)}` : ''} V${y(low)} H${x(day)}`, '')} V${y(1)} Z`;
  return (
    <figure className={classes.figure}>
      <figcaption className={reports.quiet}>{label}</figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className={classes.curve} role="img" aria-label={label}>
        {[0, 0.5, 1].map((share) => (
          <g key={share}>
            <line x1={LEFT} x2={WIDTH - 8} y1={y(share)} y2={y(share)} stroke="var(--line)" />
            <text x={LEFT - 6} y={y(share) + 4} textAnchor="end" fontSize={11} fill="currentColor">
              {`${share * 100} %`}
            </text>
          </g>
        ))}
        <path d={band} fill="var(--line)" opacity={0.6} />
        <path d={steps(({ remaining }) => remaining)} fill="none" stroke="var(--text)" strokeWidth={1.5} />
        <text x={LEFT} y={HEIGHT - 6} fontSize={11} fill="currentColor">
          0
        </text>
        <text x={WIDTH - 8} y={HEIGHT - 6} textAnchor="end" fontSize={11} fill="currentColor">
          {lifecycle.days(format.number(Math.round(last)))}
        </text>
      </svg>
      <details className={reports.quiet}>
        <summary>{texts.showTable}</summary>
        <Scroll label={texts.showTable}>
          <table className={reports.table}>
            <thead>
              <tr>
                {COLUMNS.map((column) => (
                  <th key={column} scope="col">
                    {texts.point[column]}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {points.map((point) => (
                <tr key={point.day}>
                  <th scope="row">{format.decimal(point.day)}</th>
                  <td>{format.number(point.atRisk)}</td>
                  <td>{`${percent(point.remaining)} (${percent(point.low)}–${percent(point.high)})`}</td>
                  <td>{percent(point.onward)}</td>
                  <td>{percent(point.gone)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
        <SaveCsv
          title={label}
          rows={[
            [...COLUMNS.map((column) => texts.point[column]), texts.low, texts.high],
            ...points.map((point) => [...COLUMNS.map((column) => point[column]), point.low, point.high]),
          ]}
        />
      </details>
    </figure>
  );
}

const percent = (share: number) => `${Math.round(share * 100)} %`;
