import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  PostgresDialect,
  type QueryResult,
  type TransactionSettings,
} from 'kysely';
import type pg from 'pg';
import { statementName } from './statements.ts';

/** What a transaction sends right behind its beginning, in the same breath. Set around `transaction().execute`; the empty text for nothing. */
export const openingWith = new AsyncLocalStorage<string>();

/** Kysely's PostgreSQL with fewer waits: see `PipelinedDriver`. The pool must pipeline. */
export class PipelinedDialect extends PostgresDialect {
  constructor(private readonly pool: pg.Pool) {
    super({ pool });
  }

  override createDriver(): Driver {
    return new PipelinedDriver(this.pool);
  }
}

/**
 * A transaction's beginning travels with its first query, the end of one that only read is not waited for, and statements that come again
 * and again are prepared: planning takes longer than running for most of them. What is waited for is what could still go wrong.
 */
class PipelinedDriver implements Driver {
  private readonly held = new WeakMap<DatabaseConnection, Held>();
  constructor(private readonly pool: pg.Pool) {}

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    const held = new Held(await this.pool.connect());
    this.held.set(held, held);
    return held;
  }

  async beginTransaction(connection: DatabaseConnection, { accessMode, isolationLevel }: TransactionSettings): Promise<void> {
    const modes = [isolationLevel && `isolation level ${isolationLevel}`, accessMode].filter(Boolean).join(', ');
    this.of(connection).begin(`start transaction ${modes}; ${openingWith.getStore() ?? ''}`, accessMode === 'read only');
  }

  commitTransaction(connection: DatabaseConnection): Promise<void> {
    return this.of(connection).end('commit');
  }

  rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    return this.of(connection).end('rollback');
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    this.of(connection).release();
  }

  async destroy(): Promise<void> {
    await this.pool.end();
  }

  private of(connection: DatabaseConnection): Held {
    const held = this.held.get(connection);
    if (!held) throw new Error('this connection is not one of ours');
    return held;
  }
}

/** PostgreSQL: a prepared statement's table has changed its columns since. The next connection prepares it anew. */
const STALE_PLAN = '0A000';

/** A connection of the pool for as long as somebody holds it. */
class Held implements DatabaseConnection {
  private begun: Promise<unknown> | null = null;
  private ended: Promise<unknown> | null = null;
  private readOnly = false;
  private stale = false;
  constructor(private readonly client: pg.PoolClient) {}

  begin(text: string, readOnly: boolean): void {
    this.readOnly = readOnly;
    this.begun = this.client.query(text);
    // Heard by whoever waits for the first query or the end; until then it is nobody's.
    this.begun.catch(() => undefined);
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const { begun } = this;
    this.begun = null;
    const sent = this.client.query({ name: statementName(sql), text: sql, values: [...parameters] });
    try {
      const [{ command, rowCount, rows }] = await Promise.all([sent, begun]);
      const changes = command === 'INSERT' || command === 'UPDATE' || command === 'DELETE' || command === 'MERGE';
      return { rows: rows ?? [], ...(changes ? { numAffectedRows: BigInt(rowCount ?? 0) } : {}) };
    } catch (error) {
      if ((error as { code?: string }).code === STALE_PLAN) this.stale = true;
      throw error;
    }
  }

  // biome-ignore lint/correctness/useYield: cursors need a connection that does not pipeline.
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('rows are read page by page here, not as a stream');
  }

  async end(how: 'commit' | 'rollback'): Promise<void> {
    const sent = Promise.all([this.client.query(how), this.begun]);
    this.begun = null;
    if (!this.readOnly) {
      await sent;
      return;
    }
    // Whatever becomes of it: nothing was written, and everything that was asked for is here.
    this.ended = sent;
  }

  release(): void {
    const { client, ended } = this;
    if (!ended) client.release(this.stale);
    else
      ended.then(
        () => client.release(this.stale),
        () => client.release(true),
      );
  }
}
