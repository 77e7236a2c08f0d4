import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eraseContact } from '#modules/contacts/contract.ts';
import { aContact } from '#modules/contacts/testing.ts';
import { letter, look, type MemoryServer, memoryServer, newBox } from '#modules/mailboxes/testing.ts';
import { getMail, listMails, listNotices } from '#modules/notices/contract.ts';
import { setReach } from '#modules/team/contract/settings.ts';
import { type Client, openTestApp, refused, type TestApp } from '../../../test/harness.ts';
import * as aroundContract from './contract/around.ts';
import * as contract from './contract/questions.ts';

/** Wednesday, ten o'clock in Berlin. */
const MORNING = '2026-03-04T09:00:00.000Z';
const later = (hours: number) => new Date(Date.parse(MORNING) + hours * 3_600_000).toISOString();

let app: TestApp;
let server: MemoryServer;
let admin: Client;
let rep: Client;
let marketer: Client;
let marketing: Client;
let box: string;
let contactId: string;

beforeAll(async () => {
  server = memoryServer();
  app = await openTestApp({ openMailbox: (settings) => server.open(settings) });
  app.setNow(MORNING);
  const workspace = await app.newWorkspace('Ours');
  admin = workspace.admin;
  rep = await workspace.member('rep', { name: 'Anna' });
  marketer = await workspace.member('marketer', { name: 'Mara' });
  marketing = await workspace.member('marketing_lead', { name: 'Ruiz' });
  contactId = await aContact(rep, { firstName: 'Vera', lastName: 'Vogt' });
  box = await newBox(admin, server, { kind: 'drop', address: 'drop@firm.test', since: '2020-01-01T00:00:00Z' });
});
afterAll(() => app.close());

const about = () => ({ subject: 'contact' as const, id: contactId });
const toMara = () => ({ kind: 'member' as const, memberId: marketer.memberId });
const ask = async (words: string, more: Partial<Parameters<typeof rep.call<typeof contract.askQuestion>>[1]> = {}) =>
  (await rep.call(contract.askQuestion, { words, to: toMara(), about: about(), ...more })).id;

/** The mail about a question to a person, with where an answer goes. */
async function mailTo(client: Client, words: string) {
  await app.runAllJobs();
  const { rows } = await app.context.queuePool.query<{ id: string; to: string; reply: string; workspace: string }>(
    `select m.id, m.to_email as to, m.headers ->> 'replyTo' as reply, m.workspace_id as workspace from mail m join member p on p.workspace_id = m.workspace_id
      and lower(p.email) = lower(m.to_email) where p.id = $1 and m.body_text like '%' || $2 || '%' order by m.created_at desc, m.id desc limit 1`,
    [client.memberId, words],
  );
  const [row] = rows;
  if (!row) throw new Error('no mail');
  const text = (await admin.call(getMail, { id: row.id })).bodyText;
  return { ...row, text, page: /\/p\/answer\/\S+/.exec(text)?.[0] ?? '' };
}

const page = (path: string, words?: string) =>
  app.app.inject(
    words === undefined
      ? { method: 'GET', url: path }
      : {
          method: 'POST',
          url: path,
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          payload: new URLSearchParams({ words }).toString(),
        },
  );
const read = (id: string, who = rep) => who.call(contract.getQuestion, { id });

describe('a question', () => {
  it('is owed within a working day, answered once, told to whoever asked, and kept for all', async () => {
    const id = await ask('Which price did the letter name?');
    const mine = await marketer.call(contract.listQuestions, { which: 'mine' });
    expect(mine).toMatchObject({
      counts: { mine: 1, overdue: 0 },
      items: [{ id, about: { name: 'Vera Vogt' }, askedBy: { name: 'Anna' }, dueAt: later(24) }],
    });
    expect((await marketer.call(listNotices, {})).items[0]).toMatchObject({ kind: 'question.asked', link: `/questions/${id}` });
    await expect(rep.call(contract.answerQuestion, { id, answer: 'I answer myself' })).rejects.toMatchObject({ status: 403 });
    await marketer.call(contract.answerQuestion, { id, answer: '1,200 a month' });
    await expect(marketing.call(contract.answerQuestion, { id, answer: 'Another' })).rejects.toMatchObject({ status: 409 });
    expect(await read(id)).toMatchObject({ state: 'answered', answer: '1,200 a month', through: 'app', answeredBy: { name: 'Mara' } });
    expect((await rep.call(listNotices, {})).items[0]).toMatchObject({ kind: 'question.answered', body: '1,200 a month' });
    await rep.call(contract.keepAnswer, { id, kept: true });
    const { items } = await marketing.call(contract.similarQuestions, { words: 'What prices do the letters name today?' });
    expect(items.map((one) => one.id)).toEqual([id]);
    for (let twice = 0; twice < 2; twice++) await marketing.call(contract.noteHelp, { id });
    expect((await rep.call(contract.listKeptAnswers, { text: 'price' })).items).toMatchObject([{ id, kept: true, helped: 1 }]);
    expect((await rep.call(contract.similarQuestions, { words: 'Nothing alike whatsoever' })).items).toEqual([]);
  });

  it('is taken back by whoever asked, as long as nobody answered; then it is owed by nobody', async () => {
    const id = await ask('Is the fair in May?');
    await expect(marketer.call(contract.withdrawQuestion, { id })).rejects.toMatchObject({ status: 422 });
    await rep.call(contract.withdrawQuestion, { id });
    const again = [rep.call(contract.withdrawQuestion, { id }), marketer.call(contract.answerQuestion, { id, answer: 'In June.' })];
    expect((await Promise.all(again.map(refused))).map(({ status }) => status)).toEqual([422, 409]);
    expect((await marketer.call(contract.listQuestions, { which: 'mine' })).items.map((one) => one.id)).not.toContain(id);
    const answered = await ask('Which hall?');
    await marketer.call(contract.answerQuestion, { id: answered, answer: 'Hall four.' });
    await expect(rep.call(contract.withdrawQuestion, { id: answered })).rejects.toMatchObject({ status: 422 });
  });

  it('to a team is taken by the first, or given by the rule; reminded of and passed up once', async () => {
    const to = { kind: 'team' as const, team: 'marketing' as const };
    const first = await rep.call(contract.askQuestion, { words: 'Who knows the foundry days?', to });
    expect(first.assignee).toBeNull();
    await marketing.call(contract.takeQuestion, { id: first.id });
    expect((await read(first.id)).assignee).toMatchObject({ name: 'Ruiz' });
    await marketing.call(aroundContract.setQuestionSettings, { withinSeconds: 4 * 3600, calendarId: null, rule: 'least_open' });
    const given = await rep.call(contract.askQuestion, { words: 'Who introduces me to the press?', kind: 'intro', to });
    expect(given).toMatchObject({ assignee: { name: 'Mara' }, dueAt: later(4) });
    app.setNow(later(3.5));
    for (let twice = 0; twice < 2; twice++) await app.tick('questions.time');
    app.setNow(later(5));
    for (let twice = 0; twice < 2; twice++) await app.tick('questions.time');
    const kinds = async (who: Client, kind: string) =>
      (await who.call(listNotices, { limit: 100 })).items.filter((one) => one.kind === kind && one.link?.endsWith(given.id)).length;
    expect([await kinds(marketer, 'question.due'), await kinds(marketing, 'question.late')]).toEqual([1, 1]);
    await marketer.call(contract.answerQuestion, { id: given.id, answer: 'I wrote to both of you.', outcome: 'partly' });
    expect(await read(given.id)).toMatchObject({ outcome: 'partly', state: 'answered' });
    app.setNow(MORNING);
    const period = { from: '2026-03-04', to: '2026-03-04' };
    const team = (await rep.call(aroundContract.getAnswering, period)).teams.find((one) => one.team === 'marketing');
    expect(team).toMatchObject({ inTime: { k: 0, n: 1 }, answered: 1, medianHours: 5 });
    const rows = await rep.call(contract.listQuestions, { which: 'counted', team: 'marketing', ...period });
    expect([rows.items.length, rows.items.filter(({ answeredAt, dueAt }) => answeredAt !== null && answeredAt <= dueAt).length]).toEqual([
      1, 0,
    ]);
  });
});

describe('an answer from outside of the app', () => {
  it('arrives by mail, without what was quoted, and only once; a later mail says more', async () => {
    const id = await ask('How many came to the fair?');
    const { reply, to } = await mailTo(marketer, 'How many came to the fair?');
    const heads = { from: `Mara <${to}>`, to: reply, subject: 'Re: Anna asks\u2028Bcc: x@evil.test' };
    const first = letter({
      ...heads,
      id: 'a1@kunde.test',
      text: 'Two hundred.\r\nBcc: x@evil.test\r\n\r\nOn Mon, Truce <truce@firm.test> wrote:\r\n> How many',
    });
    server.put('drop@firm.test', first);
    await look(app, admin, box);
    const answered = await read(id);
    expect(answered).toMatchObject({ answer: 'Two hundred.\nBcc: x@evil.test', through: 'mail', said: [] });
    server.renumber('drop@firm.test');
    server.put('drop@firm.test', letter({ ...heads, id: 'a2@kunde.test', text: 'And forty students.' }));
    await look(app, admin, box);
    expect((await read(id)).said).toMatchObject([{ body: 'And forty students.', by: { name: 'Mara' }, through: 'mail' }]);
    await app.runAllJobs();
    const sent = (await admin.call(listMails, { limit: 100 })).items;
    expect(
      sent
        .filter(({ kind }) => kind.startsWith('question.'))
        .every((one) => !/[\r\n\u2028]/.test(one.subject) && !one.toEmail.includes('evil')),
    ).toBe(true);
  });

  it('is not taken from anybody else, from a machine, or at a forged address', async () => {
    const id = await ask('Who won the raffle?');
    const { reply, to } = await mailTo(marketer, 'Who won the raffle?');
    const forged = reply.replace(/\+[0-9a-f]{6}/, '+000000');
    const mail = (more: object) => server.put('drop@firm.test', letter({ from: to, to: reply, text: 'Mallory.', ...more }));
    mail({ from: 'mallory@evil.test' });
    mail({ heads: ['Auto-Submitted: auto-replied'] });
    mail({ subject: 'Automatische Antwort: Anna fragt' });
    mail({ heads: ['List-Id: <x.evil.test>'] });
    mail({ to: forged });
    mail({ text: 'Ich bin bis Montag nicht im Büro. In dringenden Fällen hilft Ruiz.' });
    await look(app, admin, box);
    expect((await read(id)).state).toBe('open');
    const standing = (status: string) =>
      app.context.queuePool.query('update member set status = $2 where id = $1', [marketer.memberId, status]);
    await standing('disabled');
    mail({ text: 'I left, and answer all the same.' });
    await look(app, admin, box);
    await standing('active');
    expect((await read(id)).state).toBe('open');
    // Who answered below the quote believes to have answered: they are told, once.
    for (let twice = 0; twice < 2; twice++) {
      mail({ text: '> only\r\n> quoted' });
      await look(app, admin, box);
    }
    const told = (await marketer.call(listNotices, { limit: 100 })).items.filter(({ kind }) => kind === 'question.not_taken');
    expect(told).toMatchObject([{ link: `/questions/${id}`, body: expect.stringContaining('above what was quoted') }]);
    expect((await read(id)).state).toBe('open');
  });

  it('arrives from the page behind the link: opening it changes nothing, a forged or foreign link opens nothing, text stays text', async () => {
    const evil = '<script>alert(1)</script> & <img src=x onerror=alert(1)>';
    const id = await ask(`Is this ${evil}?`);
    const { page: path } = await mailTo(marketer, 'Is this <script>');
    const shown = await page(path);
    expect(shown.statusCode).toBe(200);
    expect(shown.body).not.toContain('<script>');
    expect(shown.body).toContain('&lt;script&gt;');
    expect((await read(id)).state).toBe('open');
    const [begin = '', seal = ''] = [path.slice(0, path.lastIndexOf('/') + 1), path.slice(path.lastIndexOf('/') + 1)];
    const [body = '', tag = ''] = seal.split('.');
    const words = JSON.parse(Buffer.from(body, 'base64url').toString()) as string[];
    const other = await app.newWorkspace('Other');
    const forge = (changed: string[]) => `${begin}${Buffer.from(JSON.stringify(changed)).toString('base64url')}.${tag}`;
    const seals = app.context.runtime.services.seals;
    const foreign = `${begin}${seals.seal('question', [other.workspaceId, ...words.slice(1)])}`;
    const someoneElse = `${begin}${seals.seal('question', [words[0] ?? '', words[1] ?? '', marketing.memberId, words[3] ?? ''])}`;
    for (const wrong of [forge([words[0] ?? '', words[1] ?? '', marketing.memberId, words[3] ?? '']), foreign, someoneElse, `${path}x`])
      expect([(await page(wrong)).statusCode, (await page(wrong, 'Mallory')).statusCode]).toEqual([404, 404]);
    expect((await page(path, '')).body).toContain('Write a few words first');
    expect((await page(path, `Yes ${evil}`)).statusCode).toBe(303);
    expect(await read(id)).toMatchObject({ answer: `Yes ${evil}`, through: 'link' });
    expect((await page(path)).body).not.toContain('<img');
  });
});

describe('rights', () => {
  it('a question about a record out of reach shows no text, and cannot be asked of who is out of reach', async () => {
    const id = await ask('Is Vera leaving?');
    await admin.call(setReach, { role: 'marketer', entity: 'contact', read: 'own', write: 'own' });
    expect(await read(id, marketer)).toMatchObject({ words: null, answer: null, about: { id: null, name: null }, may: { answer: false } });
    expect((await marketer.call(contract.listQuestions, { which: 'mine' })).items.map((one) => one.id)).not.toContain(id);
    await expect(marketer.call(contract.answerQuestion, { id, answer: 'No' })).rejects.toMatchObject({ status: 404 });
    await expect(ask('And now?')).rejects.toMatchObject({ status: 400 });
    expect((await marketer.call(contract.similarQuestions, { words: 'Which price did the letter name?' })).items).toEqual([]);
    await admin.call(setReach, { role: 'marketer', entity: 'contact', read: 'all', write: 'all' });
    const stranger = (await app.newWorkspace()).admin;
    await expect(read(id, stranger)).rejects.toMatchObject({ status: 404 });
    await expect(stranger.call(contract.answerQuestion, { id, answer: 'No' })).rejects.toMatchObject({ status: 404 });
  });

  it('of whoever lost the record tells neither what was asked nor what was answered, in a notice, a reminder or a mail', async () => {
    const own = await aContact(marketer, { firstName: 'Vera', lastName: 'Lind', ownerId: marketer.memberId });
    const put = async (client: Client, { to, of, words }: { to: Client; of: string; words: string }) =>
      (
        await client.call(contract.askQuestion, {
          words,
          to: { kind: 'member', memberId: to.memberId },
          about: { subject: 'contact', id: of },
        })
      ).id;
    const owed = await put(marketing, { to: marketer, of: contactId, words: 'Will Vera sign in June?' });
    const asked = await put(marketer, { to: rep, of: contactId, words: 'When does Vera sign?' });
    const mine = await put(marketer, { to: rep, of: own, words: 'Is she new?' });
    await admin.call(setReach, { role: 'marketer', entity: 'contact', read: 'own', write: 'own' });
    const mails = async () => {
      const { rows } = await app.context.queuePool.query<{ text: string }>(
        `select m.subject || m.body_text as text from mail m join member p on p.workspace_id = m.workspace_id and lower(p.email) = lower(m.to_email)
          where p.id = $1 order by m.id`,
        [marketer.memberId],
      );
      return rows.map(({ text }) => text);
    };
    const before = (await mails()).length;
    await rep.call(contract.answerQuestion, { id: asked, answer: 'She signs on the ninth.' });
    await rep.call(contract.answerQuestion, { id: mine, answer: 'Since May.' });
    app.setNow(later(20));
    await app.tick('questions.time');
    app.setNow(MORNING);
    const heard = (await marketer.call(listNotices, { limit: 100 })).items.flatMap(({ kind, title, body, link }) =>
      kind !== 'question.asked' && [owed, asked, mine].some((id) => link?.endsWith(id)) ? [[kind, title, body]] : [],
    );
    expect(heard.sort()).toEqual([
      ['question.answered', 'Anna (key test) answered', null],
      ['question.answered', 'Anna (key test) answered: Vera Lind', 'Since May.'],
      ['question.due', 'Ruiz waits for your answer', null],
    ]);
    const written = (await mails()).slice(before).join();
    expect(written).toContain('Since May.');
    expect(written).not.toMatch(/ninth|does Vera|Will Vera|Vogt/);
    await admin.call(setReach, { role: 'marketer', entity: 'contact', read: 'all', write: 'all' });
  });

  it('presence is of the last minutes, of who may read the record, and off by wish', async () => {
    await app.command(marketer, async (ctx) => {
      await sql`insert into presence (workspace_id, member_id, seen_at, subject, subject_id) values (${ctx.scope.workspaceId}, ${marketer.memberId}, ${MORNING}, 'contact', ${contactId})`.execute(
        ctx.tx,
      );
    });
    const here = async () => (await rep.call(aroundContract.listAround, about())).people.map(({ name, here: looks }) => [name, looks]);
    expect(await here()).toEqual([['Mara', true]]);
    await marketer.call(aroundContract.setVisibility, { hidden: true });
    expect(await here()).toEqual([]);
    await marketer.call(aroundContract.setVisibility, { hidden: false });
    app.setNow(later(1));
    expect(await here()).toEqual([]);
    app.setNow(MORNING);
  });

  it('what was said about a person goes with them', async () => {
    const id = await ask('Does Vera like opera?');
    await marketer.call(contract.answerQuestion, { id, answer: 'She sings.' });
    await admin.call(eraseContact, { id: contactId });
    await app.runAllJobs();
    const { rows } = await app.context.queuePool.query('select words, answer from question where id = $1', [id]);
    expect(rows).toEqual([{ words: '', answer: '' }]);
  });
});
