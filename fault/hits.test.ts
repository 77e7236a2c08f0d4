import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { aSite, BROWSER, hex } from '#modules/visits/testing.ts';
import { PROJECT } from '#src/project.ts';
import { openTestApp, type TestApp } from '../test/harness.ts';

/** `npm run faults -- hits` is the long form. */
const rounds = Number(process.env.FAULT_ROUNDS ?? 1);
const SENDERS = 24;
/** Answered hits after which the process is killed. */
const AFTER = 400;

let app: TestApp;
const running: ChildProcess[] = [];
beforeAll(async () => {
  app = await openTestApp();
});
afterAll(async () => {
  for (const child of running) child.kill('SIGKILL');
  await app.close();
});

async function openServerProcess(): Promise<{ child: ChildProcess; address: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', path.join(PROJECT, 'fault/hit-server.ts')], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, FAULT_ORDER: JSON.stringify(app.urls) },
    cwd: PROJECT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.push(child);
  const [port] = (await once(child.stdout ?? child, 'data')) as [Buffer];
  return { child, address: `http://127.0.0.1:${String(port).trim()}` };
}

it.each(Array.from({ length: rounds }, (_, round) => round))(
  'a process killed in the middle of a flood has lost no hit that it answered, and what is sent again is kept once (%i)',
  async () => {
    const { admin } = await app.newWorkspace('Flood');
    const { key, id } = await aSite(admin);
    const servers = [await openServerProcess()];
    let to = servers[0]?.address ?? '';
    const answered = new Set<string>();
    let killed = false;
    let stop = false;
    const send = async (hit: string, visitor: string) => {
      const q = [{ i: hit, k: 'page', u: 'https://acme.test/', a: 0 }];
      const { status } = await fetch(`${to}/v/hits`, {
        method: 'POST',
        headers: { origin: 'https://acme.test', 'user-agent': BROWSER },
        body: JSON.stringify({ s: key, v: visitor, w: 1, l: 1, q }),
      });
      if (status !== 204) throw new Error(`answered ${status}`);
      answered.add(hit);
      // In the middle: while the others wait for their answers.
      if (answered.size === AFTER && !killed) {
        killed = true;
        servers[0]?.child.kill('SIGKILL');
      }
    };
    const unheard: string[] = [];
    const sender = async () => {
      const visitor = hex();
      while (!stop) {
        const hit = hex();
        await send(hit, visitor).catch(() => {
          unheard.push(hit);
          stop = killed;
        });
      }
    };
    await Promise.all(Array.from({ length: SENDERS }, sender));
    expect(answered.size).toBeGreaterThanOrEqual(AFTER);
    const count = async () =>
      (await app.context.queuePool.query<{ n: number }>('select count(*)::int n from visit_hit where website_id = $1', [id])).rows[0]?.n ??
      0;
    const kept = await count();
    expect(kept).toBeGreaterThanOrEqual(answered.size);
    expect(kept).toBeLessThanOrEqual(answered.size + unheard.length);
    // As the script does: what was not answered is sent again, and what had been kept all the same is not kept twice.
    const next = await openServerProcess();
    to = next.address;
    for (const hit of unheard) await send(hit, hex());
    for (const hit of [...answered].slice(0, 50)) await send(hit, hex());
    expect(await count()).toBe(answered.size);
    next.child.kill('SIGKILL');
  },
  120_000,
);
