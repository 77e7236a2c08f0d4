import { sql } from 'kysely';
import { type NewActivity, record } from '#modules/activities/commands/record.ts';
import { takeIn } from '#modules/leads/commands/intake.ts';
import type { Ctx } from '#platform/context.ts';
import { nameParts } from '#platform/mail/read.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { contactsOf } from '../queries/people.ts';
import { MOST_LEADS_A_DAY } from '../schema.ts';

export interface LeadMade {
  contactId: string;
  leadId: string;
  conversionId: string;
}

export interface MakeLead {
  conversationId: string;
  /** As the caller corrects them; what the mail says where absent. */
  person?: { firstName?: string; lastName?: string; companyName?: string };
  handRaised?: boolean;
  whyNow?: string;
}

interface Inquiry {
  id: string;
  address: string | null;
  name: string | null;
  contactId: string | null;
  conversionId: string | null;
}

interface FirstMail {
  id: string;
  messageId: string | null;
  subject: string;
  body: string | null;
  at: string;
  from: string | null;
  attachments: { name: string; mediaType: string; sizeBytes: number }[];
}

/**
 * Makes a lead of a conversation: its writer becomes a contact (or is one), the first mail a conversion that Marketing judges like those of forms,
 * and all its mails stand on the person's timeline.
 */
export async function makeLead(ctx: Ctx, { conversationId, person, handRaised, whyNow }: MakeLead): Promise<LeadMade | Refusal> {
  const inquiry = await lockInquiry(ctx, conversationId);
  if (!inquiry) return refuse('not_found', 'This conversation is not here any more.');
  if (inquiry.conversionId) return refuse('conflict', 'Somebody has made a lead of this conversation meanwhile. Nothing was changed.');
  const mail = await firstMail(ctx, conversationId);
  if (!mail || !inquiry.address) return refuse('not_now', 'Nobody has written in this conversation yet.');
  const taken = await takeIn(ctx, {
    kind: 'inquiry_mail',
    channel: 'mail',
    ...(inquiry.contactId
      ? { contactId: inquiry.contactId }
      : { person: { email: inquiry.address, ...nameParts(inquiry.name ?? ''), ...given(person) } }),
    ...(handRaised === undefined ? {} : { handRaised }),
    ...(whyNow ? { whyNow } : {}),
    occurredAt: mail.at,
    content: (mail.body ?? mail.subject).slice(0, 20_000),
    original: { mail: { subject: mail.subject, from: mail.from ?? inquiry.address, to: '', headers: [], attachments: mail.attachments } },
    sourceId: (mail.messageId ?? mail.id).slice(0, 300),
    isOnTimeline: true,
  });
  if (isRefusal(taken)) return taken;
  const [contact] = inquiry.contactId ? [{ contactId: inquiry.contactId }] : await contactsOf(ctx, [inquiry.address]);
  if (!contact || !taken.leadId) return refuse('not_now', 'No contact could be made of this writer.');
  await sql`update conversation set contact_id = ${contact.contactId}, lead_id = ${taken.leadId}, conversion_id = ${taken.id}, inquiry = false,
      state = case when state = 'spam' then 'open' else state end
    where workspace_id = ${ctx.scope.workspaceId} and id = ${conversationId}`.execute(ctx.tx);
  await tellTimeline(ctx, { conversationId, contactId: contact.contactId, leadId: taken.leadId });
  ctx.changed('conversation', conversationId);
  return { contactId: contact.contactId, leadId: taken.leadId, conversionId: taken.id };
}

const given = (person: MakeLead['person'] = {}) => Object.fromEntries(Object.entries(person).filter(([, value]) => value));

/** What a mailbox does by itself with an unknown writer, as far as it is set so; a flood waits for a person. */
export async function leadByItself(ctx: Ctx, conversationId: string): Promise<void> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from conversation where workspace_id = ${ctx.scope.workspaceId}
    and conversion_id is not null and created_at > ${ctx.now}::timestamptz - interval '1 day'`.execute(ctx.tx);
  if ((rows[0]?.n ?? 0) >= MOST_LEADS_A_DAY) return;
  // Whatever stands against it, the mail is kept, and a person sees it among the inquiries.
  await makeLead(ctx, { conversationId });
}

async function lockInquiry({ tx, scope }: Ctx, id: string): Promise<Inquiry | null> {
  const { rows } =
    await sql<Inquiry>`select id, address, person_name as name, contact_id as "contactId", conversion_id as "conversionId" from conversation
    where workspace_id = ${scope.workspaceId} and id = ${id} for update`.execute(tx);
  return rows[0] ?? null;
}

async function firstMail({ tx, scope }: Ctx, conversationId: string): Promise<FirstMail | null> {
  const { rows } = await sql<FirstMail>`select id, message_id as "messageId", subject, body, at, from_address as "from",
      coalesce((select jsonb_agg(a - 'fileId') from jsonb_array_elements(attachments) a), '[]') as attachments
    from conversation_mail where workspace_id = ${scope.workspaceId} and conversation_id = ${conversationId} and direction = 'in' order by at, id limit 1`.execute(
    tx,
  );
  return rows[0] ?? null;
}

interface Telling {
  conversationId: string;
  contactId: string;
  leadId: string;
}

/** The mails of somebody who is known only now come onto their timeline, each once. */
async function tellTimeline(ctx: Ctx, { conversationId, contactId, leadId }: Telling): Promise<void> {
  const ws = ctx.scope.workspaceId;
  const { rows } = await sql<{
    id: string;
    direction: 'in' | 'out';
    at: string;
    subject: string;
    body: string | null;
    memberId: string | null;
  }>`
    select m.id, m.direction, m.at, m.subject, m.body, m.member_id as "memberId" from conversation_mail m
    where m.workspace_id = ${ws} and m.conversation_id = ${conversationId} and m.sent_message_id is null
      and not exists (select from conversation_mail_contact p where p.workspace_id = ${ws} and p.mail_id = m.id and p.contact_id = ${contactId})
    order by m.at, m.id limit 200`.execute(ctx.tx);
  const activities = rows.map(
    ({ id, direction, at, subject, body, memberId }): NewActivity => ({
      kind: 'mail',
      direction,
      ...(direction === 'in' ? { side: 'customer' as const } : {}),
      occurredAt: at,
      evidence: 'system',
      traffic: 'human',
      contactId,
      leadId,
      memberId: direction === 'out' ? memberId : null,
      subject: subject || null,
      body: body?.slice(0, 20_000) || null,
      data: { mailId: id, conversationId },
      dedupeKey: `mailbox:${id}:${contactId}`,
    }),
  );
  const ids = await record(ctx, activities);
  for (const [n, { id }] of rows.entries())
    await ctx.tx
      .insertInto('conversation_mail_contact')
      .values({ workspace_id: ws, mail_id: id, contact_id: contactId, activity_id: ids[n] ?? null })
      .execute();
}
