import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import path from 'node:path';
import { createTransport } from 'nodemailer';
import { createMailPurpose } from '#modules/consents/contract.ts';
import { deliverDue } from '#modules/sends/commands/engine.ts';
import { freezeBatch } from '#modules/sends/commands/freeze.ts';
import { scheduleSend } from '#modules/sends/contract/running.ts';
import { createSend } from '#modules/sends/contract/sends.ts';
import { USUAL_SETTINGS } from '#modules/sends/schema.ts';
import { carrierTo } from '#modules/sends/testing.ts';
import { createTemplate, publishTemplate, saveTemplateDraft } from '#modules/templates/contract/templates.ts';
import { aContent, rich } from '#modules/templates/testing.ts';
import { workOf } from '#platform/runtime.ts';
import { PROJECT } from '#src/project.ts';
import type { SenderOrder } from './mail-sender.ts';
import type { Product } from './product.ts';

const AIM = { freezeSeconds: 30, share: 0.8, shareOfTwo: 1.4 };
const CONNECTIONS = 8;
/** With its frame this makes a mail of about 10 kB. */
const BODY = 'We have looked at how pumps wear in dusty halls, and what helps. '.repeat(20);

interface Options {
  only: readonly string[];
  seconds: number;
  print: (line: string) => void;
}

/** The audience of everybody put together through the gate; and signed, personal mails through the whole engine against the bare library. */
export async function mails(product: Product, { only, seconds, print }: Options): Promise<void> {
  const { workspaceId, sendId } = await aMailing(product);
  const work = workOf(product.context.runtime, product.context.systemScope(workspaceId));
  const began = performance.now();
  while (await work.transaction((ctx) => freezeBatch(ctx, sendId), { audit: false }));
  const took = (performance.now() - began) / 1000;
  const { rows } = await product.owner.query<{ n: number; planned: number }>(
    `select count(*)::int as n, count(*) filter (where state = 'planned')::int as planned from message where send_id = $1`,
    [sendId],
  );
  const { n = 0, planned = 0 } = rows[0] ?? {};
  print(
    `freeze: ${n} people through the gate in ${took.toFixed(1)} s, ${planned} may get it, ${(n / took).toFixed(0)}/s (aim 250,000 in ${AIM.freezeSeconds} s)`,
  );
  if (!only.includes('mails')) return;
  const sink = await openSink();
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const span = Math.max(1, seconds);
  const bare = await bareRate(sink.port, privateKey, span);
  const key = { domain: 'bench.test', selector: 'k', privateKey };
  const carrier = carrierTo(sink.port, { keys: [key] }, CONNECTIONS);
  const start = performance.now();
  await deliverDue(work, {
    carrierOf: async () => carrier,
    signal: new AbortController().signal,
    turnMs: span * 1000,
  });
  const ran = (performance.now() - start) / 1000;
  const gone = await sentOf(product, sendId);
  const rate = gone / ran;
  print(
    `mails: ${rate.toFixed(0)}/s signed and personal through the whole engine, the bare library ${bare.toFixed(0)}/s: ${(rate / bare).toFixed(2)} (aim ${AIM.share})`,
  );
  await carrier.transport.close();
  const { appUrl, ownerUrl } = product;
  const order = { urls: { appUrl, ownerUrl }, workspaceId, port: sink.port, connections: CONNECTIONS, key, seconds: span };
  const took2 = await sendersTogether(order, 2);
  const rate2 = ((await sentOf(product, sendId)) - gone) / took2;
  print(`mails: ${rate2.toFixed(0)}/s by two processes: ${(rate2 / bare).toFixed(2)} (aim ${AIM.shareOfTwo})`);
  sink.child.kill();
}

async function sentOf({ owner }: Product, sendId: string): Promise<number> {
  const { rows } = await owner.query<{ n: number }>(`select count(*)::int as n from message where send_id = $1 and state = 'sent'`, [
    sendId,
  ]);
  return rows[0]?.n ?? 0;
}

/** Several engines on one mailing, begun at the same moment. @returns the seconds of the longest */
async function sendersTogether(order: SenderOrder, n: number): Promise<number> {
  const senders = Array.from({ length: n }, () =>
    spawn(process.execPath, ['--import', 'tsx', path.join(PROJECT, 'bench/mail-sender.ts')], {
      env: { ...process.env, BENCH_ORDER: JSON.stringify(order) },
      stdio: ['pipe', 'pipe', 'inherit'],
    }),
  );
  await Promise.all(senders.map(({ stdout }) => once(stdout, 'data')));
  const took = senders.map(async ({ stdin, stdout }) => {
    stdin.write('go\n');
    const [seconds] = (await once(stdout, 'data')) as [Buffer];
    return Number(String(seconds).trim());
  });
  return Math.max(...(await Promise.all(took)));
}

async function aMailing(product: Product): Promise<{ workspaceId: string; sendId: string }> {
  const lead = await product.signIn('market3');
  // What an earlier run has left would share the pace.
  await product.owner.query(`update send set state = 'cancelled' where state in ('scheduled', 'sending')`);
  await product.owner.query(`update workspace set postal_address = 'Harbour Street 1', company_name = 'Bench'`);
  const { id: purposeId } = await lead.call(createMailPurpose, {
    name: `Bench ${Date.now()}`,
    description: 'For the bench.',
    ground: 'interest',
    doubleOptIn: false,
  });
  const sender = await product.owner.query<{ id: string }>(
    `insert into sender_identity (workspace_id, name, email) select id, $1, 'kim@bench.test' from workspace order by created_at limit 1 returning id`,
    [`Kim ${Date.now()}`],
  );
  const senderId = sender.rows[0]?.id ?? '';
  const { id: templateId } = await lead.call(createTemplate, { name: `Bench ${Date.now()}`, kind: 'information' });
  const content = aContent([
    { id: 'text', type: 'text', doc: rich('Hello {{contact.first_name | fallback: "there"}}', BODY, 'https://bench.test/pumps') },
  ]);
  const { revision } = await lead.call(saveTemplateDraft, { id: templateId, content, revision: 1 });
  await lead.call(publishTemplate, { id: templateId, revision });
  const { id: sendId } = await lead.call(createSend, {
    name: 'Bench',
    ...{ purposeId, senderId, hours: null, topics: ['pumps'], criteria: { match: 'all' as const, of: [] } },
    variants: [{ name: 'A', templateId, share: 100 }],
  });
  await lead.call(scheduleSend, { id: sendId });
  const { rows } = await product.owner.query<{ id: string }>('select workspace_id as id from send where id = $1', [sendId]);
  const workspaceId = rows[0]?.id ?? '';
  await product.owner.query(
    'insert into send_setting (workspace_id, settings, changed_at) values ($1, $2, now()) on conflict (workspace_id) do update set settings = excluded.settings',
    [workspaceId, JSON.stringify({ ...USUAL_SETTINGS, domainPerMinute: null })],
  );
  return { workspaceId, sendId };
}

async function openSink(): Promise<{ port: number; child: ChildProcess }> {
  const child = spawn(process.execPath, ['--import', 'tsx', path.join(PROJECT, 'bench/mail-sink.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [port] = (await once(child.stdout ?? child, 'data')) as [Buffer];
  return { port: Number(String(port).trim()), child };
}

/** What the library does by itself: a pool, a signature, the same size, as many at the same time. @returns mails a second */
async function bareRate(port: number, privateKey: string, seconds: number): Promise<number> {
  const transport = createTransport({
    host: '127.0.0.1',
    port,
    secure: false,
    ignoreTLS: true,
    pool: true,
    maxConnections: CONNECTIONS,
    maxMessages: Number.POSITIVE_INFINITY,
  });
  const html = `<!doctype html><html><body>${`<p>${BODY}</p>`.repeat(7)}</body></html>`;
  const until = performance.now() + seconds * 1000;
  let n = 0;
  const one = async () => {
    while (performance.now() < until) {
      n += 1;
      const [subject, text] = [`News for P${n}`, `Hello P${n}. ${BODY}`];
      await transport.sendMail({
        from: 'kim@bench.test',
        to: `p${n}@one.test`,
        subject,
        text,
        html,
        dkim: { domainName: 'bench.test', keySelector: 'k', privateKey },
      });
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS * 4 }, one));
  transport.close();
  return n / seconds;
}
