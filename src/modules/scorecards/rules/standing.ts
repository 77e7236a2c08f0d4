import { ENOUGH, type Rate } from '#platform/shared/statistics.ts';
import type { Standing } from '../schema.ts';

/** A pattern is worth a look where even the lower end of its interval lies above what is everyday. */
export function standingOf(rate: Pick<Rate, 'k' | 'n' | 'low'>, usual: number): Standing {
  if (rate.n < ENOUGH) return 'not_enough';
  return rate.low > usual ? 'look' : 'everyday';
}
