import type { EngagementRule } from './input.ts';

/** Points that are left of a rule's event count as nothing below this. */
const NOTHING = 0.05;
const YEAR = 365;
/** Rules that never fade look this far back. */
const LONGEST_DAYS = 5 * YEAR;

/** How many days back events can still matter to any of the rules. */
export function horizonDays(rules: readonly Pick<EngagementRule, 'points' | 'halfLifeDays' | 'fading'>[]): number {
  const days = rules.map(({ points, halfLifeDays, fading }) => {
    if (halfLifeDays === null) return LONGEST_DAYS;
    return fading === 'linear' ? 2 * halfLifeDays : halfLifeDays * Math.max(0, Math.log2(Math.abs(points) / NOTHING));
  });
  return Math.min(LONGEST_DAYS, Math.ceil(Math.max(0, ...days)));
}
