import { EventEmitter } from 'node:events';
import { Logger, parseCronItems, type Runner, run, runOnce, type Task, type TaskList, type WorkerEvents } from 'graphile-worker';
import { sql } from 'kysely';
import type pg from 'pg';
import { mintScope } from '#platform/auth/mint.ts';
import type { Log } from '#platform/log/log.ts';
import type { Runtime } from '#platform/runtime.ts';
import { isRefusal } from '#platform/shared/refusal.ts';
import type { Actor, ScopeFacts } from '#platform/shared/scope.ts';
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

const SYSTEM: Actor = { kind: 'system', memberId: null, label: 'Truce' };

/** Jobs that run until they are told to stop. */
export interface RunningJobs {
  stop(): Promise<void>;
}

const RESTART_MS = 1_000;

/** Runs jobs until stopped. A runner that ends because the database went away is started again, and what it held is set free. */
export async function startJobs(options: JobsOptions): Promise<RunningJobs> {
  let stopping = false;
  let held = await startRunner(options);
  const kept = (async () => {
    while (!stopping) {
      await held.runner.promise.catch((error) => options.log.warn({ err: error }, 'the job runner ended'));
      if (stopping) return;
      await new Promise((resolve) => setTimeout(resolve, RESTART_MS));
      const next = await restart(options, held.workers).catch((error) =>
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
    },
  };
}

interface Held {
  runner: Runner;
  /** Ids of its workers. */
  workers: Set<string>;
}

async function restart(options: JobsOptions, gone: ReadonlySet<string>): Promise<Held> {
  await options.queuePool.query('select graphile_worker.force_unlock_workers($1::text[])', [[...gone]]);
  return startRunner(options);
}

async function startRunner(options: JobsOptions): Promise<Held> {
  const workers = new Set<string>();
  const events: WorkerEvents = new EventEmitter();
  events.on('worker:create', ({ worker }) => workers.add(worker.workerId));
  const runner = await run({
    pgPool: options.queuePool,
    taskList: taskList(options),
    concurrency: options.concurrency,
    noHandleSignals: true,
    pollInterval: 1_000,
    parsedCronItems: parseCronItems(
      options.schedules.map(({ name, cron }) => ({ task: `schedule:${name}`, match: cron, options: { backfillPeriod: 0 } })),
    ),
    logger: quiet(options.log),
    events,
  });
  const endPulse = startPulse(options, workers);
  runner.promise.then(endPulse, endPulse);
  return { runner, workers };
}

const BEAT_MS = 10_000;
/** A worker silent for this long is dead: its jobs are set free. */
const SILENT_SECONDS = 45;

/** Says that this process's workers live, and frees the jobs of those that do not. The returned function ends it. */
function startPulse({ queuePool, log }: JobsOptions, workers: ReadonlySet<string>): () => void {
  const beat = async () => {
    try {
      await queuePool.query(
        'insert into job_worker (worker_id) select unnest($1::text[]) on conflict (worker_id) do update set seen_at = now()',
        [[...workers]],
      );
      await freeDeadJobs(queuePool, SILENT_SECONDS);
    } catch (error) {
      log.warn({ err: error }, 'the pulse of the job workers was missed');
    }
  };
  const timer = setInterval(() => void beat(), BEAT_MS);
  void beat();
  return () => clearInterval(timer);
}

/**
 * Frees jobs whose worker has not been seen for `silentSeconds`; 0 where no other process can be alive (the embedded server).
 * @returns how many workers' jobs were freed
 */
export async function freeDeadJobs(queuePool: pg.Pool, silentSeconds: number): Promise<number> {
  const { rows } = await queuePool.query<{ locked_by: string }>(
    `select distinct j.locked_by from graphile_worker._private_jobs j
     where j.locked_by is not null and ($1 = 0 or j.locked_at < now() - make_interval(secs => $1))
       and not exists (select from job_worker w where w.worker_id = j.locked_by and w.seen_at > now() - make_interval(secs => greatest($1, 1)))`,
    [silentSeconds],
  );
  if (rows.length > 0) await queuePool.query('select graphile_worker.force_unlock_workers($1::text[])', [rows.map((row) => row.locked_by)]);
  await queuePool.query(`delete from job_worker where seen_at < now() - interval '1 day'`);
  return rows.length;
}

/** Runs every due job and returns; for tests and for `truce work --once`. */
export async function drainJobs(options: JobsOptions): Promise<void> {
  await runOnce({
    pgPool: options.queuePool,
    taskList: taskList(options),
    concurrency: 1,
    noHandleSignals: true,
    logger: quiet(options.log),
  });
}

/** Runs one schedule now, in every workspace, as its tick would. */
export async function tick(options: JobsOptions, name: string): Promise<void> {
  const schedule = options.schedules.find((one) => one.name === name);
  if (!schedule) throw new Error(`there is no schedule ${name}`);
  await addEach(options.runtime, schedule.name);
  await drainJobs(options);
}

function taskList(options: JobsOptions): TaskList {
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
      const jobRun = await openRun(options, { ...(payload as Envelope), actor: SYSTEM }, helpers);
      if (jobRun) await schedule.run(jobRun);
    };
  }
  return tasks;
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
    signal: helpers.abortSignal ?? new AbortController().signal,
    attempt: helpers.job.attempts,
    now: runtime.now,
    transaction: async (work, more) => {
      const result = await runtime.transaction(scope, work, more);
      if (isRefusal(result)) options.log.warn({ job: helpers.job.task_identifier, refusal: result.code }, result.message);
      return result;
    },
    read: (work) => runtime.read(scope, work),
  };
}

/** The queue's chatter goes one level down: that a job began is not news. */
function quiet(log: Log): Logger {
  const levels = { error: 'error', warning: 'warn', info: 'debug', debug: 'trace' } as const;
  return new Logger(() => (level, message) => log[levels[level as keyof typeof levels] ?? 'debug'](message));
}
