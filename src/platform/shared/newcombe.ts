import { wilson } from './statistics.ts';

export interface Counted {
  k: number;
  n: number;
}

export interface Difference {
  /** Share of the first minus share of the second; 0 where one of them has no case. */
  value: number;
  low: number;
  high: number;
}

/** Difference of two independent shares with its 95 % interval: method 10 of R. G. Newcombe (1998), from the Wilson intervals of both. */
export function differenceOf(one: Counted, other: Counted): Difference {
  if (one.n <= 0 || other.n <= 0) return { value: 0, low: -1, high: 1 };
  const [p, q] = [one.k / one.n, other.k / other.n];
  const [a, b] = [wilson(one.k, one.n), wilson(other.k, other.n)];
  return { value: p - q, low: p - q - Math.hypot(p - a.low, b.high - q), high: p - q + Math.hypot(a.high - p, q - b.low) };
}
