import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { installCarriers } from '#modules/sends/commands/carriers.ts';
import { setSendSettings } from '#modules/sends/contract/messages.ts';
import { scheduleSend } from '#modules/sends/contract/running.ts';
import { USUAL_SETTINGS } from '#modules/sends/schema.ts';
import { aMailRoom, aSend, openSink, type Sink, somePeople } from '#modules/sends/testing.ts';
import { PROJECT } from '#src/project.ts';
import { openTestApp, type TestApp } from '../test/harness.ts';
import { randomOf } from './kills.ts';
import type { SendOrder } from './send-worker.ts';

/** `npm run faults -- sends <kills> <seed>` is the long form. */
const kills = Number(process.env.FAULT_ROUNDS ?? 1);
const mails = Number(process.env.FAULT_MAILS ?? 400);
const random = randomOf(Number(process.env.FAULT_SEED ?? 7));
const IN_FLIGHT = 20;

let app: TestApp;
let sink: Sink;
let running: ChildProcess | null = null;
beforeAll(async () => {
  app = await openTestApp();
  sink = await openSink();
});
afterAll(async () => {
  running?.kill('SIGKILL');
  installCarriers(async () => null);
  await sink.close();
  await app.close();
});

function startWorker(workspaceId: string, killed: number): ChildProcess {
  const order: SendOrder = { urls: app.urls, workspaceId, port: sink.port, inFlight: IN_FLIGHT, aheadMs: killed * 61_000 };
  return spawn(process.execPath, ['--import', 'tsx', path.join(PROJECT, 'fault/send-worker.ts')], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, FAULT_ORDER: JSON.stringify(order) },
    cwd: PROJECT,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** Kills the worker once so many more mails have arrived. @returns whether it was killed before it was done, and after how long the first mail came */
async function killAfter(child: ChildProcess, more: number): Promise<{ killed: boolean; firstMs: number }> {
  const began = performance.now();
  const from = sink.taken.length;
  const done = once(child, 'close').then(() => false);
  if (!(await Promise.race([done, sink.until(from + more).then(() => true)]))) return { killed: false, firstMs: 0 };
  const firstMs = (sink.taken[from]?.at ?? began) - began;
  child.kill('SIGKILL');
  await done;
  return { killed: true, firstMs };
}

it(
  'a worker killed again and again while it hands over sends nothing twice, loses nothing, and leaves open only what was on the line',
  async () => {
    const room = await aMailRoom(app);
    sink.taken.splice(0);
    await room.admin.call(setSendSettings, { ...USUAL_SETTINGS, domainPerMinute: null });
    await somePeople(app, room, mails);
    installCarriers(async () => {
      throw new Error('only the worker sends');
    });
    await room.admin.call(scheduleSend, { id: await aSend(room, { lastsHours: 720 }) });
    await app.runAllJobs();
    let killed = 0;
    let slowest = 0;
    for (; killed < kills; ) {
      running = startWorker(room.workspaceId, killed);
      const ended = await killAfter(running, 1 + Math.floor(random() * ((mails / (kills + 1)) * 1.2)));
      if (!ended.killed) break;
      killed += 1;
      slowest = Math.max(slowest, ended.firstMs);
    }
    running = startWorker(room.workspaceId, killed);
    await once(running, 'close');
    const { states } = await app.command(room.admin, async ({ tx }) => {
      const { rows } = await sql<{
        address: string;
        state: string;
      }>`select address, state from message where workspace_id = ${room.workspaceId}`.execute(tx);
      return { states: new Map(rows.map(({ address, state }) => [address, state])) };
    });
    const arrived = new Set(sink.taken.map(({ to }) => to));
    const of = (state: string) => [...states].filter(([, one]) => one === state).map(([address]) => address);
    console.log(
      `${mails} mails, ${killed} kills: ${sink.taken.length - arrived.size} twice, ${of('unknown').length} unknown, first mail after a start within ${Math.round(slowest)} ms`,
    );
    expect(killed).toBeGreaterThan(0);
    expect(sink.taken.length - arrived.size).toBe(0);
    expect(of('sent').length + of('unknown').length).toBe(mails);
    expect(of('sent').filter((address) => !arrived.has(address))).toEqual([]);
    expect(of('unknown').length).toBeLessThanOrEqual(killed * IN_FLIGHT);
    expect(slowest).toBeLessThan(30_000);
  },
  Math.max(120_000, kills * 20_000 + mails * 20),
);
