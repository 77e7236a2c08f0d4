import { median } from '#platform/shared/statistics.ts';

const DAY_MS = 86_400_000;
/** With fewer orders nobody knows how often somebody buys. */
export const LEAST_ORDERS = 3;

export interface Cycle {
  /** Median of the gaps between orders; null with fewer than three orders: not enough data. */
  medianDays: number | null;
  orders: number;
  lastAt: string | null;
  daysSince: number | null;
  /** Days since the last order over the usual gap. */
  ratio: number | null;
}

/** How often a customer orders. Several documents of one day are one order. */
export function cycleOf(orderedAt: readonly string[], now: string): Cycle {
  const days = [...new Set(orderedAt.map((at) => Math.floor(Date.parse(at) / DAY_MS)))].sort((one, other) => one - other);
  const last = days.at(-1);
  if (last === undefined) return { medianDays: null, orders: 0, lastAt: null, daysSince: null, ratio: null };
  const daysSince = Math.max(0, Math.floor(Date.parse(now) / DAY_MS) - last);
  const gaps = days.slice(1).map((day, index) => day - (days[index] ?? day));
  const usual = days.length >= LEAST_ORDERS ? median(gaps) : null;
  const lastAt = new Date(last * DAY_MS).toISOString();
  return { medianDays: usual, orders: days.length, lastAt, daysSince, ratio: usual ? daysSince / usual : null };
}

/** Doings of a customer in the last 90 days against the 90 before: falling where they were at least four and are less than half. */
export const isFalling = (recent: number, before: number): boolean => before >= 4 && recent < before / 2;

/** Days without a word of ours after which a customer counts as left alone. */
export const SILENT_DAYS = 120;
