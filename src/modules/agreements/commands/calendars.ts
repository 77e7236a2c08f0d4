import { sql } from 'kysely';
import type { z } from 'zod';
import type { Ctx } from '#platform/context.ts';
import { type BusinessCalendar, validateCalendar } from '#platform/shared/businesstime.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { changeCalendar as ChangeCalendar, createCalendar as CreateCalendar } from '../contract/calendars.ts';
import { calendarUse, currentCalendars } from '../queries/calendars.ts';
import { tellSigners } from './notices.ts';

type New = z.output<(typeof CreateCalendar)['input']>;
type Changed = z.output<(typeof ChangeCalendar)['input']>;

function hoursOf(input: New): (BusinessCalendar & { always: boolean }) | Refusal {
  const hours = { zone: input.zone, windows: input.windows, holidays: [...new Set(input.holidays)].sort(), always: input.always };
  const errors = validateCalendar(hours);
  return errors.length === 0 ? hours : refuse('invalid', errors[0]?.message ?? 'This calendar cannot be used.', { errors });
}

async function writeVersion(ctx: Ctx, calendarId: string, version: { number: number; hours: BusinessCalendar }): Promise<void> {
  const { zone, windows, holidays } = version.hours;
  await ctx.tx
    .insertInto('calendar_version')
    .values({
      workspace_id: ctx.scope.workspaceId,
      calendar_id: calendarId,
      number: version.number,
      zone,
      windows: JSON.stringify(windows),
      holidays: [...holidays],
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
  const hours = hoursOf(input);
  if (isRefusal(hours)) return hours;
  const taken = await nameTaken(ctx, input.name);
  if (taken) return taken;
  const { id } = await ctx.tx
    .insertInto('calendar')
    .values({ workspace_id: ctx.scope.workspaceId, name: input.name, always: input.always, created_at: ctx.now })
    .returning('id')
    .executeTakeFirstOrThrow();
  await writeVersion(ctx, id, { number: 1, hours });
  return { id };
}

/** Clocks that run keep their hours: a change is a new version. */
export async function changeCalendar(ctx: Ctx, input: Changed): Promise<Record<string, never> | Refusal> {
  const hours = hoursOf(input);
  if (isRefusal(hours)) return hours;
  const before = (await currentCalendars(ctx.tx, ctx.scope)).get(input.id);
  if (!before) return refuse('not_found', 'This calendar is not there any more.');
  const taken = await nameTaken(ctx, input.name, input.id);
  if (taken) return taken;
  const use = (await calendarUse(ctx.tx, ctx.scope, ctx.now)).get(input.id);
  if (before.hours.always !== input.always && (use?.clauses ?? 0) > 0)
    return refuse('not_now', 'Promises run on this calendar. Make another calendar and change the promises.', { field: 'always' });
  await ctx.tx
    .updateTable('calendar')
    .set({ name: input.name, always: input.always })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', input.id)
    .execute();
  if (JSON.stringify(hours) === JSON.stringify(before.hours)) {
    ctx.changed('calendar', input.id);
    return {};
  }
  await writeVersion(ctx, input.id, { number: before.number + 1, hours });
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
    holidays: [],
    always: false,
  });
  const always = await made({ name: 'Calendar hours', zone, windows: {}, holidays: [], always: true });
  return { business, always };
}
