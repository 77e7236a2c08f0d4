import { isDeepStrictEqual } from 'node:util';
import { sql } from 'kysely';
import type { z } from 'zod';
import type { Ctx } from '#platform/context.ts';
import { validateCalendar } from '#platform/shared/businesstime.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { changeCalendar as ChangeCalendar, createCalendar as CreateCalendar } from '../contract/calendars.ts';
import { calendarUse, currentCalendars, hoursFrom, reachableDue } from '../queries/calendars.ts';
import type { Place, SpecialDay, Windows } from '../schema.ts';
import { tellSigners } from './notices.ts';

type New = z.output<(typeof CreateCalendar)['input']>;
type Changed = z.output<(typeof ChangeCalendar)['input']>;

/** The hours as they are kept: days in their order, each once. */
function written(input: New): Written | Refusal {
  const days = input.always ? [] : [...input.days].sort((a, b) => (a.date < b.date ? -1 : 1));
  const made = { zone: input.zone, windows: input.windows, days, always: input.always, place: input.always ? null : input.place };
  const errors = validateCalendar(hoursFrom(made)).map(({ field, message }) => ({ field: dayField(field, input.days), message }));
  input.days.forEach(({ date }, index) => {
    if (input.days.findIndex((one) => one.date === date) < index)
      errors.push({ field: `days[${index}].date`, message: 'This day is here twice.' });
  });
  return errors.length === 0 ? made : refuse('invalid', errors[0]?.message ?? 'This calendar cannot be used.', { errors });
}

/** The arithmetic knows days by their date; what was sent is a list. */
function dayField(field: string, days: New['days']): string {
  const [, date, rest] = /^special\.(\d{4}-\d{2}-\d{2})(.*)$/.exec(field) ?? [];
  return date === undefined ? field : `days[${days.findIndex((one) => one.date === date)}].windows${rest}`;
}

/** The longest promise that runs on the calendar must still come to an end. */
async function tooLittle(ctx: Ctx, calendarId: string, made: Written): Promise<Refusal | null> {
  const { rows } = await sql<{ longest: number | null }>`select max(c.within_seconds)::int as longest from clause c
    join agreement_version a on a.workspace_id = c.workspace_id and a.id = c.version_id and coalesce(a.superseded_at > ${ctx.now}::timestamptz, true)
    where c.workspace_id = ${ctx.scope.workspaceId} and c.calendar_id = ${calendarId}`.execute(ctx.tx);
  const longest = rows[0]?.longest ?? null;
  if (longest === null || reachableDue(hoursFrom(made), ctx.now, longest) !== null) return null;
  return refuse('invalid', 'With so little time a promise on this calendar would never fall due.', { field: 'windows' });
}

interface Written {
  zone: string;
  windows: Windows;
  days: SpecialDay[];
  place: Place | null;
  always: boolean;
}

async function writeVersion(ctx: Ctx, calendarId: string, version: { number: number; made: Written }): Promise<void> {
  const { zone, windows, days, place } = version.made;
  await ctx.tx
    .insertInto('calendar_version')
    .values({
      workspace_id: ctx.scope.workspaceId,
      calendar_id: calendarId,
      number: version.number,
      zone,
      windows: JSON.stringify(windows),
      days: JSON.stringify(days),
      place: place === null ? null : JSON.stringify(place),
      created_at: ctx.now,
    })
    .execute();
  ctx.changed('calendar', calendarId);
}

async function nameTaken(ctx: Ctx, name: string, except?: string): Promise<Refusal | null> {
  const { rows } =
    await sql`select from calendar where workspace_id = ${ctx.scope.workspaceId} and name = ${name} and id is distinct from ${except ?? null}`.execute(
      ctx.tx,
    );
  return rows.length === 0 ? null : refuse('conflict', 'There is a calendar of this name already.', { field: 'name' });
}

export async function createCalendar(ctx: Ctx, input: New): Promise<{ id: string } | Refusal> {
  const made = written(input);
  if (isRefusal(made)) return made;
  const taken = await nameTaken(ctx, input.name);
  if (taken) return taken;
  const { id } = await ctx.tx
    .insertInto('calendar')
    .values({ workspace_id: ctx.scope.workspaceId, name: input.name, always: input.always, created_at: ctx.now })
    .returning('id')
    .executeTakeFirstOrThrow();
  await writeVersion(ctx, id, { number: 1, made });
  return { id };
}

/** Clocks that run keep their hours: a change is a new version. */
export async function changeCalendar(ctx: Ctx, input: Changed): Promise<Record<string, never> | Refusal> {
  const made = written(input);
  if (isRefusal(made)) return made;
  const before = (await currentCalendars(ctx.tx, ctx.scope)).get(input.id);
  if (!before) return refuse('not_found', 'This calendar is not there any more.');
  const taken = await nameTaken(ctx, input.name, input.id);
  if (taken) return taken;
  const use = (await calendarUse(ctx.tx, ctx.scope, ctx.now)).get(input.id);
  const little = await tooLittle(ctx, input.id, made);
  if (little) return little;
  if (before.hours.always !== input.always && (use?.clauses ?? 0) > 0)
    return refuse('not_now', 'Promises run on this calendar. Make another calendar and change the promises.', { field: 'always' });
  await ctx.tx
    .updateTable('calendar')
    .set({ name: input.name, always: input.always })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', input.id)
    .execute();
  const { zone } = before.hours;
  const same = isDeepStrictEqual(made, {
    zone,
    windows: before.windows,
    days: before.days,
    place: before.place,
    always: before.hours.always,
  });
  if (same) {
    ctx.changed('calendar', input.id);
    return {};
  }
  await writeVersion(ctx, input.id, { number: before.number + 1, made });
  if (use && use.clauses > 0) await tellSigners(ctx, { name: input.name, number: before.number + 1, calendarId: input.id });
  return {};
}

export async function deleteCalendar(ctx: Ctx, id: string): Promise<Record<string, never> | Refusal> {
  const use = (await calendarUse(ctx.tx, ctx.scope, ctx.now)).get(id);
  if (!use) return refuse('not_found', 'This calendar is not there any more.');
  if (use.clauses > 0) return refuse('not_now', 'Promises run on this calendar. Give them another calendar first.');
  // The name becomes free; what ran on the calendar keeps its hours.
  await sql`update calendar set archived_at = ${ctx.now}, name = left(name, 80) || ' (' || id || ')' where workspace_id = ${ctx.scope.workspaceId} and id = ${id}`.execute(
    ctx.tx,
  );
  ctx.changed('calendar', id);
  return {};
}

/** The two calendars of a new workspace. */
export async function seedCalendars(ctx: Ctx, zone: string): Promise<{ business: string; always: string }> {
  const day = [{ from: '09:00', to: '17:00' }];
  const made = async (calendar: New) => {
    const result = await createCalendar(ctx, calendar);
    if (isRefusal(result)) throw new Error(result.message);
    return result.id;
  };
  const business = await made({
    name: 'Business hours',
    zone,
    windows: { 1: day, 2: day, 3: day, 4: day, 5: day },
    days: [],
    place: null,
    always: false,
  });
  const always = await made({ name: 'Calendar hours', zone, windows: {}, days: [], place: null, always: true });
  return { business, always };
}
