import { type BusinessCalendar, businessMsBetween, epochMs } from '#platform/shared/businesstime.ts';
import { moveDay, startOfDay } from '#platform/shared/calendar.ts';

/** Someone who takes leads: the hours that they work by, and their days off, first and last both included. */
export interface Worker {
  calendar: BusinessCalendar;
  leaves: readonly { from: string; to: string }[];
}

export interface Available {
  /** Working minutes that are left. */
  minutes: number;
  /** Taken out of the ordinary week by public holidays and days with other hours; negative where special hours are longer. */
  holidayMinutes: number;
  /** Taken out by leave, of what the holidays left. */
  leaveMinutes: number;
}

const MINUTE_MS = 60_000;

function minutesOn(zone: string, day: string, calendar: BusinessCalendar): number {
  const next = moveDay(day, 1, 'day') ?? day;
  return businessMsBetween(epochMs(startOfDay(zone, day)), epochMs(startOfDay(zone, next)), calendar) / MINUTE_MS;
}

/** The same hours as if no day were special. */
function ordinary(calendar: BusinessCalendar): BusinessCalendar {
  const { special: _special, ...rest } = calendar;
  return { ...rest, holidays: [] };
}

/**
 * The working minutes of all of them on some days of the workspace's zone: by the hours of each, without holidays
 * and leave. A day of leave that is a holiday counts as a holiday, once.
 */
export function availableOn(zone: string, days: readonly string[], workers: readonly Worker[]): Available {
  const sum: Available = { minutes: 0, holidayMinutes: 0, leaveMinutes: 0 };
  const plain = new Map(workers.map(({ calendar }) => [calendar, ordinary(calendar)]));
  for (const date of days) {
    const known = new Map(
      [...plain].map(([calendar, usual]) => [calendar, { real: minutesOn(zone, date, calendar), usual: minutesOn(zone, date, usual) }]),
    );
    for (const { calendar, leaves } of workers) {
      const { real, usual } = known.get(calendar) ?? { real: 0, usual: 0 };
      sum.holidayMinutes += usual - real;
      if (leaves.some(({ from, to }) => from <= date && date <= to)) sum.leaveMinutes += real;
      else sum.minutes += real;
    }
  }
  return sum;
}
