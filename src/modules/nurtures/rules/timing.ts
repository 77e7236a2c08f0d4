import { addBusinessMs, type BusinessCalendar, epochMs, isoOf, type Weekday } from '#platform/shared/businesstime.ts';
import { moveInstant } from '#platform/shared/calendar.ts';
import { instantOfWall } from '#platform/shared/zones.ts';
import type { WaitSpan, WaitUntil } from '../schema.ts';

const DAY_MS = 86_400_000;
const UNIT_SECONDS = { minute: 60, hour: 3_600, day: 86_400, week: 604_800 } as const;
/** What a day is worth where only the hours of a calendar count. */
const WORKING_DAY_SECONDS = 8 * 3_600;

export interface Clockwork {
  /** The person's zone, the workspace's where it is not known. */
  zone: string;
  workspaceZone: string;
  calendars: ReadonlyMap<string, BusinessCalendar>;
  /** Values of date fields: a day or an instant; null where the field is empty. */
  dates: ReadonlyMap<string, string | null>;
}

/** An instant moved by a span as a clock on the wall shows it: a day later is the same hour, also across a change of the clock. */
export function after(at: string, { n, unit }: WaitSpan, zone: string): string {
  return new Date(moveInstant(zone, at, { n, unit }) ?? at).toISOString();
}

/** The first moment that a calendar counts, at the earliest `at`. */
export function nextOpen(at: string, calendar: BusinessCalendar): string {
  const start = epochMs(at);
  // Landing a millisecond inside of the next open time tells where that begins.
  return calendar.always ? at : isoOf(addBusinessMs(start, 1, calendar) - 1);
}

/**
 * When a wait that began at `since` ends by time alone. `null`: it does not wait, because the date is not known or the calendar is gone.
 * For a wait for criteria it is the last moment.
 */
export function endOfWait(until: WaitUntil, since: string, clock: Clockwork): string | null {
  switch (until.by) {
    case 'duration': {
      const calendar = until.calendarId ? clock.calendars.get(until.calendarId) : undefined;
      if (!calendar || calendar.always) return after(since, until.span, clock.zone);
      return isoOf(addBusinessMs(epochMs(since), workingSeconds(until.span) * 1000, calendar));
    }
    case 'window':
      return nextOpen(since, windowCalendar(until, until.zone === 'person' ? clock.zone : clock.workspaceZone));
    case 'hours': {
      const calendar = clock.calendars.get(until.calendarId);
      return calendar ? nextOpen(since, calendar) : null;
    }
    case 'date': {
      const value = clock.dates.get(until.field) ?? null;
      return value === null ? null : momentOf(value, until, clock.zone);
    }
    case 'criteria':
      return after(since, until.limit, clock.zone);
  }
}

/** Of a calendar a day counts as eight of its hours, a week as five days. */
function workingSeconds({ n, unit }: WaitSpan): number {
  if (unit === 'week') return n * 5 * WORKING_DAY_SECONDS;
  return unit === 'day' ? n * WORKING_DAY_SECONDS : n * UNIT_SECONDS[unit];
}

function windowCalendar({ weekdays, from, to }: { weekdays: readonly number[]; from: string; to: string }, zone: string): BusinessCalendar {
  return { zone, windows: Object.fromEntries(weekdays.map((day) => [day as Weekday, [{ from, to }]])), holidays: [] };
}

/** A day so many days from the one that is meant, at a time of the person's clock. */
export function momentOf(value: string, { days, at }: { days: number; at: string }, zone: string): string {
  const day = Math.floor(Date.parse(`${value.slice(0, 10)}T00:00:00Z`) / DAY_MS);
  const [hours = 0, minutes = 0] = at.split(':').map(Number);
  return isoOf(instantOfWall(zone, day + days, (hours * 60 + minutes) * 60_000));
}
