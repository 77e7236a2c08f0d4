import type { Zoom } from '#modules/goals/schema.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { SaveCsv } from '../../ui/SaveCsv.tsx';
import axis from './axis.module.css';
import { type AxisRead, type OpenDeals, placeOf } from './axis.ts';
import { lastDay } from './figures.ts';
import classes from './goals.module.css';

const [GAP, TALL] = [12, 150];

interface AxisMoneyProps {
  read: AxisRead;
  zoom: Zoom;
  names: readonly string[];
  onOpen: OpenDeals;
}

/** The lower half of the axis: won and expected money of each column, in the forecast's interval where there is one. Numbers below the bars open their deals. */
export function AxisMoney({ read, zoom, names, onOpen }: AxisMoneyProps) {
  const texts = useTexts().goals.axis;
  const format = useFormat();
  const { columns } = read;
  const hidden = columns.some(({ open }) => open.weightedMinor === null);
  const sums = read.columns.map(({ from, until, won, open, forecast }) => [
    ...[from, lastDay(until)],
    ...[won.minor, won.deals, open.weightedMinor, open.deals, open.minor].map((value) => value ?? ''),
    ...[forecast?.lowMinor, forecast?.expectedMinor, forecast?.highMinor].map((value) => (value === undefined ? '' : Math.round(value))),
  ]);
  const money = (minor: number) => format.money({ amountMinor: Math.round(minor), currency: read.currency }, 'short');
  return (
    <>
      <h3 className={axis.group}>{texts.money}</h3>
      {!hidden && <Drawing read={read} money={money} />}
      {(['open', 'won'] as const).map((of) => (
        <div key={of} className={axis.row}>
          <span className={`${axis.name} ${axis.facts}`}>{texts.legend[of]}</span>
          <div className={axis.track} data-numbers>
            {columns.map((column, place) => {
              const { deals } = column[of];
              const minor = of === 'open' ? column.open.weightedMinor : column.won.minor;
              const title = of === 'open' ? texts.weighted(names[place] ?? '') : texts.wonOf(names[place] ?? '');
              return (
                <span key={column.from} style={{ width: `${placeOf(read, column.until) - placeOf(read, column.from)}%` }}>
                  {deals > 0 && (
                    <button
                      type="button"
                      className={axis.number}
                      aria-label={`${title}: ${minor === null ? '' : money(minor)} ${texts.deals(format.number(deals))}`}
                      onClick={() => onOpen({ of, from: column.from, until: column.until }, title)}
                    >
                      {minor === null ? format.number(deals) : money(minor)}
                    </button>
                  )}
                </span>
              );
            })}
          </div>
        </div>
      ))}
      <div className={axis.below}>
        <SaveCsv title={`${texts.money}, ${texts.zooms[zoom]}`} rows={[Object.values(texts.columns), ...sums]} />
      </div>
    </>
  );
}

/** What the marks of the picture mean; beside it, so that no line runs through the words. */
export function AxisLegend({ read }: { read: AxisRead }) {
  const texts = useTexts().goals.axis;
  const hidden = read.columns.some(({ open }) => open.weightedMinor === null);
  const told = read.columns.some(({ forecast }) => forecast);
  return (
    <>
      <p className={classes.quiet}>
        {hidden ? texts.hidden : texts.moneyLead} {told && texts.moneyHelp}
      </p>
      <p className={axis.legend} aria-hidden>
        <span>{texts.planned}</span>
        {!hidden && <span data-kind="won">{texts.legend.won}</span>}
        {!hidden && <span data-kind="open">{texts.legend.open}</span>}
        {told && <span data-kind="forecast">{texts.legend.forecast}</span>}
      </p>
    </>
  );
}

function Drawing({ read, money }: { read: AxisRead; money: (minor: number) => string }) {
  const texts = useTexts().goals.axis;
  const bars = read.columns.map(({ from, until, won, open, forecast }) => ({
    ...{ from, forecast, won: won.minor ?? 0, open: open.weightedMinor ?? 0 },
    ...{ x: placeOf(read, from), width: placeOf(read, until) - placeOf(read, from) },
  }));
  const most = Math.max(1, ...bars.map(({ won, open, forecast }) => Math.max(won + open, forecast?.highMinor ?? 0)));
  const y = (minor: number) => 100 - (100 * minor) / most;
  const total = (of: 'won' | 'open') => money(bars.reduce((sum, bar) => sum + bar[of], 0));
  const told = bars.flatMap(({ x, width, forecast }) => (forecast ? [{ ...forecast, at: x + width / 2 }] : []));
  const line = told.map(({ at, expectedMinor }, n) => `${n === 0 ? 'M' : 'L'}${at},${y(expectedMinor)}`).join(' ');
  const band = [
    ...told.map(({ at, highMinor }) => `${at},${y(highMinor)}`),
    ...told.toReversed().map(({ at, lowMinor }) => `${at},${y(lowMinor)}`),
  ];
  return (
    <div className={axis.row}>
      <div className={axis.scale} aria-hidden>
        <span>{money(most)}</span>
        <span>{money(most / 2)}</span>
        <span>{money(0)}</span>
      </div>
      <div className={axis.track} style={{ height: TALL }}>
        <svg
          viewBox="0 0 100 100"
          preserveAspectRatio="none"
          width="100%"
          height={TALL}
          role="img"
          aria-label={texts.picture(total('open'), total('won'))}
        >
          {[0, 50, 100].map((at) => (
            <line key={at} x1={0} x2={100} y1={at} y2={at} className={axis.grid} />
          ))}
          {bars.map(({ from, x, width, won, open }) => (
            <g key={from}>
              <rect x={x + width / GAP} width={width * (1 - 2 / GAP)} y={y(won)} height={100 - y(won)} className={axis.won} />
              {open > 0 && (
                <rect
                  x={x + width / GAP}
                  width={width * (1 - 2 / GAP)}
                  y={y(won + open)}
                  height={y(won) - y(won + open)}
                  className={axis.open}
                />
              )}
            </g>
          ))}
          {told.length > 1 && <polygon points={band.join(' ')} className={axis.band} />}
          {told.length > 1 && <path d={line} className={axis.line} />}
        </svg>
      </div>
    </div>
  );
}
