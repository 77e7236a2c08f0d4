/** The normal distribution, and what is read from it: pure, no state. */

/** Share of a standard normal distribution below z. Abramowitz & Stegun, 7.1.26; the error stays below 1e-6. */
export function normalBelow(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const tail = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t * Math.exp(-x * x);
  return z >= 0 ? 1 - tail / 2 : tail / 2;
}

/** Two-sided ends of the middle 80 %. */
export const Z80 = 1.2815515655446004;

export function meanOf(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, one) => sum + one, 0) / values.length;
}

/** Sample standard deviation (n − 1); 0 for fewer than two. */
export function deviationOf(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const mean = meanOf(values);
  return Math.sqrt(values.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (values.length - 1));
}

export interface Cases {
  k: number;
  n: number;
}

/** z of the difference of two shares with a pooled variance; 0 where nothing can be said. */
export function twoShares(before: Cases, after: Cases): number {
  if (before.n === 0 || after.n === 0) return 0;
  const pooled = (before.k + after.k) / (before.n + after.n);
  const spread = Math.sqrt(pooled * (1 - pooled) * (1 / before.n + 1 / after.n));
  return spread === 0 ? 0 : (before.k / before.n - after.k / after.n) / spread;
}

/**
 * Which of many tests hold if at most `share` of those that are called true may be false. Benjamini & Hochberg, 1995.
 * @param p two-sided probabilities, in any order
 */
export function holdingOf(p: readonly number[], share = 0.05): boolean[] {
  const order = p.map((value, place) => ({ value, place })).sort((a, b) => a.value - b.value);
  const last = order.reduce((found, { value }, rank) => (value <= ((rank + 1) / p.length) * share ? rank : found), -1);
  const holds = p.map(() => false);
  for (const { place } of order.slice(0, last + 1)) holds[place] = true;
  return holds;
}
