import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { LETTERS, type Letter, UNKNOWN } from '../rules/letters.ts';
import { idsOf, randomOf } from '../rules/random.ts';
import { type Book, DAY, HOUR, iso, type Row } from '../rules/world.ts';
import { leadOf, type Person } from './people.ts';
import { insertRows } from './write.ts';

interface Told {
  book: Book;
  seed: string;
  people: readonly Person[];
}

const ADDRESS = 'hello@northwick.example';

/** A shared inbox that is paused, as it connects nowhere: what people wrote, what was answered, what waits. */
export async function writeInbox(ctx: Ctx, { book, seed, people }: Told): Promise<void> {
  const now = Date.parse(ctx.now);
  const id = idsOf(randomOf(`${ctx.scope.workspaceId} ${seed} inbox`));
  const marketer = leadOf(people, 'marketing');
  const boxId = id(now - 300 * DAY);
  const set = iso(now - 300 * DAY);
  await insertRows(ctx, 'mailbox', [
    {
      ...{
        id: boxId,
        kind: 'shared',
        name: 'Hello',
        address: ADDRESS,
        host: 'imap.northwick.example',
        port: 993,
        security: 'tls',
        username: ADDRESS,
      },
      ...{
        inbox: 'INBOX',
        since: set,
        keeps: 'whole',
        visible_to: 'owner',
        ignored: [],
        internal: ['northwick.example'],
        inquiries: 'ask',
      },
      ...{ paused_at: set, created_by: marketer.id, created_at: set },
    },
  ]);
  const reps = new Set(people.filter(({ department }) => department === 'sales').map((person) => person.id));
  const worked = book.handoff.filter((row) => row.closed_at === null && row.decision === 'accepted' && reps.has(String(row.assignee_id)));
  const desk = { id, now, boxId, book };
  for (const [place, letter] of LETTERS.entries()) {
    const handoff = worked[place * 5];
    if (handoff) await converse(ctx, desk, { letter, handoff, place });
  }
  await converse(ctx, desk, { letter: UNKNOWN, handoff: null, place: LETTERS.length });
}

interface Desk {
  id: (at: number) => string;
  now: number;
  boxId: string;
  book: Book;
}

async function converse(
  ctx: Ctx,
  { id, now, boxId, book }: Desk,
  { letter, handoff, place }: { letter: Letter; handoff: Row | null; place: number },
) {
  const person = handoff && book.contact.find((row) => row.id === handoff.contact_id);
  const address = person ? String(person.email) : UNKNOWN.from;
  const name = person ? `${person.first_name} ${person.last_name}` : UNKNOWN.name;
  const times = letter.mails.map(({ hoursAgo }) => now - hoursAgo * HOUR);
  const last = letter.mails.at(-1);
  const waiting = last?.direction === 'in' && letter.state === 'open' ? iso(now - last.hoursAgo * HOUR) : null;
  const conversationId = id(times[0] ?? now);
  await insertRows(ctx, 'conversation', [
    {
      ...{
        id: conversationId,
        mailbox_id: boxId,
        subject: letter.subject,
        subject_key: letter.subject.toLowerCase(),
        address,
        person_name: name,
      },
      ...{
        contact_id: person?.id ?? null,
        lead_id: handoff?.lead_id ?? null,
        assignee_id: handoff?.assignee_id ?? null,
        state: letter.state,
      },
      ...{ inquiry: person === null, last_at: iso(times.at(-1) ?? now), waiting_since: waiting, created_at: iso(times[0] ?? now) },
    },
  ]);
  const mails = letter.mails.map(({ direction, body }, index): Row => {
    const at = iso(times[index] ?? now);
    const mailId = id(times[index] ?? now);
    const inbound = direction === 'in';
    return {
      ...{
        id: mailId,
        conversation_id: conversationId,
        mail_key: mailId,
        message_id: `${mailId}@mail.example`,
        refs: [],
        direction,
        automatic: false,
      },
      ...{ from_address: inbound ? address : ADDRESS, from_name: inbound ? name : 'Northwick Planning' },
      ...{
        recipients: [{ kind: 'to', email: inbound ? ADDRESS : address, name: '' }],
        member_id: inbound ? null : (handoff?.assignee_id ?? null),
      },
      ...{ subject: index === 0 ? letter.subject : `Re: ${letter.subject}`, body, attachments: [], gone: true, at, created_at: at },
    };
  });
  await insertRows(ctx, 'conversation_mail', mails);
  await sql`insert into mailbox_receipt (workspace_id, mailbox_id, role, uid_validity, uid, outcome, mail_id, at)
    select m.workspace_id, ${boxId}, case m.direction when 'in' then 'inbox' else 'sent' end, 1, ${place * 10} + row_number() over (order by m.at), 'kept', m.id, m.at
    from conversation_mail m where m.workspace_id = ${ctx.scope.workspaceId} and m.conversation_id = ${conversationId}`.execute(ctx.tx);
  if (person) await tellTimeline(ctx, { id, person, mails });
}

async function tellTimeline(ctx: Ctx, { id, person, mails }: { id: Desk['id']; person: Row; mails: readonly Row[] }): Promise<void> {
  const lines = mails.map((mail): Row => {
    const inbound = mail.direction === 'in';
    return {
      ...{ id: id(Date.parse(String(mail.at))), occurred_at: mail.at, logged_at: mail.at, kind: 'mail', direction: mail.direction },
      ...{ side: inbound ? 'customer' : 'sales', subject: mail.subject, body: mail.body, evidence: 'system', traffic: 'human' },
      ...{ contact_id: person.id, company_id: person.company_id, member_id: mail.member_id, mentions: [], retracted: false },
      ...{ data: { mailId: mail.id, conversationId: mail.conversation_id }, dedupe_key: `mailbox:${mail.id}:${person.id}` },
    };
  });
  await insertRows(ctx, 'activity', lines);
  await insertRows(
    ctx,
    'conversation_mail_contact',
    mails.map((mail, place) => ({ mail_id: mail.id, contact_id: person.id, activity_id: lines[place]?.id ?? null })),
  );
}
