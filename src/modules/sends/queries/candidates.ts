import { type RawBuilder, sql } from 'kysely';
import type { Intent } from '#modules/gate/schema.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { Value } from '#platform/shared/merge/filters.ts';
import type { Hours, Lane, MessageCause } from '../schema.ts';

/** A message whose time has come, as the worker needs it. */
export interface Candidate {
  id: string;
  sendId: string | null;
  contactId: string;
  cause: { entity: MessageCause; id: string };
  lane: Lane;
  intent: Omit<Intent, 'plannedAt'>;
  versionId: string | null;
  more: Record<string, Value> | null;
  senderId: string | null;
  memberId: string | null;
  campaignId: string | null;
  /** Chosen for it alone, such as the one that an answer goes back to; null: whichever counts. */
  address: string | null;
  domain: string | null;
  zone: string | null;
  hours: Hours | null;
  expiresAt: string;
  tries: number;
  inReplyTo: string | null;
}

const columns = sql`m.id, m.send_id as "sendId", m.contact_id as "contactId", jsonb_build_object('entity', m.cause, 'id', m.cause_id) as cause, m.lane,
  case when s.id is null then m.intent else jsonb_strip_nulls(jsonb_build_object('side', s.side, 'kind', s.kind, 'audience', s.audience, 'offerId', s.offer_id,
    'topics', s.topics, 'purposeId', s.purpose_id, 'isReply', false)) end as intent,
  case when v.id is null then m.template_version_id else v.template_version_id end as "versionId", m.more,
  case when s.id is null then m.sender_id else s.sender_id end as "senderId", m.member_id as "memberId", s.campaign_id as "campaignId",
  case when m.cause = 'conversation' then m.address end as address, m.domain, m.zone,
  case when s.id is null then m.hours else s.hours end as hours, m.expires_at as "expiresAt", m.tries, m.in_reply_to as "inReplyTo"`;

const around = sql`left join send s on s.workspace_id = m.workspace_id and s.id = m.send_id
  left join send_variant v on v.workspace_id = m.workspace_id and v.id = m.variant_id`;

/** Takes hold of rows that nobody else has in hand. */
async function held(ctx: ReadCtx, ids: RawBuilder<{ id: string }>): Promise<string[]> {
  const { rows } = await ids.execute(ctx.tx);
  return rows.map(({ id }) => id);
}

const due = (ctx: ReadCtx) =>
  sql`m.workspace_id = ${ctx.scope.workspaceId} and m.state = 'planned' and m.due_at <= ${ctx.now}::timestamptz`;

/** What belongs to one person alone, the longest waiting first. */
const alone = (ctx: ReadCtx, lane: Lane, limit: number) =>
  held(
    ctx,
    sql`select m.id from message m where ${due(ctx)} and m.send_id is null and m.lane = ${lane} order by m.due_at limit ${limit} for update skip locked`,
  );

/** The same number of each mailing that runs, so that a long one does not keep a short one waiting. */
async function ofSends(ctx: ReadCtx, limit: number): Promise<string[]> {
  const ws = ctx.scope.workspaceId;
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from send where workspace_id = ${ws} and state = 'sending'`.execute(
    ctx.tx,
  );
  const n = rows[0]?.n ?? 0;
  if (n === 0) return [];
  return held(
    ctx,
    sql`select x.id from send s cross join lateral (select m.id from message m where ${due(ctx)} and m.send_id = s.id
        order by m.due_at limit ${Math.max(1, Math.ceil(limit / n))} for update skip locked) x
      where s.workspace_id = ${ws} and s.state = 'sending'`,
  );
}

/** Messages whose time has come, at most so many, locked: what somebody waits for first, then what one person writes to one, then mailings. */
export async function candidates(ctx: ReadCtx, limit: number): Promise<Candidate[]> {
  const ids = await alone(ctx, 'transactional', limit);
  if (ids.length < limit) ids.push(...(await alone(ctx, 'personal', limit - ids.length)));
  if (ids.length < limit) ids.push(...(await alone(ctx, 'bulk', Math.ceil((limit - ids.length) / 2))));
  if (ids.length < limit) ids.push(...(await ofSends(ctx, limit - ids.length)));
  return ids.length === 0 ? [] : messagesNamed(ctx, ids);
}

export async function messagesNamed(ctx: ReadCtx, ids: readonly string[]): Promise<Candidate[]> {
  const { rows } =
    await sql<Candidate>`select ${columns} from message m ${around} where m.workspace_id = ${ctx.scope.workspaceId} and m.id = any (${[...ids]}::uuid[])
    order by array_position(array['transactional', 'personal', 'bulk'], m.lane), m.due_at, m.id`.execute(ctx.tx);
  return rows;
}

/** When something is to be done next: a message comes due, a hold ends, a lease runs out. Null: nothing waits. */
export async function nextDue(ctx: ReadCtx): Promise<string | null> {
  const ws = ctx.scope.workspaceId;
  const { rows } = await sql<{ at: string | null }>`select least(
    (select min(m.due_at) from message m where m.workspace_id = ${ws} and m.state = 'planned' and m.send_id is null),
    (select min(x.at) from send s cross join lateral (select min(m.due_at) as at from message m where m.workspace_id = ${ws} and m.send_id = s.id
      and m.state = 'planned' and isfinite(m.due_at)) x where s.workspace_id = ${ws} and s.state = 'sending'),
    (select min(held_until) from message where workspace_id = ${ws} and state = 'held'),
    (select min(lease_until) from message where workspace_id = ${ws} and state in ('claimed', 'handing'))) as at`.execute(ctx.tx);
  return rows[0]?.at ?? null;
}
