import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { discardContent } from '#platform/files/files.ts';

interface Erased {
  contactIds: readonly string[];
  mails: readonly string[];
}

/** A person was erased: their conversations go, with what was attached to them and what colleagues noted beside them. */
export async function forgetPeople(ctx: Ctx, { contactIds, mails }: Erased): Promise<void> {
  const ws = ctx.scope.workspaceId;
  const { rows } = await sql<{ id: string; files: string[] }>`
    select c.id, coalesce((select array_agg((a ->> 'fileId')::uuid) from conversation_mail m cross join lateral jsonb_array_elements(m.attachments) a
        where m.workspace_id = ${ws} and m.conversation_id = c.id and a ->> 'fileId' is not null), '{}') as files
    from conversation c where c.workspace_id = ${ws} and (c.contact_id = any (${contactIds}) or c.address = any (${mails}))`.execute(
    ctx.tx,
  );
  await discardContent(
    ctx,
    rows.flatMap(({ files }) => files),
  );
  await sql`delete from conversation where workspace_id = ${ws} and id = any (${rows.map(({ id }) => id)})`.execute(ctx.tx);
  // What they wrote among others loses its words; what others wrote stays.
  await sql`update conversation_mail set body = null, from_name = null, from_address = null, attachments = '[]'
    where workspace_id = ${ws} and from_address = any (${mails})`.execute(ctx.tx);
  ctx.changed('conversation');
}
