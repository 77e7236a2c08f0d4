import { describe, expect, it } from 'vitest';
import { addBusinessTime, type BusinessCalendar, businessSecondsBetween, type TimeWindow, type Weekday } from './businesstime.ts';

/*
 * The calendar arithmetic against another implementation, written for this test and sharing nothing with it: no Temporal, no wall time turned into an
 * instant, no list of windows per date. It walks the instants in quarter hours, asks the platform's Intl.DateTimeFormat what the clock on the wall shows,
 * and looks whether that is inside a window. Where a clock is set back, the hour that comes twice is told apart by how far the wall clock had
 * come before: a window that has ended does not begin again.
 */

const MINUTE = 60_000;
const QUARTER = 15 * MINUTE;
const DAY = 96 * QUARTER;

const formatters = new Map<string, Intl.DateTimeFormat>();

/** What the wall clock of a zone shows at an instant, as if it were UTC; whole seconds. */
function wallAt(zone: string, at: number): number {
  let formatter = formatters.get(zone);
  if (!formatter) {
    const numbers = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' } as const;
    formatter = new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', ...numbers });
    formatters.set(zone, formatter);
  }
  const part = new Map(formatter.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const of = (type: Intl.DateTimeFormatPartTypes) => part.get(type) ?? 0;
  return Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
}

const offsetAt = (zone: string, at: number) => wallAt(zone, at) - at;

interface Walked {
  from: number;
  to: number;
  open: boolean;
}

/** Whether a wall clock of the calendar shows working time. Windows of a date are looked up once. */
function openOn(calendar: BusinessCalendar): (wall: number) => boolean {
  const dates = new Map<number, readonly TimeWindow[]>();
  const windowsOf = (start: number): readonly TimeWindow[] => {
    const day = new Date(start).toISOString().slice(0, 10);
    if (calendar.holidays.includes(day)) return [];
    return calendar.special?.[day] ?? calendar.windows[(new Date(start).getUTCDay() || 7) as Weekday] ?? [];
  };
  return (wall) => {
    const start = Math.floor(wall / DAY) * DAY;
    let windows = dates.get(start);
    if (!windows) {
      windows = windowsOf(start);
      dates.set(start, windows);
    }
    if (windows.length === 0) return false;
    const minutes = Math.floor((wall - start) / MINUTE);
    const time = `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
    return windows.some(({ from, to }) => time >= from && time < to);
  };
}

/** Quarter by quarter from two days before `start`, so that what the clock had shown before is known; yields from `start` on. */
function* walk(calendar: BusinessCalendar, start: number): Generator<Walked> {
  const { zone } = calendar;
  const isOpen = openOn(calendar);
  let furthest = Number.NEGATIVE_INFINITY;
  for (let day = Math.floor(start / DAY) * DAY - 2 * DAY; ; day += DAY) {
    const offset = offsetAt(zone, day);
    const steady = offset === offsetAt(zone, day + DAY);
    for (let at = day; at < day + DAY; ) {
      const before = steady ? offset : offsetAt(zone, at);
      // In the quarter of an hour in which the clock changes every minute is asked for.
      const step = steady || (at % QUARTER === 0 && before === offsetAt(zone, at + QUARTER)) ? QUARTER : MINUTE;
      furthest = Math.max(furthest, at + before);
      if (at + step > start) yield { from: Math.max(at, start), to: at + step, open: isOpen(furthest) };
      at += step;
    }
  }
}

function walkedAdd(calendar: BusinessCalendar, start: number, duration: number): number {
  if (duration === 0) return start;
  let left = duration;
  for (const { from, to, open } of walk(calendar, start)) {
    if (!open) continue;
    if (to - from >= left) return from + left;
    left -= to - from;
  }
  throw new Error('the walk does not end');
}

function walkedBetween(calendar: BusinessCalendar, a: number, b: number): number {
  let total = 0;
  for (const { from, to, open } of walk(calendar, a)) {
    if (from >= b) return total;
    if (open) total += Math.min(to, b) - from;
  }
  return total;
}

/** A generator of numbers of its own, so that a failure can be had again by its seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

type Random = () => number;
const below = (random: Random, n: number) => Math.floor(random() * n);

function someWindows(random: Random): TimeWindow[] {
  const cuts = [...new Set(Array.from({ length: 2 * (1 + below(random, 3)) }, () => below(random, 97)))].sort((a, b) => a - b);
  const wall = (quarter: number) => `${String(Math.floor(quarter / 4)).padStart(2, '0')}:${String((quarter % 4) * 15).padStart(2, '0')}`;
  return cuts.flatMap((from, place) => {
    const to = cuts[place + 1];
    return place % 2 === 0 && to !== undefined ? [{ from: wall(from), to: wall(to) }] : [];
  });
}

/** Half of them around the changes of the clock, which lie in March, April, September, October and November. */
function someInstant(random: Random): number {
  const year = 2011 + below(random, 26);
  const month = random() < 0.5 ? [2, 3, 8, 9, 10][below(random, 5)] : below(random, 12);
  return Date.UTC(year, month ?? 0, 1 + below(random, 31), below(random, 24), below(random, 60), below(random, 60));
}

function someCalendar(random: Random, zone: string, around: number): BusinessCalendar {
  const usual = someWindows(random);
  const windows: Partial<Record<Weekday, TimeWindow[]>> = { 1: usual, 2: usual, 3: someWindows(random), 4: usual, 5: usual };
  if (random() < 0.5) windows[7] = someWindows(random);
  if (random() < 0.3) windows[6] = [{ from: '00:00', to: '24:00' }];
  const day = () => new Date(around + (below(random, 20) - 4) * DAY).toISOString().slice(0, 10);
  const holidays = Array.from({ length: below(random, 4) }, day);
  const half = day();
  const special = random() < 0.3 && !holidays.includes(half) ? { [half]: someWindows(random) } : undefined;
  // A quarter of an hour a week at the least: the walk is to come to an end.
  windows[4] = [{ from: '06:00', to: '22:15' }];
  return { zone, windows, holidays, ...(special ? { special } : {}) };
}

const CASES = 10_000;
const ZONES = Intl.supportedValuesOf('timeZone');

describe(`${CASES} random cases over all ${ZONES.length} zones, with holidays, half days, several windows and clock changes`, () => {
  it('adds and counts as the walk over the wall clock does, and what was added has elapsed', () => {
    const random = randomFrom(20_260_304);
    const differing: string[] = [];
    for (let n = 0; n < CASES; n++) {
      const zone = ZONES[n % ZONES.length] ?? 'UTC';
      const start = someInstant(random);
      const calendar = someCalendar(random, zone, start);
      const seconds = below(random, 40 * 3600);
      const iso = new Date(start).toISOString();
      const due = Date.parse(addBusinessTime(iso, seconds, calendar));
      const until = start + below(random, 10 * 86_400) * 1000;
      const elapsed = businessSecondsBetween(iso, new Date(until).toISOString(), calendar);
      const right =
        due === walkedAdd(calendar, start, seconds * 1000) &&
        elapsed * 1000 === walkedBetween(calendar, start, until) &&
        businessSecondsBetween(iso, new Date(due).toISOString(), calendar) === seconds;
      if (!right) differing.push(JSON.stringify({ n, iso, seconds, until: new Date(until).toISOString(), calendar }));
    }
    expect(differing.slice(0, 3)).toEqual([]);
  }, 60_000);
});
