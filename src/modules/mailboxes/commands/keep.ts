import { sql } from 'kysely';
import { type NewActivity, record } from '#modules/activities/commands/record.ts';
import { recordReply } from '#modules/sends/commands/queue.ts';
import { sentMessages } from '#modules/sends/queries/sent.ts';
import type { Ctx } from '#platform/context.ts';
import { uuid7 } from '#platform/db/uuid7.ts';
import type { Box } from '../queries/boxes.ts';
import { type ContactAt, contactsOf } from '../queries/people.ts';
import type { Judged } from '../rules/judged.ts';
import { ourMessages } from '../rules/ours.ts';
import type { Attached } from '../schema.ts';
import { conversationOf } from './conversations.ts';
import { leadByItself } from './inquiries.ts';
import { type Spot, settleReceipt } from './receipts.ts';
import { settleWaiting } from './waiting.ts';

export interface Keeping {
  box: Box;
  spot: Spot;
  judged: Judged;
  attachments: readonly Attached[];
}

const MOST_ON_LEDGER = 20_000;

/**
 * Keeps a mail once, however many mailboxes it lies in: in its conversation, on the timeline of each of its people, as the answer to what we
 * sent. One mail of a workspace at a time, so that two of one conversation never begin two.
 */
export async function keepMail(ctx: Ctx, keeping: Keeping): Promise<void> {
  const { box, spot, judged } = keeping;
  await sql`select pg_advisory_xact_lock(hashtextextended(${`mailboxes:${ctx.scope.workspaceId}`}, 0))`.execute(ctx.tx);
  const known = await knownMail(ctx, judged);
  if (known) {
    await settleReceipt(ctx, spot, { outcome: 'known', mailId: known.id });
    return;
  }
  const people = await contactsOf(
    ctx,
    judged.sides.others.map(({ email }) => email),
  );
  const conversation = await conversationOf(ctx, { box, judged, contactId: people[0]?.contactId ?? null });
  const mailId = await insertMail(ctx, keeping, conversation.id);
  await settleReceipt(ctx, spot, { outcome: 'kept', mailId });
  await tellTimelines(ctx, { ...keeping, mailId, conversationId: conversation.id, people });
  await tellSends(ctx, judged, people);
  await settleWaiting(ctx, conversation.id);
  ctx.changed('conversation', conversation.id);
  if (conversation.inquiry && box.inquiries === 'lead' && !judged.automatic) await leadByItself(ctx, conversation.id);
}

/** The mail where it is here already: seen in another mailbox, or sent from here and found in a folder of sent mail; a mailing has no conversation. */
async function knownMail(ctx: Ctx, { key, facts, sides }: Judged): Promise<{ id: string | null } | null> {
  const { tx, scope } = ctx;
  const sent = sides.direction === 'out' && facts.messageId ? ourMessages([facts.messageId]) : [];
  const { rows } = await sql<{ id: string }>`select id from conversation_mail where workspace_id = ${scope.workspaceId}
    and (mail_key = ${key} or sent_message_id = any (${sent}::uuid[])) limit 1`.execute(tx);
  if (rows[0]) return rows[0];
  return sent.length > 0 && (await sentMessages(ctx, sent)).length > 0 ? { id: null } : null;
}

async function insertMail(ctx: Ctx, { box, judged, attachments }: Keeping, conversationId: string): Promise<string> {
  const { facts, sides } = judged;
  const id = uuid7();
  await ctx.tx
    .insertInto('conversation_mail')
    .values({
      workspace_id: ctx.scope.workspaceId,
      id,
      conversation_id: conversationId,
      mail_key: judged.key,
      message_id: facts.messageId,
      refs: facts.refs,
      direction: sides.direction,
      automatic: judged.automatic,
      from_address: judged.dropped && sides.direction === 'in' ? (sides.others[0]?.email ?? null) : (facts.from?.email ?? null),
      from_name: judged.dropped && sides.direction === 'in' ? (sides.others[0]?.name ?? null) : (facts.from?.name ?? null),
      recipients: JSON.stringify(facts.recipients),
      member_id: judged.memberId,
      subject: facts.subject,
      body: box.keeps === 'whole' ? facts.text : null,
      attachments: JSON.stringify(attachments),
      at: judged.at,
      created_at: ctx.now,
    })
    .execute();
  const refs = facts.refs.map((ref) => ({ workspace_id: ctx.scope.workspaceId, ref, mail_id: id }));
  if (refs.length > 0) await ctx.tx.insertInto('conversation_mail_ref').values(refs).execute();
  return id;
}

interface Told extends Keeping {
  mailId: string;
  conversationId: string;
  people: readonly ContactAt[];
}

/** One row of the ledger for each person. The words of a rep's own mailbox stay in it; the subject where the owner lets it be seen. */
async function tellTimelines(ctx: Ctx, told: Told): Promise<void> {
  const { people, mailId } = told;
  const ids = await record(
    ctx,
    people.map(({ contactId }) => activityOf(told, contactId)),
  );
  for (const [n, { contactId }] of people.entries())
    await ctx.tx
      .insertInto('conversation_mail_contact')
      .values({ workspace_id: ctx.scope.workspaceId, mail_id: mailId, contact_id: contactId, activity_id: ids[n] ?? null })
      .execute();
}

function activityOf({ box, judged, mailId, conversationId }: Told, contactId: string): NewActivity {
  const { facts, sides, automatic } = judged;
  const open = box.kind !== 'personal';
  return {
    kind: 'mail',
    direction: sides.direction,
    ...(sides.direction === 'in' ? { side: 'customer' as const } : {}),
    occurredAt: judged.at,
    evidence: 'system',
    traffic: automatic ? 'machine' : 'human',
    contactId,
    memberId: sides.direction === 'out' || judged.dropped ? judged.memberId : null,
    subject: open || box.visibleTo === 'subject' ? facts.subject || null : null,
    body: open && box.keeps === 'whole' ? facts.text.slice(0, MOST_ON_LEDGER) || null : null,
    data: { mailId, conversationId, ...(automatic ? { automated: true } : {}) },
    dedupeKey: `mailbox:${mailId}:${contactId}`,
  };
}

/** An answer to something we sent is told to whoever waits for one: sequences stop. An automatic answer is none. */
async function tellSends(ctx: Ctx, { facts, sides, automatic, at }: Judged, people: readonly ContactAt[]): Promise<void> {
  const [writer] = people;
  if (sides.direction !== 'in' || !writer || writer.email !== sides.others[0]?.email || facts.refs.length === 0) return;
  await recordReply(ctx, { inReplyTo: facts.refs.toReversed(), contactId: writer.contactId, at, isAuto: automatic });
}
