import { Temporal } from 'temporal-polyfill';
import type { Hours } from '../schema.ts';

const known = new Map<string, boolean>();

/** The zone, where it is one that exists; else the other one. */
export function zoneOr(zone: string | null | undefined, other: string): string {
  if (!zone) return other;
  let real = known.get(zone);
  if (real === undefined) {
    try {
      new Intl.DateTimeFormat('en', { timeZone: zone });
      // An offset such as +02:00 is no place where people live.
      real = /^[A-Za-z]/.test(zone);
    } catch {
      real = false;
    }
    known.set(zone, real);
  }
  return real ? zone : other;
}

/** The first instant from `at` on that lies within the hours, by the clock of the zone. Both ISO. */
export function nextWithin(at: string, hours: Hours | null, zone: string): string {
  if (!hours) return at;
  const start = Temporal.Instant.from(at).toZonedDateTimeISO(zone);
  const [from, to] = [Temporal.PlainTime.from(hours.from), Temporal.PlainTime.from(hours.to)];
  for (let day = 0; day <= 8; day++) {
    const date = start.toPlainDate().add({ days: day });
    if (!hours.days.includes(date.dayOfWeek)) continue;
    const opens = date.toZonedDateTime({ timeZone: zone, plainTime: from });
    const closes = date.toZonedDateTime({ timeZone: zone, plainTime: to });
    const first = Temporal.ZonedDateTime.compare(opens, start) > 0 ? opens : start;
    if (Temporal.ZonedDateTime.compare(first, closes) < 0) return iso(first);
  }
  return at;
}

/** The same wall clock as in one zone at an instant, in another zone. */
export function sameClock(at: string, from: string, to: string): string {
  return iso(Temporal.Instant.from(at).toZonedDateTimeISO(from).toPlainDateTime().toZonedDateTime(to));
}

const iso = (time: Temporal.ZonedDateTime) => new Date(time.epochMilliseconds).toISOString();
