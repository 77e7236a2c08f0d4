import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTimeline } from '#modules/activities/contract.ts';
import { aContact } from '#modules/contacts/testing.ts';
import { listConversions } from '#modules/leads/contract/conversions.ts';
import { MailboxProblem } from '#platform/mail/imap.ts';
import { type Client, openTestApp, type TestApp } from '../../../test/harness.ts';
import { getConversation, listConversations, makeLeadOfConversation } from './contract/conversations.ts';
import { changeMailbox, listMailboxes, listReceipts, renewDropAddress, retryReceipts } from './contract/mailboxes.ts';
import { letter, look, type MemoryServer, memoryServer, newBox } from './testing.ts';

let app: TestApp;
let server: MemoryServer;
let admin: Client;
let rep: Client;
let box: string;

beforeAll(async () => {
  server = memoryServer();
  app = await openTestApp({ openMailbox: (settings) => server.open(settings) });
  const workspace = await app.newWorkspace();
  admin = workspace.admin;
  rep = await workspace.member('rep', { name: 'Rita Rep' });
  box = await newBox(admin, server, { internal: ['firm.test'] });
});
afterAll(() => app.close());

const open = async (who: Client, view: 'open' | 'inquiries' | 'unanswered' | 'spam' = 'open') =>
  (await who.call(listConversations, { view })).items;
const timeline = async (contactId: string) =>
  (await rep.call(readTimeline, { of: 'contact', id: contactId })).items.filter(({ kind }) => kind === 'mail');
const statusOf = async (id: string) => (await admin.call(listMailboxes, {})).items.find((one) => one.id === id);
async function whole(who: Client, subject: string) {
  const found = (await open(who)).find((one) => one.subject === subject);
  if (!found) throw new Error(`no conversation ${subject}`);
  return who.call(getConversation, { id: found.id });
}

describe('what a mail becomes', () => {
  it('stands once in its conversation and on the timeline of its writer, by address', async () => {
    const contactId = await aContact(rep, { lastName: 'Vogt', emails: [{ email: 'anna@kunde.test' }] });
    server.put('info@firm.test', letter({ subject: 'Price of 40 seats', id: 'p1@kunde.test', text: 'What are 40 seats?' }));
    server.put(
      'info@firm.test',
      letter({ subject: 'Re: Price of 40 seats', id: 'p2@kunde.test', refs: ['p1@kunde.test'], text: 'And when?' }),
    );
    await look(app, admin, box);
    await look(app, admin, box);
    const found = await whole(rep, 'Price of 40 seats');
    expect(found.items.map(({ body }) => body)).toEqual(['What are 40 seats?', 'And when?']);
    expect(found).toMatchObject({ contact: { id: contactId }, inquiry: false, hidden: 0 });
    expect(found.waitingSince).toBe(found.items[0]?.at);
    const rows = await timeline(contactId);
    expect(rows.map(({ direction, side, evidence, body }) => ({ direction, side, evidence, body }))).toEqual([
      { direction: 'in', side: 'customer', evidence: 'system', body: 'And when?' },
      { direction: 'in', side: 'customer', evidence: 'system', body: 'What are 40 seats?' },
    ]);
  });

  it('is told apart from a true mail whose id somebody else has used', async () => {
    server.put(
      'info@firm.test',
      letter({ from: 'mallory@evil.test', subject: 'Taken id', id: 'known@kunde.test', date: 'Sat, 01 Aug 2026 10:00:00 GMT' }),
    );
    server.put('info@firm.test', letter({ subject: 'The true one', id: 'known@kunde.test', date: 'Sat, 01 Aug 2026 10:00:00 GMT' }));
    await look(app, admin, box);
    expect((await whole(rep, 'The true one')).items).toHaveLength(1);
  });

  it('joins a conversation by its subject only where it answers, and the answer read first finds what it answers', async () => {
    server.put('info@firm.test', letter({ subject: 'Out of order', id: 'o2@kunde.test', refs: ['o1@kunde.test'], text: 'second' }));
    server.put('info@firm.test', letter({ subject: 'Out of order', id: 'o1@kunde.test', text: 'first' }));
    server.put('info@firm.test', letter({ subject: 'AW: Out of order', id: null, text: 'third, by a program that names none' }));
    server.put('info@firm.test', letter({ subject: 'Out of order', id: 'o4@kunde.test', text: 'another talk' }));
    await look(app, admin, box);
    const talks = (await open(rep)).filter(({ subject }) => subject === 'Out of order');
    expect(talks.map(({ mails }) => mails).sort()).toEqual([1, 3]);
  });

  it('is known again when the server gives it a new number, and nothing is doubled', async () => {
    const before = (await open(rep)).map(({ id, mails }) => [id, mails]);
    server.renumber('info@firm.test');
    await look(app, admin, box);
    expect((await open(rep)).map(({ id, mails }) => [id, mails])).toEqual(before);
  });

  it('recognises automatic answers by head, subject and first words: nobody waits for an answer to one', async () => {
    await aContact(rep, { lastName: 'Weg', emails: [{ email: 'weg@kunde.test' }] });
    const from = 'Weg <weg@kunde.test>';
    server.put('info@firm.test', letter({ from, subject: 'Marked', heads: ['Auto-Submitted: auto-replied'] }));
    server.put('info@firm.test', letter({ from, subject: 'Automatische Antwort: Angebot' }));
    server.put('info@firm.test', letter({ from, subject: 'Re: Angebot A', text: 'Guten Tag,\nich bin bis zum 4.12. nicht im Büro.' }));
    server.put('info@firm.test', letter({ from, subject: 'Re: Angebot B', text: 'Bonjour, je suis absente jusqu’au 4 décembre.' }));
    server.put('info@firm.test', letter({ from, subject: 'Angebot C', text: 'Wir nehmen es. Rufen Sie mich an, ich war im Urlaub.' }));
    await look(app, admin, box);
    const waiting = (await open(rep, 'unanswered')).filter(({ address }) => address === 'weg@kunde.test').map(({ subject }) => subject);
    expect(waiting).toEqual(['Angebot C']);
  });

  it('keeps nothing among colleagues, nothing of those to leave alone, and of bounces only what they say', async () => {
    await admin.call(changeMailbox, { id: box, ignored: ['private.test'] });
    server.put('info@firm.test', letter({ from: 'kim@firm.test', subject: 'Lunch' }));
    server.put('info@firm.test', letter({ from: 'x@sub.private.test', subject: 'Private' }));
    server.put(
      'info@firm.test',
      letter({
        from: 'MAILER-DAEMON@mx.test',
        subject: 'Undelivered Mail Returned to Sender',
        heads: ['Auto-Submitted: auto-replied', 'X-Failed-Recipients: gone@kunde.test'],
        text: 'The mail could not be delivered: gone@kunde.test: 550 5.1.1 user unknown',
      }),
    );
    await look(app, admin, box);
    const outcomes = async (outcome: 'internal' | 'ignored' | 'told') =>
      (await admin.call(listReceipts, { id: box, outcome })).items.length;
    expect([await outcomes('internal'), await outcomes('ignored'), await outcomes('told')]).toEqual([1, 1, 1]);
    expect((await open(rep)).map(({ subject }) => subject)).not.toContain('Private');
  });
});

describe('inquiries', () => {
  it('of unknown people wait for a person, become a contact with a conversion, and their mails come onto the timeline once', async () => {
    server.put(
      'info@firm.test',
      letter({ from: '"Novák, Petra" <petra@neu.test>', subject: 'Demo please', id: 'n1@neu.test', text: '40 seats before year end' }),
    );
    server.put('info@firm.test', letter({ from: 'Spam <spam@spam.test>', subject: 'Pills', heads: ['X-Spam-Flag: YES'] }));
    await look(app, admin, box);
    const [inquiry] = (await open(rep, 'inquiries')).filter(({ subject }) => subject === 'Demo please');
    expect(inquiry).toMatchObject({ address: 'petra@neu.test', contact: null, inquiry: true });
    expect((await open(rep, 'spam')).map(({ subject }) => subject)).toEqual(['Pills']);
    const made = await rep.call(makeLeadOfConversation, { id: inquiry?.id ?? '', handRaised: true });
    await expect(rep.call(makeLeadOfConversation, { id: inquiry?.id ?? '' })).rejects.toMatchObject({ status: 409 });
    expect((await timeline(made.contactId)).map(({ body }) => body)).toEqual(['40 seats before year end']);
    const { items } = await admin.call(listConversions, { contactId: made.contactId });
    expect(items).toMatchObject([
      { id: made.conversionId, kind: 'inquiry_mail', validation: 'unreviewed', leadId: made.leadId, leadStage: 'mql' },
    ]);
  });

  it('become leads by themselves where the mailbox is set so, but not those of machines', async () => {
    const own = await newBox(admin, server, { address: 'sales@firm.test', inquiries: 'lead' });
    server.put('sales@firm.test', letter({ from: 'Jo Neu <jo@selbst.test>', to: 'sales@firm.test', subject: 'By itself' }));
    server.put(
      'sales@firm.test',
      letter({
        from: 'News <news@blatt.test>',
        to: 'sales@firm.test',
        subject: 'Newsletter',
        heads: ['List-Unsubscribe: <https://blatt.test>'],
      }),
    );
    await look(app, admin, own);
    expect((await whole(rep, 'By itself')).contact?.name).toBe('Jo Neu');
    expect((await whole(rep, 'Newsletter')).contact).toBeNull();
    expect((await open(rep, 'inquiries')).map(({ subject }) => subject)).not.toContain('Newsletter');
  });

  it('behind a form belong to whom an answer goes', async () => {
    server.put(
      'info@firm.test',
      letter({ from: 'Form <no-reply@forms.test>', heads: ['Reply-To: "Max Muster" <max@muster.test>'], subject: 'Form' }),
    );
    await look(app, admin, box);
    expect((await open(rep, 'inquiries')).find(({ subject }) => subject === 'Form')).toMatchObject({
      address: 'max@muster.test',
      personName: 'Max Muster',
    });
  });
});

describe('reading', () => {
  it('goes on after a mail that cannot be read, shows it with its reason, and reads it again when asked', async () => {
    const first = server.put('info@firm.test', letter({ subject: 'Before the poison' }));
    const poison = server.put('info@firm.test', letter({ subject: 'Poison' }));
    server.put('info@firm.test', letter({ subject: 'After the poison' }));
    expect(poison).toBe(first + 1);
    server.onRead = (uid) => {
      if (uid === poison) throw new Error('cannot be taken apart');
    };
    await look(app, admin, box);
    const failed = async () => (await admin.call(listReceipts, { id: box, outcome: 'failed' })).items;
    expect(await failed()).toMatchObject([{ uid: poison, reason: expect.stringContaining('cannot be taken apart') }]);
    expect((await statusOf(box))?.status).toMatchObject({ failed: 1, problem: null });
    expect((await whole(rep, 'After the poison')).mails).toBe(1);
    server.onRead = null;
    expect(await admin.call(retryReceipts, { id: box })).toEqual({ n: 1 });
    await app.runAllJobs();
    expect(await failed()).toEqual([]);
    expect((await whole(rep, 'Poison')).mails).toBe(1);
  });

  it('ends at a broken connection with the cursor behind what is kept, says why in words, and goes on from there', async () => {
    const uids = Array.from({ length: 6 }, (_none, n) => server.put('info@firm.test', letter({ subject: `Series ${n}` })));
    server.onRead = (uid) => {
      if (uid === uids[3]) throw new MailboxProblem('broken', 'The connection to the mailbox broke.');
    };
    await look(app, admin, box);
    const broken = await statusOf(box);
    expect(broken?.status).toMatchObject({ state: 'problem', problem: 'The connection to the mailbox broke.' });
    expect(broken?.folders[0]?.uid).toBe(uids[2]);
    server.onRead = null;
    await look(app, admin, box);
    expect((await statusOf(box))?.status.problem).toBeNull();
    expect((await open(rep)).filter(({ subject }) => subject.startsWith('Series')).length).toBe(6);
  });

  it('leaves a mail alone that ended the program five times', async () => {
    const uid = server.put('info@firm.test', letter({ subject: 'Ends the program' }));
    await app.context.runtime.transaction(app.context.systemScope(admin.workspaceId), ({ tx }) =>
      sql`insert into mailbox_receipt (workspace_id, mailbox_id, role, uid_validity, uid, outcome, tries, at)
        select workspace_id, mailbox_id, role, uid_validity, ${uid}, 'reading', 5, now() from mailbox_folder where mailbox_id = ${box}`.execute(
        tx,
      ),
    );
    await look(app, admin, box);
    expect((await admin.call(listReceipts, { id: box })).items).toMatchObject([
      { uid, reason: expect.stringContaining('never came to an end') },
    ]);
  });

  it('asks for the password again where it is not accepted, and never returns it', async () => {
    const own = await newBox(admin, server, { address: 'old@firm.test', password: 'a wrong one' });
    await app.runAllJobs();
    expect((await statusOf(own))?.status).toMatchObject({ state: 'sign_in_again' });
    await expect(admin.call(changeMailbox, { id: own, host: 'evil.test' })).rejects.toMatchObject({ errors: [{ field: 'password' }] });
    await admin.call(changeMailbox, { id: own, password: server.password });
    await app.runAllJobs();
    expect((await statusOf(own))?.status).toMatchObject({ state: 'waiting', problem: null });
    const everything = await admin.raw({ method: 'GET', url: '/api/mailboxes' });
    expect(everything.body).not.toMatch(/the right one|a wrong one|secret/);
  });

  it('counts the folder against the server and fetches what is missing', async () => {
    const uid = server.put('info@firm.test', letter({ subject: 'Was missing' }));
    await look(app, admin, box);
    await app.context.runtime.transaction(app.context.systemScope(admin.workspaceId), async ({ tx }) => {
      await sql`delete from conversation where subject = 'Was missing'`.execute(tx);
      await sql`delete from mailbox_receipt where mailbox_id = ${box} and uid = ${uid}`.execute(tx);
    });
    await look(app, admin, box, { count: true });
    const [folder] = (await statusOf(box))?.folders ?? [];
    expect(folder?.count).toMatchObject({ missing: 1, repaired: 1 });
    expect(folder?.count?.withUs).toBe(folder?.count?.onServer);
    expect((await whole(rep, 'Was missing')).mails).toBe(1);
  });
});

describe('the drop address', () => {
  it('takes mails of members for the timeline of the people in them, in copy or forwarded, and of nobody else', async () => {
    const drop = await newBox(admin, server, { kind: 'drop', address: 'drop@firm.test' });
    const contactId = await aContact(rep, { lastName: 'Drop', emails: [{ email: 'drop@kunde.test' }] });
    const { address } = await rep.call(renewDropAddress, {});
    const { address: others } = await admin.call(renewDropAddress, {});
    const me = await app.context.runtime.read(app.context.systemScope(admin.workspaceId), ({ tx }) =>
      tx.selectFrom('member').select('email').where('id', '=', rep.memberId).executeTakeFirstOrThrow(),
    );
    const from = `Rita <${me.email}>`;
    server.put('drop@firm.test', letter({ from, to: 'drop@kunde.test', subject: 'In copy', heads: [`Delivered-To: ${address}`] }));
    server.put(
      'drop@firm.test',
      letter({
        from,
        to: address,
        subject: 'Fwd: Hello',
        text: 'FYI\n\n---- Forwarded message ----\nFrom: Dora Drop <drop@kunde.test>\nDate: Mon, 3 Aug 2026 10:00:00 +0200\nSubject: Hello\n\nThe words',
      }),
    );
    server.put('drop@firm.test', letter({ from: 'mallory@evil.test', to: address, cc: 'drop@kunde.test', subject: 'Forged' }));
    server.put('drop@firm.test', letter({ from, to: 'drop@kunde.test', subject: 'Not their token', heads: [`Delivered-To: ${others}`] }));
    await look(app, admin, drop);
    const rows = (await timeline(contactId)).map(({ subject, direction, occurredAt }) => ({ subject, direction, occurredAt }));
    expect(rows).toMatchObject([
      { subject: 'In copy', direction: 'out' },
      { subject: 'Fwd: Hello', direction: 'in', occurredAt: '2026-08-03T08:00:00.000Z' },
    ]);
    expect((await admin.call(listReceipts, { id: drop, outcome: 'not_ours' })).items).toHaveLength(2);
  });
});
