import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Outgoing } from '#platform/mail/compose.ts';
import type { Outcome } from '#platform/mail/outcome.ts';
import { type ServerSettings, smtpTransport } from '#platform/mail/transport.ts';
import { freePorts } from '../test/counterparts/machine.ts';
import { type Mode, openSink, type Sink } from './smtp-sink.ts';

/** Minutes as milliseconds times forty: what takes ten minutes in earnest takes 400 ms here. */
const MINUTE = 40;
const LIMITS = { connect: 400, greeting: 400, untilDot: 10 * MINUTE, finalDot: 11 * MINUTE };
/** Nothing may last longer than its limits together, and a moment for a busy machine. */
const LONGEST = LIMITS.connect + LIMITS.greeting + LIMITS.untilDot + LIMITS.finalDot + 1500;

const mailOf = (n: number, bytes = 2_000): Outgoing => ({
  envelope: { from: 'b@firm.test', to: `p${n}@client.test` },
  raw: Buffer.from(`From: a@firm.test\r\nMessage-ID: <${n}@firm.test>\r\n\r\n${'x'.repeat(70)}\r\n`.padEnd(bytes, `${'y'.repeat(70)}\r\n`)),
  messageId: `<${n}@firm.test>`,
});

interface Case {
  name: string;
  mode: Mode;
  wanted: Partial<Outcome> & { code?: number; stage?: string };
  settings?: Partial<ServerSettings>;
  /** Of the mail. */
  bytes?: number;
  /** How many final dots arrive; more than one for a mail would be a second copy. */
  dots?: number;
}

const LOGIN = { user: 'anna', password: 'secret' };
const CASES: readonly Case[] = [
  { name: 'reset before the greeting', mode: { do: 'reset_before_greeting' }, wanted: { kind: 'temporary', stage: 'connection' } },
  {
    name: '421 at the greeting',
    mode: { do: 'greet', with: '421 too busy' },
    wanted: { kind: 'temporary', stage: 'connection', code: 421 },
  },
  {
    name: '554 at the greeting',
    mode: { do: 'greet', with: '554 go away' },
    wanted: { kind: 'temporary', stage: 'connection', code: 554 },
  },
  { name: 'a greeting byte by byte', mode: { do: 'trickle_greeting', everyMs: 20 }, wanted: { kind: 'temporary', stage: 'connection' } },
  ...['450 4.2.0 greylisted', '451 4.3.0 later', '452 4.2.2 full', '421 4.3.2 going down'].map((answer) => ({
    name: `${answer} at RCPT`,
    mode: { do: 'answer', at: 'RCPT', with: answer } as const,
    wanted: { kind: 'temporary', stage: 'recipient', code: Number(answer.slice(0, 3)), enhanced: answer.slice(4, 9) } as const,
  })),
  {
    name: '550 at RCPT',
    mode: { do: 'answer', at: 'RCPT', with: '550 5.1.1 unknown' },
    wanted: { kind: 'permanent', stage: 'recipient', code: 550, enhanced: '5.1.1' },
  },
  {
    name: '550 at MAIL, which is about the sender',
    mode: { do: 'answer', at: 'MAIL', with: '550 5.7.1 not you' },
    wanted: { kind: 'permanent', stage: 'sender', code: 550 },
  },
  ...['552 5.3.4 too large', '554 5.7.1 spam'].map((answer) => ({
    name: `${answer} after the dot`,
    mode: { do: 'answer', at: 'dot', with: answer } as const,
    wanted: { kind: 'permanent', stage: 'content', code: Number(answer.slice(0, 3)) } as const,
    dots: 1,
  })),
  {
    name: '451 after the dot',
    mode: { do: 'answer', at: 'dot', with: '451 4.7.0 later' },
    wanted: { kind: 'temporary', stage: 'content', code: 451 },
    dots: 1,
  },
  {
    name: 'cut in the middle of the mail',
    mode: { do: 'cut', at: 'data' },
    wanted: { kind: 'temporary', stage: 'connection' },
    bytes: 24_000_000,
  },
  { name: 'cut after the dot', mode: { do: 'cut', at: 'dot' }, wanted: { kind: 'unknown' }, dots: 1 },
  { name: 'nine minutes at the dot', mode: { do: 'wait_at_dot', ms: 9 * MINUTE }, wanted: { kind: 'accepted', code: 250 }, dots: 1 },
  { name: 'for ever at the dot', mode: { do: 'wait_at_dot', ms: 3_600_000 }, wanted: { kind: 'unknown' }, dots: 1 },
  { name: 'a failed handshake', mode: { do: 'bad_tls' }, wanted: { kind: 'temporary', stage: 'tls' }, settings: { tls: 'starttls' } },
  {
    name: '535 at the login',
    mode: { do: 'answer', at: 'AUTH', with: '535 5.7.8 wrong' },
    wanted: { kind: 'temporary', stage: 'login', code: 535 },
    settings: LOGIN,
  },
];

describe('a mail server that goes wrong', () => {
  let sink: Sink;
  beforeAll(async () => {
    sink = await openSink();
  });
  afterAll(() => sink.close());

  it.each(CASES)('$name', async ({ mode, wanted, settings = {}, bytes, dots = 0 }) => {
    sink.dots.length = 0;
    sink.mode = mode;
    const transport = smtpTransport({ host: '127.0.0.1', port: sink.port, tls: 'none', ...settings }, { connections: 2, timeouts: LIMITS });
    const begin = performance.now();
    const outcomes = await Promise.all([1, 2, 3, 4].map((n) => transport.deliver(mailOf(n, bytes))));
    // Four mails over two connections: nobody waits for more than one before.
    expect(performance.now() - begin).toBeLessThan(2 * LONGEST);
    for (const outcome of outcomes) expect(outcome).toMatchObject(wanted);
    expect(sink.dots.map((one) => one.to).sort()).toEqual(dots === 0 ? [] : ['p1', 'p2', 'p3', 'p4'].map((name) => `${name}@client.test`));
    // The same transport goes on once the server does, where the handshake and the login allow it.
    sink.mode = { do: 'accept' };
    if (settings.tls !== 'starttls') expect(await transport.deliver(mailOf(5))).toMatchObject({ kind: 'accepted' });
    await transport.close();
    await expect.poll(sink.open).toBe(0);
  });

  it('is away, then there again', async () => {
    const [port = 0] = await freePorts(1);
    const transport = smtpTransport({ host: '127.0.0.1', port, tls: 'none' }, { timeouts: LIMITS });
    expect(await transport.deliver(mailOf(1))).toMatchObject({ kind: 'temporary', stage: 'connection', code: 0 });
    const late = await openSink(port);
    expect(await transport.deliver(mailOf(1))).toMatchObject({ kind: 'accepted' });
    expect(late.dots).toHaveLength(1);
    await transport.close();
    await late.close();
  });

  it('greylists for five minutes: a mail that is tried again arrives once', async () => {
    sink.dots.length = 0;
    sink.mode = { do: 'answer', at: 'RCPT', with: '450 4.2.0 greylisted, come back in 5 minutes' };
    const transport = smtpTransport({ host: '127.0.0.1', port: sink.port, tls: 'none' }, { timeouts: LIMITS });
    const kinds = new Set<string>();
    const until = performance.now() + 5 * MINUTE;
    while (performance.now() < until) kinds.add((await transport.deliver(mailOf(1))).kind);
    sink.mode = { do: 'accept' };
    expect(await transport.deliver(mailOf(1))).toMatchObject({ kind: 'accepted' });
    await transport.close();
    expect([...kinds]).toEqual(['temporary']);
    expect(sink.dots).toHaveLength(1);
  });

  it('that hangs holds up no neighbour, and one refused person none either', async () => {
    sink.dots.length = 0;
    sink.mode = { do: 'wait_at_dot', ms: 3_600_000 };
    const other = await openSink();
    const [hanging, well] = [sink, other].map((one) =>
      smtpTransport({ host: '127.0.0.1', port: one.port, tls: 'none' }, { connections: 2, timeouts: LIMITS }),
    );
    const stuck = Promise.all(Array.from({ length: 6 }, (_, n) => hanging?.deliver(mailOf(n))));
    const begin = performance.now();
    const fine = await Promise.all(Array.from({ length: 50 }, (_, n) => well?.deliver(mailOf(n))));
    expect(fine.every((one) => one?.kind === 'accepted')).toBe(true);
    expect(performance.now() - begin).toBeLessThan(3 * LIMITS.finalDot);
    // Six mails over two connections, one after the other: each gives up at its limit.
    expect((await stuck).map((one) => one?.kind)).toEqual(Array.from({ length: 6 }, () => 'unknown'));
    expect(sink.dots).toHaveLength(6);
    expect(new Set(other.dots.map((one) => one.to)).size).toBe(50);
    await Promise.all([hanging?.close(), well?.close()]);
    await other.close();
  });
});
