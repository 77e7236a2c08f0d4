import { sql } from 'kysely';
import { type NewActivity, record } from '#modules/activities/commands/record.ts';
import { suppress } from '#modules/consents/commands/suppressions.ts';
import { endReservations } from '#modules/gate/commands/claim.ts';
import { writeTellings } from '#modules/offers/commands/exposures.ts';
import type { Ctx } from '#platform/context.ts';
import { uuid7 } from '#platform/db/uuid7.ts';
import type { Outcome } from '#platform/mail/outcome.ts';
import { messageBounced, messageSent, messageStopped } from '../events.ts';
import type { Candidate } from '../queries/candidates.ts';
import { retryAt } from '../rules/retry.ts';
import type { SendState } from '../schema.ts';
import { endMessages } from './ends.ts';
import { cancelMessages } from './queue.ts';

export interface Handed {
  message: Candidate & { email: string };
  subject: string;
  serverId: string | null;
  /** `captured`: kept in the app, where no server is set. */
  outcome: Outcome | { kind: 'captured' };
}

const about = ({ message }: Pick<Handed, 'message'>, at: string) => ({
  messageId: message.id,
  contactId: message.contactId,
  sendId: message.sendId,
  cause: message.cause,
  at,
});

/**
 * Writes what became of messages that were handed over, in one go: state, the line on the ledger, the attention that was promised, what the customer
 * now knows of an offer. Only of those that this worker still has in hand, or of which it alone knows more than "unknown".
 */
export async function writeOutcomes(ctx: Ctx, owner: string, all: readonly Handed[]): Promise<void> {
  const { rows } = await sql<{
    id: string;
  }>`select id from message where workspace_id = ${ctx.scope.workspaceId} and id = any (${all.map(({ message }) => message.id)}::uuid[])
    and lease_by = ${owner} and state in ('handing', 'unknown') order by id for update`.execute(ctx.tx);
  const mine = new Set(rows.map(({ id }) => id));
  const handed = all.filter(({ message }) => mine.has(message.id));
  await accepted(
    ctx,
    handed.filter(({ outcome }) => outcome.kind === 'accepted' || outcome.kind === 'captured'),
  );
  await refused(ctx, handed);
  await tryLater(ctx, handed);
  await leaveUnknown(
    ctx,
    handed.filter(({ outcome }) => outcome.kind === 'unknown'),
  );
  ctx.changed('message');
  for (const sendId of new Set(handed.map(({ message }) => message.sendId))) if (sendId) ctx.changed('send', sendId);
}

const responseOf = ({ outcome }: Handed): string | null =>
  outcome.kind === 'captured' ? null : outcome.kind === 'unknown' ? outcome.why : outcome.response;

async function accepted(ctx: Ctx, handed: readonly Handed[]): Promise<void> {
  if (handed.length === 0) return;
  const sent = handed.map((one) => ({ one, activityId: uuid7() }));
  const rows = sent.map(({ one, activityId }) => ({
    id: one.message.id,
    state: one.outcome.kind === 'captured' ? 'captured' : 'sent',
    response: responseOf(one),
    server_id: one.serverId,
    activity_id: activityId,
  }));
  const { rows: done } = await sql<{
    reservationId: string | null;
  }>`update message m set state = r.state, response = r.response, server_id = r.server_id,
      activity_id = r.activity_id, sent_at = ${ctx.now}, ended_at = ${ctx.now}, lease_by = null, lease_until = null
    from json_to_recordset(${JSON.stringify(rows)}::json) as r(id uuid, state text, response text, server_id uuid, activity_id uuid)
    where m.workspace_id = ${ctx.scope.workspaceId} and m.id = r.id returning m.reservation_id as "reservationId"`.execute(ctx.tx);
  await onLedger(ctx, sent);
  await endReservations(
    ctx,
    done.flatMap(({ reservationId }) => reservationId ?? []),
    'settled',
  );
  await ctx.announce(messageSent, {
    messages: handed.map((one) => ({ ...about(one, ctx.now), captured: one.outcome.kind === 'captured' })),
  });
}

/** One line for each mail, once, in the transaction that says it went; and what it said of an offer. */
export async function onLedger(ctx: Ctx, sent: readonly { one: Pick<Handed, 'message' | 'subject'>; activityId: string }[]): Promise<void> {
  await record(
    ctx,
    sent.map(({ one: { message, subject }, activityId }): NewActivity => {
      const { id, contactId, sendId, campaignId, memberId, intent, cause } = message;
      return {
        id: activityId,
        kind: 'mail',
        direction: 'out',
        side: intent.side,
        occurredAt: ctx.now,
        evidence: 'system',
        contactId,
        campaignId,
        memberId,
        subject,
        data: {
          messageId: id,
          ...(sendId ? { sendId } : { cause: cause.entity, causeId: cause.id }),
          ...(intent.kind === 'transactional' ? { transactional: 'true' } : {}),
        },
        dedupeKey: `message:${id}`,
      };
    }),
  );
  await writeTellings(
    ctx,
    sent.flatMap(({ one: { message } }) => {
      const { intent, contactId, memberId } = message;
      return intent.offerId ? [{ offerId: intent.offerId, contactId, side: intent.side, way: 'mail' as const, memberId, at: ctx.now }] : [];
    }),
  );
}

/** Refused for good. Only what the server said of the recipient says something about the address. */
async function refused(ctx: Ctx, handed: readonly Handed[]): Promise<void> {
  const ends = handed.flatMap((one) => (one.outcome.kind === 'permanent' ? [{ one, outcome: one.outcome }] : []));
  if (ends.length === 0) return;
  await endMessages(
    ctx,
    'failed',
    ends.map(({ one, outcome }) => ({ message: one.message, code: 'refused', response: outcome.response })),
  );
  const gone = ends.filter(({ outcome }) => outcome.stage === 'recipient' && isAboutAddress(outcome));
  if (gone.length > 0) {
    await suppress(
      ctx,
      gone.map(({ one, outcome }) => ({
        address: { email: one.message.email },
        cause: 'bounced',
        evidence: { messageId: one.message.id, response: outcome.response },
      })),
    );
    await sql`update message set bounced_at = ${ctx.now}, bounce = 'hard' where workspace_id = ${ctx.scope.workspaceId}
      and id = any (${gone.map(({ one }) => one.message.id)}::uuid[])`.execute(ctx.tx);
    await ctx.announce(messageBounced, { messages: gone.map(({ one }) => ({ ...about(one, ctx.now), hardness: 'hard' as const })) });
  }
  await ctx.announce(messageStopped, { messages: ends.map(({ one }) => ({ ...about(one, ctx.now), code: 'refused' as const })) });
}

/** RFC 3463: 5.1.x and 5.2.1 are about the mailbox; 5.7.x and others about us, the content, the moment. Without such a code 550, 551 and 553. */
function isAboutAddress({ code, enhanced }: { code: number; enhanced: string | null }): boolean {
  if (enhanced) return /^5\.(1\.(1|2|3|6|10)|2\.1)$/.test(enhanced);
  return code === 550 || code === 551 || code === 553;
}

async function tryLater(ctx: Ctx, handed: readonly Handed[]): Promise<void> {
  const later: { id: string; at: string; response: string }[] = [];
  const over: Handed[] = [];
  const calledOff: string[] = [];
  const put = handed.filter(({ outcome }) => outcome.kind === 'temporary');
  const cancelled = await cancelledSends(ctx, put);
  for (const one of put) {
    const at = retryAt(one.message.tries + 1, ctx.now, one.message.expiresAt);
    const response = responseOf(one) ?? '';
    if (cancelled.has(one.message.sendId ?? '')) calledOff.push(one.message.id);
    if (at === null) over.push(one);
    else later.push({ id: one.message.id, at, response });
  }
  if (later.length > 0) {
    const { rows } = await sql<{
      reservationId: string | null;
    }>`update message m set state = 'planned', due_at = r.at, response = r.response, lease_by = null, lease_until = null,
        reservation_id = null from json_to_recordset(${JSON.stringify(later)}::json) as r(id uuid, at timestamptz, response text),
        (select id, reservation_id from message where workspace_id = ${ctx.scope.workspaceId} and id = any (${later.map(({ id }) => id)}::uuid[])) b
      where m.workspace_id = ${ctx.scope.workspaceId} and m.id = r.id and b.id = m.id returning b.reservation_id as "reservationId"`.execute(
      ctx.tx,
    );
    await endReservations(
      ctx,
      rows.flatMap(({ reservationId }) => reservationId ?? []),
      'released',
    );
  }
  await endMessages(
    ctx,
    'failed',
    over.map((one) => ({ message: one.message, code: 'gave_up', response: responseOf(one) ?? '' })),
  );
  if (over.length > 0)
    await ctx.announce(messageStopped, { messages: over.map((one) => ({ ...about(one, ctx.now), code: 'gave_up' as const })) });
  // Was on its way when its mailing was called off: the server put it off, and there is no later for it.
  if (calledOff.length > 0) await cancelMessages(ctx, { ids: calledOff });
}

/** Those of these mailings that were called off; nobody calls another of them off until this is written. */
async function cancelledSends(ctx: Ctx, handed: readonly Handed[]): Promise<Set<string>> {
  const ids = [...new Set(handed.flatMap(({ message }) => message.sendId ?? []))];
  if (ids.length === 0) return new Set();
  const { rows } = await sql<{ id: string; state: SendState }>`select id, state from send
    where workspace_id = ${ctx.scope.workspaceId} and id = any (${ids}::uuid[]) order by id for share`.execute(ctx.tx);
  return new Set(rows.flatMap(({ id, state }) => (state === 'cancelled' ? [id] : [])));
}

/** It may have gone, so it is never sent again by itself, and the attention counts as taken until somebody says otherwise. Mail that somebody waits for is tried again. */
async function leaveUnknown(ctx: Ctx, handed: readonly Handed[]): Promise<void> {
  const rows = handed.map((one) => ({ id: one.message.id, response: responseOf(one), again: one.message.lane === 'transactional' }));
  if (rows.length === 0) return;
  await sql`update message m set state = case when r.again then 'planned' else 'unknown' end, due_at = case when r.again then ${ctx.now}::timestamptz + interval '1 minute' else m.due_at end,
      ended_at = case when r.again then null else ${ctx.now}::timestamptz end, response = r.response, lease_by = null, lease_until = null
    from json_to_recordset(${JSON.stringify(rows)}::json) as r(id uuid, response text, again boolean) where m.workspace_id = ${ctx.scope.workspaceId} and m.id = r.id`.execute(
    ctx.tx,
  );
}
