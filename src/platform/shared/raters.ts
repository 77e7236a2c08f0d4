/** How two raters judged the same cases: both yes, only the first, only the second, both no. */
export interface TwoByTwo {
  both: number;
  first: number;
  second: number;
  neither: number;
}

export interface Kappa {
  n: number;
  /** Share of cases on which they agree. */
  observed: number;
  /** The share on which chance alone would make them agree. */
  expected: number;
  /** Null where there is no case, or where both always say the same, so that chance explains everything. */
  kappa: number | null;
  /** 95 % interval by the large-sample standard error; the whole range where kappa is null. */
  low: number;
  high: number;
  enough: boolean;
}

/** Fewer cases than this say too little about a definition. */
export const ENOUGH_CASES = 20;
const Z95 = 1.959963984540054;

/** Agreement beyond chance: (p_o − p_e) / (1 − p_e) (J. Cohen, 1960). */
export function kappaOf(observed: number, expected: number): number | null {
  return expected >= 1 ? null : (observed - expected) / (1 - expected);
}

export function cohenKappa({ both, first, second, neither }: TwoByTwo): Kappa {
  const n = both + first + second + neither;
  const none = { n, observed: 0, expected: 0, kappa: null, low: -1, high: 1, enough: false };
  if (n === 0) return none;
  const observed = (both + neither) / n;
  const yesFirst = (both + first) / n;
  const yesSecond = (both + second) / n;
  const expected = yesFirst * yesSecond + (1 - yesFirst) * (1 - yesSecond);
  const kappa = kappaOf(observed, expected);
  if (kappa === null) return { ...none, observed, expected, enough: n >= ENOUGH_CASES };
  const half = (Z95 * Math.sqrt((observed * (1 - observed)) / n)) / (1 - expected);
  return { n, observed, expected, kappa, low: Math.max(-1, kappa - half), high: Math.min(1, kappa + half), enough: n >= ENOUGH_CASES };
}
