import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';

export interface Notice {
  memberId: string;
  /** Such as `handoff.assigned`. */
  kind: string;
  title: string;
  body?: string | null;
  /** A path of the web app, such as `/leads/…`. */
  link?: string | null;
  /** The same key tells the same person once: a job that runs twice says nothing twice. */
  dedupeKey?: string | null;
}

/** Tells a person something. People without access (and placeholders) are told nothing. */
export async function notify(ctx: Ctx, notice: Notice): Promise<void> {
  const { rows } = await sql<{ id: string }>`insert into notification (workspace_id, member_id, kind, title, body, link, dedupe_key)
    select m.workspace_id, m.id, ${notice.kind}, ${notice.title}, ${notice.body ?? null}, ${notice.link ?? null}, ${notice.dedupeKey ?? null}
    from member m where m.workspace_id = ${ctx.scope.workspaceId} and m.id = ${notice.memberId} and m.status = 'active'
    on conflict (workspace_id, member_id, dedupe_key) where dedupe_key is not null do nothing returning id`.execute(ctx.tx);
  if (rows[0]) ctx.changed('notice', rows[0].id);
}

const NOT_YOURS = refuse('not_found', 'This notice is not there (any more).');

export async function readNotice(ctx: Ctx, id: string): Promise<Record<string, never> | Refusal> {
  const { memberId } = ctx.scope.actor;
  const { rows } = await sql`update notification set read_at = coalesce(read_at, ${ctx.now}) where workspace_id = ${ctx.scope.workspaceId}
    and id = ${id} and member_id = ${memberId} returning id`.execute(ctx.tx);
  if (rows.length === 0) return NOT_YOURS;
  ctx.changed('notice', id);
  return {};
}

export async function readAllNotices(ctx: Ctx): Promise<{ read: number }> {
  const { memberId } = ctx.scope.actor;
  const { rows } = await sql`update notification set read_at = ${ctx.now} where workspace_id = ${ctx.scope.workspaceId}
    and member_id = ${memberId} and read_at is null returning id`.execute(ctx.tx);
  if (rows.length > 0) ctx.changed('notice');
  return { read: rows.length };
}

/** Takes back what was told to anybody of the workspace: for what happened only in a story. */
export async function takeBackNotices(ctx: Ctx): Promise<void> {
  await ctx.tx.deleteFrom('notification').where('workspace_id', '=', ctx.scope.workspaceId).execute();
  // Mails that this transaction wrote: their delivery finds nothing to deliver.
  await sql`delete from mail where workspace_id = ${ctx.scope.workspaceId} and state = 'queued' and created_at = now()`.execute(ctx.tx);
  ctx.changed('notice');
}
