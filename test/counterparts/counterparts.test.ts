import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ImapFlow } from 'imapflow';
import { authenticate } from 'mailauth';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listSuppressions, readMailPermissions } from '#modules/consents/contract.ts';
import { aContact } from '#modules/contacts/testing.ts';
import { takeMail } from '#modules/deliveries/commands/mails.ts';
import { mailboxSource } from '#modules/deliveries/commands/sources.ts';
import { deliverDue } from '#modules/sends/commands/engine.ts';
import { aLaunchedSend, aMailRoom, carrierTo } from '#modules/sends/testing.ts';
import { compose, type Letter, type Outgoing } from '#platform/mail/compose.ts';
import { sign } from '#platform/mail/dkim.ts';
import { smtpTransport } from '#platform/mail/transport.ts';
import { workOf } from '#platform/runtime.ts';
import { isRefusal } from '#platform/shared/refusal.ts';
import { openTestApp } from '../harness.ts';
import { LOCALHOST_TLS } from '../localhost-tls.ts';
import { type Dovecot, startDovecot } from './dovecot.ts';
import { counterpartsProblem } from './machine.ts';
import { type Postfix, startPostfix } from './postfix.ts';

const PASSWORD = 'correct horse';
const BOUNCES = 'b@bounce.firm.test';
/** Where each mail of a mailing returns to an address of its own. */
const RETURNS = 'r@bounce.firm.test';
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const KEY = { domain: 'firm.test', selector: 'truce1', privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
const ZONE: Readonly<Record<string, string[][]>> = {
  'truce1._domainkey.firm.test TXT': [[`v=DKIM1; k=rsa; p=${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`]],
  'bounce.firm.test TXT': [['v=spf1 ip4:127.0.0.1 -all']],
  '_dmarc.firm.test TXT': [['v=DMARC1; p=reject; adkim=s; aspf=r']],
};

async function signedMail(to: string, more: Partial<Letter> = {}): Promise<Outgoing> {
  const letter = {
    from: { name: 'Anna Vogt', address: 'anna@firm.test' },
    to: { name: 'Jörg Müller', address: to },
    subject: 'Das Angebot für Ihre Anlage',
    html: '<p>Guten Tag</p>',
    text: 'Guten Tag\n.\n',
    messageId: `<${to.replace('@', '.')}@firm.test>`,
    listUnsubscribe: { oneClick: 'https://truce.test/p/mail/off/x', page: 'https://truce.test/p/mail/x' },
    envelopeFrom: 'b+1@bounce.firm.test',
    ...more,
  };
  const outgoing = await compose(letter);
  const signed = isRefusal(outgoing) ? outgoing : await sign(outgoing, [KEY]);
  if (isRefusal(signed)) throw new Error(signed.message);
  return signed;
}

/** What a receiver finds who knows nothing of us but the zone. */
async function verdictsOn(raw: Buffer) {
  const resolver = async (name: string, type: string) => {
    const found = ZONE[`${name} ${type}`];
    if (found) return found;
    throw Object.assign(new Error('none'), { code: 'ENOTFOUND' });
  };
  const facts = { ip: '127.0.0.1', helo: 'mail.firm.test', sender: 'b+1@bounce.firm.test', mta: 'mail.client.test', trustReceived: false };
  const { dkim, spf, dmarc } = await authenticate(raw, { ...facts, resolver });
  return {
    dkim: dkim.results.map((one) => one.status.result),
    spf: spf ? spf.status.result : null,
    dmarc: dmarc ? dmarc.status.result : null,
  };
}

const GENUINE = { dkim: ['pass'], spf: 'pass', dmarc: 'pass' };
const problem = counterpartsProblem();

describe.skipIf(problem !== null)(`with Postfix and Dovecot${problem === null ? '' : ` (left out: ${problem})`}`, () => {
  let folder: string;
  let dovecot: Dovecot;
  let postfix: Postfix;
  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'truce-counterparts-'));
    chmodSync(folder, 0o755);
    dovecot = await startDovecot(path.join(folder, 'dovecot'), {
      'jm@client.test': PASSWORD,
      [BOUNCES]: PASSWORD,
      [RETURNS]: PASSWORD,
      anna: PASSWORD,
    });
    const addresses = ['jm@client.test', BOUNCES, RETURNS];
    postfix = await startPostfix(path.join(folder, 'postfix'), { mails: dovecot.mails, addresses, authSocket: dovecot.authSocket });
  });
  afterAll(async () => {
    await postfix?.close();
    await dovecot?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const transport = (more: Partial<Parameters<typeof smtpTransport>[0]> = {}) =>
    smtpTransport(
      { host: 'localhost', port: postfix.port, tls: 'starttls', user: 'anna', password: PASSWORD, ...more },
      { trusted: LOCALHOST_TLS.cert, connections: 1 },
    );

  /** Waits by IDLE, as a mail program does. */
  async function firstMailOf(user: string): Promise<Buffer> {
    const imap = new ImapFlow({
      ...{ host: 'localhost', port: dovecot.tlsPort, secure: true, logger: false },
      ...{ auth: { user, pass: PASSWORD }, tls: { ca: LOCALHOST_TLS.cert } },
    });
    await imap.connect();
    try {
      const arrived = new Promise((resolve) => imap.once('exists', resolve));
      const { exists } = await imap.mailboxOpen('INBOX');
      if (exists === 0) await arrived;
      const found = await imap.fetchOne('1', { source: true });
      return (found ? found.source : undefined) ?? Buffer.alloc(0);
    } finally {
      await imap.logout();
    }
  }

  it('a mail goes out over TLS with a login, arrives, and another verifier finds it genuine', async () => {
    const sender = transport();
    expect(await sender.verify()).toBeNull();
    expect(await sender.deliver(await signedMail('jm@client.test'))).toMatchObject({ kind: 'accepted', code: 250 });
    await sender.close();
    const raw = await firstMailOf('jm@client.test');
    expect(await verdictsOn(raw)).toEqual(GENUINE);
    const forged = Buffer.from(raw.toString('latin1').replace('Guten Tag', 'Guten Taf'), 'latin1');
    expect((await verdictsOn(forged)).dkim).not.toContain('pass');
  });

  it('nobody sends without a login, with a wrong password, or past an unknown certificate', async () => {
    const mail = await signedMail('jm@client.test');
    const nobody = transport({ user: undefined });
    expect(await nobody.deliver(mail)).toMatchObject({ kind: 'permanent', stage: 'recipient', code: 554 });
    const wrong = transport({ password: 'wrong' });
    expect(await wrong.deliver(mail)).toMatchObject({ kind: 'temporary', stage: 'login', code: 535 });
    const untrusted = smtpTransport({ host: 'localhost', port: postfix.port, tls: 'starttls' });
    expect(await untrusted.deliver(mail)).toMatchObject({ kind: 'temporary', stage: 'tls' });
    await Promise.all([nobody, wrong, untrusted].map((one) => one.close()));
  });

  it('a mail of a mailing comes back to a return address of its own, and is found by that alone', async () => {
    const app = await openTestApp();
    try {
      const room = await aMailRoom(app);
      await aContact(room.admin, { emails: [{ email: 'gone@client.test' }] });
      await aLaunchedSend(app, room);
      const carrier = carrierTo(0, { transport: transport(), envelopeFrom: RETURNS, ownReturns: true });
      const work = workOf(app.context.runtime, app.context.systemScope(room.workspaceId));
      await deliverDue(work, { carrierOf: async () => carrier, signal: new AbortController().signal });
      await carrier.transport.close();
      const raw = await firstMailOf(RETURNS);
      // As of a server that names nobody: every other trace of the mail and its recipient is taken out.
      const bare = raw
        .toString('latin1')
        .replaceAll('gone@client.test', 'somebody')
        .replace(/^Message-ID:.*$/gim, 'X-Gone: 1');
      const sourceId = await work.transaction(mailboxSource);
      const { told } = await takeMail(work, { sourceId, raw: Buffer.from(bare, 'latin1') });
      expect(told).toMatchObject([{ kind: 'bounced', recipient: 'gone@client.test', hardness: 'hard' }]);
      await app.runAllJobs();
      const { items } = await room.admin.call(listSuppressions, {});
      expect(items).toMatchObject([{ address: 'gone@client.test', cause: 'bounced' }]);
    } finally {
      await app.close();
    }
  });

  it('a mail to nobody comes back as a DSN, is read, and that address gets no more mail', async () => {
    const app = await openTestApp();
    try {
      const { admin } = await app.newWorkspace();
      const id = await aContact(admin, { emails: [{ email: 'nobody@client.test' }] });
      const sender = transport();
      expect(await sender.deliver(await signedMail('nobody@client.test'))).toMatchObject({ kind: 'accepted' });
      await sender.close();
      const raw = await firstMailOf(BOUNCES);
      const work = workOf(app.context.runtime, await app.scopeOf(admin));
      const sourceId = await work.transaction(mailboxSource);
      const { told } = await takeMail(work, { sourceId, raw });
      expect(told).toMatchObject([{ kind: 'bounced', recipient: 'nobody@client.test', hardness: 'hard', status: '5.1.1' }]);
      const { addresses } = await admin.call(readMailPermissions, { id });
      expect(new Set(addresses[0]?.purposes.map(({ reason }) => reason))).toEqual(new Set(['bounced']));
    } finally {
      await app.close();
    }
  });
});

describe.runIf(problem !== null)('with smtp-server instead', () => {
  it('a mail goes out over TLS with a login, and another verifier finds it genuine', async () => {
    const taken: Buffer[] = [];
    const server = new SMTPServer({
      ...LOCALHOST_TLS,
      onAuth: ({ username, password }, _, done) => done(password === PASSWORD ? null : new Error('no'), { user: username }),
      onData: (stream, _, done) => {
        stream.on('data', (piece: Buffer) => taken.push(piece));
        stream.on('end', () => done());
      },
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const address = server.server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const sender = smtpTransport(
      { host: 'localhost', port, tls: 'starttls', user: 'anna', password: PASSWORD },
      { trusted: LOCALHOST_TLS.cert },
    );
    expect(await sender.deliver(await signedMail('jm@client.test'))).toMatchObject({ kind: 'accepted' });
    expect(await verdictsOn(Buffer.concat(taken))).toEqual(GENUINE);
    await sender.close();
    await new Promise<void>((closed) => server.close(() => closed()));
  });
});
