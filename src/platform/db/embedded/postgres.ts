import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Secrets, secretsOf } from '#platform/config/secrets.ts';
import { StartupProblem } from '#platform/config/startup-problem.ts';
import type { RunningPostgres, StartOptions } from './api.ts';
import { openBinaries } from './binaries.ts';
import { dataOf, logOf, prepareCluster, socketDirOf } from './cluster.ts';
import { give, type Home, openHome } from './home.ts';
import { type Lock, lockHolder, takeLock } from './lock.ts';
import { ensureRoles, passwordsFit, resetPasswords, urlsOf } from './roles.ts';
import { type Address, findServer, type LaunchPlan, launch, readPidFile, type Server, send, shutDown } from './server.ts';

/**
 * Starts the PostgreSQL server of a state folder, or adopts the one that an earlier Truce left running, and keeps it
 * running until `stop`: when it dies it is started again, at the same address, and clients reconnect.
 * @throws StartupProblem with one sentence for a person, for everything that is not a bug.
 */
export function startPostgres(options: StartOptions): Promise<RunningPostgres> {
  return startIn(openHome(options.stateDir, options.rootFallback), options, async () => undefined);
}

async function startIn(home: Home, options: StartOptions, beforeStop: () => Promise<void>): Promise<RunningPostgres> {
  const lock = takeLock(lockPath(home), options.stateDir);
  try {
    return await new Supervisor({ options, home, lock, secrets: secretsOf(options.stateDir), beforeStop }).start();
  } catch (error) {
    lock.release();
    throw error;
  }
}

/**
 * For commands: uses the server of the Truce that runs on the state folder, whose server `stop` then leaves alone, or
 * starts one when none does; that one waits in `stop` for other commands that came to use it.
 */
export async function joinPostgres(options: StartOptions): Promise<RunningPostgres> {
  const home = openHome(options.stateDir, options.rootFallback);
  const guest = enterAsGuest(home);
  try {
    while (lockHolder(lockPath(home)) !== undefined) {
      const running = readPidFile(home);
      const urls = running?.state === 'ready' ? urlsOf(running, secretsOf(options.stateDir)) : undefined;
      if (running && urls && (await answers(urls.appUrl))) {
        return { ...urls, socketDir: running.socketDir, dataDir: dataOf(home), pid: running.pid, stop: async () => guest.release() };
      }
      await pause(50);
    }
  } catch (error) {
    guest.release();
    throw error;
  }
  guest.release();
  return startIn(home, options, () => untilGuestsLeft(home));
}

const guestsOf = (home: Home) => join(home.path, 'guests');

function enterAsGuest(home: Home): Lock {
  mkdirSync(guestsOf(home), { recursive: true, mode: 0o700 });
  give(guestsOf(home), home.user);
  return takeLock(join(guestsOf(home), `${process.pid}-${randomBytes(4).toString('hex')}`), home.path);
}

async function untilGuestsLeft(home: Home): Promise<void> {
  const folder = guestsOf(home);
  for (const name of readdirSync(folder)) {
    while (lockHolder(join(folder, name)) !== undefined) await pause(50);
    rmSync(join(folder, name), { force: true });
  }
}

const lockPath = (home: Home) => join(home.path, 'truce.lock');

async function answers(url: string): Promise<boolean> {
  const { Client } = await import('pg');
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Waits between restarts; a server that ran this long starts the row anew. */
const BACKOFF_MS = [0, 100, 500, 1000, 2000, 5000];
const STABLE_MS = 2000;
const LOGS_KEPT = 14;

class Supervisor {
  private readonly plan: LaunchPlan;
  private server: Server | undefined;
  private stopping: Promise<void> | undefined;
  private reviving: Promise<void> = Promise.resolve();
  private falls = 0;
  private readonly giveUp = new AbortController();

  constructor(
    private readonly given: { options: StartOptions; home: Home; lock: Lock; secrets: Secrets; beforeStop: () => Promise<void> },
  ) {
    const { options, home } = given;
    this.plan = { home, binaries: openBinaries(home), address: { port: 5432 }, log: options.log };
  }

  async start(): Promise<RunningPostgres> {
    const { home, log } = this.plan;
    const found = await findServer(home, log);
    if (found) log.info(`Adopted the PostgreSQL server that an earlier run left behind (process ${found.pid}).`);
    process.once('exit', this.atExit);
    try {
      this.server = found ?? (await this.bringUp());
      this.plan.address = this.server.address;
      await this.ensureAccess();
    } catch (error) {
      process.off('exit', this.atExit);
      if (this.server) await shutDown(this.server, this.plan);
      throw error;
    }
    this.guard(this.server);
    return this.handle();
  }

  private async bringUp(): Promise<Server> {
    const { home, binaries, log } = this.plan;
    const { created } = await prepareCluster(home, binaries, this.given.secrets);
    this.plan.address = await chooseAddress(home, this.given.options.port);
    const server = await launch(this.plan);
    log.info(created ? `Made a new database in ${home.path}.` : `PostgreSQL runs (process ${server.pid}).`);
    pruneLogs(home);
    return server;
  }

  private async ensureAccess(): Promise<void> {
    const { home, binaries, log } = this.plan;
    if (this.server && !(await passwordsFit(this.server.address, this.given.secrets))) {
      log.warn('The database has other passwords than secrets.json; setting them anew.');
      await shutDown(this.server, this.plan);
      await resetPasswords(home, binaries, this.given.secrets);
      this.server = await this.bringUp();
    }
    if (this.server) await ensureRoles(this.server.address, this.given.secrets);
  }

  /** Watches one server; when it ends without being asked to, brings it up again. */
  private guard(server: Server): void {
    const since = Date.now();
    void server.gone.then(() => {
      if (Date.now() - since >= STABLE_MS) this.falls = 0;
      if (!this.stopping) this.reviving = this.revive();
    });
  }

  private async revive(): Promise<void> {
    const { home, log } = this.plan;
    for (; !this.giveUp.signal.aborted; this.falls += 1) {
      const wait = BACKOFF_MS[Math.min(this.falls, BACKOFF_MS.length - 1)] ?? 0;
      log.warn(`PostgreSQL ended unexpectedly; starting it again${wait ? ` in ${wait / 1000} s` : ''}.`);
      await pause(wait, undefined, { ref: false, signal: this.giveUp.signal }).catch(() => undefined);
      if (this.giveUp.signal.aborted) return;
      try {
        this.server = (await findServer(home, log)) ?? (await launch(this.plan));
        log.info(`PostgreSQL runs again (process ${this.server.pid}); nothing that was saved is lost.`);
        this.falls += 1;
        return this.guard(this.server);
      } catch (error) {
        log.error(error instanceof StartupProblem ? `${error.message} ${error.remedy}` : String(error));
      }
    }
  }

  /** Last resort when the process ends without `stop`: a signal is all that can still be sent. */
  private readonly atExit = () => {
    const pid = this.server?.pid ?? readPidFile(this.plan.home)?.pid;
    if (pid) send(pid, 'SIGINT');
  };

  private async stop(): Promise<void> {
    await this.given.beforeStop();
    this.giveUp.abort();
    await this.reviving;
    process.off('exit', this.atExit);
    if (this.server) await shutDown(this.server, this.plan);
    this.given.lock.release();
  }

  private handle(): RunningPostgres {
    const supervisor = this;
    const { home, address } = this.plan;
    return {
      ...urlsOf(address, this.given.secrets),
      ...(address.socketDir ? { socketDir: address.socketDir } : {}),
      dataDir: dataOf(home),
      get pid() {
        return supervisor.server?.pid ?? 0;
      },
      stop: () => (supervisor.stopping ??= supervisor.stop()),
    };
  }
}

/** Longest path of a unix socket on every system, less the file name. */
const SOCKET_DIR_LIMIT = 103 - '/.s.PGSQL.5432'.length;

async function chooseAddress(home: Home, port: number | undefined): Promise<Address> {
  const socketDir = socketDirOf(home);
  if (port === undefined && process.platform !== 'win32' && Buffer.byteLength(socketDir) <= SOCKET_DIR_LIMIT)
    return { port: 5432, socketDir };
  if (port) {
    if (await freePort(port)) return { port };
    throw new StartupProblem('port_taken', `Port ${port}, asked for the database, is used by another program.`, {
      remedy: 'Stop that program or choose another port.',
    });
  }
  const file = join(home.path, 'port');
  const remembered = Number(readOr(file, '0'));
  const chosen = (remembered > 0 && (await freePort(remembered))) || (await freePort(0));
  writeFileSync(file, String(chosen));
  give(file, home.user);
  return { port: Number(chosen) };
}

/** The port if it can be listened on (0: any that can), else false. */
function freePort(port: number): Promise<number | false> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : false));
    });
  });
}

function readOr(path: string, otherwise: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return otherwise;
  }
}

/** Names sort by time. */
function pruneLogs(home: Home): void {
  const logs = readdirSync(logOf(home)).filter((name) => name.startsWith('postgres-'));
  for (const name of logs.sort().slice(0, -LOGS_KEPT)) rmSync(join(realpathSync(logOf(home)), name), { force: true });
}
