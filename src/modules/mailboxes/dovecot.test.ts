import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readTimeline } from '#modules/activities/contract.ts';
import { aContact } from '#modules/contacts/testing.ts';
import { imapStores, MailboxProblem, type OpenStore } from '#platform/mail/imap.ts';
import { PROJECT } from '#src/project.ts';
import { type Dovecot, startDovecot } from '../../../test/counterparts/dovecot.ts';
import { counterpartsProblem, mailOwner } from '../../../test/counterparts/machine.ts';
import { type Client, openTestApp, type TestApp } from '../../../test/harness.ts';
import { LOCALHOST_TLS } from '../../../test/localhost-tls.ts';
import { getConversation, listConversations } from './contract/conversations.ts';
import { listMailboxes, testMailbox } from './contract/mailboxes.ts';
import { standing } from './jobs.ts';
import { letter, look, newBox } from './testing.ts';

const problem = counterpartsProblem();
if (problem) console.warn(`A real IMAP server is not tested against: ${problem}`);

const PASSWORD = 'correct horse';
const BOX = 'info@firm.test';
const OTHER = 'anna@firm.test';
const MANY = 'many@firm.test';

describe.skipIf(problem !== null)('mailboxes of a real server', () => {
  let folder: string;
  let dovecot: Dovecot;
  let app: TestApp;
  let admin: Client;
  let rep: Client;
  let n = 0;
  const open: OpenStore = imapStores({ trusted: LOCALHOST_TLS.cert });

  /** A mail arrives: written beside, then moved in, as a mail server does it. */
  function arrives(user: string, mail: string, sub = ''): void {
    const owner = mailOwner();
    const box = path.join(dovecot.maildirOf(user), sub);
    for (const part of ['', 'new', 'cur', 'tmp']) {
      mkdirSync(path.join(box, part), { recursive: true });
      chownSync(path.join(box, part), owner.uid, owner.gid);
    }
    n += 1;
    const file = path.join(box, 'new', `${Math.floor(Date.now() / 1000)}.M${n}P1.test`);
    writeFileSync(file, mail);
    chownSync(file, owner.uid, owner.gid);
  }
  const at = (user: string) => ({
    address: user,
    username: user,
    host: 'localhost',
    port: dovecot.tlsPort,
    security: 'tls' as const,
    password: PASSWORD,
  });
  const subjects = async () => (await rep.call(listConversations, { view: 'open', limit: 200 })).items.map(({ subject }) => subject);
  const until = (done: () => Promise<boolean>) => vi.waitUntil(done, { timeout: 20_000, interval: 20 });

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'truce-imap-'));
    chmodSync(folder, 0o755);
    dovecot = await startDovecot(folder, { [BOX]: PASSWORD, [OTHER]: PASSWORD, [MANY]: PASSWORD });
    app = await openTestApp({ openMailbox: open });
    const workspace = await app.newWorkspace();
    admin = workspace.admin;
    rep = await workspace.member('rep');
  });
  afterAll(async () => {
    await app?.close();
    await dovecot?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('are tested before they are kept: folders, a wrong password, a certificate that nobody vouches for', async () => {
    const { address: _address, ...settings } = at(BOX);
    const found = await admin.call(testMailbox, settings);
    expect(found.problem).toBeNull();
    expect(found.folders).toContainEqual({ path: 'Sent', use: 'Sent' });
    expect(await admin.call(testMailbox, { ...settings, password: 'wrong' })).toMatchObject({
      ok: false,
      problem: expect.stringContaining('did not accept'),
    });
    const strict = imapStores({})({ ...settings, user: BOX, password: PASSWORD });
    await expect(strict).rejects.toMatchObject({ code: 'certificate' });
    const plain = open({ host: 'localhost', port: dovecot.port, security: 'starttls', user: BOX, password: PASSWORD });
    expect((await (await plain).folders()).length).toBeGreaterThan(0);
    await (await plain).close();
  });

  it('are read both ways: what came, and what a rep sent from another program, in one conversation', async () => {
    const contactId = await aContact(rep, { lastName: 'Vogt', emails: [{ email: 'anna@kunde.test' }] });
    const shared = await newBox(admin, { password: PASSWORD }, { ...at(BOX), sent: 'Sent' });
    arrives(BOX, letter({ subject: 'Grüße & Fragen', id: 'r1@kunde.test', text: 'Was kostet es? äöü' }));
    arrives(
      BOX,
      letter({
        from: BOX,
        to: 'anna@kunde.test',
        subject: 'Re: Grüße & Fragen',
        id: 'r2@firm.test',
        refs: ['r1@kunde.test'],
        text: '40 Euro',
      }),
      '.Sent',
    );
    await look(app, admin, shared);
    const [found] = (await rep.call(listConversations, { contactId })).items;
    const whole = await rep.call(getConversation, { id: found?.id ?? '' });
    expect(whole.items.map(({ direction, body }) => [direction, body])).toEqual([
      ['in', 'Was kostet es? äöü'],
      ['out', '40 Euro'],
    ]);
    expect(whole.waitingSince).toBeNull();
    expect((await rep.call(readTimeline, { of: 'contact', id: contactId })).items.filter(({ kind }) => kind === 'mail')).toHaveLength(2);
    await look(app, admin, shared, { count: true });
    const row = (await admin.call(listMailboxes, {})).items.find(({ id }) => id === shared);
    expect(row?.folders.map(({ count }) => count)).toMatchObject([
      { onServer: 1, withUs: 1, missing: 0 },
      { onServer: 1, withUs: 1, missing: 0 },
    ]);
  });

  it('tell of new mail by themselves, by one reader among several, and go on after a restart', async () => {
    await newBox(admin, { password: PASSWORD }, { ...at(OTHER), name: 'Pushed' });
    const errors: unknown[] = [];
    const start = () => standing.map((one) => one.start(app.context.runtime, (error) => errors.push(error)));
    let running = [...start(), ...start()];
    const listening = async () =>
      (await admin.call(listMailboxes, {})).items.find(({ name }) => name === 'Pushed')?.status.state === 'reading';
    try {
      await until(listening);
      const began = Date.now();
      arrives(OTHER, letter({ to: OTHER, from: 'push@kunde.test', subject: 'Pushed one' }));
      await until(async () => (await subjects()).includes('Pushed one'));
      // Far below the time after which it would look by itself.
      expect(Date.now() - began).toBeLessThan(15_000);
      await Promise.all(running.map((one) => one.stop()));
      running = [];
      arrives(OTHER, letter({ to: OTHER, from: 'push@kunde.test', subject: 'Between' }));
      running = start();
      await until(async () => (await subjects()).includes('Between'));
    } finally {
      await Promise.all(running.map((one) => one.stop()));
    }
    expect((await subjects()).filter((subject) => subject === 'Pushed one' || subject === 'Between')).toHaveLength(2);
    expect(errors).toEqual([]);
  });

  it('lose nothing and double nothing of 200 mails while readers are killed', async () => {
    for (let mail = 0; mail < 200; mail += 1)
      arrives(MANY, letter({ from: 'many@kunde.test', to: MANY, subject: `Mail ${mail}`, id: `m${mail}@kunde.test` }));
    await newBox(admin, { password: PASSWORD }, { ...at(MANY), name: 'Many' });
    const read = () =>
      app.context.runtime.read(app.context.systemScope(admin.workspaceId), async ({ tx }) => {
        const { rows } = await sql<{
          n: number;
        }>`select count(*)::int as n from conversation_mail where from_address = 'many@kunde.test'`.execute(tx);
        return rows[0]?.n ?? 0;
      });
    for (const stopAt of [70, 200]) {
      const reader = startReader(app, admin.workspaceId);
      try {
        await until(async () => (await read()) >= stopAt);
      } finally {
        await killed(reader);
      }
      await app.context.queuePool.query('update mailbox_status set held_until = now()');
    }
    const { rows } = await app.context.queuePool.query<{ subject: string; n: number; activities: number }>(
      `select m.subject, count(*)::int as n from conversation_mail m where m.from_address = 'many@kunde.test' group by 1`,
    );
    expect(rows).toHaveLength(200);
    expect(rows.filter(({ n: times }) => times !== 1)).toEqual([]);
  });

  it('that are away are said to be away in words, without what the server answered', async () => {
    const away = open({ host: 'localhost', port: 1, security: 'tls', user: BOX, password: PASSWORD });
    await expect(away).rejects.toBeInstanceOf(MailboxProblem);
    await expect(away).rejects.toMatchObject({ code: 'no_answer', message: 'The server does not answer there.' });
  });
});

function startReader(app: TestApp, workspaceId: string): ChildProcess {
  return spawn(process.execPath, ['--import', 'tsx', path.join(PROJECT, 'test/counterparts/reader.ts')], {
    cwd: PROJECT,
    env: {
      ...process.env,
      READER_APP_URL: app.urls.appUrl,
      READER_OWNER_URL: app.urls.ownerUrl,
      READER_PASSWORD: PASSWORD,
      READER_WORKSPACE: workspaceId,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

async function killed(child: ChildProcess): Promise<void> {
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGKILL');
  await gone;
}
