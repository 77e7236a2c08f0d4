import { relativeRate, type Share } from '#platform/shared/comparison.ts';
import { median, type Rate, rateOf } from '#platform/shared/statistics.ts';

/** Fewer hand-offs than this in either stretch say nothing. */
const FEWEST = 10;

export interface Stretch {
  /** Of those with a verdict. */
  accepted: Share;
  /** Hours from hand-off to the first touch, of those that were touched. */
  hours: readonly number[];
  /** Hours since the hand-off of those that wait, untouched to this day: known to take at least so long. */
  untouchedHours: readonly number[];
}

export interface Reluctance {
  acceptance: { recent: Rate; before: Rate; falls: boolean };
  touch: { recentHours: number | null; beforeHours: number | null; longer: Rate; rises: boolean };
  warn: boolean;
}

/** How many took longer; of those that wait still only those count of which it is known. */
function longerThan({ hours, untouchedHours }: Stretch, usual: number | null): Share {
  if (usual === null) return { k: 0, n: 0 };
  const judged = [...hours, ...untouchedHours.filter((one) => one > usual)];
  return { k: judged.filter((one) => one > usual).length, n: judged.length };
}

/**
 * Whether following up loses heart: acceptance falls where the 95 % interval of recent over earlier acceptance lies below 1; time to touch rises where
 * the share of hand-offs that took longer than the earlier median is, in the same way, surely larger of late than it was. Either is a reason to ask.
 */
export function reluctanceOf(recent: Stretch, before: Stretch): Reluctance {
  const { high } = relativeRate(recent.accepted, before.accepted);
  const falls = recent.accepted.n >= FEWEST && before.accepted.n >= FEWEST && high !== null && high < 1;
  const usual = median(before.hours);
  const [late, early] = [longerThan(recent, usual), longerThan(before, usual)];
  const { low } = relativeRate(late, early);
  const rises = late.n >= FEWEST && early.n >= FEWEST && low !== null && low > 1;
  const longer = rateOf(late.k, late.n);
  return {
    acceptance: { recent: rateOf(recent.accepted.k, recent.accepted.n), before: rateOf(before.accepted.k, before.accepted.n), falls },
    touch: { recentHours: median(recent.hours), beforeHours: usual, longer, rises },
    warn: falls || rises,
  };
}
