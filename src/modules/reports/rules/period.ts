import { dayIn, moveDay, startOfDay } from '#platform/shared/calendar.ts';
import { STALE_DAYS } from '../schema.ts';

export interface Period {
  from: string;
  /** Included. */
  to: string;
  timeZone: string;
  basis: 'asked' | 'today' | 'newest';
  asOf: string;
}

/** `start` is included, `end` is not. */
export interface Span {
  start: string;
  end: string;
}

const DAY_MS = 86_400_000;

/**
 * The period of a report. Asked for: those days. Else the `months` that end today, or, where nothing is younger than a month, those that end
 * with the newest lead or conversation: an export of years ago is not a year without leads. Old data is also judged as of its own end.
 * @param newest the newest lead or conversation that is not in the future; null where there is none
 */
export function periodOf(
  asked: { from?: string; to?: string },
  known: { now: string; newest: string | null; timeZone: string; months: number },
): Period {
  const { now, newest, timeZone, months } = known;
  const stale = newest !== null && Date.parse(now) - Date.parse(newest) > STALE_DAYS * DAY_MS;
  const asOf = stale ? newest : now;
  if (asked.from !== undefined && asked.to !== undefined) return { from: asked.from, to: asked.to, timeZone, basis: 'asked', asOf };
  const to = dayIn(timeZone, asOf);
  const from = moveDay(moveDay(to, -months, 'month') ?? to, 1, 'day') ?? to;
  return { from, to, timeZone, basis: stale ? 'newest' : 'today', asOf };
}

export function spanOf({ from, to, timeZone }: Pick<Period, 'from' | 'to' | 'timeZone'>): Span {
  const after = moveDay(to, 1, 'day') ?? to;
  return { start: new Date(startOfDay(timeZone, from)).toISOString(), end: new Date(startOfDay(timeZone, after)).toISOString() };
}

/** The Monday of the week of an instant. */
export function mondayOf(timeZone: string, instant: string): string {
  const day = dayIn(timeZone, instant);
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay() || 7;
  return moveDay(day, 1 - weekday, 'day') ?? day;
}

/** Every Monday whose week meets the days from `from` to `to`. */
export function mondaysOf({ from, to }: { from: string; to: string }): string[] {
  const mondays: string[] = [];
  const weekday = new Date(`${from}T00:00:00Z`).getUTCDay() || 7;
  for (let day = moveDay(from, 1 - weekday, 'day'); day !== null && day <= to; day = moveDay(day, 7, 'day')) mondays.push(day);
  return mondays;
}
