import { deviationOf, meanOf, normalBelow, Z80 } from '#platform/shared/normal.ts';

/** An earlier period of the same length: what it came to, and what of it was there at the same point. */
export interface Past {
  total: number;
  byThen: number;
}

export interface Pace {
  /** What the target asks for by now. */
  expected: number;
  basis: 'seasonal' | 'linear';
  /** Null where nothing can be projected yet. */
  projected: { low: number | null; value: number; high: number | null } | null;
}

/** Fewer earlier periods say nothing about how a period runs. */
const ENOUGH_PERIODS = 3;

/**
 * What was to be expected by now, and where it goes. Seasonal: by the share that earlier periods had at the same point; linear where there are too few of them.
 * @param elapsed share of the period that is over, 0 to 1
 */
export function paceOf({
  target,
  actual,
  elapsed,
  past,
}: {
  target: number;
  actual: number;
  elapsed: number;
  past: readonly Past[];
}): Pace {
  const shares = past.filter(({ total }) => total > 0).map(({ total, byThen }) => byThen / total);
  const seasonal = shares.length >= ENOUGH_PERIODS;
  const share = elapsed >= 1 ? 1 : seasonal ? meanOf(shares) : elapsed;
  const value = share > 0 ? Math.max(actual, actual / share) : 0;
  const spread = seasonal && elapsed < 1 ? Z80 * deviationOf(shares) : null;
  const end = (of: number) => (of > 0 ? Math.max(actual, actual / Math.min(1, of)) : null);
  return {
    expected: target * share,
    basis: seasonal ? 'seasonal' : 'linear',
    projected:
      share > 0
        ? {
            value,
            low: elapsed >= 1 ? actual : spread === null ? null : end(share + spread),
            high: elapsed >= 1 ? actual : spread === null ? null : end(share - spread),
          }
        : null,
  };
}

export interface Feasible {
  n: number;
  mean: number;
  deviation: number;
  most: number;
  /** How probable it is to reach the target in a period like those before; null with too few of them. */
  chance: number | null;
  basis: 'counted' | 'normal' | 'none';
  z: number | null;
  /** `stretch`: above nine of ten of the periods before. */
  verdict: 'within' | 'stretch' | 'not_enough_data';
}

const COUNTED_FROM = 12;
const NORMAL_FROM = 6;
const STRETCH = 0.1;

/** A target against what periods of that length came to: counted where there are twelve or more, by the normal distribution from six on. */
export function feasibility(target: number, periods: readonly number[]): Feasible {
  const [mean, deviation, n] = [meanOf(periods), deviationOf(periods), periods.length];
  const known = { n, mean, deviation, most: Math.max(0, ...periods) };
  const z = deviation > 0 ? (target - mean) / deviation : null;
  if (n < NORMAL_FROM) return { ...known, chance: null, basis: 'none', z, verdict: 'not_enough_data' };
  const counted = n >= COUNTED_FROM;
  // One period more than there were: what never happened is not impossible.
  const chance = counted
    ? (periods.filter((one) => one >= target).length + 0.5) / (n + 1)
    : z === null
      ? Number(mean >= target)
      : 1 - normalBelow(z);
  return { ...known, chance, basis: counted ? 'counted' : 'normal', z, verdict: chance < STRETCH ? 'stretch' : 'within' };
}
