import { Temporal } from 'temporal-polyfill';
import { epochMs } from './businesstime.ts';
import { dayOfInstant } from './zones.ts';

/** Calendar arithmetic on days (`YYYY-MM-DD`) and instants (ISO, UTC) as people of a time zone mean it. Weeks start on Monday. */
export type CalendarUnit = 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year';
export type CalendarPeriod = 'day' | 'week' | 'month' | 'quarter' | 'year';

const MIN_YEAR = 1;
const MAX_YEAR = 9999;
const DAY_MS = 86_400_000;

/** The day it is in a zone at an instant. */
export function dayIn(zone: string, instant: string): string {
  const iso = new Date(dayOfInstant(zone, epochMs(instant)) * DAY_MS).toISOString();
  return iso.slice(0, iso.indexOf('T'));
}

/** The first instant of a day in a zone. */
export function startOfDay(zone: string, day: string): string {
  return Temporal.PlainDate.from(day).toZonedDateTime(zone).toInstant().toString();
}

/** A day moved by days, weeks, months or years; the last day of a month where there is no such day. Null outside the years 1 to 9999. */
export function moveDay(day: string, n: number, unit: Exclude<CalendarUnit, 'minute' | 'hour'>): string | null {
  try {
    const moved = Temporal.PlainDate.from(day).add({ [`${unit}s`]: n });
    return moved.year < MIN_YEAR || moved.year > MAX_YEAR ? null : moved.toString();
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** An instant moved by a span as a clock on the wall of the zone would show it. Null outside the years 1 to 9999. */
export function moveInstant(zone: string, instant: string, by: { n: number; unit: CalendarUnit }): string | null {
  try {
    const moved = Temporal.Instant.from(instant)
      .toZonedDateTimeISO(zone)
      .add({ [`${by.unit}s`]: by.n });
    return moved.year <= MIN_YEAR || moved.year >= MAX_YEAR ? null : moved.toInstant().toString();
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** The period before (-1), around (0) or after (1) a day: its first day, and the first day after it. */
export function periodAround(day: string, period: CalendarPeriod, offset: -1 | 0 | 1): { from: string; until: string } {
  const at = Temporal.PlainDate.from(day);
  const start = {
    day: () => at,
    week: () => at.subtract({ days: at.dayOfWeek - 1 }),
    month: () => at.with({ day: 1 }),
    quarter: () => at.with({ day: 1, month: Math.floor((at.month - 1) / 3) * 3 + 1 }),
    year: () => at.with({ day: 1, month: 1 }),
  }[period]();
  const step = period === 'quarter' ? { months: 3 } : { [`${period}s`]: 1 };
  const first = offset < 0 ? start.subtract(step) : offset > 0 ? start.add(step) : start;
  return { from: first.toString(), until: first.add(step).toString() };
}
