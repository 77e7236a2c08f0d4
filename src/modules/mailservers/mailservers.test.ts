import { createServer, type Server, type Socket } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSender } from '#modules/templates/contract/parts.ts';
import { vaultWith } from '#platform/auth/vault.ts';
import { isPublicAddress } from '#platform/http/outbound.ts';
import type { Dns } from '#platform/mail/dns.ts';
import { workOf } from '#platform/runtime.ts';
import { type Client, openTestApp, type TestApp } from '../../../test/harness.ts';
import { testServer } from './commands/servers.ts';
import * as contract from './contract.ts';
import { carriersWith, INSTALLATION_SERVER } from './queries/carriers.ts';
import { senderProblem, signersFor } from './queries/domains.ts';

/** Name servers of the test: what is not here does not exist; null answers nothing. */
const zone: Record<string, string[] | null> = {};
const answer = (name: string, type: string) => (zone[`${name} ${type}`] === undefined ? [] : (zone[`${name} ${type}`] ?? null));
const dns: Dns = {
  texts: async (name) => answer(name, 'TXT'),
  exchanges: async (name) => answer(name, 'MX'),
  addresses: async (name) => answer(name, 'A'),
  names: async (address) => answer(address, 'PTR'),
};

let app: TestApp;
let admin: Client;
let marketer: Client;
let rep: Client;
beforeAll(async () => {
  app = await openTestApp({ dns });
  const workspace = await app.newWorkspace();
  admin = workspace.admin;
  marketer = await workspace.member('marketer');
  rep = await workspace.member('rep');
});
afterAll(() => app.close());

const BASIC = { name: 'Relay', host: 'relay.example.com', port: 587, tls: 'starttls' } as const;
const serversOf = async (client = admin) => (await client.call(contract.listMailServers, {})).items;

/** Listens on loopback, speaks just enough, and counts who came. */
async function listener(host: string): Promise<{ port: number; connections: () => number; close(): void } | null> {
  let connections = 0;
  const sockets: Socket[] = [];
  const server: Server = createServer((socket) => {
    connections += 1;
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.write('220 here\r\n');
    socket.on('data', (data) => {
      socket.write(/^QUIT/i.test(data.toString()) ? '221 bye\r\n' : '250 here\r\n');
    });
  });
  const listening = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(0, host, () => resolve(true));
  });
  const address = server.address();
  if (!listening || typeof address !== 'object' || !address) return null;
  const close = () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return { port: address.port, connections: () => connections, close };
}

describe('mail servers', () => {
  it('are set by administrators and seen by Marketing, and a password is never shown or logged', async () => {
    const password = 'hush-hush-1';
    const { id } = await admin.call(contract.createMailServer, {
      ...BASIC,
      user: 'truce',
      password,
      perMinute: 60,
      domainRates: { 'gmail.com': 20 },
    });
    const [server] = await serversOf(marketer);
    expect(server).toMatchObject({
      id,
      ...BASIC,
      user: 'truce',
      hasPassword: true,
      perMinute: 60,
      perHour: null,
      domainRates: { 'gmail.com': 20 },
    });
    const { rows } = await app.context.queuePool.query(
      `select
      (select json_agg(a) from audit_log a where a.workspace_id = $1)::text || (select json_agg(k) from mail_server_secret k)::text as kept`,
      [admin.workspaceId],
    );
    expect(rows[0].kept).toContain('Relay');
    expect(JSON.stringify([await serversOf(), rows])).not.toContain(password);
    await expect(rep.call(contract.listMailServers, {})).rejects.toMatchObject({ status: 403 });
    await expect(marketer.call(contract.changeMailServer, { id, paused: true })).rejects.toMatchObject({ status: 403 });
    await expect((await app.newWorkspace()).admin.call(contract.deleteMailServer, { id })).rejects.toMatchObject({ status: 404 });
    await expect(admin.call(contract.createMailServer, { ...BASIC, name: 'RELAY' })).rejects.toMatchObject({ status: 409 });
    await admin.call(contract.changeMailServer, { id, name: 'Our relay', perMinute: null });
    expect((await serversOf())[0]).toMatchObject({ name: 'Our relay', perMinute: null, hasPassword: true });
  });

  it('do not give their password to another address', async () => {
    const [server] = await serversOf();
    const id = server?.id ?? '';
    for (const change of [{ host: 'evil.example.com' }, { port: 2525 }, { tls: 'none' as const }]) {
      await expect(admin.call(contract.changeMailServer, { id, ...change })).rejects.toMatchObject({ errors: [{ field: 'password' }] });
    }
    await admin.call(contract.changeMailServer, { id, port: 465, tls: 'implicit', password: 'another' });
    await admin.call(contract.changeMailServer, { id, host: 'other.example.com', password: null });
    expect((await serversOf())[0]).toMatchObject({ host: 'other.example.com', hasPassword: false });
  });

  const inside = [
    ...['127.0.0.1', '127.1', '127.0.1', '0177.1', '0177.0.0.1', '0x7f.1', '0x7f000001', '0x7F.0x0.0x0.0x1', '2130706433', '017700000001'],
    ...['127.255.255.254', '0.0.0.0', '0', '0x0', '00', '10.0.0.1', '10.255.255.255', '012.0.0.1', '172.16.0.1', '172.31.255.255'],
    ...[
      '192.168.0.1',
      '192.168.255.255',
      '169.254.169.254',
      '0xa9fea9fe',
      '2852039166',
      '169.254.43518',
      '100.64.0.1',
      '198.18.0.1',
      '192.0.0.1',
    ],
    ...['224.0.0.1', '255.255.255.255', '::1', '::', '0:0:0:0:0:0:0:1', '[::1]', '::ffff:127.0.0.1', '::ffff:7f00:1', '[::ffff:7f00:1]'],
    ...[
      '::127.0.0.1',
      '64:ff9b::7f00:1',
      '64:ff9b::127.0.0.1',
      '2002:7f00:1::',
      '2001:0:7f00:1::',
      'fe80::1',
      'fe80::1%lo',
      'fc00::1',
      'fd00::1',
    ],
    ...['ff02::1', 'localhost', 'LOCALHOST', 'localhost.', 'ip6-localhost', '１２７.0.0.1', '127。0。0。1', '①②⑦.0.0.1', 'ⓛocalhost'],
    ...['user@127.0.0.1', '127.0.0.1:25', '127.0.0.1/', '127.0.0.1#x', 'http://127.0.0.1', '127.0.0.1\\x', '127.0.0.1 ', '%31%32%37.0.0.1'],
  ];

  it(`are nowhere inside, in ${inside.length} spellings`, async () => {
    const sinks = (await Promise.all([listener('127.0.0.1'), listener('::1')])).filter((one) => one !== null);
    const work = workOf(app.context.runtime, await app.scopeOf(admin));
    let saved = 0;
    for (const [n, host] of inside.entries()) {
      for (const { port } of sinks) {
        const made = await admin
          .call(contract.createMailServer, { ...BASIC, name: `Inside ${n}`, host, port, tls: 'none' })
          .catch(() => null);
        if (!made) continue;
        saved += 1;
        const result = await testServer(work, app.context.runtime.services, { id: made.id, options: { timeouts: { verify: 2000 } } });
        expect(result).toMatchObject({ works: false, stage: 'connection' });
        await admin.call(contract.deleteMailServer, { id: made.id });
      }
    }
    expect(inside.length).toBeGreaterThanOrEqual(60);
    // Numbers are refused at once; a name is only known once it is resolved.
    expect(saved).toBeLessThanOrEqual(8 * sinks.length);
    expect(sinks.map((one) => one.connections())).toEqual(sinks.map(() => 0));
    for (const sink of sinks) sink.close();
  });

  it('are tried out where the installation allows them, and say how far it came', async () => {
    const sink = await listener('127.0.0.1');
    const { id } = await admin.call(contract.createMailServer, {
      ...BASIC,
      name: 'Near',
      host: 'localhost',
      port: sink?.port ?? 0,
      tls: 'none',
    });
    const work = workOf(app.context.runtime, await app.scopeOf(admin));
    const services = { ...app.context.runtime.services, mailAllows: () => true };
    expect(await testServer(work, services, { id })).toMatchObject({ works: true, stage: null });
    expect((await serversOf()).find((one) => one.id === id)?.test).toMatchObject({ works: true });
    expect(await admin.call(contract.testMailServer, { id })).toMatchObject({ works: false, stage: 'connection' });
    sink?.close();
    expect(await testServer(work, services, { id })).toMatchObject({ works: false, stage: 'connection' });
    await admin.call(contract.deleteMailServer, { id });
  });
});

describe('return addresses of single mails', () => {
  /** A server that takes mail for `bounces@firm.example`, and with `plus` for its sub-addresses. */
  async function relay(plus: boolean) {
    const envelopes: { from: string; to: string }[] = [];
    const server = new SMTPServer({
      ...{ authOptional: true, disabledCommands: ['STARTTLS', 'AUTH'] },
      onRcptTo: ({ address }, _session, done) =>
        done(plus || !address.includes('+') ? null : Object.assign(new Error('5.1.1 unknown'), { responseCode: 550 })),
      onData(stream, { envelope: { mailFrom, rcptTo } }, done) {
        stream.resume().on('end', () => {
          envelopes.push({ from: mailFrom ? mailFrom.address : '', to: rcptTo[0]?.address ?? '' });
          done();
        });
      },
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const address = server.server.address();
    return { port: typeof address === 'object' && address ? address.port : 0, envelopes, close: () => server.close(() => undefined) };
  }

  it('are used once a test mail to such an address was taken, and forgotten with the server or the mailbox', async () => {
    const work = workOf(app.context.runtime, await app.scopeOf(admin));
    const services = { ...app.context.runtime.services, mailAllows: () => true };
    const [refuses, takes] = [await relay(false), await relay(true)];
    const settings = {
      ...BASIC,
      name: 'Returns',
      host: 'localhost',
      tls: 'none' as const,
      bounceAddress: 'bounces@firm.example',
      senders: ['@firm.example'],
    };
    const { id } = await admin.call(contract.createMailServer, { ...settings, port: refuses.port });
    const carriers = carriersWith(services);
    const isUsed = async () => {
      const asked = { lane: 'bulk', senderAddress: 'anna@firm.example' } as const;
      const { carrier } = await app.command(admin, async (ctx) => ({ carrier: await carriers.carrierOf(ctx, asked) }));
      return carrier?.ownReturns;
    };
    expect(await isUsed()).toBe(false);
    expect(await testServer(work, services, { id })).toMatchObject({
      works: true,
      returns: 'refused',
      returnsResponse: expect.stringContaining('unknown'),
    });
    expect(await isUsed()).toBe(false);
    await admin.call(contract.changeMailServer, { id, port: takes.port });
    expect(await testServer(work, services, { id })).toMatchObject({ works: true, returns: 'taken' });
    expect(takes.envelopes).toHaveLength(1);
    expect(takes.envelopes[0]?.from).toMatch(/^bounces\+[a-z2-7]{42}@firm\.example$/);
    expect(takes.envelopes[0]?.to).toBe(takes.envelopes[0]?.from);
    expect(await isUsed()).toBe(true);
    await admin.call(contract.changeMailServer, { id, bounceAddress: 'others@firm.example' });
    expect((await serversOf()).find((one) => one.id === id)?.test?.returns).toBeNull();
    expect(await isUsed()).toBe(false);
    await admin.call(contract.changeMailServer, { id, ownReturns: false });
    expect(await testServer(work, services, { id })).toMatchObject({ works: true, returns: null });
    expect(takes.envelopes).toHaveLength(1);
    await admin.call(contract.deleteMailServer, { id });
    await carriers.close();
    refuses.close();
    takes.close();
  });
});

describe('sending domains', () => {
  it('have a pair of keys, records to publish, and become ready once the name servers say so', async () => {
    const { id } = await admin.call(contract.createSendingDomain, { domain: 'Firm.example' });
    await expect(admin.call(contract.createSendingDomain, { domain: 'firm.example' })).rejects.toMatchObject({ status: 409 });
    await expect(marketer.call(contract.createSendingDomain, { domain: 'x.example' })).rejects.toMatchObject({ status: 403 });
    const server = await admin.call(contract.createMailServer, {
      ...BASIC,
      name: 'Known',
      sendsFrom: ['192.88.98.10'],
      senders: ['@firm.example'],
    });
    await admin.call(createSender, { name: 'Anna', email: 'anna@firm.example', replyTo: null, isDefault: false });
    await admin.call(createSender, { name: 'Old', email: 'old@elsewhere.example', replyTo: null, isDefault: false });
    const before = await marketer.call(contract.listSendingDomains, {});
    const [domain] = before.items;
    const [dkim, spf, dmarc] = domain?.records ?? [];
    expect(before.warnings).toEqual([
      { address: 'anna@firm.example', cause: 'not_checked' },
      { address: 'old@elsewhere.example', cause: 'no_domain' },
    ]);
    expect(spf?.value).toContain('ip4:192.88.98.10');
    expect(JSON.stringify(before)).not.toContain('PRIVATE');

    const first = await marketer.call(contract.checkSendingDomain, { id });
    expect(first.checks.map(({ kind, state, reason }) => [kind, state, reason])).toEqual([
      ...[
        ['dkim', 'fail', 'missing'],
        ['spf', 'fail', 'missing'],
        ['dmarc', 'fail', 'missing'],
        ['mx', 'fail', 'missing'],
      ],
      ['reverse', 'fail', 'no_name'],
    ]);
    for (const record of [dkim, spf, dmarc]) zone[`${record?.name} TXT`] = [record?.value ?? ''];
    zone['firm.example MX'] = ['mx.firm.example'];
    zone['192.88.98.10 PTR'] = ['mail.firm.example'];
    zone['mail.firm.example A'] = ['192.88.98.10'];
    app.setNow(new Date(Date.now() + 86_400_000).toISOString());
    await app.tick('mailservers.checkDomains');
    app.setNow(null);
    const after = await marketer.call(contract.listSendingDomains, {});
    expect(after.items[0]?.ready).toBe(true);
    expect(after.items[0]?.checks.map((one) => one.state)).toEqual(['pass', 'pass', 'pass', 'pass', 'pass']);
    expect(after.items[0]?.records.every((record) => record.published)).toBe(true);
    expect(after.warnings).toEqual([{ address: 'old@elsewhere.example', cause: 'no_domain' }]);
    await app.command(admin, async (ctx) => {
      expect(await senderProblem(ctx, 'anna@firm.example')).toBeNull();
      expect(await senderProblem(ctx, 'x@other.example')).toBe('no_domain');
      return {};
    });

    zone[`${dkim?.name} TXT`] = null;
    const lost = await marketer.call(contract.checkSendingDomain, { id });
    expect(lost).toMatchObject({ ready: false, checks: [{ kind: 'dkim', state: 'unknown', reason: 'no_answer' }, {}, {}, {}, {}] });
    await admin.call(contract.deleteMailServer, { id: server.id });
  });

  it('change their key without a gap: the next signs once its record is seen, the former stays until its mails have arrived', async () => {
    const { id } = await admin.call(contract.createSendingDomain, { domain: 'turn.example' });
    const read = async () => {
      const domain = (await marketer.call(contract.listSendingDomains, {})).items.find((one) => one.id === id);
      if (!domain) throw new Error('the domain is gone');
      return domain;
    };
    const signsWith = () =>
      app.command(admin, async (ctx) => ({ with: (await signersFor(ctx, 'anna@turn.example')).map(({ selector }) => selector) }));
    const [old] = (await read()).keys;
    await expect(marketer.call(contract.createSendingKey, { id })).rejects.toMatchObject({ status: 403 });
    const next = await admin.call(contract.createSendingKey, { id });
    await expect(admin.call(contract.createSendingKey, { id })).rejects.toMatchObject({ status: 409 });
    await expect(admin.call(contract.deleteSendingKey, { id, keyId: old?.id ?? '' })).rejects.toMatchObject({ status: 422 });
    const record = (await read()).records.filter(({ kind }) => kind === 'dkim')[1];
    expect((await read()).records.filter(({ kind }) => kind === 'dkim').map(({ published }) => published)).toEqual([false, false]);

    zone[`${record?.name} TXT`] = ['v=DKIM1; k=rsa; p=somebodyelse'];
    await marketer.call(contract.checkSendingDomain, { id });
    expect((await read()).keys).toMatchObject([{ id: next.id, state: 'next', reason: 'other_key' }, { state: 'signing' }]);
    expect((await signsWith()).with).toEqual([old?.selector]);

    zone[`${record?.name} TXT`] = [record?.value ?? ''];
    const { checks } = await marketer.call(contract.checkSendingDomain, { id });
    expect(checks[0]).toMatchObject({ kind: 'dkim', state: 'pass' });
    const [signing, former] = (await read()).keys;
    expect([signing, former]).toMatchObject([
      { id: next.id, state: 'signing' },
      { id: old?.id, state: 'former' },
    ]);
    expect((await signsWith()).with).toEqual([signing?.selector]);
    expect((await read()).selector).toBe(signing?.selector);

    await expect(admin.call(contract.deleteSendingKey, { id, keyId: former?.id ?? '' })).rejects.toMatchObject({ status: 422 });
    app.setNow(former?.removableAt ?? null);
    await admin.call(contract.deleteSendingKey, { id, keyId: former?.id ?? '' });
    app.setNow(null);
    expect((await read()).keys.map(({ state }) => state)).toEqual(['signing']);
    await admin.call(contract.deleteSendingDomain, { id });
  });

  it('sign for their senders, through the server that is meant; without one, mails stay in the app', async () => {
    const { vault } = app.context.runtime.services;
    const none = carriersWith({ vault, mailServer: null, mailAllows: isPublicAddress });
    const server = await admin.call(contract.createMailServer, {
      ...BASIC,
      name: 'Bulk',
      lanes: ['bulk'],
      perHour: 500,
      bounceAddress: 'b@bounce.firm.example',
    });
    const own = { host: 'localhost', port: 25, tls: 'none' as const, from: 'Truce <truce@localhost>' };
    const some = carriersWith({ vault, mailServer: own, mailAllows: isPublicAddress });
    const strange = carriersWith({
      vault: vaultWith('another installation with another secret'),
      mailServer: own,
      mailAllows: isPublicAddress,
    });
    await app.command(admin, async (ctx) => {
      const [bulk, personal] = (['bulk', 'personal'] as const).map((lane) => ({ lane, senderAddress: 'anna@firm.example' }));
      if (!bulk || !personal) return {};
      const carrier = await none.carrierOf(ctx, bulk);
      expect(carrier).toMatchObject({ id: server.id, rates: { perMinute: null, perHour: 500 }, envelopeFrom: 'b@bounce.firm.example' });
      expect(carrier?.keys).toMatchObject([{ domain: 'firm.example' }]);
      expect((await none.carrierOf(ctx, bulk))?.transport).toBe(carrier?.transport);
      expect((await none.carrierOf(ctx, bulk))?.keys[0]).toBe(carrier?.keys[0]);
      expect(await none.carrierOf(ctx, personal)).toMatchObject({ id: expect.not.stringMatching(server.id) });
      expect((await none.carrierOf(ctx, { ...bulk, senderAddress: 'x@unknown.example' }))?.keys).toEqual([]);
      expect((await strange.carrierOf(ctx, bulk))?.keys).toEqual([]);
      return {};
    });
    for (const { id } of await serversOf()) await admin.call(contract.deleteMailServer, { id });
    await app.command(admin, async (ctx) => {
      const asked = { lane: 'bulk', senderAddress: 'anna@firm.example' } as const;
      expect(await none.carrierOf(ctx, asked)).toBeNull();
      expect(await some.carrierOf(ctx, asked)).toMatchObject({ id: INSTALLATION_SERVER, keys: [{ domain: 'firm.example' }] });
      return {};
    });
    await Promise.all([none, some, strange].map((one) => one.close()));
  });
});
