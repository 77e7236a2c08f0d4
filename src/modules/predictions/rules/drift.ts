import { ENOUGH, wilson } from '#platform/shared/statistics.ts';

/** What was said is off when it lies outside of the interval of what came. With few leads nothing can be said, so nothing is. */
export function isOff({ said, k, n }: { said: number; k: number; n: number }): boolean {
  const { low, high } = wilson(k, n);
  return n >= ENOUGH && (said < low || said > high);
}
