import { sql } from 'kysely';
import { reachableContact } from '#modules/contacts/queries/contacts.ts';
import { type Queued, type QueuedAs, queueMessage } from '#modules/sends/commands/queue.ts';
import { publishedMail } from '#modules/templates/queries/templates.ts';
import type { Ctx } from '#platform/context.ts';
import { uuid7 } from '#platform/db/uuid7.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { visibleConversation } from '../queries/conversations.ts';
import { subjectKeyOf } from '../rules/facts.ts';
import { addSent } from './conversations.ts';
import { filesToSend, type MailFile } from './files.ts';
import { settleWaiting } from './waiting.ts';

export interface Words {
  text?: string;
  templateId?: string;
  fileIds?: readonly string[];
  overrideReason?: string;
  key: string;
}

export const GONE = refuse('not_found', 'This conversation is not here, or not yours to see.');

type Answered = { messageId: string; state: 'planned' | 'held'; until: string | null };

interface Answering {
  subject: string;
  contactId: string | null;
  mailboxAddress: string | null;
  messageId: string | null;
  /** Where the last mail of theirs came from. */
  writer: string | null;
}

/** Answers in a conversation: one person to one, through the gate as a reply, kept together by the ids of the mails before. */
export async function answer(ctx: Ctx, { id, ...words }: Words & { id: string }): Promise<Answered | Refusal> {
  const { memberId } = ctx.scope.actor;
  if (!memberId) return refuse('forbidden', 'Only a person can answer.');
  if (!(await visibleConversation(ctx, id))) return GONE;
  const { rows } =
    await sql<Answering>`select c.subject, c.contact_id as "contactId", b.address as "mailboxAddress", (select m.from_address from conversation_mail m
      where m.workspace_id = c.workspace_id and m.conversation_id = c.id and m.direction = 'in' order by m.at desc, m.id desc limit 1) as writer, (select m.message_id from conversation_mail m
      where m.workspace_id = c.workspace_id and m.conversation_id = c.id and m.direction = 'in' and m.message_id is not null order by m.at desc, m.id desc limit 1) as "messageId"
    from conversation c left join mailbox b on b.workspace_id = c.workspace_id and b.id = c.mailbox_id and b.kind = 'shared'
    where c.workspace_id = ${ctx.scope.workspaceId} and c.id = ${id} for update of c`.execute(ctx.tx);
  const [conversation] = rows;
  if (!conversation) return GONE;
  if (!conversation.contactId)
    return refuse('not_now', 'This writer is not on the record yet. Make a lead of the inquiry, then answer.', { field: 'contactId' });
  const subject = answerSubject(conversation.subject);
  const files = await filesToSend(ctx, words.fileIds ?? []);
  if (isRefusal(files)) return files;
  const what = await whatOf(ctx, { ...words, subject, files });
  if (isRefusal(what)) return what;
  const queued = await queueMessage(ctx, {
    contactId: conversation.contactId,
    lane: 'personal',
    intent: { ...(await intentOf(ctx, memberId)), isReply: conversation.messageId !== null },
    what,
    from: await fromWhom(ctx, { memberId, address: conversation.mailboxAddress }),
    cause: { entity: 'conversation', id },
    dedupeKey: `conversation:${id}:${words.key}`,
    ...(conversation.writer ? { to: conversation.writer } : {}),
    ...(conversation.messageId ? { inReplyTo: conversation.messageId } : {}),
    ...(words.overrideReason ? { override: { reason: words.overrideReason } } : {}),
  });
  return isRefusal(queued)
    ? queued
    : noteSent(ctx, { conversationId: id, contactId: conversation.contactId, subject, files, queued, memberId });
}

export interface NewMail extends Words {
  contactId: string;
  leadId?: string;
  subject?: string;
}

/** Writes to a contact: a conversation of the writer begins. */
export async function write(
  ctx: Ctx,
  { contactId, leadId, subject = '', ...words }: NewMail,
): Promise<(Answered & { conversationId: string }) | Refusal> {
  const { memberId } = ctx.scope.actor;
  if (!memberId) return refuse('forbidden', 'Only a person can write.');
  const reached = await reachableContact(ctx.tx, ctx.scope, { id: contactId, to: 'read' });
  if (isRefusal(reached)) return reached;
  const before = await sameKey(ctx, `mail:${memberId}:${words.key}`);
  if (before) return before;
  const files = await filesToSend(ctx, words.fileIds ?? []);
  if (isRefusal(files)) return files;
  const what = await whatOf(ctx, { ...words, subject, files });
  if (isRefusal(what)) return what;
  const conversationId = await begin(ctx, { contactId, leadId, subject, memberId });
  const queued = await queueMessage(ctx, {
    contactId,
    lane: 'personal',
    intent: { ...(await intentOf(ctx, memberId)), isReply: false },
    what,
    from: { memberId },
    cause: { entity: 'conversation', id: conversationId },
    dedupeKey: `mail:${memberId}:${words.key}`,
    ...(words.overrideReason ? { override: { reason: words.overrideReason } } : {}),
  });
  if (isRefusal(queued)) return queued;
  return { ...(await noteSent(ctx, { conversationId, contactId, subject, files, queued, memberId })), conversationId };
}

/** Own words, or what is published of a template. */
async function whatOf(
  ctx: Ctx,
  { text, templateId, subject, files }: Words & { subject: string; files: readonly MailFile[] },
): Promise<Queued['what'] | Refusal> {
  if (templateId) {
    if (files.length > 0) return refuse('invalid', 'Files go with own words, not with a template.', { field: 'fileIds' });
    const mail = await publishedMail(ctx, { id: templateId });
    return isRefusal(mail) ? mail : { templateVersionId: mail.versionId };
  }
  if (!text?.trim()) return refuse('invalid', 'Write the mail.', { field: 'text' });
  if (!subject.trim()) return refuse('invalid', 'Write the subject.', { field: 'subject' });
  return { subject, text, attachments: files.map(({ fileId }) => fileId) };
}

const answerSubject = (subject: string) =>
  `Re: ${subjectKeyOf(subject) === '' ? subject || 'your mail' : subject.replace(/^\s*(?:(?:re|aw)\s*:\s*)+/i, '')}`;

async function intentOf({ tx, scope }: Ctx, memberId: string): Promise<Omit<Queued['intent'], 'isReply'>> {
  const member = await tx
    .selectFrom('member')
    .select('department')
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', memberId)
    .executeTakeFirst();
  return { side: member?.department === 'marketing' ? 'marketing' : 'sales', kind: 'personal', audience: 'everybody', topics: [] };
}

/** An answer of a shared inbox comes from its address, where that is one of the workspace's senders; else from the person. */
async function fromWhom({ tx, scope }: Ctx, { memberId, address }: { memberId: string; address: string | null }): Promise<Queued['from']> {
  if (!address) return { memberId };
  const { rows } = await sql<{
    id: string;
  }>`select id from sender_identity where workspace_id = ${scope.workspaceId} and lower(email) = ${address} limit 1`.execute(tx);
  return rows[0] ? { senderId: rows[0].id } : { memberId };
}

async function sameKey(ctx: Ctx, key: string): Promise<(Answered & { conversationId: string }) | null> {
  const { rows } = await sql<{ messageId: string; conversationId: string; state: string; until: string | null }>`
    select s.id as "messageId", m.conversation_id as "conversationId", s.state, s.held_until as until from message s
      join conversation_mail m on m.workspace_id = s.workspace_id and m.sent_message_id = s.id
    where s.workspace_id = ${ctx.scope.workspaceId} and s.dedupe_key = ${key}`.execute(ctx.tx);
  const [row] = rows;
  return row ? { ...row, state: row.state === 'held' ? 'held' : 'planned' } : null;
}

interface Beginning {
  contactId: string;
  leadId: string | undefined;
  subject: string;
  memberId: string;
}

async function begin(ctx: Ctx, { contactId, leadId, subject, memberId }: Beginning): Promise<string> {
  const id = uuid7();
  await sql`insert into conversation (workspace_id, id, subject, subject_key, address, contact_id, lead_id, assignee_id, last_at, created_at)
    select ${ctx.scope.workspaceId}, ${id}, ${subject}, ${subjectKeyOf(subject)}, lower(c.email), c.id,
      (select l.id from lead l where l.workspace_id = c.workspace_id and l.contact_id = c.id and l.id = ${leadId ?? null}::uuid), ${memberId}, ${ctx.now}, ${ctx.now}
    from contact c where c.workspace_id = ${ctx.scope.workspaceId} and c.id = ${contactId}`.execute(ctx.tx);
  return id;
}

interface Noting {
  conversationId: string;
  contactId: string;
  subject: string;
  files: readonly MailFile[];
  queued: QueuedAs;
  memberId: string;
}

async function noteSent(ctx: Ctx, { conversationId, contactId, subject, files, queued, memberId }: Noting): Promise<Answered> {
  await addSent(ctx, { conversationId, messageId: queued.messageId, memberId, subject, files, at: ctx.now, gone: false });
  const ws = ctx.scope.workspaceId;
  await sql`insert into conversation_mail_contact (workspace_id, mail_id, contact_id)
    select ${ws}, id, ${contactId} from conversation_mail where workspace_id = ${ws} and sent_message_id = ${queued.messageId} on conflict do nothing`.execute(
    ctx.tx,
  );
  await sql`update conversation set assignee_id = coalesce(assignee_id, ${memberId}), state = 'open' where workspace_id = ${ws} and id = ${conversationId}`.execute(
    ctx.tx,
  );
  ctx.changed('conversation', conversationId);
  return { messageId: queued.messageId, state: queued.state, until: queued.until ?? null };
}

/** A mail that was written here has gone: nobody waits any more. */
export async function noteGone(ctx: Ctx, messages: readonly { messageId: string; at: string }[]): Promise<void> {
  for (const { messageId, at } of messages) {
    const { rows } = await sql<{
      id: string;
    }>`update conversation_mail set gone = true, at = ${at} where workspace_id = ${ctx.scope.workspaceId}
      and sent_message_id = ${messageId} and not gone returning conversation_id as id`.execute(ctx.tx);
    for (const { id } of rows) {
      await settleWaiting(ctx, id);
      ctx.changed('conversation', id);
    }
  }
}
