import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { type ReaderLinks, readerKey, type SharedLink } from '#modules/sends/commands/readers.ts';
import type { Ctx } from '#platform/context.ts';
import { termsOf } from '../queries/assets.ts';
import { DOCUMENTS, linkOf, sharedIn } from '../queries/seal.ts';

interface Own {
  id: string;
  messageId: string;
  fromId: string;
}

/** A link for a mailing becomes the reader's own as the mail is written: from then on it is known who opened the document, as with a mail of a colleague. */
export const documentLinks: ReaderLinks = {
  under: `${DOCUMENTS}/`,
  async own(ctx, asked) {
    const named = asked.flatMap((one) => {
      const shareId = sharedIn(ctx, one.url);
      return shareId ? [{ ...one, shareId }] : [];
    });
    if (named.length === 0) return new Map();
    await keep(ctx, named);
    const ids = new Map((await kept(ctx, named)).map(({ id, messageId, fromId }) => [`${messageId} ${fromId}`, id]));
    return new Map(
      named.flatMap(({ messageId, url, shareId }) => {
        const id = ids.get(`${messageId} ${shareId}`);
        return id ? [[readerKey({ messageId, url }), linkOf(ctx, id)] as const] : [];
      }),
    );
  },
};

type Named = SharedLink & { shareId: string };

/** Given by whoever sends the mailing; of an opening the owner of the contact hears, not they of thousands. What is made once stays: a mail that is written again has the same links. */
async function keep(ctx: Ctx, named: readonly Named[]): Promise<void> {
  const ws = ctx.scope.workspaceId;
  const { linkDays } = await termsOf(ctx);
  const rows = named.map(({ messageId, contactId, shareId }) => ({
    messageId,
    contactId,
    shareId,
    salt: randomBytes(18).toString('base64url'),
  }));
  await sql`insert into asset_share (workspace_id, asset_id, version_id, contact_id, way, member_id, message_id, from_share_id, shared_at, salt, expires_at)
    select ${ws}, s.asset_id, s.version_id, r."contactId", 'mail', coalesce(m.member_id, d.scheduled_by, s.member_id), r."messageId", s.id, ${ctx.now}, r.salt, ${ctx.now}::timestamptz + make_interval(days => ${linkDays})
    from json_to_recordset(${JSON.stringify(rows)}::json) as r("messageId" uuid, "contactId" uuid, "shareId" uuid, salt text)
      join asset_share s on s.workspace_id = ${ws} and s.id = r."shareId" and s.way = 'mailing' and s.withdrawn_at is null and s.expires_at > ${ctx.now}::timestamptz
      left join message m on m.workspace_id = ${ws} and m.id = r."messageId" left join send d on d.workspace_id = ${ws} and d.id = m.send_id
    on conflict do nothing`.execute(ctx.tx);
}

async function kept({ tx, scope }: Ctx, named: readonly Named[]): Promise<Own[]> {
  const { rows } =
    await sql<Own>`select id, message_id as "messageId", from_share_id as "fromId" from asset_share where workspace_id = ${scope.workspaceId}
    and message_id = any (${named.map(({ messageId }) => messageId)}::uuid[]) and from_share_id = any (${named.map(({ shareId }) => shareId)}::uuid[])
    and withdrawn_at is null`.execute(tx);
  return rows;
}
