import { type RawBuilder, sql } from 'kysely';
import type { z } from 'zod';
import { subjectsVisible } from '#modules/activities/queries/access.ts';
import { letterOf } from '#modules/sends/queries/letters.ts';
import type { ReadCtx } from '#platform/context.ts';
import { beyond } from '#platform/db/paging.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { cut } from '#platform/shared/paging.ts';
import type { Scope } from '#platform/shared/scope.ts';
import type { ConversationRow, getConversation, listConversations } from '../contract/conversations.ts';
import { mailVisible } from './boxes.ts';

type Asked = z.output<(typeof listConversations)['input']>;

/** A conversation is the caller's to see where one of its mails is, and whom it is with. */
function visible(scope: Scope): RawBuilder<boolean> {
  return sql<boolean>`(exists (select from conversation_mail m where m.workspace_id = c.workspace_id and m.conversation_id = c.id
    and ${mailVisible(scope, { m: 'm', c: 'c' })}) and ${subjectsVisible(scope, { row: 'c', subjects: ['contact', 'lead'] })})`;
}

export async function visibleConversation({ tx, scope }: ReadCtx, id: string): Promise<boolean> {
  const { rows } =
    await sql`select 1 from conversation c where c.workspace_id = ${scope.workspaceId} and c.id = ${id} and ${visible(scope)}`.execute(tx);
  return rows.length > 0;
}

const SNIPPET = 160;
const hides = (scope: Scope, field: string) => scope.hidden.has(field);
const named = (alias: string, name = sql.ref(`${alias}.name`)) =>
  sql`case when ${sql.ref(`${alias}.id`)} is not null then jsonb_build_object('id', ${sql.ref(`${alias}.id`)}, 'name', ${name}) end`;
const contactName = sql`coalesce(nullif(p.name, ''), p.email, '')`;

function columns(scope: Scope): RawBuilder<unknown> {
  const address = hides(scope, 'contact.email') ? sql`null` : sql`c.address`;
  const subject = hides(scope, 'activity.subject') ? sql`''` : sql`c.subject`;
  const snippet = hides(scope, 'activity.body')
    ? sql`''`
    : sql`coalesce((select left(regexp_replace(m.body, '\\s+', ' ', 'g'), ${SNIPPET}) from conversation_mail m where m.workspace_id = c.workspace_id
        and m.conversation_id = c.id and ${mailVisible(scope, { m: 'm', c: 'c' })} order by m.at desc, m.id desc limit 1), '')`;
  return sql`c.id, ${subject} as subject, ${address} as address, c.person_name as "personName", ${named('p', contactName)} as contact, ${named('co')} as company,
    c.lead_id as "leadId", ${named('b')} as mailbox, ${named('a')} as assignee, c.state, c.inquiry, c.last_at as "lastAt", c.waiting_since as "waitingSince",
    ${snippet} as snippet, (select count(*)::int from conversation_mail m where m.workspace_id = c.workspace_id and m.conversation_id = c.id) as mails`;
}

const FROM = sql`conversation c left join contact p on p.workspace_id = c.workspace_id and p.id = c.contact_id
  left join company co on co.workspace_id = c.workspace_id and co.id = p.company_id
  left join mailbox b on b.workspace_id = c.workspace_id and b.id = c.mailbox_id
  left join member a on a.workspace_id = c.workspace_id and a.id = c.assignee_id`;

const WAITING = sql<boolean>`c.state = 'open' and c.waiting_since is not null and not c.inquiry`;

function chosen(scope: Scope, { view, mailboxId, contactId, companyId, leadId }: Asked): RawBuilder<boolean> {
  const views: Readonly<Record<Asked['view'], RawBuilder<boolean>>> = {
    mine: sql`c.state = 'open' and c.assignee_id = ${scope.actor.memberId}::uuid`,
    open: sql`c.state = 'open'`,
    unanswered: WAITING,
    inquiries: sql`c.state = 'open' and c.inquiry`,
    closed: sql`c.state = 'closed'`,
    spam: sql`c.state = 'spam'`,
  };
  const of = contactId || companyId || leadId;
  const parts = [
    // On a record all of its conversations are shown, open or closed.
    of ? sql<boolean>`c.state <> 'spam'` : views[view],
    ...(mailboxId ? [sql<boolean>`c.mailbox_id = ${mailboxId}`] : []),
    ...(contactId ? [withPeople(sql`x.contact_id = ${contactId}`, sql`c.contact_id = ${contactId}`)] : []),
    ...(companyId
      ? [
          withPeople(
            sql`x.contact_id in (select id from contact where workspace_id = c.workspace_id and company_id = ${companyId})`,
            sql`p.company_id = ${companyId}`,
          ),
        ]
      : []),
    ...(leadId
      ? [
          sql<boolean>`(c.lead_id = ${leadId} or c.contact_id = (select l.contact_id from lead l where l.workspace_id = c.workspace_id and l.id = ${leadId}))`,
        ]
      : []),
  ];
  return sql<boolean>`${sql.join(parts, sql` and `)}`;
}

const withPeople = (people: RawBuilder<unknown>, own: RawBuilder<unknown>) =>
  sql<boolean>`(${own} or exists (select from conversation_mail m join conversation_mail_contact x on x.workspace_id = m.workspace_id and x.mail_id = m.id
    where m.workspace_id = c.workspace_id and m.conversation_id = c.id and ${people}))`;

/** Those that wait for somebody come with the longest waiting first, the others with the newest. */
export async function conversations(ctx: ReadCtx, asked: Asked): Promise<OutputOf<typeof listConversations>> {
  const { tx, scope } = ctx;
  const waits = asked.view === 'unanswered' && !asked.contactId && !asked.companyId && !asked.leadId;
  const at = waits ? sql`c.waiting_since` : sql`c.last_at`;
  const { rows } =
    await sql<ConversationRow>`select ${columns(scope)} from ${FROM} where c.workspace_id = ${scope.workspaceId} and ${chosen(scope, asked)}
      and ${visible(scope)} and ${beyond(asked.cursor, { at, id: sql`c.id`, ascending: waits })}
    order by ${at} ${waits ? sql`asc` : sql`desc`}, c.id ${waits ? sql`asc` : sql`desc`} limit ${asked.limit + 1}`.execute(tx);
  const { items, next } = cut(rows, asked.limit, (row) => ({ at: (waits ? row.waitingSince : row.lastAt) ?? row.lastAt, id: row.id }));
  return { items, next, counts: await counts(ctx) };
}

async function counts({ tx, scope }: ReadCtx) {
  const { rows } = await sql<{ mine: number; unanswered: number; inquiries: number }>`
    select count(*) filter (where ${WAITING} and c.assignee_id = ${scope.actor.memberId}::uuid)::int as mine,
      count(*) filter (where ${WAITING})::int as unanswered, count(*) filter (where c.inquiry)::int as inquiries
    from conversation c where c.workspace_id = ${scope.workspaceId} and c.state = 'open' and (c.waiting_since is not null or c.inquiry) and ${visible(scope)}`.execute(
    tx,
  );
  return rows[0] ?? { mine: 0, unanswered: 0, inquiries: 0 };
}

type Whole = OutputOf<typeof getConversation>;
type Mail = Whole['items'][number];

/** One conversation with the mails that the caller may see; what was written here has its words and its fate from the ledger of sends. */
export async function conversationById(ctx: ReadCtx, id: string): Promise<Whole | null> {
  const { tx, scope } = ctx;
  const { rows } =
    await sql<ConversationRow>`select ${columns(scope)} from ${FROM} where c.workspace_id = ${scope.workspaceId} and c.id = ${id}
    and ${visible(scope)}`.execute(tx);
  const [row] = rows;
  if (!row) return null;
  const items = await mailsOf(ctx, id);
  const notes = await sql<Whole['notes'][number]>`select n.id, ${named('m')} as member, n.body, n.at from conversation_note n
      left join member m on m.workspace_id = n.workspace_id and m.id = n.member_id
    where n.workspace_id = ${scope.workspaceId} and n.conversation_id = ${id} order by n.at, n.id limit 500`.execute(tx);
  return { ...row, items, hidden: row.mails - items.length, notes: notes.rows, mayWrite: scope.permissions.has('record:write') };
}

async function mailsOf(ctx: ReadCtx, conversationId: string): Promise<Mail[]> {
  const { tx, scope } = ctx;
  const { rows } = await sql<Mail>`select m.id, m.direction, m.automatic, m.subject, m.body, m.attachments, m.at, m.recipients,
      case when m.from_address is not null then jsonb_build_object('name', coalesce(m.from_name, ''), 'address', m.from_address) end as "from",
      ${named('w')} as member,
      case when s.id is not null then jsonb_build_object('id', s.id, 'state', s.state, 'code', s.code, 'heldUntil', s.held_until) end as message
    from conversation_mail m join conversation c on c.workspace_id = m.workspace_id and c.id = m.conversation_id
      left join member w on w.workspace_id = m.workspace_id and w.id = m.member_id
      left join message s on s.workspace_id = m.workspace_id and s.id = m.sent_message_id
    where m.workspace_id = ${scope.workspaceId} and m.conversation_id = ${conversationId} and ${mailVisible(scope, { m: 'm', c: 'c' })}
    order by m.at, m.id limit 500`.execute(tx);
  return Promise.all(rows.map(async (mail) => shown(scope, await withLetter(ctx, mail))));
}

async function withLetter(ctx: ReadCtx, mail: Mail): Promise<Mail> {
  const heldUntil = mail.message?.heldUntil ? new Date(mail.message.heldUntil).toISOString() : null;
  const letter = mail.message && (await letterOf(ctx, mail.message.id));
  if (!letter) return mail;
  return {
    ...mail,
    message: mail.message && { ...mail.message, heldUntil },
    subject: letter.subject || mail.subject,
    body: letter.text,
    from: letter.from.address ? letter.from : mail.from,
  };
}

/** The mail without what the caller's role may not see of activities and contacts. */
function shown(scope: Scope, mail: Mail): Mail {
  return {
    ...mail,
    ...(hides(scope, 'activity.body') ? { body: null, attachments: [] } : {}),
    ...(hides(scope, 'activity.subject') ? { subject: '' } : {}),
    ...(hides(scope, 'contact.email') ? { from: null, recipients: [] } : {}),
  };
}

/** A file that is attached to a mail the caller may see; null where it is not. */
export async function attachmentOf({ tx, scope }: ReadCtx, { id, fileId }: { id: string; fileId: string }) {
  if (hides(scope, 'activity.body')) return null;
  const { rows } = await sql<{ id: string; name: string; sizeBytes: number }>`select f.id, a ->> 'name' as name, f.size_bytes as "sizeBytes"
    from conversation_mail m join conversation c on c.workspace_id = m.workspace_id and c.id = m.conversation_id
      cross join lateral jsonb_array_elements(m.attachments) a join file f on f.workspace_id = m.workspace_id and f.id = (a ->> 'fileId')::uuid
    where m.workspace_id = ${scope.workspaceId} and m.id = ${id} and f.id = ${fileId} and f.discarded_at is null
      and ${mailVisible(scope, { m: 'm', c: 'c' })} and ${subjectsVisible(scope, { row: 'c', subjects: ['contact', 'lead'] })}`.execute(tx);
  return rows[0] ?? null;
}
