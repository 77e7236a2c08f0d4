import { relativeRate, type Share } from '#platform/shared/comparison.ts';
import { median, type Rate, rateOf, wilson } from '#platform/shared/statistics.ts';

/** Fewer hand-offs than this in either stretch say nothing. */
const FEWEST = 10;

export interface Stretch {
  /** Of those with a verdict. */
  accepted: Share;
  /** Hours from hand-off to the first touch, of those that were touched. */
  hours: readonly number[];
  /** Handed off longer ago than the older half took, and untouched to this day: longer, whatever comes. */
  untouchedHours: readonly number[];
}

export interface Reluctance {
  acceptance: { recent: Rate; before: Rate; falls: boolean };
  touch: { recentHours: number | null; beforeHours: number | null; longer: Rate; rises: boolean };
  warn: boolean;
}

/**
 * Whether following up loses heart: acceptance falls where the 95 % interval of recent over earlier acceptance lies below 1; time to touch rises where the
 * share of recent hand-offs that took longer than the earlier median is surely above one half (a sign test against that median). Either is a reason to ask.
 */
export function reluctanceOf(recent: Stretch, before: Stretch): Reluctance {
  const { high } = relativeRate(recent.accepted, before.accepted);
  const falls = recent.accepted.n >= FEWEST && before.accepted.n >= FEWEST && high !== null && high < 1;
  const usual = median(before.hours);
  const judged = usual === null ? [] : [...recent.hours, ...recent.untouchedHours.filter((hours) => hours > usual)];
  const longer = rateOf(usual === null ? 0 : judged.filter((hours) => hours > usual).length, judged.length);
  const rises = before.hours.length >= FEWEST && longer.n >= FEWEST && wilson(longer.k, longer.n).low > 0.5;
  return {
    acceptance: { recent: rateOf(recent.accepted.k, recent.accepted.n), before: rateOf(before.accepted.k, before.accepted.n), falls },
    touch: { recentHours: median(recent.hours), beforeHours: usual, longer, rises },
    warn: falls || rises,
  };
}
