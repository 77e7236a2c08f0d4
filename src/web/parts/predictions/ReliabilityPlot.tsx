import type { getTraining } from '#modules/predictions/contract/predictions.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { Heads } from '../../ui/Heads.tsx';
import { ReadTable } from '../../ui/ReadTable.tsx';
import { SaveCsv } from '../../ui/SaveCsv.tsx';
import classes from './predictions.module.css';

export type Report = NonNullable<OutputOf<typeof getTraining>['report']>;

const SIZE = 300;
const EDGE = 34;
const TICKS = [0, 0.25, 0.5, 0.75, 1];
const x = (share: number) => EDGE + share * (SIZE - EDGE - 14);
const y = (share: number) => SIZE - EDGE - share * (SIZE - EDGE - 8);

/** What was said against what came, with the interval and the leads of each bin; below it the same as a table. */
export function ReliabilityPlot({ bins }: { bins: Report['bins'] }) {
  const texts = useTexts().predictions.report;
  const format = useFormat();
  const filled = bins.filter(({ came }) => came.n > 0);
  const range = (bin: Report['bins'][number]) => `${format.number(Math.round(bin.from * 100))}–${format.percent(bin.to)}`;
  return (
    <section className={classes.section} aria-label={texts.plot}>
      <h3 className={classes.heading}>{texts.plot}</h3>
      <p className={classes.quiet}>{texts.plotHelp}</p>
      <svg className={classes.plot} viewBox={`0 0 ${SIZE} ${SIZE}`} aria-hidden>
        {TICKS.map((tick) => (
          <g key={tick}>
            <line className={classes.grid} x1={x(0)} x2={x(1)} y1={y(tick)} y2={y(tick)} />
            <text x={EDGE - 6} y={y(tick) + 4} textAnchor="end">
              {Math.round(tick * 100)}
            </text>
            <text x={x(tick)} y={SIZE - EDGE + 16} textAnchor="middle">
              {Math.round(tick * 100)}
            </text>
          </g>
        ))}
        <text x={x(0.5)} y={SIZE - 4} textAnchor="middle">{`${texts.bin}, %`}</text>
        <line className={classes.ideal} x1={x(0)} y1={y(0)} x2={x(1)} y2={y(1)} />
        {filled.map(({ from, said, came }) => (
          <g key={from}>
            <line className={classes.interval} x1={x(said ?? 0)} x2={x(said ?? 0)} y1={y(came.low)} y2={y(came.high)} />
            <circle className={classes.point} cx={x(said ?? 0)} cy={y(came.rate ?? 0)} r={4} />
          </g>
        ))}
      </svg>
      <ReadTable className={classes.told}>
        <Heads of={[texts.bin, texts.came, { number: texts.leads }]} />
        <tbody>
          {filled.map((bin) => (
            <tr key={bin.from}>
              <th scope="row">{range(bin)}</th>
              <td>{format.rate(bin.came)}</td>
              <td data-number>{format.number(bin.came.n)}</td>
            </tr>
          ))}
        </tbody>
      </ReadTable>
      <SaveCsv
        title={texts.plot}
        rows={[[texts.bin, texts.came, texts.leads], ...filled.map((bin) => [range(bin), bin.came.rate ?? '', bin.came.n])]}
      />
    </section>
  );
}
