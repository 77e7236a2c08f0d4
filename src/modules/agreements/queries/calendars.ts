import { type RawBuilder, sql } from 'kysely';
import type { Db } from '#platform/db/db.ts';
import { addBusinessTime, type BusinessCalendar, businessSecondsBetween } from '#platform/shared/businesstime.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { Scope } from '#platform/shared/scope.ts';
import type { Place, SpecialDay, Windows } from '../schema.ts';

/** A calendar with the hours that clocks started now would run on. */
export interface CurrentCalendar {
  id: string;
  versionId: string;
  number: number;
  name: string;
  hours: BusinessCalendar & { always: boolean };
  windows: Windows;
  days: SpecialDay[];
  place: Place | null;
}

interface Row {
  id: string;
  version_id: string;
  number: number;
  name: string;
  always: boolean;
  zone: string;
  windows: Windows;
  days: SpecialDay[];
  place: Place | null;
}

/** What the arithmetic takes of a calendar as it is written: days without hours are holidays, days with some have hours of their own. */
export function hoursFrom(written: {
  zone: string;
  windows: Windows;
  days: readonly SpecialDay[];
  always: boolean;
}): BusinessCalendar & { always: boolean } {
  const special = written.days.filter(({ windows }) => windows.length > 0).map(({ date, windows }) => [date, windows] as const);
  return {
    zone: written.zone,
    windows: written.windows,
    holidays: written.days.filter(({ windows }) => windows.length === 0).map(({ date }) => date),
    ...(special.length > 0 ? { special: Object.fromEntries(special) } : {}),
    always: written.always,
  };
}

function calendarOf(row: Row): CurrentCalendar {
  const { id, number, name, windows, days, place } = row;
  return { id, versionId: row.version_id, number, name, hours: hoursFrom(row), windows, days, place };
}

/** The calendars in use, by id. Each `hours` is one object, so that its day windows are worked out once per reading. */
export function currentCalendars(db: Db, scope: Scope): Promise<Map<string, CurrentCalendar>> {
  return newest(db, scope, sql<boolean>`c.archived_at is null`);
}

/** All calendars by id with their newest hours, those that were put away included. */
export function hoursByCalendar(db: Db, scope: Scope): Promise<Map<string, CurrentCalendar>> {
  return newest(db, scope, sql<boolean>`true`);
}

async function newest(db: Db, scope: Scope, where: RawBuilder<boolean>): Promise<Map<string, CurrentCalendar>> {
  const { rows } = await sql<Row>`
    select c.id, v.id as version_id, v.number, c.name, c.always, v.zone, v.windows, v.days, v.place
    from calendar c join lateral (select * from calendar_version v where v.workspace_id = c.workspace_id and v.calendar_id = c.id order by v.number desc limit 1) v on true
    where c.workspace_id = ${scope.workspaceId} and ${where} order by c.always, c.created_at, c.name`.execute(db);
  return new Map(rows.map((row) => [row.id, calendarOf(row)]));
}

/** The hours of the named versions, by version id: what running and past clocks are judged by. */
export async function hoursOfVersions(db: Db, scope: Scope, versionIds: readonly string[]): Promise<Map<string, BusinessCalendar>> {
  if (versionIds.length === 0) return new Map();
  const { rows } = await sql<Row>`
    select c.id, v.id as version_id, v.number, c.name, c.always, v.zone, v.windows, v.days, v.place
    from calendar_version v join calendar c on c.workspace_id = v.workspace_id and c.id = v.calendar_id
    where v.workspace_id = ${scope.workspaceId} and v.id = any (${[...new Set(versionIds)]}::uuid[])`.execute(db);
  return new Map(rows.map((row) => [row.version_id, calendarOf(row).hours]));
}

/** Every version of a calendar, the oldest first, with since when its hours held. */
export async function versionsOfCalendar(db: Db, scope: Scope, calendarId: string): Promise<{ since: string; hours: BusinessCalendar }[]> {
  const { rows } = await sql<Row & { since: string }>`
    select c.id, v.id as version_id, v.number, c.name, c.always, v.zone, v.windows, v.days, v.place, v.created_at as since
    from calendar_version v join calendar c on c.workspace_id = v.workspace_id and c.id = v.calendar_id
    where v.workspace_id = ${scope.workspaceId} and v.calendar_id = ${calendarId} order by v.number`.execute(db);
  return rows.map((row) => ({ since: row.since, hours: calendarOf(row).hours }));
}

/** The hours that held at an instant. What is older than the calendar is read by today's hours: those of then are not known. */
export function hoursAt<V extends { since: string }>(versions: readonly V[], at: string): V {
  const found = versions.findLast(({ since }) => since <= at) ?? versions.at(-1);
  if (!found) throw new Error('a calendar has a version');
  return found;
}

/** What runs on each calendar: promises that are in force or being written, and open clocks. */
export async function calendarUse(db: Db, scope: Scope, now: string): Promise<Map<string, { clauses: number; openClocks: number }>> {
  const { rows } = await sql<{ id: string; clauses: number; open_clocks: number }>`
    select c.id,
      (select count(*) from clause l join agreement_version a on a.workspace_id = l.workspace_id and a.id = l.version_id
        where l.workspace_id = c.workspace_id and l.calendar_id = c.id and (a.status <> 'signed' or coalesce(a.superseded_at > ${now}::timestamptz, true))) as clauses,
      (select count(*) from clock k join calendar_version v on v.workspace_id = k.workspace_id and v.id = k.calendar_version_id
        where k.workspace_id = c.workspace_id and v.calendar_id = c.id and k.closed_at is null) as open_clocks
    from calendar c where c.workspace_id = ${scope.workspaceId} and c.archived_at is null`.execute(db);
  return new Map(rows.map((row) => [row.id, { clauses: row.clauses, openClocks: row.open_clocks }]));
}

/** Time is counted day by day; nobody needs more than this at once. */
const LONGEST_YEARS = 20;
const NO_CALENDAR = 'This calendar is not there any more.';

/** When something is due that starts at an instant, and is owed within so many seconds of the calendar. */
export async function dueUnder(
  db: Db,
  scope: Scope,
  asked: { id: string; from: string; seconds: number },
): Promise<{ due: string } | Refusal> {
  const calendar = (await currentCalendars(db, scope)).get(asked.id);
  if (!calendar) return refuse('not_found', NO_CALENDAR);
  const due = reachableDue(calendar.hours, asked.from, asked.seconds);
  return due === null ? refuse('not_now', 'The calendar has too little time for that.', { field: 'seconds' }) : { due };
}

/** Null where the calendar has too little time, in a hundred years, to ever get there. */
export function reachableDue(hours: BusinessCalendar, from: string, seconds: number): string | null {
  try {
    return addBusinessTime(from, seconds, hours);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** The seconds of the calendar between two instants; negative backwards. */
export async function elapsedUnder(
  db: Db,
  scope: Scope,
  asked: { id: string; from: string; to: string },
): Promise<{ seconds: number } | Refusal> {
  const calendar = (await currentCalendars(db, scope)).get(asked.id);
  if (!calendar) return refuse('not_found', NO_CALENDAR);
  if (Math.abs(Date.parse(asked.to) - Date.parse(asked.from)) > LONGEST_YEARS * 366 * 86_400_000)
    return refuse('invalid', `Ask for ${LONGEST_YEARS} years at most.`, { field: 'to' });
  return { seconds: businessSecondsBetween(asked.from, asked.to, calendar.hours) };
}
