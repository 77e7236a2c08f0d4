import { type RawBuilder, sql } from 'kysely';
import type { Kind } from '#modules/deliveries/schema.ts';
import type { Ctx } from '#platform/context.ts';
import { messageBounced, messageReplied, messageUnsubscribed } from '../events.ts';
import { OURS } from '../rules/ids.ts';
import type { MessageCause } from '../schema.ts';

export interface Told {
  kind: Kind;
  hardness: 'hard' | 'soft' | null;
  messageId: string | null;
  at: string;
}

interface Marked {
  id: string;
  contactId: string | null;
  sendId: string | null;
  cause: { entity: MessageCause; id: string };
}

const COLUMNS: Readonly<Partial<Record<Kind, RawBuilder<unknown>>>> = {
  delivered: sql.ref('delivered_at'),
  bounced: sql.ref('bounced_at'),
  rejected: sql.ref('bounced_at'),
  failed: sql.ref('bounced_at'),
  complained: sql.ref('complained_at'),
  unsubscribed: sql.ref('unsubscribed_at'),
  replied: sql.ref('replied_at'),
};

/** What a provider, a server or a mailbox says became of a mail of ours: the first time counts. */
export async function markDelivery(ctx: Ctx, { kind, hardness, messageId, at }: Told): Promise<void> {
  const id = OURS.exec(messageId ?? '')?.[1]?.toLowerCase();
  const column = COLUMNS[kind];
  if (!id || !column) return;
  const isBounce = kind === 'bounced' || kind === 'rejected' || kind === 'failed';
  const bounce = isBounce ? sql`, bounce = case when bounce = 'hard' then 'hard' else ${hardness ?? 'soft'} end` : sql``;
  const news = isBounce ? sql`(bounced_at is null or bounce is distinct from 'hard' and ${hardness} = 'hard')` : sql`${column} is null`;
  const { rows } = await sql<Marked>`update message set ${column} = coalesce(${column}, ${at}::timestamptz) ${bounce}
      ${kind === 'delivered' ? sql`, state = case when state = 'unknown' then 'sent' else state end, sent_at = coalesce(sent_at, ${at}::timestamptz)` : sql``}
    where workspace_id = ${ctx.scope.workspaceId} and id = ${id} and ${news}
    returning id, contact_id as "contactId", send_id as "sendId", jsonb_build_object('entity', cause, 'id', cause_id) as cause`.execute(
    ctx.tx,
  );
  const [row] = rows;
  if (!row) return;
  ctx.changed('message', id);
  if (row.sendId) ctx.changed('send', row.sendId);
  if (row.contactId === null) return;
  const about = { messageId: row.id, contactId: row.contactId, sendId: row.sendId, cause: row.cause, at };
  if (isBounce) await ctx.announce(messageBounced, { messages: [{ ...about, hardness: hardness ?? 'soft' }] });
  if (kind === 'unsubscribed') await ctx.announce(messageUnsubscribed, { messages: [about] });
  if (kind === 'replied') await ctx.announce(messageReplied, { messages: [about] });
}

/** Somebody wants no more: by the mail in which the link stood, where it is known. */
export async function markUnsubscribed(ctx: Ctx, { hash, at }: { hash: string; at: string }): Promise<void> {
  const ws = ctx.scope.workspaceId;
  const { rows } =
    await sql<Marked>`update message m set unsubscribed_at = ${at} from (select distinct (c.proof ->> 'messageId')::uuid as id from consent_entry c
      where c.workspace_id = ${ws} and c.hash = ${hash} and c.at = ${at}::timestamptz and c.proof ->> 'messageId' is not null) p
    where m.workspace_id = ${ws} and m.id = p.id and m.unsubscribed_at is null
    returning m.id, m.contact_id as "contactId", m.send_id as "sendId", jsonb_build_object('entity', m.cause, 'id', m.cause_id) as cause`.execute(
      ctx.tx,
    );
  const messages = rows.flatMap(({ id, contactId, sendId, cause }) => (contactId ? [{ messageId: id, contactId, sendId, cause, at }] : []));
  if (messages.length === 0) return;
  ctx.changed('message');
  await ctx.announce(messageUnsubscribed, { messages });
}

/** A person was erased: what was written to them goes, with what they did with it; that something went, when and why, stays. */
export async function forgetPeople(ctx: Ctx, contactIds: readonly string[]): Promise<void> {
  const ws = ctx.scope.workspaceId;
  const theirs = sql`(select id from message where workspace_id = ${ws} and contact_id = any (${[...contactIds]}::uuid[]))`;
  await sql`delete from message_letter where workspace_id = ${ws} and message_id in ${theirs}`.execute(ctx.tx);
  await sql`delete from message_click where workspace_id = ${ws} and message_id in ${theirs}`.execute(ctx.tx);
  await sql`delete from message_link where workspace_id = ${ws} and source_id in ${theirs}`.execute(ctx.tx);
  await sql`update message set address = null, more = null, override = null, response = null,
      state = case when state in ('planned', 'held', 'claimed') then 'stopped' else state end, code = case when state in ('planned', 'held', 'claimed') then 'erased' else code end
    where workspace_id = ${ws} and contact_id = any (${[...contactIds]}::uuid[])`.execute(ctx.tx);
}
