import type { Socket } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, describe, expect, it } from 'vitest';
import { LOCALHOST_TLS } from '../../../test/localhost-tls.ts';
import type { Outgoing } from './compose.ts';
import { type ServerSettings, smtpTransport, type Transport, type TransportOptions } from './transport.ts';

const MAIL: Outgoing = {
  envelope: { from: 'b@firm.example', to: 'jm@client.example' },
  raw: Buffer.from('From: a@firm.example\r\nMessage-ID: <1@firm.example>\r\n\r\nHello\r\n..dots\r\n.\r\n'),
  messageId: '<1@firm.example>',
};

interface Taken {
  from: string;
  to: string[];
  raw: string;
  secure: boolean;
  user: string | undefined;
}

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function openServer(
  options: SMTPServerOptions = {},
): Promise<{ port: number; taken: Taken[]; connections: () => number; closed: () => number; drop(): void }> {
  const taken: Taken[] = [];
  let connections = 0;
  let closed = 0;
  const server = new SMTPServer({
    authOptional: true,
    hideSTARTTLS: true,
    onConnect: (_, done) => {
      connections += 1;
      done();
    },
    onClose: () => {
      closed += 1;
    },
    onAuth: ({ username, password }, _, done) => (password === 'right' ? done(null, { user: username }) : done(new Error('no'))),
    onData: (stream, { envelope, secure, user }, done) => {
      const pieces: Buffer[] = [];
      stream.on('data', (piece: Buffer) => pieces.push(piece));
      stream.on('end', () => {
        const from = envelope.mailFrom ? envelope.mailFrom.address : '';
        const to = envelope.rcptTo.map((one) => one.address);
        taken.push({ from, to, raw: Buffer.concat(pieces).toString('latin1'), secure: Boolean(secure), user: user as string | undefined });
        done();
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  const sockets: Socket[] = [];
  server.server.on('connection', (socket: Socket) => sockets.push(socket));
  const drop = () => {
    for (const socket of sockets) socket.destroy();
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push({ close: () => new Promise<void>((resolve) => server.close(() => resolve())) });
  const address = server.server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    taken,
    connections: () => connections,
    closed: () => closed,
    drop,
  };
}

function opened(settings: Partial<ServerSettings> & { port: number }, options: TransportOptions = {}): Transport {
  const transport = smtpTransport({ host: '127.0.0.1', tls: 'none', ...settings }, options);
  open.unshift(transport);
  return transport;
}

describe('a mail over SMTP', () => {
  it('arrives as it is, with exactly this envelope, over few connections', async () => {
    const server = await openServer();
    const transport = opened(server, { connections: 3, perConnection: 50 });
    const outcomes = await Promise.all(Array.from({ length: 100 }, () => transport.deliver(MAIL)));
    expect(outcomes.every((one) => one.kind === 'accepted' && one.code === 250)).toBe(true);
    expect(server.taken).toHaveLength(100);
    expect(server.taken[0]).toMatchObject({ from: 'b@firm.example', to: ['jm@client.example'], raw: MAIL.raw.toString('latin1') });
    expect(server.connections()).toBeLessThanOrEqual(4);
  });

  it('logs in, and a wrong password is about the server, not about the mail', async () => {
    const server = await openServer({ authOptional: false, allowInsecureAuth: true });
    expect(await opened({ ...server, user: 'anna', password: 'right' }).deliver(MAIL)).toMatchObject({ kind: 'accepted' });
    expect(server.taken).toMatchObject([{ user: 'anna' }]);
    const wrong = opened({ ...server, user: 'anna', password: 'wrong' });
    expect(await wrong.deliver(MAIL)).toMatchObject({ kind: 'temporary', stage: 'login', code: 535 });
    expect(await wrong.verify()).toMatchObject({ kind: 'temporary', stage: 'login', code: 535 });
    expect(await opened(server).deliver(MAIL)).toMatchObject({ kind: 'temporary', stage: 'login', code: 530 });
  });

  it('can be stopped before it is handed over', async () => {
    const server = await openServer();
    const outcome = await opened(server).deliver(MAIL, AbortSignal.abort());
    expect(outcome).toMatchObject({ kind: 'temporary', stage: 'connection', code: 0 });
    expect(server.taken).toEqual([]);
  });

  it('goes on after a server closed connections that were idle', async () => {
    const server = await openServer();
    const transport = opened(server, { connections: 1 });
    expect(await transport.deliver(MAIL)).toMatchObject({ kind: 'accepted' });
    server.drop();
    await expect.poll(server.closed).toBe(1);
    expect(await transport.deliver(MAIL)).toMatchObject({ kind: 'accepted' });
    expect(server.taken).toHaveLength(2);
  });

  it('connects to no address that is not allowed, however it is spelt', async () => {
    const server = await openServer();
    for (const host of ['127.0.0.1', 'localhost', '127.1', '2130706433', '0x7f000001', '::1', '::ffff:127.0.0.1']) {
      const transport = opened({ ...server, host }, { allows: () => false });
      expect(await transport.deliver(MAIL)).toMatchObject({ kind: 'temporary', stage: 'connection', code: 0 });
      expect(await transport.verify()).toMatchObject({ kind: 'temporary', stage: 'connection' });
    }
    expect(server.connections()).toBe(0);
  });
});

describe('TLS', () => {
  const { cert, key } = LOCALHOST_TLS;

  it('is made, and the certificate is checked against the name', async () => {
    const server = await openServer({ hideSTARTTLS: false, key, cert });
    const trusting = { trusted: cert };
    expect(await opened({ ...server, host: 'localhost', tls: 'starttls' }, trusting).deliver(MAIL)).toMatchObject({ kind: 'accepted' });
    expect(await opened({ ...server, host: 'localhost', tls: 'if_offered' }, trusting).verify()).toBeNull();
    const implicit = await openServer({ secure: true, key, cert });
    expect(await opened({ ...implicit, host: 'localhost', tls: 'implicit' }, trusting).deliver(MAIL)).toMatchObject({ kind: 'accepted' });
    expect([...server.taken, ...implicit.taken].map((one) => one.secure)).toEqual([true, true]);
    for (const settings of [
      { ...server, host: '127.0.0.1', tls: 'starttls' as const },
      { ...implicit, host: '127.0.0.1', tls: 'implicit' as const },
    ])
      expect(await opened(settings, trusting).deliver(MAIL)).toMatchObject({ kind: 'temporary', stage: 'tls' });
    expect(await opened({ ...server, host: 'localhost', tls: 'starttls' }).deliver(MAIL)).toMatchObject({
      kind: 'temporary',
      stage: 'tls',
    });
    expect([...server.taken, ...implicit.taken]).toHaveLength(2);
  });

  it('is never given up in silence: no TLS, no mail and no password', async () => {
    const server = await openServer({ allowInsecureAuth: true });
    expect(await opened({ ...server, tls: 'starttls' }).deliver(MAIL)).toMatchObject({ kind: 'temporary', stage: 'tls' });
    const withPassword = opened({ ...server, tls: 'if_offered', user: 'anna', password: 'right' });
    expect(await withPassword.deliver(MAIL)).toMatchObject({ kind: 'temporary', stage: 'tls' });
    expect(server.taken).toEqual([]);
    expect(await opened({ ...server, tls: 'if_offered' }).deliver(MAIL)).toMatchObject({ kind: 'accepted' });
  });
});
