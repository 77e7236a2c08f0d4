import { sql } from 'kysely';
import { saidSince } from '#modules/consents/commands/claim.ts';
import { type ClaimGroup, type ClaimRow, claimThrough, endReservations } from '#modules/gate/commands/claim.ts';
import type { Ctx } from '#platform/context.ts';
import { groupBy } from '#platform/shared/group.ts';
import { isRefusal } from '#platform/shared/refusal.ts';
import { messageStopped } from '../events.ts';
import { type Candidate, candidates } from '../queries/candidates.ts';
import { fromOf, type Writer } from '../queries/from.ts';
import { readSettings } from '../queries/settings.ts';
import { nextWithin, zoneOr } from '../rules/hours.ts';
import { grant, type Limit, perHour, perMinute } from '../rules/rates.ts';
import type { MessageCode } from '../schema.ts';
import type { Carrier, CarrierOf } from './carriers.ts';
import { type End, endMessages } from './ends.ts';

/** Seconds after which a worker that says nothing has lost what it had in hand. */
export const LEASE_SECONDS = 60;

/** A message that may go, and how. */
export interface Claimed extends Candidate {
  writer: Writer;
  /** Null: it stays in the app. */
  carrier: Carrier | null;
  email: string;
}

interface Ready extends Candidate {
  writer: Writer;
  carrier: Carrier | null;
}

/** A restored or cloned installation must not write to people until somebody has said that it is the one that counts. */
async function isUnconfirmedCopy({ tx }: Ctx): Promise<boolean> {
  return (await tx.selectFrom('installation').select('name').where('name', '=', 'restored_unconfirmed').executeTakeFirst()) !== undefined;
}

/**
 * Takes messages in hand for a worker: those whose time has come, of which the gate says yes at this moment, as many as may go now. Whoever may not is
 * stopped or held, with the reasons. @returns what was claimed, and whether there was anything to look at
 */
export async function claimBatch(
  ctx: Ctx,
  { owner, limit, carrierOf }: { owner: string; limit: number; carrierOf: CarrierOf },
): Promise<{ claimed: Claimed[]; looked: number }> {
  if (await isUnconfirmedCopy(ctx)) return { claimed: [], looked: 0 };
  await takeBackLost(ctx);
  await wakeHeld(ctx);
  const found = await candidates(ctx, limit);
  const inTime = await withinTime(ctx, found);
  const ready = await withCarrier(ctx, inTime, carrierOf);
  const going = await withinRates(ctx, ready);
  const claimed = await throughGate(ctx, going);
  if (claimed.length > 0) await writeClaims(ctx, owner, claimed);
  return { claimed: claimed.map(({ row: _row, ...message }) => message), looked: found.length };
}

/**
 * Leases that ran out. What was only in hand is planned again. What was being handed over may have gone: mail that somebody waits for is tried again
 * under the same Message-ID, all other is shown as unknown, for a person to say.
 */
async function takeBackLost(ctx: Ctx): Promise<void> {
  const ws = ctx.scope.workspaceId;
  const { rows } = await sql<{ reservationId: string | null; state: string; id: string }>`update message m set
      state = case when l.state = 'handing' and m.lane <> 'transactional' then 'unknown' else 'planned' end,
      reservation_id = case when l.state = 'handing' and m.lane <> 'transactional' then m.reservation_id end,
      ended_at = case when l.state = 'handing' and m.lane <> 'transactional' then ${ctx.now}::timestamptz end,
      lease_by = case when l.state = 'handing' then m.lease_by end, lease_until = null
    from (select id, state, reservation_id from message where workspace_id = ${ws} and state in ('claimed', 'handing')
      and lease_until < ${ctx.now}::timestamptz order by id limit 2000 for update skip locked) l
    where m.workspace_id = ${ws} and m.id = l.id returning m.id, m.state, l.reservation_id as "reservationId"`.execute(ctx.tx);
  await endReservations(
    ctx,
    rows.filter(({ state }) => state === 'planned').flatMap(({ reservationId }) => reservationId ?? []),
    'released',
  );
  if (rows.length > 0) ctx.changed('message');
}

async function wakeHeld(ctx: Ctx): Promise<void> {
  const ws = ctx.scope.workspaceId;
  await sql`update message set state = 'planned', due_at = held_until, held_until = null, code = null where workspace_id = ${ws} and id in (
    select id from message where workspace_id = ${ws} and state = 'held' and held_until <= ${ctx.now}::timestamptz order by held_until limit 1000 for update skip locked)`.execute(
    ctx.tx,
  );
}

/** Whose time is over is stopped; who sleeps now waits for the morning. */
async function withinTime(ctx: Ctx, found: readonly Candidate[]): Promise<Candidate[]> {
  const late = found.filter(({ expiresAt }) => Date.parse(expiresAt) < Date.parse(ctx.now));
  await stop(
    ctx,
    late.map((message) => ({ message, code: 'too_late' })),
  );
  const lateIds = new Set(late.map(({ id }) => id));
  const cache = new Map<string, string>();
  const opens = ({ hours, zone }: Candidate) => {
    if (!hours) return ctx.now;
    const key = JSON.stringify([hours, zone]);
    const at = cache.get(key) ?? nextWithin(ctx.now, hours, zoneOr(zone, 'UTC'));
    cache.set(key, at);
    return at;
  };
  const rest = found.filter(({ id }) => !lateIds.has(id));
  await postpone(
    ctx,
    rest.flatMap((message) => (opens(message) > ctx.now ? [{ id: message.id, at: opens(message) }] : [])),
  );
  return rest.filter((message) => opens(message) <= ctx.now);
}

async function postpone(ctx: Ctx, rows: readonly { id: string; at: string }[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`update message m set due_at = r.at from json_to_recordset(${JSON.stringify(rows)}::json) as r(id uuid, at timestamptz)
    where m.workspace_id = ${ctx.scope.workspaceId} and m.id = r.id`.execute(ctx.tx);
}

async function withCarrier(ctx: Ctx, found: readonly Candidate[], carrierOf: CarrierOf): Promise<Ready[]> {
  const ready: Ready[] = [];
  const known = new Map<string, { writer: Writer; carrier: Carrier | null } | null>();
  const lost: Candidate[] = [];
  for (const message of found) {
    const key = `${message.lane}:${message.senderId}:${message.memberId}`;
    let way = known.get(key);
    if (way === undefined) {
      const from = message.senderId ? { senderId: message.senderId } : { memberId: message.memberId ?? '' };
      const writer = message.senderId || message.memberId ? await fromOf(ctx, from) : null;
      way =
        writer && !isRefusal(writer)
          ? { writer, carrier: await carrierOf(ctx, { lane: message.lane, senderAddress: writer.email }) }
          : null;
      known.set(key, way);
    }
    if (way) ready.push({ ...message, ...way });
    else lost.push(message);
  }
  await stop(
    ctx,
    lost.map((message) => ({ message, code: 'nothing_to_send' })),
  );
  return ready;
}

/** As many as the server, the sender and the recipients' servers take now; the others get their turn. */
async function withinRates(ctx: Ctx, ready: readonly Ready[]): Promise<Ready[]> {
  const { senderPerHour, domainPerMinute } = await readSettings(ctx);
  const wanting = ready.map(({ id, carrier, writer, domain }) => ({
    id,
    limits: carrier ? limitsOf({ carrier, senderPerHour, domainPerMinute, sender: writer.email, domain: domain ?? '' }) : [],
  }));
  const keys = [...new Set(wanting.flatMap(({ limits }) => limits.map(({ key }) => key)))].sort();
  if (keys.length === 0) return [...ready];
  const ws = ctx.scope.workspaceId;
  await sql`select pg_advisory_xact_lock(hashtextextended(${`send-rates:${ws}`}, 0))`.execute(ctx.tx);
  const { rows } = await sql<{
    key: string;
    tokens: number;
    at: string;
  }>`select key, tokens, at from send_rate where workspace_id = ${ws} and key = any (${keys}::text[])`.execute(ctx.tx);
  const { go, later, left } = grant(wanting, new Map(rows.map((row) => [row.key, row])), ctx.now);
  const kept = [...left].map(([key, bucket]) => ({ key, ...bucket }));
  await sql`insert into send_rate (workspace_id, key, tokens, at) select ${ws}, r.key, r.tokens, r.at from json_to_recordset(${JSON.stringify(kept)}::json) as r(key text, tokens float8, at timestamptz)
    on conflict (workspace_id, key) do update set tokens = excluded.tokens, at = excluded.at`.execute(ctx.tx);
  await postpone(
    ctx,
    [...later].map(([id, at]) => ({ id, at })),
  );
  return ready.filter(({ id }) => go.has(id));
}

interface Speeds {
  carrier: Carrier;
  senderPerHour: number | null;
  domainPerMinute: number | null;
  sender: string;
  domain: string;
}

function limitsOf({ carrier: { id, rates, domainRates }, senderPerHour, domainPerMinute, sender, domain }: Speeds): Limit[] {
  const toDomain = Math.min(domainPerMinute ?? Number.POSITIVE_INFINITY, domainRates[domain] ?? Number.POSITIVE_INFINITY);
  return [
    ...(rates.perMinute === null ? [] : [perMinute(`server:${id}:minute`, rates.perMinute)]),
    ...(rates.perHour === null ? [] : [perHour(`server:${id}:hour`, rates.perHour)]),
    ...(senderPerHour === null ? [] : [perHour(`sender:${sender}`, senderPerHour)]),
    ...(Number.isFinite(toDomain) ? [perMinute(`domain:${domain}`, toDomain)] : []),
  ];
}

type Passed = Claimed & { row: ClaimRow };

async function throughGate(ctx: Ctx, going: readonly Ready[]): Promise<Passed[]> {
  const { groups, first } = groupsOf(ctx, going);
  const rows = new Map((await claimThrough(ctx, groups)).map((row) => [row.ref, row]));
  const twice = await gotAlready(ctx, first);
  await endReservations(
    ctx,
    [...twice].flatMap((id) => rows.get(refOf({ id }))?.reservationId ?? []),
    'released',
  );
  const passed: Passed[] = [];
  const stopped: End[] = [];
  for (const message of first) {
    const row = rows.get(refOf(message));
    if (!row) stopped.push({ message, code: 'gone' });
    else if (twice.has(message.id)) stopped.push({ message, code: 'sent_already' });
    else if (!row.goes && row.verdict === 'held' && row.until && row.until < new Date(message.expiresAt).toISOString())
      await hold(ctx, message, row);
    else if (!row.goes || row.email === null) stopped.push({ message, code: row.first ?? 'invalid_address', reasons: row.reasons });
    else passed.push({ ...message, email: row.email, row });
  }
  await stop(ctx, stopped);
  return passed;
}

/**
 * Two records that became one have two messages of one mailing: of whom it may have reached one, the other stops. Asked after the gate, for which
 * everybody else who wants this person's attention has waited.
 */
async function gotAlready(ctx: Ctx, messages: readonly Candidate[]): Promise<Set<string>> {
  const ids = messages.flatMap(({ id, sendId }) => (sendId === null ? [] : [id]));
  if (ids.length === 0) return new Set();
  const { rows } = await sql<{
    id: string;
  }>`select m.id from message m where m.workspace_id = ${ctx.scope.workspaceId} and m.id = any (${ids}::uuid[])
    and exists (select from message o where o.workspace_id = m.workspace_id and o.contact_id = m.contact_id and o.send_id = m.send_id and o.id <> m.id
      and o.state in ('claimed', 'handing', 'sent', 'captured', 'unknown'))`.execute(ctx.tx);
  return new Set(rows.map(({ id }) => id));
}

export const refOf = ({ id }: { id: string }) => `message:${id}`;

/** One question for all that ask the same; of two messages to one person the second waits for the next turn. */
function groupsOf<M extends Candidate>(ctx: Ctx, messages: readonly M[]): { groups: ClaimGroup[]; first: M[] } {
  const groups: ClaimGroup[] = [];
  const first: M[] = [];
  for (const [intent, members] of groupBy(messages, ({ intent }) => JSON.stringify(intent))) {
    const seen = new Set<string>();
    const people = members.filter(({ contactId }) => !seen.has(contactId) && seen.add(contactId));
    first.push(...people);
    groups.push({
      intent: { isReply: false, topics: [], ...JSON.parse(intent), plannedAt: ctx.now },
      people: people.map((message) => ({ contactId: message.contactId, ref: refOf(message), email: message.address })),
    });
  }
  return { groups, first };
}

async function hold(ctx: Ctx, { id }: Candidate, row: ClaimRow): Promise<void> {
  await sql`update message set state = 'held', held_until = ${row.until}, code = ${row.first}, reasons = ${JSON.stringify(row.reasons)}
    where workspace_id = ${ctx.scope.workspaceId} and id = ${id}`.execute(ctx.tx);
}

async function stop(ctx: Ctx, ends: readonly End[]): Promise<void> {
  if (ends.length === 0) return;
  await endMessages(ctx, 'stopped', ends);
  await ctx.announce(messageStopped, {
    messages: ends.map(({ message, code }) => ({
      messageId: message.id,
      contactId: message.contactId,
      sendId: message.sendId,
      cause: message.cause,
      at: ctx.now,
      code: (code ?? null) as MessageCode | null,
    })),
  });
}

async function writeClaims(ctx: Ctx, owner: string, claimed: readonly Passed[]): Promise<void> {
  const rows = claimed.map(({ id, email, row }) => ({
    id,
    email,
    reservation: row.reservationId,
    reasons: row.reasons.length > 0 ? row.reasons : null,
  }));
  await sql`update message m set state = 'claimed', lease_by = ${owner}, lease_until = ${leaseEnd(ctx)}, claimed_at = clock_timestamp(), code = null, tries = m.tries + 1,
      address = r.email, reservation_id = r.reservation, reasons = coalesce(r.reasons, m.reasons)
    from json_to_recordset(${JSON.stringify(rows)}::json) as r(id uuid, email text, reservation uuid, reasons jsonb)
    where m.workspace_id = ${ctx.scope.workspaceId} and m.id = r.id`.execute(ctx.tx);
}

const leaseEnd = (ctx: Ctx) => new Date(Date.parse(ctx.now) + LEASE_SECONDS * 1000).toISOString();

/** A worker says that it lives. */
export async function renewLeases(ctx: Ctx, owner: string): Promise<void> {
  await sql`update message set lease_until = ${leaseEnd(ctx)} where workspace_id = ${ctx.scope.workspaceId} and state in ('claimed', 'handing') and lease_by = ${owner}`.execute(
    ctx.tx,
  );
}

/**
 * The last step before the mail server: commits what is about to be handed over. What was taken back, paused, or is not wanted any more since it was
 * claimed, is not among it. @returns those that may be handed over now
 */
export async function beginHanding(ctx: Ctx, owner: string, messages: readonly Claimed[]): Promise<Set<string>> {
  const ws = ctx.scope.workspaceId;
  const ids = messages.map(({ id }) => id);
  const mine = await sql<{ id: string }>`select m.id from message m left join send s on s.workspace_id = m.workspace_id and s.id = m.send_id
    where m.workspace_id = ${ws} and m.id = any (${ids}::uuid[]) and m.state = 'claimed' and m.lease_by = ${owner} and (s.id is null or s.state = 'sending')
    order by m.id for update of m`.execute(ctx.tx);
  const there = new Set(mine.rows.map(({ id }) => id));
  const said = await saidSince(
    ctx,
    sql`select m.id::text as ref, m.address as email, m.contact_id, m.claimed_at as since from message m where m.workspace_id = ${ws} and m.id = any (${[...there]}::uuid[])`,
  );
  const going = ids.filter((id) => there.has(id) && !said.has(id));
  await sql`update message set state = 'handing', lease_until = ${leaseEnd(ctx)} where workspace_id = ${ws} and id = any (${going}::uuid[])`.execute(
    ctx.tx,
  );
  if (going.length < ids.length) await planAgain(ctx, owner, ids);
  return new Set(going);
}

/** The next claim finds out what stands in the way, or waits until the mailing goes on. */
async function planAgain(ctx: Ctx, owner: string, ids: readonly string[]): Promise<void> {
  const ws = ctx.scope.workspaceId;
  const { rows } = await sql<{
    reservationId: string | null;
  }>`update message m set state = 'planned', lease_by = null, lease_until = null, reservation_id = null, tries = greatest(m.tries - 1, 0)
    from (select id, reservation_id from message where workspace_id = ${ws} and id = any (${[...ids]}::uuid[]) and state = 'claimed' and lease_by = ${owner}) b
    where m.workspace_id = ${ws} and m.id = b.id returning b.reservation_id as "reservationId"`.execute(ctx.tx);
  await endReservations(
    ctx,
    rows.flatMap(({ reservationId }) => reservationId ?? []),
    'released',
  );
}
