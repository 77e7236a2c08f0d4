import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { type NewActivity, record } from '#modules/activities/commands/record.ts';
import { type Suppressing, suppress } from '#modules/consents/commands/suppressions.ts';
import { object } from '#modules/consents/commands/words.ts';
import type { Ctx } from '#platform/context.ts';
import { uuid7 } from '#platform/db/uuid7.ts';
import { deliveryRecorded } from '../events.ts';
import { stateOf } from '../rules/state.ts';
import type { Kind, Told } from '../schema.ts';

export interface Telling {
  sourceId: string;
  postId: string | null;
  told: readonly Told[];
}

interface Stored {
  id: string;
  told: Told;
  at: string;
  contactId: string | null;
}

/** Kinds whose arrival others have to hear of; opens and the like are read where they stand. */
const ANNOUNCED: ReadonlySet<Kind> = new Set([
  'bounced',
  'complained',
  'unsubscribed',
  'subscribed',
  'replied',
  'autoreplied',
  'rejected',
  'failed',
  'delivered',
]);
const MOST_AT_ONCE = 500;

/** Keeps what was told, each thing once, finds whom it is about, and tells who has to know. @returns how many were new */
export async function recordTold(ctx: Ctx, telling: Telling): Promise<number> {
  let fresh = 0;
  for (let start = 0; start < telling.told.length; start += MOST_AT_ONCE) {
    const stored = await insert(ctx, { ...telling, told: telling.told.slice(start, start + MOST_AT_ONCE) });
    await advance(ctx, telling.sourceId, stored);
    await tellTimeline(ctx, stored);
    await endAddresses(ctx, stored);
    await announce(ctx, telling.sourceId, stored);
    fresh += stored.length;
  }
  if (fresh > 0) ctx.changed('delivery');
  return fresh;
}

async function insert(ctx: Ctx, { sourceId, postId, told }: Telling): Promise<Stored[]> {
  const ws = ctx.scope.workspaceId;
  const people = await contactsOf(ctx, told);
  const rows = told.map((one) => ({ id: uuid7(), told: one, at: one.at ?? ctx.now, contactId: people.get(one.recipient ?? '') ?? null }));
  const wire = rows.map(({ id, told: one, at, contactId }) => ({ id, at, contact_id: contactId, ...columnsOf(one) }));
  const result = await sql<{ id: string }>`
    insert into delivery_event (workspace_id, source_id, post_id, received_at, id, dedupe_key, kind, hardness, word, address, contact_id, message_id, at,
      reply_code, status, reason, detail, url, user_agent, tags, metadata)
    select ${ws}, ${sourceId}, ${postId}, ${ctx.now}, r.id, r.dedupe_key, r.kind, r.hardness, r.word, r.address, r.contact_id, r.message_id, r.at,
      r.reply_code, r.status, r.reason, r.detail, r.url, r.user_agent, r.tags, r.metadata
    from json_to_recordset(${JSON.stringify(wire)}::json) as r(id uuid, dedupe_key text, kind text, hardness text, word text, address text, contact_id uuid,
      message_id text, at timestamptz, reply_code text, status text, reason text, detail text, url text, user_agent text, tags text[], metadata jsonb)
    on conflict (workspace_id, source_id, dedupe_key) do nothing
    returning id`.execute(ctx.tx);
  const there = new Set(result.rows.map((row) => row.id));
  return rows.filter((row) => there.has(row.id));
}

/**
 * What makes two tellings the same: the provider's id with what was told of whom (several providers give one id to several people), else
 * everything that was told.
 */
function dedupeKeyOf(told: Told): string {
  const parts = told.eventId
    ? [told.eventId, told.word, told.recipient]
    : [told.word, told.kind, told.recipient, told.messageId, told.at, told.url, told.userAgent, told.detail, told.status];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}

function columnsOf(told: Told) {
  return {
    dedupe_key: dedupeKeyOf(told),
    kind: told.kind,
    hardness: told.hardness,
    word: storable(told.word, 100),
    address: told.recipient && storable(told.recipient, 320),
    message_id: told.messageId && storable(told.messageId, 300),
    reply_code: told.replyCode,
    status: told.status,
    reason: told.reason,
    detail: told.detail && storable(told.detail, 500),
    url: told.url && storable(told.url, 2000),
    user_agent: told.userAgent && storable(told.userAgent, 500),
    tags: told.tags.map((tag) => storable(tag, 200)),
    metadata: Object.fromEntries(Object.entries(told.metadata).map(([name, value]) => [storable(name, 100), storable(value, 500)])),
  };
}

/** Half of a pair of surrogates and the character zero have no place in the database. */
function storable(text: string, most: number): string {
  return text
    .slice(0, most)
    .replaceAll('\0', '')
    .replace(/\p{Cs}/gu, '\ufffd');
}

async function contactsOf(ctx: Ctx, told: readonly Told[]): Promise<Map<string, string>> {
  const addresses = [...new Set(told.flatMap((one) => (one.recipient ? [storable(one.recipient, 320)] : [])))];
  if (addresses.length === 0) return new Map();
  const rows = await ctx.tx
    .selectFrom('contact_email as e')
    .innerJoin('contact as c', (join) => join.onRef('c.workspace_id', '=', 'e.workspace_id').onRef('c.id', '=', 'e.contact_id'))
    .select(['e.email', 'c.id'])
    .where('e.workspace_id', '=', ctx.scope.workspaceId)
    .where('e.email', 'in', addresses)
    .where('c.deleted_at', 'is', null)
    .execute();
  return new Map(rows.map((row) => [row.email, row.id]));
}

/** Moves the state of each mail on, never back: whoever tells first, the end is the same. */
async function advance(ctx: Ctx, sourceId: string, stored: readonly Stored[]): Promise<void> {
  const rows = stored.flatMap(({ told, at }) => {
    const { state, rank } = stateOf(told);
    return rank > 0 && told.messageId && told.recipient ? [{ message_id: told.messageId, address: told.recipient, state, rank, at }] : [];
  });
  if (rows.length === 0) return;
  await sql`
    insert into delivery_state (workspace_id, source_id, message_id, address, state, rank, at)
    select distinct on (r.message_id, r.address) ${ctx.scope.workspaceId}, ${sourceId}, r.message_id, r.address, r.state, r.rank, r.at
    from json_to_recordset(${JSON.stringify(rows)}::json) as r(message_id text, address text, state text, rank int, at timestamptz)
    order by r.message_id, r.address, r.rank desc, r.at
    on conflict (workspace_id, source_id, message_id, address) do update set state = excluded.state, rank = excluded.rank, at = excluded.at
      where excluded.rank > delivery_state.rank or (excluded.rank = delivery_state.rank and excluded.at < delivery_state.at)`.execute(
    ctx.tx,
  );
}

/** Bounces, complaints and what a person wrote back belong to the person's story; opens and clicks come there with the mail that they are about. */
async function tellTimeline(ctx: Ctx, stored: readonly Stored[]): Promise<void> {
  const rows = stored.flatMap(({ id, told, at, contactId }): NewActivity[] => {
    if (!contactId) return [];
    const common = { contactId, occurredAt: at, evidence: 'confirmed' as const, dedupeKey: `delivery:${id}` };
    if (told.kind === 'replied')
      return [{ ...common, kind: 'mail' as const, direction: 'in' as const, side: 'customer' as const, subject: told.detail }];
    if (told.kind !== 'bounced' && told.kind !== 'complained') return [];
    const outcome = told.kind === 'bounced' ? `bounced_${told.hardness ?? 'soft'}` : told.kind;
    const data = { reason: told.reason, address: told.recipient, status: told.status };
    return [{ ...common, kind: 'mail_event' as const, side: 'system' as const, outcome, subject: told.detail, data }];
  });
  if (rows.length > 0) await record(ctx, rows);
}

/** A mailbox that is not there and a complaint end an address; what was said on the provider's own page is the person's word. */
async function endAddresses(ctx: Ctx, stored: readonly Stored[]): Promise<void> {
  const ended: Suppressing[] = [];
  for (const { id, told, at } of stored) {
    if (!told.recipient) continue;
    const address = { email: told.recipient };
    const proof = { deliveryEventId: id };
    if (told.kind === 'bounced' && told.hardness === 'hard') ended.push({ address, cause: 'bounced', since: at, evidence: proof });
    if (told.kind === 'complained') ended.push({ address, cause: 'complained', since: at, evidence: proof });
    if (told.kind === 'unsubscribed') await object(ctx, { address, by: 'provider', through: 'provider', at, proof });
  }
  await suppress(ctx, ended);
}

async function announce(ctx: Ctx, sourceId: string, stored: readonly Stored[]): Promise<void> {
  for (const { id, told, at, contactId } of stored) {
    if (!told.recipient || !ANNOUNCED.has(told.kind)) continue;
    const { kind, hardness, messageId } = told;
    await ctx.announce(deliveryRecorded, { eventId: id, sourceId, kind, hardness, address: told.recipient, messageId, at, contactId });
  }
}
