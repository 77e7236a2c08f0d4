import { EventEmitter } from 'node:events';
import { Logger, parseCronItems, type Runner, run, runOnce, type Task, type TaskList, type WorkerEvents } from 'graphile-worker';
import { sql } from 'kysely';
import type pg from 'pg';
import { mintScope } from '#platform/auth/mint.ts';
import { processLives } from '#platform/db/embedded/lock.ts';
import { isLostConnection, isOutage } from '#platform/db/outage.ts';
import type { Log } from '#platform/log/log.ts';
import type { Runtime } from '#platform/runtime.ts';
import { isRefusal } from '#platform/shared/refusal.ts';
import { type Actor, PROGRAM, type ScopeFacts } from '#platform/shared/scope.ts';
import type { JobHandler, JobRun, Schedule } from './job.ts';

export interface JobsOptions {
  runtime: Runtime;
  /** Connects as the owner of the queue's schema; product code never uses it. */
  queuePool: pg.Pool;
  handlers: readonly JobHandler[];
  schedules: readonly Schedule[];
  /** The rights of whoever caused the job, read anew; null where they have none left. */
  factsOf: (workspaceId: string, actor: Actor) => Promise<ScopeFacts | null>;
  log: Log;
  concurrency: number;
}

interface Envelope {
  workspaceId: string;
  actor: Actor;
  data: unknown;
}

/** Jobs that run until they are told to stop. */
export interface RunningJobs {
  stop(): Promise<void>;
}

const RESTART_MS = 1_000;

/** Runs jobs until stopped. A runner that loses the database is ended and started again, and what it held is set free. */
export async function startJobs(options: JobsOptions): Promise<RunningJobs> {
  let stopping = false;
  const cut: CutJobs = new Map();
  let held = await startRunner(options, cut);
  // The queue's library leaves the promises by which it reports a job's end unheard. One that fails because the database is away would end
  // the process, or leave its job locked by a worker that lives on.
  const unheard = (error: unknown) => {
    if (!isOutage(error)) throw error;
    options.log.warn({ err: error }, 'the job runner lost the database');
    giveUp(held);
  };
  process.on('unhandledRejection', unheard);
  const kept = (async () => {
    while (!stopping) {
      await held.runner.promise.catch((error) => options.log.warn({ err: error }, 'the job runner ended'));
      if (stopping) return;
      await new Promise((resolve) => setTimeout(resolve, RESTART_MS));
      const next = await restart(options, held.holders, cut).catch((error) =>
        options.log.warn({ err: error }, 'the job runner does not start yet'),
      );
      if (next) held = next;
    }
  })();
  return {
    stop: async () => {
      stopping = true;
      await held.runner.stop().catch(() => undefined);
      await kept;
      process.off('unhandledRejection', unheard);
    },
  };
}

/** Ends a runner in disorder; `startJobs` starts the next. */
function giveUp({ runner }: Held): void {
  runner.stop('the database was away').catch(() => undefined);
}

interface Held {
  runner: Runner;
  /** The names under which it locks jobs. */
  holders: Set<string>;
}

async function restart(options: JobsOptions, gone: ReadonlySet<string>, cut: CutJobs): Promise<Held> {
  await options.queuePool.query('select graphile_worker.force_unlock_workers($1::text[])', [[...gone]]);
  return startRunner(options, cut);
}

/** Jobs that lost the database, by id, and when. They are not to blame, so they need not wait as long as one that failed by itself. */
type CutJobs = Map<string, number>;

/** A pool of workers locks jobs under its own name, not under those of its workers. */
function listenIn(): { events: WorkerEvents; holders: Set<string> } {
  const holders = new Set<string>();
  const events: WorkerEvents = new EventEmitter();
  events.on('pool:create', ({ workerPool }) => holders.add(workerPool.id));
  return { events, holders };
}

async function startRunner(options: JobsOptions, cut: CutJobs): Promise<Held> {
  const { events, holders } = listenIn();
  const runner = await run({
    pgPool: options.queuePool,
    taskList: taskList(options, (jobId) => cut.set(jobId, Date.now())),
    concurrency: options.concurrency,
    noHandleSignals: true,
    pollInterval: 1_000,
    parsedCronItems: parseCronItems(
      options.schedules.map(({ name, cron }) => ({ task: `schedule:${name}`, match: cron, options: { backfillPeriod: 0 } })),
    ),
    logger: quiet(options.log),
    events,
  });
  const held = { runner, holders };
  // The answer to a fetch may be what was lost: then a job is locked that nobody works on.
  events.on('worker:getJob:error', ({ error }) => isOutage(error) && giveUp(held));
  const endPulse = startPulse(options, holders, cut);
  runner.promise.then(endPulse, endPulse);
  return held;
}

const BEAT_MS = 5_000;
/** A worker silent for this long is dead: its jobs are set free. */
const SILENT_SECONDS = 45;

/** Says that this process's workers live, and frees the jobs of those that do not. The returned function ends it. */
function startPulse({ queuePool, log }: JobsOptions, holders: ReadonlySet<string>, cut: CutJobs): () => void {
  const beat = async () => {
    try {
      await queuePool.query(
        'insert into job_worker (worker_id, pid) select unnest($1::text[]), $2 on conflict (worker_id) do update set seen_at = now()',
        [[...holders], process.pid],
      );
      await freeSilentJobs(queuePool);
      await hurry(queuePool, cut);
    } catch (error) {
      log.warn({ err: error }, 'the pulse of the job workers was missed');
    }
  };
  const timer = setInterval(() => void beat(), BEAT_MS);
  if (holders.size > 0) void beat();
  return () => clearInterval(timer);
}

/** Lets jobs that lost the database go on now. Each such loss still counts as an attempt, so a job that brings the database down ends. */
async function hurry(queuePool: pg.Pool, cut: CutJobs): Promise<void> {
  if (cut.size === 0) return;
  const ids = [...cut.keys()];
  await queuePool.query(
    'update graphile_worker._private_jobs set run_at = now() where id = any($1::bigint[]) and locked_at is null and run_at > now()',
    [ids],
  );
  for (const [id, at] of cut) if (Date.now() - at > SILENT_SECONDS * 1_000) cut.delete(id);
}

/** Frees jobs whose worker has not been seen for a while, wherever it ran. */
async function freeSilentJobs(queuePool: pg.Pool): Promise<void> {
  const { rows } = await queuePool.query<{ locked_by: string }>(
    `select distinct j.locked_by from graphile_worker._private_jobs j
     where j.locked_at < now() - make_interval(secs => $1)
       and not exists (select from job_worker w where w.worker_id = j.locked_by and w.seen_at > now() - make_interval(secs => $1))`,
    [SILENT_SECONDS],
  );
  await free(queuePool, rows);
  await queuePool.query(`delete from job_worker where seen_at < now() - interval '1 day'`);
}

/** At the start on the embedded server, where every process is on this machine: frees at once what was locked by one that is gone. */
export async function freeJobsOfTheDead(queuePool: pg.Pool): Promise<void> {
  const { rows } = await queuePool.query<{ locked_by: string; pid: number | null }>(
    `select distinct j.locked_by, w.pid from graphile_worker._private_jobs j left join job_worker w on w.worker_id = j.locked_by
     where j.locked_by is not null`,
  );
  await free(
    queuePool,
    rows.filter(({ pid }) => pid === null || pid === process.pid || !processLives(pid)),
  );
}

async function free(queuePool: pg.Pool, dead: readonly { locked_by: string }[]): Promise<void> {
  if (dead.length > 0) await queuePool.query('select graphile_worker.force_unlock_workers($1::text[])', [dead.map((row) => row.locked_by)]);
}

/** Runs every due job and returns; for tests and for `truce work --once`. */
export async function drainJobs(options: JobsOptions): Promise<void> {
  const { events, holders } = listenIn();
  const endPulse = startPulse(options, holders, new Map());
  try {
    await runOnce({
      pgPool: options.queuePool,
      taskList: taskList(options),
      concurrency: 1,
      noHandleSignals: true,
      logger: quiet(options.log),
      events,
    });
  } finally {
    endPulse();
  }
}

/** Runs one schedule now, in every workspace, as its tick would. */
export async function tick(options: JobsOptions, name: string): Promise<void> {
  const schedule = options.schedules.find((one) => one.name === name);
  if (!schedule) throw new Error(`there is no schedule ${name}`);
  await addEach(options.runtime, schedule.name);
  await drainJobs(options);
}

function taskList(options: JobsOptions, onCut: (jobId: string) => void = () => undefined): TaskList {
  const tasks: TaskList = {};
  for (const handler of options.handlers) {
    tasks[handler.name] = async (payload, helpers) => {
      const envelope = payload as Envelope;
      const jobRun = await openRun(options, envelope, helpers);
      if (!jobRun) return;
      await handler.run(jobRun, handler.payload.parse(envelope.data) as never);
    };
  }
  for (const schedule of options.schedules) {
    tasks[`schedule:${schedule.name}`] = () => addEach(options.runtime, schedule.name);
    tasks[`each:${schedule.name}`] = async (payload, helpers) => {
      const jobRun = await openRun(options, { ...(payload as Envelope), actor: PROGRAM }, helpers);
      if (jobRun) await schedule.run(jobRun);
    };
  }
  return Object.fromEntries(Object.entries(tasks).map(([name, task]) => [name, telling(task, onCut)]));
}

function telling(task: Task | undefined, onCut: (jobId: string) => void): Task {
  return async (payload, helpers) => {
    try {
      await task?.(payload, helpers);
    } catch (error) {
      if (isLostConnection(error) || helpers.abortSignal?.aborted) onCut(helpers.job.id);
      throw error;
    }
  };
}

/** One job per workspace, so that a slow or broken workspace delays no other. */
async function addEach(runtime: Runtime, name: string): Promise<void> {
  await runtime.database.unbound((tx) =>
    sql`select enqueue_job(${`each:${name}`}, json_build_object('workspaceId', id), null, ${`each:${name}:`} || id, 3, null) from workspace_ids() id`.execute(
      tx,
    ),
  );
}

async function openRun(options: JobsOptions, envelope: Envelope, helpers: Parameters<Task>[1]): Promise<JobRun | null> {
  const facts = await options.factsOf(envelope.workspaceId, envelope.actor);
  if (!facts) {
    options.log.warn(
      { job: helpers.job.task_identifier, workspace: envelope.workspaceId },
      'skipped: whoever caused this job has no access any more',
    );
    return null;
  }
  const scope = mintScope(facts);
  const { runtime } = options;
  return {
    scope,
    vault: runtime.services.vault,
    signal: helpers.abortSignal ?? new AbortController().signal,
    attempt: helpers.job.attempts,
    services: runtime.services,
    now: runtime.now,
    transaction: async (work, more) => {
      const result = await runtime.transaction(scope, work, more);
      if (isRefusal(result)) options.log.warn({ job: helpers.job.task_identifier, refusal: result.code }, result.message);
      return result;
    },
    read: (work, more) => runtime.read(scope, work, more),
  };
}

/** The queue's chatter goes one level down: that a job began is not news. */
function quiet(log: Log): Logger {
  const levels = { error: 'error', warning: 'warn', info: 'debug', debug: 'trace' } as const;
  return new Logger(() => (level, message) => log[levels[level as keyof typeof levels] ?? 'debug'](message));
}
