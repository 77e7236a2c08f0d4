import { sql } from 'kysely';
import type { Ctx, EnqueueOptions, ReadCtx, Work } from '#platform/context.ts';
import type { Database, Tx } from '#platform/db/db.ts';
import type { Listener } from '#platform/jobs/job.ts';
import type { Services } from '#platform/services.ts';
import { isRefusal, type Refusal } from '#platform/shared/refusal.ts';
import { PROGRAM, type Scope } from '#platform/shared/scope.ts';

/** Opens transactions for HTTP, jobs and the command line, and joins events to their listeners. */
export interface Runtime {
  readonly database: Database;
  readonly services: Services;
  now(): string;
  /** A returned refusal rolls the transaction back. */
  transaction<T>(scope: Scope, work: (ctx: Ctx) => Promise<T>, options?: { audit?: boolean }): Promise<T>;
  read<T>(scope: Scope, work: (ctx: ReadCtx) => Promise<T>, options?: { snapshot?: boolean }): Promise<T>;
}

/** Carries a refusal out of a transaction so that it rolls back. */
class RolledBack extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super('rolled back');
    this.refusal = refusal;
  }
}

const MOST_TOPICS = 40;
const MOST_ATTEMPTS = 8;

export interface RuntimeOptions {
  listeners: readonly Listener[];
  services: Services;
  now?: () => string;
}

export function openRuntime(database: Database, options: RuntimeOptions): Runtime {
  const { listeners, services, now = () => new Date().toISOString() } = options;
  async function transaction<T>(scope: Scope, work: (ctx: Ctx) => Promise<T>, options: { audit?: boolean } = {}): Promise<T> {
    try {
      return await database.inScope(
        scope,
        async (tx) => {
          const topics = new Set<string>();
          const result = await work(contextOf(tx, scope, topics));
          if (isRefusal(result)) throw new RolledBack(result);
          await tellBrowsers(tx, scope, topics);
          return result;
        },
        options,
      );
    } catch (error) {
      // A refusal is one of the results `work` may return, so it is a T.
      if (error instanceof RolledBack) return error.refusal as T;
      throw error;
    }
  }

  function contextOf(tx: Tx, scope: Scope, topics: Set<string>): Ctx {
    const enqueue = (name: string, data: unknown, options: EnqueueOptions = {}) => enqueueJob(tx, scope, { name, data, options });
    return {
      tx,
      scope,
      now: now(),
      enqueue: (type, payload, options) => enqueue(type.name, type.payload.parse(payload), options),
      announce: async (event, payload) => {
        const names = listeners.filter((listener) => listener.event === event.name).map(({ name }) => name);
        await enqueueForAll(tx, scope, { names, data: event.payload.parse(payload) });
      },
      changed: (entity, id) => {
        topics.add(entity);
        if (id) topics.add(`${entity}:${id}`);
      },
      link: (path) => services.baseUrl + path,
      seal: services.seals.seal,
    };
  }

  return {
    database,
    services,
    now,
    transaction,
    read: (scope, work, options) => database.inScope(scope, (tx) => work({ tx, scope, now: now() }), { ...options, readOnly: true }),
  };
}

/** The runtime's transactions bound to one scope. */
export function workOf(runtime: Runtime, scope: Scope): Work {
  return {
    scope,
    vault: runtime.services.vault,
    transaction: (work, options) => runtime.transaction(scope, work, options),
    read: (work, options) => runtime.read(scope, work, options),
  };
}

async function enqueueJob(tx: Tx, scope: Scope, job: { name: string; data: unknown; options: EnqueueOptions }): Promise<void> {
  const { runAt = null, key = null, maxAttempts = MOST_ATTEMPTS, queue = null, byProgram = false, as = scope.actor } = job.options;
  const payload = JSON.stringify({ workspaceId: scope.workspaceId, actor: byProgram ? PROGRAM : as, data: job.data });
  await sql`select enqueue_job(${job.name}, ${payload}::json, ${runAt}::timestamptz, ${key}, ${maxAttempts}, ${queue})`.execute(tx);
}

/** The same for every listener of an event, in one statement. */
async function enqueueForAll(tx: Tx, scope: Scope, { names, data }: { names: readonly string[]; data: unknown }): Promise<void> {
  if (names.length === 0) return;
  const payload = JSON.stringify({ workspaceId: scope.workspaceId, actor: scope.actor, data });
  await sql`select enqueue_job(name, ${payload}::json, null, null, ${MOST_ATTEMPTS}, null) from unnest(${[...names]}::text[]) name`.execute(
    tx,
  );
}

async function tellBrowsers(tx: Tx, scope: Scope, topics: Set<string>): Promise<void> {
  if (topics.size === 0) return;
  const all = [...topics];
  // NOTIFY carries at most 8,000 bytes: beyond a screenful of records, the names of the entities are enough.
  const told = all.length <= MOST_TOPICS ? all : all.filter((topic) => !topic.includes(':'));
  await sql`select pg_notify('truce_live', ${JSON.stringify({ workspaceId: scope.workspaceId, topics: told })})`.execute(tx);
}
