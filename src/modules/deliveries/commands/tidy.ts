import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { discardContent } from '#platform/files/files.ts';
import { KEEP_DAYS } from '../schema.ts';

const MOST_AT_ONCE = 1000;

/** Lets go of the bodies of what came in long ago; what was read from them stays, and what was not understood does, too. */
export async function letGo(ctx: Ctx): Promise<void> {
  const ws = ctx.scope.workspaceId;
  const { rows } = await sql<{ fileId: string | null }>`
    update delivery_post p set body = null, file_id = null
    from (select id, file_id from delivery_post q where q.workspace_id = ${ws} and q.received_at < ${ctx.now}::timestamptz - make_interval(days => ${KEEP_DAYS})
        and (q.body is not null or q.file_id is not null)
        and not exists (select 1 from delivery_event e where e.workspace_id = q.workspace_id and e.post_id = q.id and e.kind = 'unknown')
      order by q.received_at limit ${MOST_AT_ONCE}) old
    where p.workspace_id = ${ws} and p.id = old.id returning old.file_id as "fileId"`.execute(ctx.tx);
  await discardContent(
    ctx,
    rows.flatMap((row) => row.fileId ?? []),
  );
  await sql`delete from delivery_refusal where workspace_id = ${ws} and hour < ${ctx.now}::timestamptz - make_interval(days => ${KEEP_DAYS})`.execute(
    ctx.tx,
  );
}

/** A person was erased: what their mail programs, their servers and they themselves said goes; that something happened stays, without whom. */
export async function forgetPeople(
  ctx: Ctx,
  { contactIds, mails }: { contactIds: readonly string[]; mails: readonly string[] },
): Promise<void> {
  const ws = ctx.scope.workspaceId;
  const { rows } = await sql<{ postId: string | null }>`
    update delivery_event set address = null, contact_id = null, message_id = null, detail = null, url = null, user_agent = null, tags = '{}', metadata = '{}'
    where workspace_id = ${ws} and (contact_id = any (${contactIds}) or address = any (${mails})) returning post_id as "postId"`.execute(
    ctx.tx,
  );
  await sql`delete from delivery_state where workspace_id = ${ws} and address = any (${mails})`.execute(ctx.tx);
  const posts = [...new Set(rows.flatMap((row) => row.postId ?? []))];
  const files = await sql<{ fileId: string | null }>`
    update delivery_post p set body = null, file_id = null from (select id, file_id from delivery_post q where q.workspace_id = ${ws} and q.id = any (${posts})) old
    where p.workspace_id = ${ws} and p.id = old.id returning old.file_id as "fileId"`.execute(ctx.tx);
  await discardContent(
    ctx,
    files.rows.flatMap((row) => row.fileId ?? []),
  );
}
