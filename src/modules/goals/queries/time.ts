import { timeZoneOf } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { dayIn, moveDay, periodAround, startOfDay } from '#platform/shared/calendar.ts';
import type { PeriodKind } from '../schema.ts';
import type { Span } from './metrics.ts';

/** A period in days of the workspace, and as instants. */
export interface Days extends Span {
  zone: string;
  /** First day. */
  starts: string;
  /** First day after it. */
  ends: string;
}

export async function periodOf(ctx: ReadCtx, day: string, kind: PeriodKind): Promise<Days> {
  const { from, until } = periodAround(day, kind, 0);
  return daysBetween(await timeZoneOf(ctx), from, until);
}

export function daysBetween(zone: string, starts: string, ends: string): Days {
  const at = (day: string) => new Date(startOfDay(zone, day)).toISOString();
  return { zone, starts, ends, from: at(starts), to: at(ends) };
}

export async function today(ctx: ReadCtx): Promise<string> {
  return dayIn(await timeZoneOf(ctx), ctx.now);
}

/** Months counted through, so that they can be subtracted: 2026-03 is 24315. */
export const monthNumber = (day: string): number => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
export const monthDay = (month: number): string =>
  `${String(Math.floor(month / 12)).padStart(4, '0')}-${String((month % 12) + 1).padStart(2, '0')}-01`;

/** The first days of the periods of that kind before one, the nearest first. */
export function periodsBefore(starts: string, kind: PeriodKind, n: number): { starts: string; ends: string }[] {
  const months = { month: 1, quarter: 3, year: 12 }[kind];
  return Array.from({ length: n }, (_none, back) => ({
    starts: moveDay(starts, -months * (back + 1), 'month') ?? starts,
    ends: moveDay(starts, -months * back, 'month') ?? starts,
  }));
}
