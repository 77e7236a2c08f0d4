import { type CalendarUnit, dayIn, moveDay, moveInstant, periodAround, startOfDay } from '#platform/shared/calendar.ts';
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

export type TimeValue = { day: string } | { from: string; to: string } | Span | Period;

const OFFSET = { last: -1, this: 0, next: 1 } as const;

/** What a time operator means now, as bounds; null where the unit makes no sense for the kind (minutes of a date). */
export function boundsOf(kind: 'date' | 'instant', op: Operator, value: TimeValue, clock: Clock): Bound[] | null {
  const bounds = rawBounds(kind, op, value, clock);
  return bounds?.map(within) ?? null;
}

/** `from` and `to` are days of which both count, or instants. */
export function stretch(from: string, to: string, clock: Clock): Bound[] {
  return between('instant', from, to, clock).map(within);
}

/** The database's calendar has no year 0 and this program's none after 9999. */
function within({ compare, at }: Bound): Bound {
  if (at.startsWith('0000') || at.startsWith('-')) return { compare, at: '-infinity' };
  return { compare, at: at.startsWith('+') ? 'infinity' : at };
}

function rawBounds(kind: 'date' | 'instant', op: Operator, value: TimeValue, clock: Clock): Bound[] | null {
  if ('day' in value) return dayBounds(kind, op, value.day, clock);
  if ('from' in value) return between(kind, value.from, value.to, clock);
  if ('which' in value) {
    const { from, until } = periodAround(dayIn(clock.zone, clock.now), value.period, OFFSET[value.which]);
    return [
      { compare: '>=', at: startOf(kind, from, clock) },
      { compare: '<', at: startOf(kind, until, clock) },
    ];
  }
  return spanBounds(kind, op, value, clock);
}

function between(kind: 'date' | 'instant', from: string, to: string, clock: Clock): Bound[] {
  return [
    { compare: '>=', at: from.length === 10 ? startOf(kind, from, clock) : new Date(from).toISOString() },
    to.length === 10 ? { compare: '<', at: startOf(kind, dayAfter(to), clock) } : { compare: '<=', at: new Date(to).toISOString() },
  ];
}

function dayBounds(kind: 'date' | 'instant', op: Operator, day: string, clock: Clock): Bound[] {
  const start: Bound = { compare: '>=', at: startOf(kind, day, clock) };
  const next = startOf(kind, dayAfter(day), clock);
  if (op === 'before') return [{ compare: '<', at: start.at }];
  if (op === 'after') return [{ compare: '>=', at: next }];
  return [start, { compare: '<', at: next }];
}

function spanBounds(kind: 'date' | 'instant', op: Operator, span: Span, clock: Clock): Bound[] | null {
  const past = op === 'within_last' || op === 'more_than_ago';
  const here = kind === 'date' ? dayIn(clock.zone, clock.now) : clock.now;
  const there = move(kind, here, { n: past ? -span.n : span.n, unit: span.unit }, clock);
  if (there === null) return null;
  if (op === 'more_than_ago') return [{ compare: '<', at: there }];
  if (op === 'more_than_ahead') return [{ compare: '>', at: there }];
  const [from, to] = past ? [there, here] : [here, there];
  return [
    { compare: '>=', at: from },
    { compare: '<=', at: to },
  ];
}

function move(kind: 'date' | 'instant', from: string, by: { n: number; unit: CalendarUnit }, clock: Clock): string | null {
  const end = by.n < 0 ? '-infinity' : 'infinity';
  if (kind === 'instant') return moveInstant(clock.zone, from, by) ?? end;
  if (by.unit === 'minute' || by.unit === 'hour') return null;
  return moveDay(from, by.n, by.unit) ?? end;
}

function startOf(kind: 'date' | 'instant', day: string, clock: Clock): string {
  return kind === 'date' || day === 'infinity' ? day : startOfDay(clock.zone, day);
}

const dayAfter = (day: string): string => moveDay(day, 1, 'day') ?? 'infinity';
