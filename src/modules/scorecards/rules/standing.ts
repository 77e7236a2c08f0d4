import { betaBelow, ENOUGH, type Rate } from '#platform/shared/statistics.ts';
import { RARELY, type Standing } from '../schema.ts';

/** How probable so many of `n` or more are where the true share is `usual`: the upper tail of the binomial distribution. */
export function byChance({ k, n }: Pick<Rate, 'k' | 'n'>, usual: number): number {
  return k === 0 ? 1 : betaBelow(usual, k, n - k + 1);
}

/** A pattern is worth a look where the share that is everyday would hardly ever bring so many. */
export function standingOf(rate: Pick<Rate, 'k' | 'n'>, usual: number): Standing {
  if (rate.n < ENOUGH) return 'not_enough';
  return byChance(rate, usual) < RARELY ? 'look' : 'everyday';
}
