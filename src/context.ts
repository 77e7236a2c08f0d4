import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { scopeFactsOfMember, systemFacts } from '#modules/team/queries.ts';
import { mintScope } from '#platform/auth/mint.ts';
import { type Database, openDatabase, openPool } from '#platform/db/db.ts';
import type { JobsOptions } from '#platform/jobs/runner.ts';
import type { Log } from '#platform/log/log.ts';
import { openRuntime, type Runtime } from '#platform/runtime.ts';
import type { Actor, Scope, ScopeFacts } from '#platform/shared/scope.ts';
import { product } from './product.ts';

/** Everything that is constructed once and joined: the only place where that happens. */
export interface Context {
  log: Log;
  database: Database;
  runtime: Runtime;
  queuePool: pg.Pool;
  jobs: JobsOptions;
  /** A scope for the program itself in one workspace (set-up, command line as the operator). */
  systemScope(workspaceId: string): Scope;
  close(): Promise<void>;
}

export interface ContextOptions {
  appUrl: string;
  ownerUrl: string;
  poolSize: number;
  log: Log;
  /** Another clock, for tests. */
  now?: () => string;
}

/** Folder of the project: the built program lies in dist/, the source in src/, one level below it. */
export const PROJECT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
export const MIGRATIONS = path.join(PROJECT, 'migrations');

export function openContext(options: ContextOptions): Context {
  const { log } = options;
  const onError = (error: Error) => log.warn({ err: error }, 'a database connection was lost');
  const database = openDatabase(openPool({ url: options.appUrl, size: options.poolSize, applicationName: 'truce', onError }));
  const queuePool = openPool({ url: options.ownerUrl, size: 4, applicationName: 'truce jobs', onError });
  const runtime = openRuntime(database, product.listeners, options.now);
  const jobs: JobsOptions = {
    runtime,
    queuePool,
    handlers: product.handlers,
    schedules: product.schedules,
    factsOf: (workspaceId, actor) => factsOf(database, workspaceId, actor),
    log,
    concurrency: 4,
  };
  return {
    log,
    database,
    runtime,
    queuePool,
    jobs,
    systemScope: (workspaceId) => mintScope(systemFacts(workspaceId)),
    close: async () => {
      await database.close();
      await queuePool.end();
    },
  };
}

/** A job acts with the rights its originator has when it runs. */
async function factsOf(database: Database, workspaceId: string, actor: Actor): Promise<ScopeFacts | null> {
  const { memberId } = actor;
  if (memberId === null) return systemFacts(workspaceId, actor.label);
  const facts = await database.inScope(mintScope(systemFacts(workspaceId)), (tx) => scopeFactsOfMember(tx, workspaceId, memberId), { readOnly: true });
  return facts && { ...facts, actor };
}
