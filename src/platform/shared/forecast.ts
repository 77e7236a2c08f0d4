/** What comes in the next periods, from counts of past ones of the same length. */
export interface CountForecast {
  /** Past periods that it rests on. */
  n: number;
  perPeriod: number;
  expected: number;
  /** 95 % prediction interval for the sum of the periods ahead. */
  low: number;
  high: number;
  enough: boolean;
}

/** Fewer past periods than this say too little. */
export const ENOUGH_PERIODS = 6;
const Z95 = 1.959963984540054;

/**
 * Sum of the next `ahead` periods: the mean of the past ones, with a prediction interval for counts. Their spread is that of a Poisson
 * process or, where the past was rougher, what was seen; the mean's own uncertainty is added. Trend and season are not guessed at.
 */
export function forecastCounts(past: readonly number[], ahead: number): CountForecast {
  const n = past.length;
  if (n === 0) return { n, perPeriod: 0, expected: 0, low: 0, high: 0, enough: false };
  const perPeriod = past.reduce((sum, one) => sum + one, 0) / n;
  const seen = n > 1 ? past.reduce((sum, one) => sum + (one - perPeriod) ** 2, 0) / (n - 1) : perPeriod;
  const spread = Math.max(perPeriod, seen);
  const half = Z95 * Math.sqrt(spread * ahead + (spread * ahead ** 2) / n);
  const expected = perPeriod * ahead;
  return { n, perPeriod, expected, low: Math.max(0, expected - half), high: expected + half, enough: n >= ENOUGH_PERIODS };
}
