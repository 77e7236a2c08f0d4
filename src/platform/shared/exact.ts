import { type Share, twoProportions } from './comparison.ts';
import { logGamma } from './statistics.ts';

const logFactorial = (n: number) => logGamma(n + 1);

/** Two tables whose probabilities differ by less than this are equally likely (rounding). */
const SAME = 1e-7;

/**
 * R. A. Fisher's exact test that two rates are one, two-sided: the probability, with the sums of the table given, of all tables that are at most as
 * likely as the one that was seen. Null without cases on a side.
 */
export function fisherExact(one: Share, other: Share): number | null {
  if (one.n <= 0 || other.n <= 0) return null;
  const hits = one.k + other.k;
  const all = one.n + other.n;
  const least = Math.max(0, hits - other.n);
  const most = Math.min(hits, one.n);
  const fixed = logFactorial(one.n) + logFactorial(other.n) + logFactorial(hits) + logFactorial(all - hits) - logFactorial(all);
  const logOf = (k: number) =>
    fixed - logFactorial(k) - logFactorial(one.n - k) - logFactorial(hits - k) - logFactorial(other.n - hits + k);
  const seen = logOf(one.k);
  let p = 0;
  for (let k = least; k <= most; k++) {
    const log = logOf(k);
    if (log <= seen + SAME) p += Math.exp(log);
  }
  return Math.min(1, p);
}

/** Below so many expected cases in a cell χ² is not to be trusted. */
const EXPECTED = 10;

/** How probable so large a difference of two rates is where they are one: exact for small numbers, by χ² for large ones. 1 without cases on a side. */
export function sameRate(one: Share, other: Share): number {
  const all = one.n + other.n;
  const hits = one.k + other.k;
  const smallest = (Math.min(one.n, other.n) * Math.min(hits, all - hits)) / Math.max(1, all);
  return (smallest < EXPECTED ? fisherExact(one, other) : twoProportions(one, other)?.p) ?? 1;
}
