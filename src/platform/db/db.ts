import { Kysely, type Transaction } from 'kysely';
import pg from 'pg';
import type { Scope } from '#platform/shared/scope.ts';
import type { DB } from '#src/tables.ts';
import { openingWith, PipelinedDialect } from './driver.ts';

/** The database inside a transaction that is bound to one workspace. */
export type Tx = Transaction<DB>;
/** What queries take: a bound transaction. There is no unbound query on a workspace's tables. */
export type Db = Tx;
export type Tables = DB;

/** `2026-03-11 23:30:00.123456+00`, as our connections write instants, cut by hand: a page holds hundreds, and the calendar of Date takes its time. */
export function isoOf(value: string): string {
  if (value.charAt(4) !== '-' || value.charAt(10) !== ' ' || !value.endsWith('+00')) return new Date(value).toISOString();
  const millis = value.charAt(19) === '.' ? value.slice(20, -3).padEnd(3, '0').slice(0, 3) : '000';
  return `${value.slice(0, 10)}T${value.slice(11, 19)}.${millis}Z`;
}

const { builtins } = pg.types;
const types = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === builtins.INT8) return Number;
    if (oid === builtins.NUMERIC) return Number;
    if (oid === builtins.TIMESTAMPTZ) return isoOf;
    if (oid === builtins.DATE) return (value: string) => value;
    if (oid === 1182) return (value: string) => value.slice(1, -1).split(',').filter(Boolean);
    return pg.types.getTypeParser(oid, format);
  },
};

export interface PoolOptions {
  url: string;
  size: number;
  applicationName: string;
  /** Queries are sent without waiting for the answers to those before; cursors and COPY do not work then. */
  pipeline?: boolean;
  /** Called for errors of idle connections (a failover, a restart): they must be heard, or the process dies. */
  onError: (error: Error) => void;
}

export function openPool({ url, size, applicationName, pipeline = false, onError }: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: size,
    application_name: applicationName,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    pipeline,
    types,
    options: '-c timezone=UTC -c idle_in_transaction_session_timeout=60000',
  });
  pool.on('error', onError);
  pool.on('connect', (client) => client.on('error', onError));
  return pool;
}

export interface Database {
  readonly pool: pg.Pool;
  /**
   * Runs `work` in a transaction bound to the scope's workspace and actor; `readOnly` makes PostgreSQL refuse every write, `snapshot` makes
   * every query see the same moment.
   */
  inScope<T>(scope: Scope, work: (tx: Tx) => Promise<T>, options?: { readOnly?: boolean; audit?: boolean; snapshot?: boolean }): Promise<T>;
  /** Runs `work` in a transaction bound to no workspace: sign-in, installation facts. Workspace tables are empty there. */
  unbound<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** @param pool one that pipelines */
export function openDatabase(pool: pg.Pool): Database {
  const kysely = new Kysely<DB>({ dialect: new PipelinedDialect(pool) });
  return {
    pool,
    inScope: (scope, work, { readOnly = false, audit = true, snapshot = false } = {}) =>
      openingWith.run(bindingOf(scope, audit), () =>
        kysely
          .transaction()
          .setIsolationLevel(snapshot ? 'repeatable read' : 'read committed')
          .setAccessMode(readOnly ? 'read only' : 'read write')
          .execute(work),
      ),
    unbound: (work) => openingWith.run('', () => kysely.transaction().execute(work)),
    close: async () => {
      await kysely.destroy();
      // Kysely ends the pool only where it has used it.
      if (!pool.ended) await pool.end();
    },
  };
}

/** Sent together with the beginning, in one text; so the values are written into it as literals. */
function bindingOf(scope: Scope, audit: boolean): string {
  const literal = pg.escapeLiteral;
  return `select set_config('truce.workspace', ${literal(scope.workspaceId)}, true), set_config('truce.actor', ${literal(JSON.stringify(scope.actor))}, true),
    set_config('truce.audit', '${audit ? 'on' : 'off'}', true)`;
}
