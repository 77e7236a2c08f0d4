import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { StartLog } from './api.ts';
import { type Binaries, outputProblem, program, run, SERVER_ENVIRONMENT, spawnProblem } from './binaries.ts';
import { dataOf, logOf } from './cluster.ts';
import { give, type Home } from './home.ts';
import { processLives } from './lock.ts';

export interface Address {
  port: number;
  /** Unset where there are no unix sockets, or their path would be too long: then 127.0.0.1 is used. */
  socketDir?: string;
}

/** One postmaster, whether started by us or found running. */
export interface Server {
  pid: number;
  address: Address;
  /** Resolves when the process is gone. */
  gone: Promise<void>;
}

interface PidFile extends Address {
  pid: number;
  /** `starting`, `ready`, `stopping` or `standby`. */
  state: string;
}

/** The eight lines of postmaster.pid: pid, data, start, port, socket folder, listen address, memory key, state. */
export function readPidFile(home: Home): PidFile | undefined {
  try {
    const lines = readFileSync(join(dataOf(home), 'postmaster.pid'), 'utf8').split('\n');
    const [pid, port, socketDir] = [Number(lines[0]), Number(lines[3]), lines[4]?.trim()];
    if (!Number.isInteger(pid) || pid <= 0) return undefined;
    return { pid, port, ...(socketDir ? { socketDir } : {}), state: lines[7]?.trim() ?? 'starting' };
  } catch {
    return undefined;
  }
}

/**
 * The server that already runs on our data, as after the death of an earlier Truce; waits while it is still starting
 * or stopping. A pid file whose process is dead or something else (ids are used again, zombies answer) is removed,
 * because PostgreSQL would believe it; that no old child still works on the data it checks by its shared memory too.
 */
export async function findServer(home: Home, log: StartLog): Promise<Server | undefined> {
  for (let told = false; ; told = true) {
    const file = readPidFile(home);
    if (!file) return undefined;
    if (!processLives(file.pid) || !isOurServer(file.pid, home)) {
      rmSync(join(dataOf(home), 'postmaster.pid'), { force: true });
      return undefined;
    }
    if (file.state === 'ready') return { pid: file.pid, address: addressOf(file), gone: goneByPolling(file.pid) };
    if (!told) log.info(`PostgreSQL (process ${file.pid}) is ${file.state}; waiting for it.`);
    await pause(50);
  }
}

function addressOf({ port, socketDir }: PidFile): Address {
  return { port, ...(socketDir ? { socketDir } : {}) };
}

/** A postmaster works in its data folder. Where that can't be seen, the process is taken for ours, as PostgreSQL itself does. */
function isOurServer(pid: number, home: Home): boolean {
  if (process.platform !== 'linux') return true;
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === dataOf(home);
  } catch {
    return false;
  }
}

async function goneByPolling(pid: number): Promise<void> {
  while (processLives(pid)) await pause(50, undefined, { ref: false });
}

export interface LaunchPlan {
  home: Home;
  binaries: Binaries;
  address: Address;
  log: StartLog;
}

/** How long the memory of a killed server may stay attached by its last children. */
const LEFTOVERS_MS = 15_000;

/** Starts the server and resolves when it takes connections; recovery after a crash may make that long. */
export async function launch(plan: LaunchPlan): Promise<Server> {
  const deadline = Date.now() + LEFTOVERS_MS;
  for (;;) {
    const attempt = await launchOnce(plan);
    if ('server' in attempt) return attempt.server;
    const leftovers = /pre-existing shared memory block|lock file "[^"]*" already exists/.test(attempt.output);
    if (!leftovers || Date.now() > deadline) throw outputProblem(attempt.output, plan.home.path);
    await pause(100);
  }
}

async function launchOnce(plan: LaunchPlan): Promise<{ server: Server } | { output: string }> {
  const { home, address, log } = plan;
  forgetSocketOwner(address);
  const firstWords = join(logOf(home), 'start.log');
  const file = openSync(firstWords, 'w', 0o600);
  give(firstWords, home.user);
  // Its own process group: Ctrl-C in the terminal must reach us first, so that work in hand can end before the server does.
  const child = spawn(program(plan.binaries, 'postgres'), argumentsFor(home, address), {
    ...{ cwd: home.path, env: SERVER_ENVIRONMENT, detached: true, stdio: ['ignore', file, file], windowsHide: true },
    ...home.user,
  });
  closeSync(file);
  let ended: Error | number | undefined;
  const gone = new Promise<void>((resolve) => {
    const end = (how: Error | number) => {
      ended = how;
      resolve();
    };
    child.once('error', (error) => end(spawnProblem(error, program(plan.binaries, 'postgres'))));
    child.once('exit', (code) => end(code ?? -1));
  });
  child.unref();
  for (let waited = 0; ; waited += 10) {
    if (ended instanceof Error) throw ended;
    if (ended !== undefined) return { output: readFileSync(firstWords, 'utf8') + (await lastWords(home)) };
    const found = readPidFile(home);
    if (found && found.pid === child.pid && found.state === 'ready') return { server: { pid: found.pid, address, gone } };
    if (waited > 0 && waited % 10_000 === 0) log.info('PostgreSQL is still recovering what a sudden stop left behind.');
    await pause(10);
  }
}

/** On the command line, where no settings file can override them: never reachable from another machine. */
function argumentsFor(home: Home, { port, socketDir }: Address): string[] {
  return [
    ...['-D', dataOf(home), '-p', String(port)],
    ...['-c', `listen_addresses=${socketDir ? '' : '127.0.0.1'}`],
    ...['-c', `unix_socket_directories=${socketDir ?? ''}`],
    ...['-c', 'unix_socket_permissions=0700'],
  ];
}

/**
 * Our socket folder serves one data folder, whose own pid file has been judged by now. A lock beside the socket that a
 * killed server left would be believed by PostgreSQL as soon as its process id answers: used again, or not yet reaped.
 */
function forgetSocketOwner({ port, socketDir }: Address): void {
  if (socketDir) rmSync(join(socketDir, `.s.PGSQL.${port}.lock`), { force: true });
}

/** Its log collector outlives a server that fails, by the moment it needs to write the reason down. */
async function lastWords(home: Home): Promise<string> {
  for (let waited = 0; waited < 500; waited += 50) {
    const words = newestLog(home);
    if (/FATAL|PANIC/.test(words)) return words;
    await pause(50);
  }
  return newestLog(home);
}

function newestLog(home: Home): string {
  try {
    const listed = readFileSync(join(dataOf(home), 'current_logfiles'), 'utf8');
    const path = /^stderr (.+)$/m.exec(listed)?.[1];
    return path ? readFileSync(path, 'utf8').slice(-4000) : '';
  } catch {
    return '';
  }
}

const FAST_MS = 30_000;
const IMMEDIATE_MS = 10_000;

/** Fast shutdown (open transactions are rolled back), then immediate (recovers at the next start), then kill. */
export async function shutDown(server: Server, plan: Pick<LaunchPlan, 'home' | 'binaries' | 'log'>): Promise<void> {
  if (process.platform === 'win32') {
    await run(program(plan.binaries, 'pg_ctl'), ['stop', '-D', dataOf(plan.home), '-m', 'fast'], { home: plan.home });
    return;
  }
  for (const [signal, patience] of [
    ['SIGINT', FAST_MS],
    ['SIGQUIT', IMMEDIATE_MS],
    ['SIGKILL', IMMEDIATE_MS],
  ] as const) {
    if (!send(server.pid, signal) || (await within(server.gone, patience))) return;
    plan.log.warn(`PostgreSQL did not stop ${patience / 1000} s after ${signal}.`);
  }
}

export function send(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

async function within(promise: Promise<void>, ms: number): Promise<boolean> {
  const stop = new AbortController();
  const late = pause(ms, false, { signal: stop.signal }).catch(() => false);
  const result = await Promise.race([promise.then(() => true), late]);
  stop.abort();
  return result;
}
