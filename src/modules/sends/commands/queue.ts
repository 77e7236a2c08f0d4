import { sql } from 'kysely';
import { reachableContact } from '#modules/contacts/queries/contacts.ts';
import { release } from '#modules/gate/commands/attention.ts';
import { overrideGate } from '#modules/gate/commands/overrides.ts';
import { decisionOn } from '#modules/gate/queries/facts.ts';
import { type Intent, MOST_OVERRIDE_DAYS, type Reason } from '#modules/gate/schema.ts';
import { timeZoneOf } from '#modules/team/queries.ts';
import { IMAGE_PATH } from '#modules/templates/queries/parts.ts';
import { type OwnWords, ownWords, versionsById } from '#modules/templates/queries/sendable.ts';
import type { Ctx } from '#platform/context.ts';
import { uuid7 } from '#platform/db/uuid7.ts';
import type { Value } from '#platform/shared/merge/filters.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { messageReplied, messageStopped } from '../events.ts';
import { type From, fromOf } from '../queries/from.ts';
import { nextWithin, zoneOr } from '../rules/hours.ts';
import { OURS } from '../rules/ids.ts';
import type { Hours, Lane, MessageCause } from '../schema.ts';
import { wakeWorker } from './work-job.ts';

export interface Queued {
  contactId: string;
  lane: Lane;
  /** What the gate is asked; when it is to happen comes from `notBefore`. */
  intent: Omit<Intent, 'plannedAt'>;
  /** A published version of a template with what is added to it, or own words: plain text in the merge language, filled at once with what the caller may see. */
  what:
    | { templateVersionId: string; more?: Readonly<Record<string, Value>> }
    | { subject: string; text: string; more?: Readonly<Record<string, Value>>; attachments?: readonly string[] };
  from: From;
  cause: { entity: Exclude<MessageCause, 'send'>; id: string };
  /** ISO. */
  notBefore?: string;
  /** Only within these hours of the person's zone. */
  window?: Hours | null;
  /** Days after its time within which it still goes. */
  lastsDays?: number;
  /** Unique in the workspace: whoever asks with the same key again gets the first message. */
  dedupeKey: string;
  /** Which of the person's addresses; where it is none of theirs, and where absent, the one that counts. */
  to?: string;
  /** The Message-ID that it answers, without angle brackets. */
  inReplyTo?: string;
  /** Sends although something overridable stands in the way: needs `gate:override`, and stands at the gate with who and why. */
  override?: { reason: string };
}

export type QueuedAs = { messageId: string; state: 'planned' | 'held'; until?: string | null };

/** A refusal by the gate: `field` is `gate`, each of the `errors` names one reason by its code. */
export const isGateBlocked = (refusal: Refusal): boolean => refusal.field === 'gate';

const GONE = refuse('not_found', 'This person is not here any more, or not yours to write to.', { field: 'contactId' });
const DEFAULT_DAYS = 14;

/**
 * Plans one message to one person, whoever asks for it: the gate is asked now, and again at the moment of sending. A hold is an answer (`held`, tried
 * again then), a block is a refusal. It goes by itself; what became of it is told by events.
 */
export async function queueMessage(ctx: Ctx, queued: Queued): Promise<QueuedAs | Refusal> {
  const before = await messageOfKey(ctx, queued.dedupeKey);
  if (before) return before;
  const person = await personOf(ctx, queued);
  if (!person || isRefusal(await reachableContact(ctx.tx, ctx.scope, { id: queued.contactId, to: 'read' }))) return GONE;
  const due = nextWithin(later(queued.notBefore, ctx.now), queued.window ?? null, person.zone);
  const intent: Intent = { ...queued.intent, plannedAt: due };
  const decision = await decisionOn(ctx, { contactId: queued.contactId, intent, email: person.email });
  if (!decision) return GONE;
  if (decision.verdict === 'blocked') return blocked(decision.reasons);
  const from = await fromOf(ctx, queued.from);
  if (isRefusal(from)) return from;
  const words = await wordsOf(ctx, queued, from);
  if (isRefusal(words)) return words;
  const overridden = decision.verdict === 'held' && queued.override !== undefined;
  if (overridden) {
    const refusal = await overrule(ctx, queued, intent);
    if (refusal) return refusal;
  }
  const held = decision.verdict === 'held' && !overridden;
  const id = uuid7();
  await insert(ctx, { ...queued, id, due, intent, person, words, held, reasons: decision.reasons, until: decision.until });
  ctx.changed('message', id);
  ctx.changed('contact', queued.contactId);
  await wakeWorker(ctx, held && decision.until ? decision.until : due);
  return held ? { messageId: id, state: 'held', until: decision.until } : { messageId: id, state: 'planned' };
}

const DAY_MS = 86_400_000;
const lastsUntil = ({ lastsDays = DEFAULT_DAYS }: Queued, due: string): string =>
  new Date(Date.parse(due) + lastsDays * DAY_MS).toISOString();

/**
 * Written down at the gate, where both sides see it and can take it back: as long as the message still goes. At the moment of sending the gate goes by
 * what stands there then. @returns why the caller may not
 */
async function overrule(ctx: Ctx, queued: Queued, intent: Intent): Promise<Refusal | null> {
  const longest = new Date(Date.parse(ctx.now) + MOST_OVERRIDE_DAYS * DAY_MS).toISOString();
  const until = [lastsUntil(queued, intent.plannedAt), longest].toSorted()[0] ?? longest;
  const made = await overrideGate(ctx, { id: queued.contactId, intent, reason: queued.override?.reason ?? '', until });
  return isRefusal(made) ? made : null;
}

async function messageOfKey({ tx, scope }: Ctx, key: string): Promise<QueuedAs | null> {
  const { rows } = await sql<{ id: string; state: string; until: string | null }>`select id, state, held_until as until from message
    where workspace_id = ${scope.workspaceId} and dedupe_key = ${key}`.execute(tx);
  const [row] = rows;
  if (!row) return null;
  return row.state === 'held' ? { messageId: row.id, state: 'held', until: row.until } : { messageId: row.id, state: 'planned' };
}

interface Person {
  email: string | null;
  zone: string;
}

async function personOf(ctx: Ctx, { contactId, to }: Queued): Promise<Person | null> {
  const { rows } = await sql<{
    email: string | null;
    zone: string | null;
  }>`select coalesce((select e.email from contact_email e where e.workspace_id = c.workspace_id and e.contact_id = c.id
      and e.email = lower(${to ?? null})), lower(btrim(c.email))) as email, c.time_zone as zone from contact c
    where workspace_id = ${ctx.scope.workspaceId} and id = ${contactId} and deleted_at is null`.execute(ctx.tx);
  const [row] = rows;
  return row ? { email: row.email, zone: zoneOr(row.zone, await timeZoneOf(ctx)) } : null;
}

function blocked(reasons: readonly Reason[]): Refusal {
  const stopping = reasons.filter(({ grade }) => grade === 'block');
  return refuse('not_now', `The gate says no: ${stopping.map(({ code }) => code.replaceAll('_', ' ')).join(', ')}.`, {
    field: 'gate',
    errors: stopping.map(({ code }) => ({ field: code, message: code.replaceAll('_', ' ') })),
  });
}

async function wordsOf(ctx: Ctx, { what, contactId }: Queued, sender: { name: string; email: string }): Promise<OwnWords | null | Refusal> {
  if ('templateVersionId' in what)
    return (await versionsById(ctx, [what.templateVersionId])).size > 0
      ? null
      : refuse('not_found', 'This version of the template is not here.', { field: 'templateVersionId' });
  const { subject, text, more = {} } = what;
  return ownWords(ctx, { contactId, subject, text, sender, more, language: 'en', imageBase: ctx.link(IMAGE_PATH) });
}

interface Row extends Queued {
  id: string;
  due: string;
  intent: Intent;
  person: Person;
  words: OwnWords | null;
  held: boolean;
  reasons: Reason[];
  until: string | null;
}

async function insert(ctx: Ctx, row: Row): Promise<void> {
  const { workspaceId, actor } = ctx.scope;
  const { plannedAt: _dropped, ...intent } = row.intent;
  const override = row.override ? { reason: row.override.reason, by: actor.memberId } : null;
  await ctx.tx
    .insertInto('message')
    .values({
      workspace_id: workspaceId,
      id: row.id,
      contact_id: row.contactId,
      cause: row.cause.entity,
      cause_id: row.cause.id,
      dedupe_key: row.dedupeKey,
      lane: row.lane,
      intent: JSON.stringify(intent),
      template_version_id: 'templateVersionId' in row.what ? row.what.templateVersionId : null,
      more: row.what.more ? JSON.stringify(row.what.more) : null,
      sender_id: 'senderId' in row.from ? row.from.senderId : null,
      member_id: 'memberId' in row.from ? row.from.memberId : null,
      address: row.person.email,
      state: row.held ? 'held' : 'planned',
      code: row.held ? (row.reasons.find(({ grade }) => grade === 'hold')?.code ?? null) : null,
      reasons: row.reasons.length > 0 ? JSON.stringify(row.reasons) : null,
      override: override && JSON.stringify(override),
      zone: row.person.zone,
      hours: row.window ? JSON.stringify(row.window) : null,
      due_at: row.due,
      held_until: row.held ? row.until : null,
      expires_at: lastsUntil(row, row.due),
      in_reply_to: row.inReplyTo ?? null,
      created_at: ctx.now,
    })
    .execute();
  if (row.words && !('templateVersionId' in row.what))
    await ctx.tx
      .insertInto('message_letter')
      .values({
        workspace_id: workspaceId,
        message_id: row.id,
        subject: row.words.subject,
        body_text: row.words.text,
        body_html: row.words.html,
        attachments: [...(row.what.attachments ?? [])],
      })
      .execute();
}

const later = (one: string | undefined, other: string) =>
  one !== undefined && Date.parse(one) > Date.parse(other) ? new Date(one).toISOString() : other;

/** Calls off what has not gone yet. What is in the hands of a worker this moment goes. @returns how many were called off */
export async function cancelMessages(
  ctx: Ctx,
  which: { cause: { entity: MessageCause; id: string } } | { ids: readonly string[] },
): Promise<number> {
  const { workspaceId } = ctx.scope;
  const chosen =
    'ids' in which ? sql`id = any (${[...which.ids]}::uuid[])` : sql`cause = ${which.cause.entity} and cause_id = ${which.cause.id}`;
  const { rows } =
    await sql<Stopped>`update message set state = 'cancelled', code = 'cancelled', ended_at = ${ctx.now}, lease_by = null, lease_until = null
    where workspace_id = ${workspaceId} and ${chosen} and state in ('planned', 'held', 'claimed')
    returning id, contact_id as "contactId", send_id as "sendId", cause, cause_id as "causeId", reservation_id as "reservationId"`.execute(
      ctx.tx,
    );
  for (const { reservationId } of rows) if (reservationId) await release(ctx, reservationId);
  if (rows.length > 0) {
    ctx.changed('message');
    await ctx.announce(messageStopped, { messages: rows.map((row) => ({ ...aboutOf(row, ctx.now), code: 'cancelled' as const })) });
  }
  return rows.length;
}

interface Stopped {
  id: string;
  contactId: string;
  sendId: string | null;
  cause: MessageCause;
  causeId: string;
  reservationId: string | null;
}

const aboutOf = ({ id, contactId, sendId, cause, causeId }: Omit<Stopped, 'reservationId'>, at: string) => ({
  messageId: id,
  contactId,
  sendId,
  cause: { entity: cause, id: causeId },
  at,
});

/**
 * Somebody answered one of these (Message-IDs of `In-Reply-To` and `References`, the nearest first). @returns the message that was answered; null where
 * none is ours, it went to somebody else, or a program answered.
 */
export async function recordReply(
  ctx: Ctx,
  { inReplyTo, contactId, at, isAuto }: { inReplyTo: readonly string[]; contactId: string; at: string; isAuto: boolean },
): Promise<{ messageId: string } | null> {
  const ids = inReplyTo.flatMap((one) => OURS.exec(one.trim())?.[1]?.toLowerCase() ?? []);
  if (isAuto || ids.length === 0) return null;
  const { rows } = await sql<Omit<Stopped, 'reservationId'> & { first: boolean }>`
    with found as (select id, replied_at is null as first from message where workspace_id = ${ctx.scope.workspaceId} and id = any (${ids}::uuid[])
      and contact_id = ${contactId} and state in ('sent', 'captured', 'unknown') order by array_position(${ids}::uuid[], id) limit 1 for update)
    update message m set replied_at = least(coalesce(m.replied_at, ${at}::timestamptz), ${at}::timestamptz) from found f
      where m.workspace_id = ${ctx.scope.workspaceId} and m.id = f.id
    returning m.id, m.contact_id as "contactId", m.send_id as "sendId", m.cause, m.cause_id as "causeId", f.first`.execute(ctx.tx);
  const [row] = rows;
  if (!row) return null;
  ctx.changed('message', row.id);
  if (row.first) await ctx.announce(messageReplied, { messages: [aboutOf(row, at)] });
  return { messageId: row.id };
}
