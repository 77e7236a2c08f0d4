import type { FieldError } from './refusal.ts';
import { instantOfWall, isZone } from './zones.ts';

/** ISO weekday: 1 is Monday, 7 is Sunday. */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** Local wall times `HH:MM`, half-open: `to` itself is outside. `24:00` is allowed as `to`. */
export interface TimeWindow {
  readonly from: string;
  readonly to: string;
}

/** When a duty's time runs. A value: treat it as immutable, its day windows are remembered per object. */
export interface BusinessCalendar {
  /** IANA zone in which windows and holidays are meant. */
  readonly zone: string;
  readonly windows: Readonly<Partial<Record<Weekday, readonly TimeWindow[]>>>;
  /** Local dates `YYYY-MM-DD` without any window. */
  readonly holidays: readonly string[];
  /** Local dates with hours of their own instead of their weekday's: half days, a Saturday that is worked. */
  readonly special?: Readonly<Record<string, readonly TimeWindow[]>>;
  /** Calendar hours: time runs day and night, windows and holidays are ignored. */
  readonly always?: boolean;
}

const DAY_MS = 86_400_000;
/** How far `addBusinessTime` looks before it says that the calendar has too little time. */
const HORIZON_DAYS = 40_000;
const WEEKDAYS: readonly Weekday[] = [1, 2, 3, 4, 5, 6, 7];
const WALL_TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$/;
const HAS_OFFSET = /(?:Z|[+-]\d{2}(?::?\d{2})?)$/i;

interface CompiledCalendar {
  readonly zone: string;
  readonly minutes: readonly (readonly (readonly [number, number])[])[];
  readonly holidays: ReadonlySet<number>;
  readonly special: ReadonlyMap<number, readonly (readonly [number, number])[]>;
  readonly open: boolean;
  readonly days: Map<number, readonly number[]>;
}

const compiled = new WeakMap<BusinessCalendar, CompiledCalendar>();

function minutesOf(wall: string): number {
  return Number(wall.slice(0, 2)) * 60 + Number(wall.slice(3, 5));
}

function epochDayOf(date: string): number {
  return Math.floor(Date.parse(`${date}T00:00:00Z`) / DAY_MS);
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const parsed = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(text);
}

function windowProblems(path: string, windows: readonly TimeWindow[]): FieldError[] {
  const problems: FieldError[] = [];
  const good: { index: number; from: number; to: number }[] = [];
  windows.forEach((window, index) => {
    const field = `${path}[${index}]`;
    const fromOk = WALL_TIME.test(window.from);
    const toOk = window.to === '24:00' || WALL_TIME.test(window.to);
    if (!fromOk) problems.push({ field: `${field}.from`, message: 'Write the time as HH:MM, from 00:00 to 23:59.' });
    if (!toOk) problems.push({ field: `${field}.to`, message: 'Write the time as HH:MM, at most 24:00.' });
    if (!fromOk || !toOk) return;
    const [from, to] = [minutesOf(window.from), minutesOf(window.to)];
    if (from >= to) problems.push({ field, message: notBefore(window) });
    else good.push({ index, from, to });
  });
  good.sort((a, b) => a.from - b.from);
  good.forEach((window, position) => {
    const before = good[position - 1];
    if (before && window.from < before.to)
      problems.push({ field: `${path}[${window.index}]`, message: 'This time overlaps another of the same day.' });
  });
  return problems;
}

/** Hours past midnight belong to two dates, and holidays to one of them: they are written as two. */
function notBefore({ from, to }: TimeWindow): string {
  if (to === '00:00') return `Write midnight at the end of a day as 24:00: ${from} to 24:00.`;
  return `${from} is not before ${to}. For hours past midnight write ${from} to 24:00, and 00:00 to ${to} on the next day.`;
}

/** What keeps a calendar from being used, with field paths; empty when it is good. */
export function validateCalendar(calendar: BusinessCalendar): FieldError[] {
  const problems: FieldError[] = [];
  if (!isZone(calendar.zone)) problems.push({ field: 'zone', message: `"${calendar.zone}" is not a time zone.` });
  for (const day of WEEKDAYS) problems.push(...windowProblems(`windows.${day}`, calendar.windows[day] ?? []));
  calendar.holidays.forEach((date, index) => {
    if (!isDate(date)) problems.push({ field: `holidays[${index}]`, message: `"${date}" is not a date (YYYY-MM-DD).` });
  });
  for (const [date, windows] of Object.entries(calendar.special ?? {})) {
    if (!isDate(date)) problems.push({ field: `special.${date}`, message: `"${date}" is not a date (YYYY-MM-DD).` });
    else problems.push(...windowProblems(`special.${date}`, windows));
  }
  if (!calendar.always && WEEKDAYS.every((day) => (calendar.windows[day] ?? []).length === 0))
    problems.push({ field: 'windows', message: 'The calendar has no working time: a clock on it would never run.' });
  return problems;
}

function compile(calendar: BusinessCalendar): CompiledCalendar {
  const known = compiled.get(calendar);
  if (known) return known;
  const inMinutes = (windows: readonly TimeWindow[]) =>
    windows
      .map((window) => [minutesOf(window.from), minutesOf(window.to)] as const)
      .filter(([from, to]) => from < to)
      .sort((a, b) => a[0] - b[0]);
  const minutes = WEEKDAYS.map((day) => inMinutes(calendar.windows[day] ?? []));
  const fresh: CompiledCalendar = {
    zone: calendar.zone,
    minutes,
    holidays: new Set(calendar.holidays.map(epochDayOf)),
    special: new Map(Object.entries(calendar.special ?? {}).map(([date, windows]) => [epochDayOf(date), inMinutes(windows)])),
    open: minutes.some((windows) => windows.length > 0),
    days: new Map(),
  };
  compiled.set(calendar, fresh);
  return fresh;
}

/** Start and end instants of a local date's windows: `[start, end, start, end, …]`, ascending. */
function dayWindows(calendar: CompiledCalendar, epochDay: number): readonly number[] {
  const known = calendar.days.get(epochDay);
  if (known) return known;
  const instants: number[] = [];
  if (!calendar.holidays.has(epochDay)) {
    const weekday = (((epochDay + 3) % 7) + 7) % 7;
    for (const [from, to] of calendar.special.get(epochDay) ?? calendar.minutes[weekday] ?? []) {
      const start = instantOfWall(calendar.zone, epochDay, from * 60_000);
      const end = instantOfWall(calendar.zone, epochDay, to * 60_000);
      if (start < end) instants.push(start, end);
    }
  }
  calendar.days.set(epochDay, instants);
  return instants;
}

/** No local date begins more than a day before the UTC date of the same number ends, so scanning starts one day early. */
function firstDay(at: number): number {
  return Math.floor(at / DAY_MS) - 1;
}

/** @throws RangeError for a text that is no instant, or one without `Z` or an offset */
export function epochMs(iso: string): number {
  const at = HAS_OFFSET.test(iso) ? Date.parse(iso) : Number.NaN;
  if (Number.isNaN(at)) throw new RangeError(`not an instant: ${iso}`);
  return at;
}

export function isoOf(at: number): string {
  return new Date(at).toISOString();
}

/** `addBusinessTime` in epoch milliseconds. */
export function addBusinessMs(start: number, duration: number, calendar: BusinessCalendar): number {
  if (!(duration >= 0) || !Number.isFinite(duration)) throw new RangeError(`not a duration: ${duration}`);
  if (duration === 0) return start;
  if (calendar.always) return start + duration;
  const days = compile(calendar);
  if (!days.open) throw new RangeError('calendar without working time');
  let left = duration;
  const first = firstDay(start);
  for (let day = first; day < first + HORIZON_DAYS; day++) {
    const windows = dayWindows(days, day);
    for (let index = 0; index < windows.length; index += 2) {
      const from = Math.max(start, windows[index] ?? 0);
      const room = (windows[index + 1] ?? 0) - from;
      if (room <= 0) continue;
      if (left <= room) return from + left;
      left -= room;
    }
  }
  throw new RangeError(`calendar has too little working time for ${duration} ms`);
}

/** `businessSecondsBetween` in epoch milliseconds. */
export function businessMsBetween(a: number, b: number, calendar: BusinessCalendar): number {
  if (calendar.always) return b - a;
  if (b < a) return -businessMsBetween(b, a, calendar);
  const days = compile(calendar);
  if (!days.open) return 0;
  let total = 0;
  const last = Math.floor(b / DAY_MS) + 1;
  for (let day = firstDay(a); day <= last; day++) {
    const windows = dayWindows(days, day);
    for (let index = 0; index < windows.length; index += 2) {
      const overlap = Math.min(b, windows[index + 1] ?? 0) - Math.max(a, windows[index] ?? 0);
      if (overlap > 0) total += overlap;
    }
  }
  return total;
}

/**
 * The instant at which `seconds` of working time have run since `startIso`. Landing exactly on the end of a window gives
 * that end, not the next morning; 0 seconds give the start itself, even outside working time.
 * @throws RangeError for a negative duration, or a calendar that has no or hardly any working time (see `validateCalendar`)
 */
export function addBusinessTime(startIso: string, seconds: number, calendar: BusinessCalendar): string {
  return isoOf(addBusinessMs(epochMs(startIso), seconds * 1000, calendar));
}

/** Working seconds from `aIso` to `bIso`; negative when b is before a. */
export function businessSecondsBetween(aIso: string, bIso: string, calendar: BusinessCalendar): number {
  return businessMsBetween(epochMs(aIso), epochMs(bIso), calendar) / 1000;
}
