/** Two-sided 95 % of the normal distribution. */
const Z95 = 1.959963984540054;
/** Below this many cases a rate is shown with the words "not enough data". */
export const ENOUGH = 30;

export interface Rate {
  k: number;
  n: number;
  /** k / n; null where there is no case. */
  rate: number | null;
  /** Wilson interval, 95 %. */
  low: number;
  high: number;
  enough: boolean;
}

/** Wilson score interval of k in n (E. B. Wilson, 1927), bounded by 0 and 1; the whole range where n is 0. */
export function wilson(k: number, n: number, z: number = Z95): { low: number; high: number } {
  if (n <= 0) return { low: 0, high: 1 };
  const p = k / n;
  const z2 = z * z;
  const centre = (p + z2 / (2 * n)) / (1 + z2 / n);
  const half = (z / (1 + z2 / n)) * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n * n));
  return { low: k === 0 ? 0 : Math.max(0, centre - half), high: k === n ? 1 : Math.min(1, centre + half) };
}

export function rateOf(k: number, n: number): Rate {
  return { k, n, rate: n > 0 ? k / n : null, ...wilson(k, n), enough: n >= ENOUGH };
}

function ascending(values: readonly number[]): number[] {
  return [...values].sort((a, b) => a - b);
}

/** The middle value, or the mean of the two middle ones; null for none. */
export function median(values: readonly number[]): number | null {
  const sorted = ascending(values);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  return upper === undefined || lower === undefined ? null : (lower + upper) / 2;
}

/** Nearest-rank percentile: a value that occurred, never an interpolated one. `share` in (0, 1]. */
export function percentile(values: readonly number[], share: number): number | null {
  const rank = Math.max(1, Math.ceil(share * values.length - 1e-9));
  return ascending(values)[rank - 1] ?? null;
}

const LANCZOS = [
  676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905, -0.13857109526572012,
  9.984369578019572e-6, 1.5056327351493116e-7,
];

/** Natural logarithm of the gamma function for x > 0 (Lanczos approximation, g = 7). */
export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const shifted = x - 1;
  const base = shifted + 7.5;
  const series = LANCZOS.reduce((sum, coefficient, index) => sum + coefficient / (shifted + index + 1), 0.9999999999998099);
  return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(base) - base + Math.log(series);
}

/** Continued fraction of the incomplete beta function by Lentz's method; converges fast for x < (a + 1) / (a + b + 2). */
function betaFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  const away = (value: number) => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let result = d;
  for (let m = 1; m <= 500; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    result *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    const step = d * c;
    result *= step;
    if (Math.abs(step - 1) < 1e-14) break;
  }
  return result;
}

/** Regularised incomplete beta function I_x(a, b): the share of a Beta(a, b) distribution below x. */
export function betaBelow(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x));
  if (x < (a + 1) / (a + b + 2)) return (front * betaFraction(x, a, b)) / a;
  return 1 - (front * betaFraction(1 - x, b, a)) / b;
}

/** How probable it is that the true rate is at least `target`, after k in n, starting from the Jeffreys prior Beta(½, ½). */
export function chanceAtLeast(k: number, n: number, target: number): number {
  return 1 - betaBelow(target, k + 0.5, n - k + 0.5);
}

/** One case followed until it happened, or until it was last seen not to have happened (right-censored). */
export interface Observation {
  duration: number;
  happened: boolean;
}

export interface SurvivalStep {
  duration: number;
  atRisk: number;
  happened: number;
  /** Share for which it has not happened after this duration. */
  remaining: number;
}

/** Kaplan–Meier estimate: one step per duration at which something happened. Cases censored at a duration count as at risk there. */
export function survival(observations: readonly Observation[]): SurvivalStep[] {
  const sorted = [...observations].sort((a, b) => a.duration - b.duration);
  const steps: SurvivalStep[] = [];
  let remaining = 1;
  for (let index = 0; index < sorted.length; ) {
    const duration = sorted[index]?.duration ?? 0;
    const atRisk = sorted.length - index;
    let happened = 0;
    for (; index < sorted.length && sorted[index]?.duration === duration; index++) if (sorted[index]?.happened) happened++;
    if (happened === 0) continue;
    remaining *= 1 - happened / atRisk;
    steps.push({ duration, atRisk, happened, remaining });
  }
  return steps;
}

/**
 * Median duration with censored cases counted in: where the curve passes one half; the middle of the flat stretch where it
 * rests on one half (so that without censoring it equals the ordinary median); null where it never gets there.
 */
export function survivalMedian(observations: readonly Observation[]): number | null {
  const steps = survival(observations);
  const index = steps.findIndex((step) => step.remaining <= 0.5 + 1e-9);
  const step = steps[index];
  if (!step) return null;
  const next = steps[index + 1];
  return next && Math.abs(step.remaining - 0.5) <= 1e-9 ? (step.duration + next.duration) / 2 : step.duration;
}
