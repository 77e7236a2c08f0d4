import { type Rate, rateOf } from '#platform/shared/statistics.ts';

/** More than this part of an audience outside of the signed profile speaks against it. */
export const MOST_OUTSIDE = 0.5;

/** Of people whose fit is known, how many the profile puts into C or D; `against` where that is surely more than half of them. */
export function outsideOf({ k, n }: { k: number; n: number }): { outside: Rate; against: boolean } {
  const outside = rateOf(k, n);
  return { outside, against: outside.enough && outside.low > MOST_OUTSIDE };
}
