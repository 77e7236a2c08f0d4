import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import { codeOf, DEFAULT_REASONS } from '../rules/reasons.ts';
import { REASON_CLASSES, type ReasonClass } from '../schema.ts';

/** Puts the usual reasons into a new workspace. */
export async function seedReasons(ctx: Ctx): Promise<void> {
  const values = REASON_CLASSES.flatMap((name) =>
    DEFAULT_REASONS[name].map((reason, position) => ({
      workspace_id: ctx.scope.workspaceId,
      class: name,
      code: reason.code,
      label: reason.label,
      needs_note: reason.needsNote ?? false,
      needs_date: reason.needsDate ?? false,
      recycle_days: reason.recycleDays ?? null,
      position,
    })),
  );
  await ctx.tx
    .insertInto('reason')
    .values(values)
    .onConflict((oc) => oc.columns(['workspace_id', 'class', 'code']).doNothing())
    .execute();
}

export interface NewReason {
  class: ReasonClass;
  label: string;
  needsNote: boolean;
  needsDate: boolean;
  recycleDays: number | null;
}

export async function createReason(ctx: Ctx, reason: NewReason): Promise<{ id: string } | Refusal> {
  const siblings = await ctx.tx
    .selectFrom('reason')
    .select(['code', 'label', 'position', 'archived_at'])
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('class', '=', reason.class)
    .execute();
  const same = siblings.find((one) => one.archived_at === null && one.label.toLowerCase() === reason.label.toLowerCase());
  if (same) return refuse('conflict', `There is a reason "${same.label}" already.`, { field: 'label' });
  const code = codeOf(
    reason.label,
    siblings.map((one) => one.code),
  );
  const made = await ctx.tx
    .insertInto('reason')
    .values({
      workspace_id: ctx.scope.workspaceId,
      class: reason.class,
      code,
      label: reason.label,
      needs_note: reason.needsNote,
      needs_date: reason.needsDate,
      recycle_days: reason.recycleDays,
      position: Math.max(-1, ...siblings.map((one) => one.position)) + 1,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  ctx.changed('reason', made.id);
  return made;
}

export interface ReasonChange {
  id: string;
  label?: string;
  needsNote?: boolean;
  needsDate?: boolean;
  recycleDays?: number | null;
  position?: number;
  archived?: boolean;
}

export async function changeReason(ctx: Ctx, change: ReasonChange): Promise<Record<string, never> | Refusal> {
  const { workspaceId } = ctx.scope;
  const before = await ctx.tx
    .selectFrom('reason')
    .select(['id', 'class', 'archived_at'])
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', change.id)
    .forUpdate()
    .executeTakeFirst();
  if (!before) return refuse('not_found', 'This reason is not here any more.');
  await ctx.tx
    .updateTable('reason')
    .set({
      ...(change.label === undefined ? {} : { label: change.label }),
      ...(change.needsNote === undefined ? {} : { needs_note: change.needsNote }),
      ...(change.needsDate === undefined ? {} : { needs_date: change.needsDate }),
      ...(change.recycleDays === undefined ? {} : { recycle_days: change.recycleDays }),
      ...(change.archived === undefined ? {} : { archived_at: change.archived ? (before.archived_at ?? ctx.now) : null }),
      // A statement that sets nothing is not SQL.
      class: before.class,
    })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', change.id)
    .execute();
  if (change.position !== undefined) await place(ctx, { ...before, to: change.position });
  ctx.changed('reason', change.id);
  return {};
}

/** Numbers the class anew with the reason at its place. */
async function place(ctx: Ctx, moved: { id: string; class: string; to: number }): Promise<void> {
  await sql`update reason r set position = o.place from (
      select id, row_number() over (order by n) - 1 as place from (
        select id, row_number() over (order by position, label) - 1 as n from reason
          where workspace_id = ${ctx.scope.workspaceId} and class = ${moved.class} and id <> ${moved.id}
        union all select ${moved.id}::uuid, ${moved.to} - 0.5) x) o
    where r.workspace_id = ${ctx.scope.workspaceId} and r.id = o.id`.execute(ctx.tx);
}

export async function removeReason(ctx: Ctx, id: string): Promise<Record<string, never> | Refusal> {
  const { workspaceId } = ctx.scope;
  const { rows } = await sql<{ used: boolean }>`select exists (select from lead where workspace_id = ${workspaceId} and reason_id = ${id})
    or exists (select from deal where workspace_id = ${workspaceId} and reason_id = ${id})
    or exists (select from verdict where workspace_id = ${workspaceId} and reason_id = ${id})
    or exists (select from recycle_plan where workspace_id = ${workspaceId} and reason_id = ${id})
    or exists (select from conversion where workspace_id = ${workspaceId} and reason_id = ${id}) as used`.execute(ctx.tx);
  if (rows[0]?.used) return refuse('conflict', 'This reason was given before, so it stays on the record. Take it out of use instead.');
  const gone = await ctx.tx
    .deleteFrom('reason')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst();
  if (!gone) return refuse('not_found', 'This reason is not here any more.');
  ctx.changed('reason', id);
  return {};
}
