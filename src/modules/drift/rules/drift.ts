import { adjusted, homogeneity, psi } from '#platform/shared/comparison.ts';
import { ENOUGH_KNOWN, MOST_BINS, OTHER, type Standing } from '../schema.ts';

/** How often a value was seen then and now. */
export interface Seen {
  value: string;
  base: number;
  current: number;
}

export interface Bin extends Seen {
  baseShare: number;
  currentShare: number;
  /** How far what is seen now lies from what would be expected: beyond ±2 it stands out. Null where there is not enough data. */
  residual: number | null;
}

export interface Drift {
  dimension: string;
  /** Of these the value is known. */
  base: number;
  current: number;
  baseUnknown: number;
  currentUnknown: number;
  bins: Bin[];
  psi: number | null;
  /** What chance alone exceeds once in 20 times, and once in 100. */
  critical: { p95: number; p99: number } | null;
  chi2: number | null;
  df: number | null;
  p: number | null;
  /** The same, taken that several things were looked at (Benjamini–Hochberg). */
  adjustedP: number | null;
  /** Cramér's V: how strong, whatever the numbers. */
  strength: number | null;
  standing: Standing;
}

const sum = (values: readonly number[]) => values.reduce((all, one) => all + one, 0);

/** The most frequent values, and the rest as one. */
function binned(seen: readonly Seen[]): Seen[] {
  const order = [...seen].sort((a, b) => b.base + b.current - (a.base + a.current) || (a.value < b.value ? -1 : 1));
  if (order.length <= MOST_BINS) return order;
  const rest = order.slice(MOST_BINS - 1);
  return [
    ...order.slice(0, MOST_BINS - 1),
    { value: OTHER, base: sum(rest.map((one) => one.base)), current: sum(rest.map((one) => one.current)) },
  ];
}

/** The values that have a bin of their own among all that was counted, and the bin of each; the rest is one. */
export function mostFrequent(counted: readonly { value: string | null; n: number }[]): {
  values: string[];
  binOf: (value: string) => string;
} {
  const totals = new Map<string, number>();
  for (const { value, n } of counted) if (value !== null) totals.set(value, (totals.get(value) ?? 0) + n);
  const values = binned([...totals].map(([value, n]) => ({ value, base: 0, current: n }))).map(({ value }) => value);
  const own = new Set(values);
  return { values, binOf: (value) => (own.has(value) ? value : OTHER) };
}

export interface Observed {
  dimension: string;
  seen: readonly Seen[];
  baseUnknown: number;
  currentUnknown: number;
}

function measured({ dimension, seen, baseUnknown, currentUnknown }: Observed): Drift {
  const bins = binned(seen);
  const counts = { base: bins.map((bin) => bin.base), current: bins.map((bin) => bin.current) };
  const [base, current] = [sum(counts.base), sum(counts.current)];
  const enough = base >= ENOUGH_KNOWN && current >= ENOUGH_KNOWN && bins.length > 1;
  const moved = enough ? psi(counts.base, counts.current) : null;
  const test = enough ? homogeneity(counts.base, counts.current) : null;
  return {
    dimension,
    base,
    current,
    baseUnknown,
    currentUnknown,
    bins: bins.map((bin, index) => ({
      ...bin,
      baseShare: base > 0 ? bin.base / base : 0,
      currentShare: current > 0 ? bin.current / current : 0,
      residual: test?.residuals[index] ?? null,
    })),
    psi: moved?.value ?? null,
    critical: moved?.critical ?? null,
    chi2: test?.chi2 ?? null,
    df: test?.df ?? null,
    p: test?.p ?? null,
    adjustedP: null,
    strength: test?.v ?? null,
    standing: 'not_enough',
  };
}

const WORTH_A_LOOK = 0.1;
const MAJOR = 0.25;

/** Drift: more than .10 and more than chance does in 1 of 20; major: .25 and 1 of 100. The usual marks alone alarm far too often at small numbers. */
function standingOf(drift: Drift, adjustedP: number | null): Standing {
  if (drift.psi === null || drift.critical === null || adjustedP === null) return 'not_enough';
  if (drift.psi > Math.max(MAJOR, drift.critical.p99) && adjustedP < 0.01) return 'major';
  return drift.psi > Math.max(WORTH_A_LOOK, drift.critical.p95) && adjustedP < 0.05 ? 'drift' : 'steady';
}

/** What moved between then and now, for everything that was looked at together. */
export function drifts(observed: readonly Observed[]): Drift[] {
  const all = observed.map(measured);
  const tested = all.flatMap(({ dimension, p }) => (p === null ? [] : [{ dimension, p }]));
  const corrected = adjusted(tested.map(({ p }) => p));
  const byDimension = new Map(tested.map(({ dimension }, index) => [dimension, corrected[index] ?? 1]));
  return all.map((drift) => {
    const adjustedP = byDimension.get(drift.dimension) ?? null;
    return { ...drift, adjustedP, standing: standingOf(drift, adjustedP) };
  });
}

/** A value stands out from about this residual on. */
const STANDS_OUT = 2;

export const grown = (drift: Drift): Bin[] =>
  drift.bins.filter(({ residual, value }) => value !== OTHER && residual !== null && residual >= STANDS_OUT);
export const shrunk = (drift: Drift): Bin[] =>
  drift.bins.filter(({ residual, value }) => value !== OTHER && residual !== null && residual <= -STANDS_OUT);

const moving = ({ standing }: Drift) => standing === 'drift' || standing === 'major';

/** Where who buys has moved and whom campaigns are aimed at has not: the alarm that matters most. */
export function notFollowed(customers: readonly Drift[], audience: readonly Drift[]): string[] {
  return customers.filter(moving).flatMap(({ dimension }) => {
    const aimed = audience.find((one) => one.dimension === dimension);
    return aimed && aimed.standing === 'steady' ? [dimension] : [];
  });
}

export interface Aim {
  /** Members of a campaign with a known value, and those whose value shrinks among who buys. */
  known: number;
  shrinking: number;
}

const TOO_MUCH = 1.5;

/** A campaign aims at a segment that buys less and less: a clearly larger share of its people has it than of who buys now. */
export function aimsAtShrinking(aim: Aim, currentShare: number): boolean {
  return aim.known >= ENOUGH_KNOWN && aim.shrinking / aim.known > Math.max(0.2, TOO_MUCH * currentShare);
}
