import { type ChildProcess, fork } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { createServer, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { createTransport } from 'nodemailer';
import type { Letter } from '#platform/mail/compose.ts';
import { compose } from '#platform/mail/compose.ts';
import { sign } from '#platform/mail/dkim.ts';
import { smtpTransport } from '#platform/mail/transport.ts';
import { isRefusal } from '#platform/shared/refusal.ts';

/** How many signed mails of 10 kB leave in a second for a sink on this machine. */
export interface MailsFloor {
  /** The library's own pool: it writes, signs and hands over. What any program built on it reaches at most. */
  bare: number;
  /** The same mails through `compose`, `sign` and `smtpTransport`. */
  ours: number;
}

export const BODY_BYTES = 10_000;

/** A page of about 10 kB, of lines that differ from person to person as personal mails do. */
export function bodyOf(n: number, bytes = BODY_BYTES): { html: string; text: string } {
  const line = (k: number) => `<p>Guten Tag ${n}, hier ist Absatz ${k} mit einigen Worten über die Anlage.</p>\n`;
  let html = '';
  for (let k = 0; html.length < bytes * 0.9; k += 1) html += line(k);
  return { html, text: `Guten Tag ${n}\n`.padEnd(bytes / 10, 'Worte und ') };
}

export const keyForBench = () => ({
  domain: 'firm.test',
  selector: 's1',
  privateKey: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
});

/** Runs both after each other against a sink in a process of its own. */
export async function measureMailsFloor({ mails = 2000, connections = 5 } = {}): Promise<MailsFloor> {
  const sink = await openSinkProcess();
  try {
    const key = keyForBench();
    const run = { mails, connections, port: sink.port, key };
    await bareRate({ ...run, mails: 100 });
    return { bare: await bareRate(run), ours: await ourRate(run) };
  } finally {
    sink.child.kill();
  }
}

interface Run {
  mails: number;
  connections: number;
  port: number;
  key: ReturnType<typeof keyForBench>;
}

async function bareRate({ mails, connections, port, key }: Run): Promise<number> {
  const dkim = { domainName: key.domain, keySelector: key.selector, privateKey: key.privateKey };
  const pool = createTransport({ pool: true, host: '127.0.0.1', port, secure: false, ignoreTLS: true, maxConnections: connections, dkim });
  const begin = performance.now();
  await inFlight(mails, connections * 4, (n) => {
    const { html, text } = bodyOf(n);
    return pool.sendMail({ from: 'a@firm.test', to: `p${n}@client.test`, subject: `Mail ${n}`, html, text, messageId: `<${n}@firm.test>` });
  });
  const seconds = (performance.now() - begin) / 1000;
  pool.close();
  return mails / seconds;
}

async function ourRate({ mails, connections, port, key }: Run): Promise<number> {
  const transport = smtpTransport({ host: '127.0.0.1', port, tls: 'none' }, { connections });
  const begin = performance.now();
  await inFlight(mails, connections * 4, async (n) => {
    const outgoing = await compose(letterOf(n));
    const signed = isRefusal(outgoing) ? outgoing : await sign(outgoing, [key]);
    if (isRefusal(signed)) throw new Error(signed.message);
    const outcome = await transport.deliver(signed);
    if (outcome.kind !== 'accepted') throw new Error(JSON.stringify(outcome));
  });
  const seconds = (performance.now() - begin) / 1000;
  await transport.close();
  return mails / seconds;
}

function letterOf(n: number): Letter {
  return {
    from: { name: 'Anna', address: 'a@firm.test' },
    to: { name: '', address: `p${n}@client.test` },
    subject: `Mail ${n}`,
    ...bodyOf(n),
    messageId: `<${n}@firm.test>`,
    envelopeFrom: 'a@firm.test',
  };
}

/** Does `count` pieces of work, at most `most` at a time. */
async function inFlight(count: number, most: number, work: (n: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const one = async () => {
    while (next < count) {
      next += 1;
      await work(next);
    }
  };
  await Promise.all(Array.from({ length: most }, one));
}

const HERE = fileURLToPath(import.meta.url);

/** A sink that takes everything, in a process of its own so that it does not eat the sender's time. */
export async function openSinkProcess(): Promise<{ port: number; child: ChildProcess }> {
  const child = fork(HERE, ['sink'], { execArgv: ['--import', 'tsx'] });
  const port = await new Promise<number>((resolve, reject) => {
    child.once('message', (message) => resolve(Number(message)));
    child.once('exit', (code) => reject(new Error(`the sink ended with ${code}`)));
  });
  return { port, child };
}

function serveSink(): void {
  const server = createServer(take);
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    process.send?.(typeof address === 'object' && address ? address.port : 0);
  });
  process.on('disconnect', () => process.exit());
}

/** The least that a server says. A mail ends where its last bytes are the dot on a line of its own. */
function take(socket: Socket): void {
  let inMail = false;
  let tail = '';
  socket.on('error', () => undefined);
  socket.write('220 sink\r\n');
  socket.on('data', (chunk) => {
    const text = chunk.toString('latin1');
    if (inMail) {
      tail = (tail + text).slice(-5);
      if (tail !== '\r\n.\r\n') return;
      inMail = false;
      tail = '';
      socket.write('250 kept\r\n');
      return;
    }
    for (const line of text.split('\r\n')) {
      if (line === '') continue;
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === 'DATA') inMail = true;
      socket.write(verb === 'DATA' ? '354 go on\r\n' : verb === 'QUIT' ? '221 bye\r\n' : '250 ok\r\n');
    }
  });
}

if (process.argv[2] === 'sink') serveSink();
else if (process.argv[1] === HERE) {
  const { bare, ours } = await measureMailsFloor();
  console.log(`bare nodemailer pool ${Math.round(bare)} mails/s, ours ${Math.round(ours)} mails/s, ratio ${(ours / bare).toFixed(2)}`);
}
