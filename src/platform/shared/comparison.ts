import { logGamma, type Rate, rateOf } from './statistics.ts';

/** Two-sided 95 % of the normal distribution. */
const Z95 = 1.959963984540054;

// ---------------------------------------------------------------- two rates

/** k of n. */
export interface Share {
  k: number;
  n: number;
}

export interface Ratio {
  /** How many times as often; null where it cannot be said (nobody in one of the groups, or nobody in the second has it). */
  value: number | null;
  /** 95 %. Null as well where a group is empty. */
  low: number | null;
  high: number | null;
}

const NONE: Ratio = { value: null, low: null, high: null };

/**
 * Rate of one group over the rate of another, with its interval on the logarithm (D. Katz et al., 1978): exp(ln RR ± z·√(1/a − 1/n + 1/c − 1/m)).
 * Where a group has none or all of its cases, half a case is added to each cell for the interval (Haldane, Anscombe).
 */
export function relativeRate(one: Share, other: Share, z: number = Z95): Ratio {
  if (one.n <= 0 || other.n <= 0) return NONE;
  const edge = one.k === 0 || other.k === 0 || (one.k === one.n && other.k === other.n);
  const half = edge ? 0.5 : 0;
  const [a, n, c, m] = [one.k + half, one.n + 2 * half, other.k + half, other.n + 2 * half];
  const middle = Math.log(a / n / (c / m));
  const reach = z * Math.sqrt(Math.max(0, 1 / a - 1 / n + 1 / c - 1 / m));
  const value = other.k === 0 ? null : one.k / one.n / (other.k / other.n);
  return { value, low: Math.exp(middle - reach), high: Math.exp(middle + reach) };
}

export interface Lift extends Ratio {
  /** Among those who count (the won), and among all of them. */
  among: Rate;
  base: Rate;
  /** Of the two groups that are compared each has enough cases. */
  enough: boolean;
}

/**
 * How much more frequent something is among a part than among the whole that the part belongs to. Of the relative rate against the rest, RR, it is
 * RR / (π·RR + 1 − π) with π the part's share of the whole; that grows with RR, so the bounds of RR give its bounds.
 */
export function liftOf(part: Share, rest: Share): Lift {
  const base = rateOf(part.k + rest.k, part.n + rest.n);
  const among = rateOf(part.k, part.n);
  const enough = among.enough && rateOf(rest.k, rest.n).enough;
  if (part.n <= 0 || base.k === 0) return { ...NONE, among, base, enough };
  const value = part.k / part.n / (base.k / base.n);
  if (rest.n <= 0) return { value, low: null, high: null, among, base, enough };
  const against = relativeRate(part, rest);
  const share = part.n / base.n;
  const ofRatio = (ratio: number | null) => (ratio === null ? null : ratio / (share * ratio + 1 - share));
  return { value, low: ofRatio(against.low), high: ofRatio(against.high), among, base, enough };
}

/** Pooled test that two rates are one: z, and how probable so large a difference is where they are (two-sided). Null without cases on a side. */
export function twoProportions(one: Share, other: Share): { z: number; p: number } | null {
  if (one.n <= 0 || other.n <= 0) return null;
  const pooled = (one.k + other.k) / (one.n + other.n);
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / one.n + 1 / other.n));
  if (error === 0) return { z: 0, p: 1 };
  const z = (one.k / one.n - other.k / other.n) / error;
  // The square of a normal value is χ² with one degree of freedom.
  return { z, p: chiSquareAbove(z * z, 1) };
}

// ---------------------------------------------------------------- χ²

const MOST_TERMS = 1000;
const FINE = 1e-15;

/** Lower incomplete gamma function by its series, regularised; for x < a + 1. */
function gammaSeries(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n <= MOST_TERMS && Math.abs(term) > Math.abs(sum) * FINE; n++) {
    term *= x / (a + n);
    sum += term;
  }
  return sum * Math.exp(-x + a * Math.log(x) - logGamma(a));
}

/** Upper incomplete gamma function by its continued fraction (Lentz), regularised; for x ≥ a + 1. */
function gammaFraction(a: number, x: number): number {
  const tiny = 1e-300;
  let b = x + 1 - a;
  let c = 1 / tiny;
  let d = 1 / b;
  let result = d;
  for (let n = 1; n <= MOST_TERMS; n++) {
    const factor = -n * (n - a);
    b += 2;
    d = factor * d + b;
    d = 1 / (Math.abs(d) < tiny ? tiny : d);
    c = b + factor / c;
    if (Math.abs(c) < tiny) c = tiny;
    result *= d * c;
    if (Math.abs(d * c - 1) < FINE) break;
  }
  return result * Math.exp(-x + a * Math.log(x) - logGamma(a));
}

/** How probable a χ² value of `df` degrees of freedom above x is. */
export function chiSquareAbove(x: number, df: number): number {
  if (df <= 0 || x <= 0) return 1;
  const [a, half] = [df / 2, x / 2];
  return Math.min(1, Math.max(0, half < a + 1 ? 1 - gammaSeries(a, half) : gammaFraction(a, half)));
}

/** The χ² value that is exceeded with probability `p` (.05: the 95 % point), by halving; to twelve digits. */
export function chiSquarePoint(p: number, df: number): number {
  if (df <= 0 || p >= 1) return 0;
  let low = 0;
  let high = Math.max(1, df);
  while (chiSquareAbove(high, df) > p) high *= 2;
  for (let n = 0; n < 200 && high - low > 1e-12 * high; n++) {
    const middle = (low + high) / 2;
    if (chiSquareAbove(middle, df) > p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

// ---------------------------------------------------------------- two distributions over the same bins

export interface Homogeneity {
  chi2: number;
  df: number;
  p: number;
  /** Strength from 0 to 1, whatever the number of cases (Cramér's V of two rows). */
  v: number;
  /** (observed − expected) / √expected of the second distribution, bin by bin. */
  residuals: number[];
}

const total = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);

/** Pearson's χ² that two sets of counts come from one distribution. Bins that are empty in both say nothing. Null where a side is empty. */
export function homogeneity(base: readonly number[], current: readonly number[]): Homogeneity | null {
  const [n, m] = [total(base), total(current)];
  if (n <= 0 || m <= 0) return null;
  const bins = base.map((count, bin) => ({ base: count, current: current[bin] ?? 0 }));
  const parts = bins.map((bin) => {
    const both = bin.base + bin.current;
    const expected = { base: (both * n) / (n + m), current: (both * m) / (n + m) };
    const off = (seen: number, meant: number) => (meant === 0 ? 0 : (seen - meant) / Math.sqrt(meant));
    return { used: both > 0, base: off(bin.base, expected.base), current: off(bin.current, expected.current) };
  });
  const chi2 = parts.reduce((sum, part) => sum + part.base ** 2 + part.current ** 2, 0);
  const df = Math.max(0, parts.filter(({ used }) => used).length - 1);
  return { chi2, df, p: chiSquareAbove(chi2, df), v: Math.sqrt(chi2 / (n + m)), residuals: parts.map((part) => part.current) };
}

export interface Psi {
  /** Σ (q − p)·ln(q / p). */
  value: number;
  terms: number[];
  /** What chance alone exceeds once in 20 and once in 100 times at these numbers of cases: (1/N + 1/M)·χ²(k − 1). */
  critical: { p95: number; p99: number };
}

/**
 * Population stability index of counts over the same bins. Where a bin is empty on one side half a case is added to every bin of both;
 * bins that are empty on both are left out. The usual limits .10 and .25 do not know how many cases there are, so the critical values stand beside it.
 */
export function psi(base: readonly number[], current: readonly number[]): Psi | null {
  const used = base
    .map((count, bin) => ({ base: count, current: current[bin] ?? 0 }))
    .map((bin) => ({ ...bin, in: bin.base + bin.current > 0 }));
  const [n, m] = [total(base), total(current)];
  if (n <= 0 || m <= 0) return null;
  const bins = used.filter((bin) => bin.in);
  const more = bins.some((bin) => bin.base === 0 || bin.current === 0) ? 0.5 : 0;
  const terms = used.map((bin) => {
    if (!bin.in) return 0;
    const p = (bin.base + more) / (n + more * bins.length);
    const q = (bin.current + more) / (m + more * bins.length);
    return (q - p) * Math.log(q / p);
  });
  return { value: total(terms), terms, critical: criticalPsi(n, m, bins.length) };
}

/** What chance alone makes of the index with `k` bins and these numbers of cases (B. Yurdakul, 2018). */
export function criticalPsi(n: number, m: number, k: number): { p95: number; p99: number } {
  const scale = 1 / n + 1 / m;
  return { p95: scale * chiSquarePoint(0.05, k - 1), p99: scale * chiSquarePoint(0.01, k - 1) };
}

// ---------------------------------------------------------------- many tests at once

/**
 * p-values adjusted so that of those at or below q a share of at most q is expected to be false (Y. Benjamini, Y. Hochberg, 1995). In the given order.
 */
export function adjusted(pValues: readonly number[]): number[] {
  const order = pValues.map((p, place) => ({ p, place })).sort((a, b) => b.p - a.p);
  const result: number[] = Array.from({ length: pValues.length }, () => 1);
  let least = 1;
  for (const [index, { p, place }] of order.entries()) {
    least = Math.min(least, (p * order.length) / (order.length - index));
    result[place] = least;
  }
  return result;
}
