import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTimeline } from '#modules/activities/contract.ts';
import { listClocks } from '#modules/agreements/contract/clocks.ts';
import { aContact } from '#modules/contacts/testing.ts';
import { aHandoff, anOffice, later, MORNING, type Office } from '#modules/handoffs/testing.ts';
import { aPdf, sendFile } from '#modules/library/testing.ts';
import { listNotices } from '#modules/notices/contract.ts';
import { deliverDue } from '#modules/sends/commands/engine.ts';
import { getMessage } from '#modules/sends/contract/messages.ts';
import { carrierTo, openSink } from '#modules/sends/testing.ts';
import { isPublicAddress } from '#platform/http/outbound.ts';
import { imapStores } from '#platform/mail/imap.ts';
import { workOf } from '#platform/runtime.ts';
import { type Client, openTestApp, type TestApp } from '../../../test/harness.ts';
import * as talk from './contract/conversations.ts';
import { changeMailbox, listMailboxes, listReceipts, removeMailbox, testMailbox } from './contract/mailboxes.ts';
import { letter, look, type MemoryServer, memoryServer, newBox } from './testing.ts';

let app: TestApp;
let server: MemoryServer;
let office: Office;
let rep: Client;
let mailOf: (who: Client) => Promise<string>;

beforeAll(async () => {
  server = memoryServer();
  app = await openTestApp({ openMailbox: (settings) => server.open(settings) });
  office = await anOffice(app);
  rep = office.rep;
  mailOf = (who) =>
    app.context.runtime.read(app.context.systemScope(office.workspaceId), async ({ tx }) => {
      const { email } = await tx.selectFrom('member').select('email').where('id', '=', who.memberId).executeTakeFirstOrThrow();
      return email;
    });
});
afterAll(() => app.close());

const find = async (who: Client, contactId: string) => (await who.call(talk.listConversations, { contactId })).items;
const timeline = async (contactId: string) =>
  (await rep.call(readTimeline, { of: 'contact', id: contactId })).items.filter(({ kind }) => kind === 'mail');
describe('an answer from the app', () => {
  it('goes through the gate as a reply, stands in the conversation, and ends the waiting when it has left', async () => {
    const contactId = await aContact(rep, { lastName: 'Frage', emails: [{ email: 'frage@buero.test' }, { email: 'frage@kunde.test' }] });
    const box = await newBox(office.admin, server);
    server.put('info@firm.test', letter({ from: 'frage@kunde.test', subject: 'Delivery time?', id: 'dt@kunde.test' }), {
      receivedAt: MORNING,
    });
    await look(app, office.admin, box);
    const [found] = await find(rep, contactId);
    const id = found?.id ?? '';
    const answered = await rep.call(talk.answerConversation, { id, text: 'Three weeks.', key: 'answer-one' });
    expect(answered).toMatchObject({ state: 'planned' });
    expect(await rep.call(talk.answerConversation, { id, text: 'Three weeks.', key: 'answer-one' })).toMatchObject({
      messageId: answered.messageId,
    });
    const waiting = await rep.call(talk.getConversation, { id });
    expect(waiting.items.map(({ direction, body }) => [direction, body])).toEqual([
      ['in', 'Hello'],
      ['out', 'Three weeks.'],
    ]);
    expect(waiting.items[1]?.message).toMatchObject({ id: answered.messageId });
    expect(waiting.waitingSince).toBe(MORNING);
    expect((await rep.call(getMessage, { id: answered.messageId })).letter?.subject).toBe('Re: Delivery time?');
    await app.command(office.admin, async ({ tx }) => {
      const { rows } = await sql<{ ref: string }>`select in_reply_to as ref from message where id = ${answered.messageId}`.execute(tx);
      expect(rows[0]?.ref).toBe('dt@kunde.test');
    });
    await app.runAllJobs();
    expect((await rep.call(talk.getConversation, { id })).waitingSince).toBeNull();
    // To where they wrote from, which is not their first address.
    expect(await rep.call(getMessage, { id: answered.messageId })).toMatchObject({ state: 'captured', address: 'frage@kunde.test' });
  });

  it('carries files of the writer alone, of kinds that may be handed on, which the reader gets and colleagues can save', async () => {
    const contactId = await aContact(rep, { lastName: 'Akte', emails: [{ email: 'akte@kunde.test' }] });
    const content = aPdf(['Drawing']);
    const sent = await sendFile(rep, '/mail-files', { name: 'plan.exe', content });
    const file = JSON.parse(sent.body) as { fileId: string };
    expect(file).toMatchObject({ name: 'plan.exe', mediaType: 'application/pdf', sizeBytes: content.length });
    expect((await sendFile(rep, '/mail-files', { name: 'x.pdf', content: Buffer.from('<script>1</script>') })).statusCode).toBe(415);
    const mail = { contactId, subject: 'The drawing', text: 'See the file.', key: 'with-a-file' };
    const other = office.admin.call(talk.writeMail, { ...mail, key: 'not-your-file', fileIds: [file.fileId] });
    await expect(other).rejects.toMatchObject({ errors: [{ field: 'fileIds' }] });
    const { conversationId, messageId } = await rep.call(talk.writeMail, { ...mail, fileIds: [file.fileId] });
    const [item] = (await rep.call(talk.getConversation, { id: conversationId })).items;
    expect(item?.attachments).toMatchObject([{ fileId: file.fileId, name: 'plan.exe', sizeBytes: content.length }]);
    const saved = await office.sales.raw({ method: 'GET', url: `/api/conversation-mails/${item?.id}/attachments/${file.fileId}` });
    expect(saved.rawPayload.equals(content)).toBe(true);

    const sink = await openSink();
    const carrier = carrierTo(sink.port);
    await deliverDue(workOf(app.context.runtime, app.context.systemScope(office.workspaceId)), {
      carrierOf: async () => carrier,
      signal: new AbortController().signal,
    });
    await Promise.all([carrier.transport.close(), sink.close()]);
    expect((await rep.call(getMessage, { id: messageId })).state).toBe('sent');
    const raw = sink.taken.find(({ to }) => to === 'akte@kunde.test')?.raw ?? '';
    expect(raw).toContain('application/pdf');
    expect(raw.replace(/\s/g, '')).toContain(content.toString('base64').slice(0, 200));

    const forgotten = JSON.parse((await sendFile(rep, '/mail-files', { name: 'unsent.pdf', content })).body) as { fileId: string };
    app.setNow(new Date(Date.now() + 3 * 86_400_000).toISOString());
    await app.tick('mailboxes.discardUnsent');
    app.setNow(MORNING);
    const again = rep.call(talk.writeMail, { ...mail, key: 'too-late-now', fileIds: [forgotten.fileId] });
    await expect(again).rejects.toMatchObject({ errors: [{ field: 'fileIds' }] });
    expect((await rep.raw({ method: 'GET', url: `/api/conversation-mails/${item?.id}/attachments/${file.fileId}` })).statusCode).toBe(200);
  });

  it('given to a colleague, tells that colleague, once and with no word of what it is about', async () => {
    const contactId = await aContact(rep, { lastName: 'Gabe', emails: [{ email: 'gabe@kunde.test' }] });
    const mail = { contactId, subject: 'A secret matter', text: 'Hello', key: 'to-be-given' };
    const { conversationId: id } = await rep.call(talk.writeMail, mail);
    const told = async () =>
      (await office.sales.call(listNotices, {})).items.filter(
        ({ kind, link }) => kind === 'conversation.assigned' && link === `/inbox/${id}`,
      );
    for (const memberId of [office.sales.memberId, office.sales.memberId]) await rep.call(talk.assignConversation, { id, memberId });
    expect(await told()).toHaveLength(1);
    expect(JSON.stringify(await told())).not.toContain('secret');
    await office.sales.call(talk.assignConversation, { id, memberId: rep.memberId });
    await office.sales.call(talk.assignConversation, { id, memberId: office.sales.memberId });
    expect(await told()).toHaveLength(1);
  });

  it('keeps a header out of the subject: what the other side wrote there stays one line', async () => {
    const contactId = await aContact(rep, { lastName: 'Kopf', emails: [{ email: 'kopf@kunde.test' }] });
    const box = await newBox(office.admin, server, { address: 'heads@firm.test' });
    const subject = '=?utf-8?Q?Hello=0D=0ABcc:_victim@evil.test=0D=0A=0D=0A<script>alert(1)</script>?=';
    server.put('heads@firm.test', letter({ from: 'kopf@kunde.test', subject, text: '<img src=x onerror=alert(1)>' }), {
      receivedAt: MORNING,
    });
    await look(app, office.admin, box);
    const [found] = await find(rep, contactId);
    expect(found?.subject).toBe('Hello Bcc: victim@evil.test <script>alert(1)</script>');
    const { messageId } = await rep.call(talk.answerConversation, { id: found?.id ?? '', text: 'Thank you', key: 'answer-head' });
    expect((await rep.call(getMessage, { id: messageId })).letter?.subject).not.toMatch(/[\r\n]/);
  });

  it('begins a conversation from the record, once for each key, and says why the gate does not let it go', async () => {
    const contactId = await aContact(rep, { lastName: 'Neu', emails: [{ email: 'neu@kunde.test' }] });
    const mail = { contactId, subject: 'After our call', text: 'As promised.', key: 'write-one' };
    const made = await rep.call(talk.writeMail, mail);
    expect(await rep.call(talk.writeMail, mail)).toMatchObject({ conversationId: made.conversationId, messageId: made.messageId });
    expect(await find(rep, contactId)).toMatchObject([{ id: made.conversationId, assignee: { id: rep.memberId } }]);
    await rep.call(talk.assignConversation, { id: made.conversationId, memberId: office.sales.memberId });
    await rep.call(talk.addConversationNote, { id: made.conversationId, body: 'Wait for the order.' });
    await rep.call(talk.setConversationState, { id: made.conversationId, state: 'closed' });
    expect(await rep.call(talk.getConversation, { id: made.conversationId })).toMatchObject({
      state: 'closed',
      assignee: { id: office.sales.memberId },
      notes: [{ body: 'Wait for the order.', member: { id: rep.memberId } }],
    });
    const nobody = await aContact(rep, { lastName: 'Without', emails: [] });
    await expect(rep.call(talk.writeMail, { ...mail, contactId: nobody, key: 'write-two' })).rejects.toMatchObject({
      errors: expect.anything(),
    });
  });
});

describe('a rep’s own mailbox', () => {
  it('keeps only mail of known people, and shows it to nobody else, not even on the timeline', async () => {
    const address = await mailOf(rep);
    const contactId = await aContact(rep, { lastName: 'Vertraut', emails: [{ email: 'vertraut@kunde.test' }] });
    const own = await newBox(rep, server, { kind: 'personal', address, sent: 'Sent' });
    server.put(address, letter({ from: 'vertraut@kunde.test', to: address, subject: 'CANARY subject', text: 'CANARY words' }), {
      receivedAt: MORNING,
    });
    server.put(address, letter({ from: 'doctor@private.test', to: address, subject: 'Your results' }), { receivedAt: MORNING });
    await look(app, rep, own);
    const [mine] = await find(rep, contactId);
    expect(mine).toMatchObject({ subject: 'CANARY subject' });
    for (const other of [office.sales, office.admin, office.marketer]) {
      expect(await find(other, contactId)).toEqual([]);
      await expect(other.call(talk.getConversation, { id: mine?.id ?? '' })).rejects.toMatchObject({ status: 404 });
      await expect(other.call(talk.answerConversation, { id: mine?.id ?? '', text: 'x', key: 'a-stranger' })).rejects.toMatchObject({
        status: 404,
      });
      await expect(other.call(talk.addConversationNote, { id: mine?.id ?? '', body: 'x' })).rejects.toMatchObject({ status: 404 });
      const told = await other.call(readTimeline, { of: 'contact', id: contactId });
      expect(JSON.stringify(told)).not.toContain('CANARY');
      expect(told.items.filter(({ kind }) => kind === 'mail')).toHaveLength(1);
    }
    await expect(office.admin.call(changeMailbox, { id: own, visibleTo: 'team' })).rejects.toMatchObject({ status: 403 });
    expect((await office.marketer.call(listMailboxes, {})).items.map(({ id }) => id)).not.toContain(own);
    await expect(office.marketer.call(listReceipts, { id: own })).rejects.toMatchObject({ status: 404 });
    const { items } = await rep.call(listReceipts, { id: own, outcome: 'unknown_people' });
    expect(items).toHaveLength(1);
    const kept = await app.command(office.admin, ({ tx }) =>
      sql<{ n: number }>`select count(*)::int n from conversation_mail where from_address = 'doctor@private.test'`.execute(tx),
    );
    expect(kept.rows[0]?.n).toBe(0);
    await rep.call(removeMailbox, { id: own });
    expect(await find(rep, contactId)).toEqual([]);
  });

  it('brings a mail once that lies in two mailboxes, seen by all as soon as one of them is for all', async () => {
    const address = `second.${await mailOf(rep)}`;
    const contactId = await aContact(rep, { lastName: 'Beide', emails: [{ email: 'beide@kunde.test' }] });
    const own = await newBox(rep, server, { kind: 'personal', address, name: 'Second' });
    const shared = await newBox(office.admin, server, { address: 'both@firm.test' });
    const mail = letter({ from: 'beide@kunde.test', to: `${address}, both@firm.test`, subject: 'To both' });
    server.put(address, mail, { receivedAt: MORNING });
    await look(app, rep, own);
    expect(await find(office.sales, contactId)).toEqual([]);
    server.put('both@firm.test', mail, { receivedAt: MORNING });
    await look(app, office.admin, shared);
    expect(await find(office.sales, contactId)).toMatchObject([{ subject: 'To both', mails: 1 }]);
    expect(await timeline(contactId)).toHaveLength(1);
    expect((await office.admin.call(listReceipts, { id: shared, outcome: 'known' })).items).toHaveLength(1);
  });

  it('is proof: a mail that the rep sent from their own program meets the clause, at the time it was sent', async () => {
    const address = `sent.${await mailOf(rep)}`;
    const { leadId, contactId } = await aHandoff(app, office);
    const email = `lead.${leadId.slice(-6)}@kunde.test`;
    await app.command(office.admin, async ({ tx }) => {
      await sql`insert into contact_email (workspace_id, contact_id, email) values (${office.workspaceId}, ${contactId}, ${email})`.execute(
        tx,
      );
    });
    const own = await newBox(rep, server, { kind: 'personal', address, name: 'Sent', sent: 'Sent' });
    app.setNow(later(5));
    server.put(address, letter({ from: `Anna <${address}>`, to: email, subject: 'Good morning', date: new Date(later(3)).toUTCString() }), {
      folder: 'Sent',
      receivedAt: later(3),
    });
    await look(app, rep, own);
    const clock = (await office.sales.call(listClocks, { subjectId: leadId })).items.find(({ title }) => title === 'First touch');
    expect(clock).toMatchObject({ state: 'met' });
    const [row] = await timeline(contactId);
    expect(row).toMatchObject({ direction: 'out', side: 'sales', evidence: 'system', member: { id: rep.memberId }, occurredAt: later(3) });
    app.setNow(MORNING);
  });
});

describe('replies to what we sent', () => {
  it('are told to the ledger of sends, an absence is not, and what was answered stands in the conversation', async () => {
    const contactId = await aContact(rep, { lastName: 'Antwort', emails: [{ email: 'antwort@kunde.test' }] });
    const box = await newBox(office.admin, server, { address: 'answers@firm.test' });
    const { messageId } = await rep.call(talk.writeMail, { contactId, subject: 'An offer', text: 'Here it is.', key: 'reply-one' });
    await app.command(office.admin, ({ tx }) =>
      sql`update message set state = 'sent', sent_at = ${MORNING} where id = ${messageId}`.execute(tx),
    );
    const refs = [`${messageId}@firm.test`];
    server.put(
      'answers@firm.test',
      letter({ from: 'antwort@kunde.test', subject: 'Out of office', refs, heads: ['Auto-Submitted: auto-replied'] }),
      { receivedAt: MORNING },
    );
    await look(app, office.admin, box);
    expect((await rep.call(getMessage, { id: messageId })).repliedAt).toBeNull();
    server.put('answers@firm.test', letter({ from: 'antwort@kunde.test', subject: 'Re: An offer', refs, text: 'Yes' }), {
      receivedAt: MORNING,
    });
    await look(app, office.admin, box);
    expect((await rep.call(getMessage, { id: messageId })).repliedAt).toBe(MORNING);
    const [found] = await find(rep, contactId);
    const whole = await rep.call(talk.getConversation, { id: found?.id ?? '' });
    expect(whole.items.map(({ direction, automatic }) => [direction, automatic])).toContainEqual(['in', false]);
    expect(whole.items).toHaveLength(3);
    // The mail server's copy of what was sent from here is no second mail.
    const before = await timeline(contactId);
    server.put(
      'answers@firm.test',
      letter({ from: 'answers@firm.test', to: 'antwort@kunde.test', subject: 'An offer', id: `${messageId}@firm.test` }),
      {
        receivedAt: MORNING,
      },
    );
    await look(app, office.admin, box);
    expect(await timeline(contactId)).toHaveLength(before.length);
    expect((await rep.call(talk.getConversation, { id: found?.id ?? '' })).items).toHaveLength(3);
  });
});

describe('strangers', () => {
  it('reach no mailbox and no conversation of another workspace', async () => {
    const { admin: other } = await app.newWorkspace('Other');
    const [box] = (await office.admin.call(listMailboxes, {})).items;
    const [found] = (await office.admin.call(talk.listConversations, {})).items;
    expect((await other.call(listMailboxes, {})).items).toEqual([]);
    await expect(other.call(changeMailbox, { id: box?.id ?? '', paused: true })).rejects.toMatchObject({ status: 404 });
    await expect(other.call(removeMailbox, { id: box?.id ?? '' })).rejects.toMatchObject({ status: 404 });
    await expect(other.call(talk.getConversation, { id: found?.id ?? '' })).rejects.toMatchObject({ status: 404 });
    await expect(other.call(talk.makeLeadOfConversation, { id: found?.id ?? '' })).rejects.toMatchObject({ status: 404 });
  });

  it('are not set up by a rep, nor is a kept password sent to another server', async () => {
    await expect(newBox(rep, server, { address: 'shared.rep@firm.test' })).rejects.toMatchObject({ status: 403 });
    const [box] = (await office.admin.call(listMailboxes, {})).items;
    const given = { id: box?.id ?? '', host: 'evil.test', port: 993, security: 'tls' as const, username: box?.username ?? '' };
    await expect(office.admin.call(testMailbox, given)).rejects.toMatchObject({ errors: [{ field: 'password' }] });
  });

  it('cannot make us connect into the own network, however it is spelled', async () => {
    const open = imapStores({ allows: isPublicAddress });
    const spellings = [
      '127.0.0.1',
      'localhost',
      '0177.0.0.1',
      '0x7f000001',
      '2130706433',
      '127.1',
      '::1',
      '::ffff:127.0.0.1',
      '169.254.169.254',
      '10.0.0.1',
      '[::1]',
      'localhost.',
    ];
    for (const host of spellings)
      await expect(open({ host, port: 143, security: 'none', user: 'x', password: 'y' }), host).rejects.toMatchObject({ name: 'Error' });
  });
});
