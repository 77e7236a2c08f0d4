import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { discardContent } from '#platform/files/files.ts';

/** For how long what was kept aside is kept. */
export const ASIDE_DAYS = 90;
const MOST = 500;

async function filesOf(ctx: Ctx, answerIds: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select file_id as id from form_file where workspace_id = ${ctx.scope.workspaceId}
    and answer_id = any (${answerIds}::uuid[])`.execute(ctx.tx);
  return rows.map(({ id }) => id);
}

/** Deletes what nobody rescued in time. @returns whether there may be more */
export async function forgetAside(ctx: Ctx): Promise<boolean> {
  const ws = ctx.scope.workspaceId;
  const { rows } = await sql<{ id: string }>`select id from form_answer where workspace_id = ${ws} and state = 'aside'
    and received_at < ${ctx.now}::timestamptz - make_interval(days => ${ASIDE_DAYS}) order by received_at limit ${MOST} for update`.execute(
    ctx.tx,
  );
  await remove(
    ctx,
    rows.map(({ id }) => id),
  );
  return rows.length === MOST;
}

async function remove(ctx: Ctx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await discardContent(ctx, await filesOf(ctx, ids));
  await sql`delete from form_answer where workspace_id = ${ctx.scope.workspaceId} and id = any (${ids}::uuid[])`.execute(ctx.tx);
  ctx.changed('form_answer');
}

/** What an erased person wrote, and their files; that something was sent stays counted. What is aside and names their address goes altogether. */
export async function forgetAnswers(
  ctx: Ctx,
  { contactIds, mails }: { contactIds: readonly string[]; mails: readonly string[] },
): Promise<void> {
  const ws = ctx.scope.workspaceId;
  const own = await sql<{
    id: string;
  }>`update form_answer set answers = '{}', origin = '{}', visitor = null, agent = null, place_hash = '', content_hash = '', linked_id = null
    where workspace_id = ${ws} and contact_id = any (${contactIds}::uuid[]) returning id`.execute(ctx.tx);
  const ids = own.rows.map(({ id }) => id);
  await discardContent(ctx, await filesOf(ctx, ids));
  await sql`delete from form_file where workspace_id = ${ws} and answer_id = any (${ids}::uuid[])`.execute(ctx.tx);
  await sql`delete from form_difference where workspace_id = ${ws} and answer_id = any (${ids}::uuid[])`.execute(ctx.tx);
  const named = await sql<{ id: string }>`select distinct a.id from form_answer a, jsonb_each_text(a.answers) one
    where a.workspace_id = ${ws} and a.contact_id is null and (a.linked_id = any (${contactIds}::uuid[]) or lower(one.value) = any (${mails}::text[]))`.execute(
    ctx.tx,
  );
  await remove(
    ctx,
    named.rows.map(({ id }) => id),
  );
}
