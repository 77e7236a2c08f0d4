import { differenceOf } from '#platform/shared/newcombe.ts';
import { ENOUGH } from '#platform/shared/statistics.ts';
import type { Trend } from '../contract/report.ts';

interface Counted {
  k: number;
  n: number;
}

/** A share against an earlier one: risen or fallen only where chance alone would not explain it, and not said of few cases. */
export function trendOf(now: Counted, before: Counted): { trend: Trend; difference: number; low: number; high: number } {
  const { value: difference, low, high } = differenceOf(now, before);
  if (now.n < ENOUGH || before.n < ENOUGH) return { trend: 'few', difference, low, high };
  return { trend: low > 0 ? 'higher' : high < 0 ? 'lower' : 'same', difference, low, high };
}
