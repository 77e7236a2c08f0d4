import { inFlight, type Kernel } from './kernel.ts';

/** From a lead to money: shares of the stage before, and what a won one brings in minor units. */
export interface Steps {
  handed: number;
  accepted: number;
  qualified: number;
  won: number;
  sale: number;
}

export interface Asked {
  steps: Steps;
  /** How the money of leads spreads over the months after them; sums to 1. */
  shares: readonly number[];
  /** The month that is not over; the first and last month of the plan: all counted through. */
  now: number;
  first: number;
  last: number;
  /** Leads that are there, by month up to now, the newest last. */
  past: readonly number[];
  /** What came in months of the plan that are over, without the part of sales that need no lead. */
  came: ReadonlyMap<number, number>;
  targetMinor: number;
  baseMinor: number;
  /** More leads than this in a month were never seen: what asks for more is out of reach by leads. */
  most: number;
  marketingPercent: number;
  leadCostMinor: number | null;
}

export interface PlanMonth {
  month: number;
  /** Further leads that this month has to bring, and what they come to. */
  leads: number;
  handoffs: number;
  spendMinor: number | null;
  /** Of the money of leads of this month, the share that still falls into the plan. */
  reaches: number;
  /** Money of this month from leads that are there, and from those that are planned. */
  inFlightMinor: number;
  plannedMinor: number;
}

export interface Worked {
  months: PlanMonth[];
  inFlightMinor: number;
  /** Target less sales without a lead and less what is in flight. */
  gapMinor: number;
  outOfReachMinor: number;
}

/** Moves what comes by months later (or sooner, what would come before its lead comes with it). */
export function shifted(shares: readonly number[], by: number): number[] {
  const moved = shares.map(() => 0);
  for (const [age, share] of shares.entries()) {
    const to = Math.min(shares.length - 1, Math.max(0, age + by));
    moved[to] = (moved[to] ?? 0) + share;
  }
  return moved;
}

export const conversionOf = ({ handed, accepted, qualified, won }: Steps): number => handed * accepted * qualified * won;

/**
 * A quarter worked back to leads by month: what it lacks is spread evenly over the months whose leads can still bring money into it. Kellogg, "Using time-based
 * close rates", 2021–2022; solved evenly and not month by month, where a small first share would ask for absurd numbers.
 */
export function workBack(asked: Asked): Worked {
  const kernel: Kernel = { shares: asked.shares, conversion: conversionOf(asked.steps), sale: asked.steps.sale };
  // Leads of the running month count as there: what they bring within it is age 0 of the kernel.
  const ahead = asked.last - asked.now + 1;
  const flying = flightOf(kernel, asked.past, ahead);
  const at = (month: number) => (month < asked.now ? (asked.came.get(month) ?? 0) : (flying[month - asked.now] ?? 0));
  const each = (lead: number, month: number) => (month < lead ? 0 : kernel.conversion * kernel.sale * (kernel.shares[month - lead] ?? 0));
  const inside = range(asked.first, asked.last);
  const movable = range(Math.min(asked.now, asked.first), asked.last).filter((month) => month >= asked.now);
  const power = sum(movable.map((lead) => sum(inside.map((month) => each(lead, month)))));
  const inFlightMinor = sum(inside.map(at));
  const gapMinor = asked.targetMinor - asked.baseMinor - inFlightMinor;
  const wanted = power > 0 ? Math.max(0, gapMinor) / power : 0;
  const leads = Math.min(wanted, asked.most);
  const worth = kernel.conversion * kernel.sale;
  const months = range(Math.min(asked.now, asked.first), asked.last).map((month) => {
    const own = month >= asked.now ? leads : 0;
    return {
      month,
      leads: own,
      handoffs: own * asked.steps.handed,
      spendMinor: asked.leadCostMinor === null ? null : (own * asked.marketingPercent * asked.leadCostMinor) / 100,
      reaches: worth > 0 ? sum(inside.map((one) => each(month, one))) / worth : 0,
      inFlightMinor: at(month),
      plannedMinor: sum(movable.map((lead) => leads * each(lead, month))),
    };
  });
  return { months, inFlightMinor, gapMinor, outOfReachMinor: Math.max(0, gapMinor) - leads * power };
}

/** `inFlight` from the running month on, whose own leads are the newest of the past. */
function flightOf(kernel: Kernel, past: readonly number[], months: number): number[] {
  // Seen from the month before, the running month is one month ahead: its own leads have age 0 in it.
  const before = inFlight(kernel, past.slice(0, -1), months);
  const own = past.at(-1) ?? 0;
  return before.map((minor, step) => minor + own * kernel.conversion * kernel.sale * (kernel.shares[step] ?? 0));
}

const range = (from: number, to: number) => Array.from({ length: Math.max(0, to - from + 1) }, (_none, n) => from + n);
const sum = (values: readonly number[]) => values.reduce((all, one) => all + one, 0);
