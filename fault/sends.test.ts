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
/** After a kill the next mail goes within this time, and so does what the killed worker had in hand. */
const RESUME_MS = 90_000;
const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

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

/** What the workers' clock was put on by, in all, and the longest wait that was saved by it. */
const clock = { aheadMs: 0, longestMs: 0 };

function startWorker(workspaceId: string): ChildProcess {
  const order: SendOrder = { urls: app.urls, workspaceId, port: sink.port, inFlight: IN_FLIGHT, aheadMs: clock.aheadMs };
  const child = spawn(process.execPath, ['--import', 'tsx', path.join(PROJECT, 'fault/send-worker.ts')], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, FAULT_ORDER: JSON.stringify(order) },
    cwd: PROJECT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child.stdout?.on('data', (lines: Buffer) => {
    for (const line of String(lines).trim().split('\n')) {
      clock.longestMs = Math.max(clock.longestMs, Number(line) - clock.aheadMs);
      clock.aheadMs = Math.max(clock.aheadMs, Number(line));
    }
  });
  return child;
}

/** From a kill to the first mail after it, by the workers' clock. */
function resumeAfter(kill: { at: number; aheadMs: number; taken: number }): number | null {
  const next = sink.taken[kill.taken];
  return next ? next.at - kill.at + clock.aheadMs - kill.aheadMs : null;
}

/** Kills the worker once so many more mails have arrived. @returns false where it was done before */
async function killAfter(child: ChildProcess, more: number): Promise<boolean> {
  const from = sink.taken.length;
  const done = once(child, 'close').then(() => false);
  if (!(await Promise.race([done, sink.until(from + more).then(() => true)]))) return false;
  child.kill('SIGKILL');
  await done;
  return true;
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
    let kill: Parameters<typeof resumeAfter>[0] | null = null;
    const resumed: number[] = [];
    const note = () => resumed.push(...[kill && resumeAfter(kill)].filter((ms) => ms !== null));
    for (; killed < kills; ) {
      running = startWorker(room.workspaceId);
      const struck = await killAfter(running, 1 + Math.floor(random() * ((mails / (kills + 1)) * 1.2)));
      note();
      kill = null;
      if (!struck) break;
      killed += 1;
      kill = { at: performance.now(), aheadMs: clock.aheadMs, taken: sink.taken.length };
    }
    running = startWorker(room.workspaceId);
    await once(running, 'close');
    note();
    const slowest = Math.max(0, ...resumed);
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
      `${mails} mails, ${killed} kills: ${sink.taken.length - arrived.size} twice, ${of('unknown').length} unknown; from a kill to the next mail at most ${seconds(slowest)}, until what it had in hand went on at most ${seconds(clock.longestMs)}`,
    );
    expect(killed).toBeGreaterThan(0);
    expect(sink.taken.length - arrived.size).toBe(0);
    expect(of('sent').length + of('unknown').length).toBe(mails);
    expect(of('sent').filter((address) => !arrived.has(address))).toEqual([]);
    expect(of('unknown').length).toBeLessThanOrEqual(killed * IN_FLIGHT);
    expect(slowest).toBeLessThan(RESUME_MS);
    expect(clock.longestMs).toBeLessThan(RESUME_MS);
  },
  Math.max(120_000, kills * 20_000 + mails * 20),
);
