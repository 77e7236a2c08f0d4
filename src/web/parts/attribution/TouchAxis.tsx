import type { DealAttribution } from '#modules/attribution/contract/deal.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import classes from './attribution.module.css';

const [WIDTH, HEIGHT, LEFT, MIDDLE, MOST] = [360, 86, 12, 42, 26];
const DAY_MS = 86_400_000;

/** Touches on one line of time: Marketing's round and above, Sales' square and below, the taller the larger the share. The list beside it says the same. */
export function TouchAxis({
  touches,
  shares,
  end,
}: {
  touches: DealAttribution['touches'];
  shares: ReadonlyMap<number, number>;
  end: string;
}) {
  const { attribution: texts } = useTexts();
  const format = useFormat();
  const [first] = touches;
  if (!first) return null;
  const from = Date.parse(first.at);
  const span = Math.max(DAY_MS, Date.parse(end) - from);
  const x = (at: string) => LEFT + ((Date.parse(at) - from) / span) * (WIDTH - 2 * LEFT);
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className={classes.axis} role="img" aria-label={texts.deal.axis}>
      <line x1={LEFT} x2={WIDTH - LEFT} y1={MIDDLE} y2={MIDDLE} stroke="var(--line-strong)" />
      <line x1={WIDTH - LEFT} x2={WIDTH - LEFT} y1={MIDDLE - 10} y2={MIDDLE + 10} stroke="var(--text)" strokeWidth={2} />
      {touches.map(({ place, at, team }) => {
        const size = 6 + Math.sqrt(shares.get(place) ?? 0) * MOST;
        const tip = team === 'marketing' ? MIDDLE - size : MIDDLE + size;
        return (
          <g key={place}>
            <line x1={x(at)} x2={x(at)} y1={MIDDLE} y2={tip} className={classes.stem} />
            {team === 'marketing' ? (
              <circle cx={x(at)} cy={tip} r={4.5} className={classes.marketing} />
            ) : (
              <rect x={x(at) - 4} y={tip - 4} width={8} height={8} className={classes.sales} />
            )}
          </g>
        );
      })}
      <text x={LEFT} y={HEIGHT - 2} fontSize={11} fill="currentColor">
        {format.date(first.at)}
      </text>
      <text x={WIDTH - LEFT} y={HEIGHT - 2} textAnchor="end" fontSize={11} fill="currentColor">
        {format.date(end)}
      </text>
    </svg>
  );
}
