import { type Drift, drifts, mostFrequent, type Observed } from './drift.ts';

/** Quarters of the calendar as people write them: `2026-Q4`. */
export function quarterOf(day: string): string {
  return `${day.slice(0, 4)}-Q${Math.floor((Number(day.slice(5, 7)) - 1) / 3) + 1}`;
}

export function moveQuarter(quarter: string, by: number): string {
  const place = Number(quarter.slice(0, 4)) * 4 + Number(quarter.slice(6)) - 1 + by;
  return `${String(Math.floor(place / 4)).padStart(4, '0')}-Q${(place % 4) + 1}`;
}

/** `2026-10-01` of `2026-Q4`. */
export function firstDayOf(quarter: string): string {
  return `${quarter.slice(0, 4)}-${String(Number(quarter.slice(6)) * 3 - 2).padStart(2, '0')}-01`;
}

export interface Counted {
  quarter: string;
  /** Null: not known. */
  value: string | null;
  n: number;
}

/** Quarters that one is held against: the year before it. */
export const BEFORE = 4;

/**
 * Each quarter against the four before it, over the same values all along; p taken that several quarters were looked at. A quarter's `dimension` is
 * its name.
 * @param quarters those that are told, the oldest first
 */
export function course(counted: readonly Counted[], quarters: readonly string[]): { values: string[]; drifts: Drift[] } {
  const among = new Set(quarters.flatMap((quarter) => Array.from({ length: BEFORE + 1 }, (_, back) => moveQuarter(quarter, -back))));
  const { values, binOf } = mostFrequent(counted.filter(({ quarter }) => among.has(quarter)));
  const n = (value: string | null, inside: (quarter: string) => boolean) =>
    counted.reduce((sum, one) => sum + (inside(one.quarter) && (one.value === null ? null : binOf(one.value)) === value ? one.n : 0), 0);
  const observed = quarters.map((quarter): Observed => {
    const now = (one: string) => one === quarter;
    const before = (one: string) => one < quarter && one >= moveQuarter(quarter, -BEFORE);
    return {
      dimension: quarter,
      seen: values.map((value) => ({ value, base: n(value, before), current: n(value, now) })),
      baseUnknown: n(null, before),
      currentUnknown: n(null, now),
    };
  });
  return { values, drifts: drifts(observed) };
}
