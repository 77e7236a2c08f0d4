import { type Cases, holdingOf, normalBelow, twoShares } from '#platform/shared/normal.ts';

/** Outcomes of one segment in two spans of time. */
export interface Pair {
  before: Cases;
  after: Cases;
}

const LEAST = 30;
const RELATIVE = 0.25;
/** A change that was raised stays until it is clearly over: half of what raised it. */
const OVER_Z = 1;

export interface Change {
  z: number;
  /** After against before: −0.4 is 40 % less. */
  relative: number;
  holds: boolean;
  over: boolean;
}

/**
 * Which segments changed more than by chance: both spans have enough cases, the change is a quarter or more of what was, and it holds among all that are looked at.
 */
export function changesOf(pairs: readonly Pair[]): Change[] {
  const enough = pairs.map(({ before, after }) => before.n >= LEAST && after.n >= LEAST && before.k > 0);
  const z = pairs.map(({ before, after }) => twoShares(before, after));
  const tested = pairs.map((_pair, n) => n).filter((n) => enough[n]);
  const holds = holdingOf(tested.map((n) => 2 * (1 - normalBelow(Math.abs(z[n] ?? 0)))));
  return pairs.map(({ before, after }, n) => {
    const relative = before.k > 0 && after.n > 0 ? after.k / after.n / (before.k / before.n) - 1 : 0;
    const at = tested.indexOf(n);
    return {
      z: z[n] ?? 0,
      relative,
      holds: at >= 0 && holds[at] === true && Math.abs(relative) >= RELATIVE,
      over: enough[n] === true && Math.abs(z[n] ?? 0) < OVER_Z,
    };
  });
}
