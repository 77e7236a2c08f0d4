import { sql } from 'kysely';
import { sentMessages } from '#modules/sends/queries/sent.ts';
import type { Ctx } from '#platform/context.ts';
import { uuid7 } from '#platform/db/uuid7.ts';
import type { Box } from '../queries/boxes.ts';
import type { Judged } from '../rules/judged.ts';
import { ourMessages } from '../rules/ours.ts';
import { SAME_SUBJECT_DAYS } from '../schema.ts';
import type { MailFile } from './files.ts';

interface Found {
  id: string;
  /** Somebody unknown began it with this mail. */
  inquiry: boolean;
}

interface Belonging {
  box: Box;
  judged: Judged;
  contactId: string | null;
}

/** The conversation that a mail belongs to: by the mails it names, by those that name it, by its subject among the same people; else a new one. */
export async function conversationOf(ctx: Ctx, belonging: Belonging): Promise<Found> {
  const { judged, contactId } = belonging;
  const id = (await byMails(ctx, judged)) ?? (await bySubject(ctx, judged));
  if (!id) return begin(ctx, belonging);
  const wakes = judged.sides.direction === 'in' && !judged.automatic;
  await sql`update conversation set contact_id = coalesce(contact_id, ${contactId}),
      state = case when state = 'closed' and ${wakes} and ${judged.at}::timestamptz > last_at then 'open' else state end
    where workspace_id = ${ctx.scope.workspaceId} and id = ${id}`.execute(ctx.tx);
  return { id, inquiry: false };
}

async function byMails({ tx, scope }: Ctx, { facts }: Judged): Promise<string | null> {
  const ours = ourMessages(facts.refs);
  const { rows } = await sql<{
    id: string;
  }>`select m.conversation_id as id from conversation_mail m where m.workspace_id = ${scope.workspaceId}
      and (m.message_id = any (${facts.refs}) or m.sent_message_id = any (${ours}::uuid[]))
    order by coalesce(array_position(${facts.refs}::text[], m.message_id), 1000) desc, m.at desc limit 1`.execute(tx);
  if (rows[0] || !facts.messageId) return rows[0]?.id ?? null;
  const later = await sql<{ id: string }>`select m.conversation_id as id from conversation_mail_ref r
      join conversation_mail m on m.workspace_id = r.workspace_id and m.id = r.mail_id
    where r.workspace_id = ${scope.workspaceId} and r.ref = ${facts.messageId} order by m.at, m.id limit 1`.execute(tx);
  return later.rows[0]?.id ?? null;
}

/** Programs that name no mail before theirs still write `Re:`. */
async function bySubject({ tx, scope }: Ctx, { facts, sides, at }: Judged): Promise<string | null> {
  const emails = sides.others.map(({ email }) => email);
  if (!facts.isAnswer || facts.subjectKey === '' || emails.length === 0) return null;
  const { rows } = await sql<{
    id: string;
  }>`select id from conversation where workspace_id = ${scope.workspaceId} and address = any (${emails})
      and subject_key = ${facts.subjectKey} and state <> 'spam'
      and last_at between ${at}::timestamptz - make_interval(days => ${SAME_SUBJECT_DAYS}) and ${at}::timestamptz + make_interval(days => ${SAME_SUBJECT_DAYS})
    order by last_at desc limit 1`.execute(tx);
  return rows[0]?.id ?? null;
}

async function begin(ctx: Ctx, { box, judged, contactId }: Belonging): Promise<Found> {
  const { facts, sides, at } = judged;
  const [other] = sides.others;
  const id = uuid7();
  const unknown = box.kind === 'shared' && sides.direction === 'in' && contactId === null;
  const assignee = box.kind === 'personal' ? box.memberId : judged.dropped ? judged.memberId : await ownerOf(ctx, contactId);
  await ctx.tx
    .insertInto('conversation')
    .values({
      workspace_id: ctx.scope.workspaceId,
      id,
      mailbox_id: box.id,
      subject: facts.subject,
      subject_key: facts.subjectKey,
      address: other?.email ?? null,
      person_name: other?.name || null,
      contact_id: contactId,
      assignee_id: assignee,
      state: unknown && facts.spam ? 'spam' : 'open',
      inquiry: unknown && !facts.spam && !judged.automatic,
      last_at: at,
      created_at: ctx.now,
    })
    .execute();
  if (sides.direction === 'in') await beginWithOurs(ctx, { conversationId: id, judged, contactId });
  return { id, inquiry: unknown && !facts.spam && !judged.automatic };
}

async function ownerOf({ tx, scope }: Ctx, contactId: string | null): Promise<string | null> {
  if (!contactId) return null;
  const row = await tx
    .selectFrom('contact')
    .select('owner_id')
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', contactId)
    .executeTakeFirst();
  return row?.owner_id ?? null;
}

/** An answer to a mailing begins a conversation: what it answers stands in it, too. */
async function beginWithOurs(
  ctx: Ctx,
  { conversationId, judged, contactId }: { conversationId: string; judged: Judged; contactId: string | null },
): Promise<void> {
  const ids = ourMessages(judged.facts.refs);
  if (ids.length === 0 || contactId === null) return;
  const sent = (await sentMessages(ctx, ids)).filter((one) => one.contactId === contactId);
  for (const { id, memberId, at } of sent)
    await addSent(ctx, { conversationId, messageId: id, memberId, subject: judged.facts.subject, at, gone: true });
}

export interface SentMail {
  conversationId: string;
  /** Of the ledger of sends. */
  messageId: string;
  memberId: string | null;
  subject: string;
  files?: readonly MailFile[];
  at: string;
  gone: boolean;
}

/** Puts a mail of the ledger of sends into a conversation; its words and its fate stay there. */
export async function addSent({ tx, scope, now }: Ctx, sent: SentMail): Promise<void> {
  await tx
    .insertInto('conversation_mail')
    .values({
      workspace_id: scope.workspaceId,
      conversation_id: sent.conversationId,
      mail_key: `sent:${sent.messageId}`,
      direction: 'out',
      member_id: sent.memberId,
      subject: sent.subject,
      attachments: JSON.stringify(sent.files ?? []),
      sent_message_id: sent.messageId,
      gone: sent.gone,
      at: sent.at,
      created_at: now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
