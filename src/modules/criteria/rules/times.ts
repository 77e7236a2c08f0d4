import { dayIn, moveDay, moveInstant, periodAround, startOfDay } from '#platform/shared/calendar.ts';
import type { Operator, Period, Span } from '../schema.ts';

/** One side of a stretch of time. `at` is an instant, a day, or `infinity`/`-infinity` where the calendar ends. */
export interface Bound {
  compare: '>=' | '>' | '<' | '<=';
  at: string;
}

export interface Clock {
  /** ISO instant. */
  now: string;
  /** IANA zone in which days are meant. */
  zone: string;
}

/** How a kind of time is reckoned: dates by days, instants by the clock on the wall. */
interface Reckoning extends Clock {
  kind: 'date' | 'instant';
}

export type TimeValue = { day: string } | { from: string; to: string } | Span | Period;

const OFFSET = { last: -1, this: 0, next: 1 } as const;

/** What a time operator means now, as bounds; null where the unit makes no sense for the kind (minutes of a date). */
export function boundsOf(kind: 'date' | 'instant', { op, value }: { op: Operator; value: TimeValue }, clock: Clock): Bound[] | null {
  return rawBounds(op, value, { kind, now: clock.now, zone: clock.zone })?.map(within) ?? null;
}

/** `from` and `to` are days of which both count, or instants. */
export function stretch(from: string, to: string, clock: Clock): Bound[] {
  return between(from, to, { kind: 'instant', now: clock.now, zone: clock.zone }).map(within);
}

/** The database's calendar has no year 0 and this program's none after 9999. */
function within({ compare, at }: Bound): Bound {
  if (at.startsWith('0000') || at.startsWith('-')) return { compare, at: '-infinity' };
  return { compare, at: at.startsWith('+') ? 'infinity' : at };
}

function rawBounds(op: Operator, value: TimeValue, by: Reckoning): Bound[] | null {
  if ('day' in value) return dayBounds(op, value.day, by);
  if ('from' in value) return between(value.from, value.to, by);
  if ('which' in value) {
    const { from, until } = periodAround(dayIn(by.zone, by.now), value.period, OFFSET[value.which]);
    return [
      { compare: '>=', at: startOf(from, by) },
      { compare: '<', at: startOf(until, by) },
    ];
  }
  return spanBounds(op, value, by);
}

function between(from: string, to: string, by: Reckoning): Bound[] {
  return [
    { compare: '>=', at: from.length === 10 ? startOf(from, by) : new Date(from).toISOString() },
    to.length === 10 ? { compare: '<', at: startOf(dayAfter(to), by) } : { compare: '<=', at: new Date(to).toISOString() },
  ];
}

function dayBounds(op: Operator, day: string, by: Reckoning): Bound[] {
  const start: Bound = { compare: '>=', at: startOf(day, by) };
  const next = startOf(dayAfter(day), by);
  if (op === 'before') return [{ compare: '<', at: start.at }];
  if (op === 'after') return [{ compare: '>=', at: next }];
  return [start, { compare: '<', at: next }];
}

function spanBounds(op: Operator, span: Span, by: Reckoning): Bound[] | null {
  const past = op === 'within_last' || op === 'more_than_ago';
  const here = by.kind === 'date' ? dayIn(by.zone, by.now) : by.now;
  const there = move(here, { n: past ? -span.n : span.n, unit: span.unit }, by);
  if (there === null) return null;
  if (op === 'more_than_ago') return [{ compare: '<', at: there }];
  if (op === 'more_than_ahead') return [{ compare: '>', at: there }];
  const [from, to] = past ? [there, here] : [here, there];
  return [
    { compare: '>=', at: from },
    { compare: '<=', at: to },
  ];
}

function move(from: string, span: Span, { kind, zone }: Reckoning): string | null {
  const end = span.n < 0 ? '-infinity' : 'infinity';
  if (kind === 'instant') return moveInstant(zone, from, span) ?? end;
  if (span.unit === 'minute' || span.unit === 'hour') return null;
  return moveDay(from, span.n, span.unit) ?? end;
}

function startOf(day: string, { kind, zone }: Reckoning): string {
  return kind === 'date' || day === 'infinity' ? day : startOfDay(zone, day);
}

const dayAfter = (day: string): string => moveDay(day, 1, 'day') ?? 'infinity';
