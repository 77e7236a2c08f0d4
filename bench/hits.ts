import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import path from 'node:path';
import pg from 'pg';
import { listRows } from '#modules/lists/contract/rows.ts';
import { createWebsite, listWebsites } from '#modules/visits/contract.ts';
import { PROJECT } from '#src/project.ts';
import { at, timed } from './measure.ts';
import type { Product } from './product.ts';

const BATCH = 500;
/** Websites of one workspace: a flood must meet what the program can take, not what one website may send. */
const SITES = 8;
const AIM = { perSecond: 2_000, share: 0.1 };

/** Hits over HTTP, each durable when it is answered, against bare multi-row INSERT of the same rows; and what a flood does to those who work. */
export async function hits(product: Product, { seconds, print }: { seconds: number; print: (line: string) => void }): Promise<void> {
  const sites = await someSites(product);
  const [site] = sites;
  const keys = sites.map(({ key }) => key);
  const span = Math.max(1, seconds);
  const floor = await bareRows(product, site, span);
  const before = process.cpuUsage();
  const flood = await send(product, { keys, connections: 64, seconds: span, rate: null });
  const perSecond = (flood['204'] ?? 0) / span;
  const share = perSecond / floor;
  const { user, system } = process.cpuUsage(before);
  const each = (user + system) / Math.max(1, flood['204'] ?? 0);
  print(
    `hits: ${perSecond.toFixed(0)}/s answered with 204 (aim ${AIM.perSecond}), bare multi-row INSERT of ${BATCH} ${floor.toFixed(0)} rows/s: ${share.toFixed(2)} (aim ${AIM.share}); ${each.toFixed(0)} µs of a core in the program for each; answers ${JSON.stringify(flood)}`,
  );
  const alone = await askWhile(product, Promise.resolve(), span);
  const rate = Math.min(AIM.perSecond, Math.max(1, Math.floor(perSecond * 0.9)));
  const beside = send(product, { keys, connections: 32, seconds: span, rate });
  const meanwhile = await askWhile(product, beside, span);
  const taken = ((await beside)['204'] ?? 0) / span;
  print(
    `contact list alone: p50 ${alone.p50.toFixed(1)} ms, p95 ${alone.p95.toFixed(1)} ms; beside ${taken.toFixed(0)} hits/s: p50 ${meanwhile.p50.toFixed(1)} ms, p95 ${meanwhile.p95.toFixed(1)} ms; ratio ${(meanwhile.p95 / alone.p95).toFixed(2)}`,
  );
}

interface Site {
  workspaceId: string;
  id: string;
  key: string;
}

async function someSites(product: Product): Promise<[Site, ...Site[]]> {
  const marketer = await product.signIn('market3');
  const made = Array.from({ length: SITES }, () =>
    marketer.call(createWebsite, { name: 'Bench', hosts: ['bench.test'], consentMode: 'none_needed' }),
  );
  const ids = (await Promise.all(made)).map(({ id }) => id);
  const { items } = await marketer.call(listWebsites, {});
  const { rows } = await product.owner.query<{ id: string }>('select workspace_id as id from website where id = $1', [ids[0]]);
  const sites = ids.map((id) => {
    const key = /\/v\/([a-z0-9]{16})\.js/.exec(items.find((one) => one.id === id)?.snippet ?? '')?.[1] ?? '';
    return { workspaceId: rows[0]?.id ?? '', id, key };
  });
  const [first, ...others] = sites;
  if (!first) throw new Error('no website was made');
  return [first, ...others];
}

/** Rows a second by one connection that does nothing else, each batch durable. */
async function bareRows(product: Product, { workspaceId, id }: Site, seconds: number): Promise<number> {
  const client = new pg.Client({ connectionString: product.ownerUrl });
  await client.connect();
  const end = performance.now() + seconds * 1000;
  let rows = 0;
  while (performance.now() < end) {
    const values: unknown[] = [];
    const places = Array.from({ length: BATCH }, (_, row) => {
      const now = new Date().toISOString();
      values.push(
        workspaceId,
        randomUUID(),
        id,
        `i:${randomUUID()}`,
        'page',
        now,
        now,
        'bench.test',
        '/pricing',
        'Prices',
        'human',
        'no_sign',
      );
      return `(${Array.from({ length: 12 }, (__, column) => `$${row * 12 + column + 1}`).join(',')})`;
    });
    await client.query(
      `insert into visit_hit (workspace_id, id, website_id, visitor, kind, occurred_at, received_at, host, path, title, verdict, reason) values ${places.join(',')}`,
      values,
    );
    rows += BATCH;
  }
  await client.end();
  return rows / seconds;
}

interface Flood {
  keys: readonly string[];
  connections: number;
  seconds: number;
  rate: number | null;
}

/** How many answers of each status came. */
async function send(product: Product, flood: Flood): Promise<Record<string, number>> {
  const { hostname: host, port } = new URL(product.address);
  const order = JSON.stringify({ ...flood, host, port: Number(port) });
  const child = spawn(process.execPath, ['--import', 'tsx', path.join(PROJECT, 'bench/hit-sender.ts'), order], {
    cwd: PROJECT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk) => (said += chunk));
  await once(child, 'close');
  return JSON.parse(said || '{}') as Record<string, number>;
}

/** One person who asks for the list again and again. */
async function askWhile(product: Product, other: Promise<unknown>, seconds: number): Promise<{ p50: number; p95: number }> {
  const rep = await product.signIn('rep1');
  const ask = () => rep.call(listRows, { entity: 'contact' });
  for (let n = 0; n < 10; n++) await ask();
  const times: number[] = [];
  const end = performance.now() + seconds * 1000;
  while (times.length < 20 || performance.now() < end) times.push(await timed(ask));
  await other;
  return { p50: at(times, 0.5), p95: at(times, 0.95) };
}
