import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { runMigrations } from 'graphile-worker';
import pg from 'pg';

/** The database and this version of the program do not fit; `message` is one sentence, `remedy` says what to do. */
export class MigrationProblem extends Error {
  readonly remedy: string;
  constructor(message: string, remedy: string) {
    super(message);
    this.remedy = remedy;
  }
}

export interface Migration {
  name: string;
  sql: string;
  checksum: string;
}

const LOCK = 7_283_001;

export async function readMigrations(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => /^\d{4}-[a-z0-9-]+\.sql$/.test(name)).sort();
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(path.join(folder, name), 'utf8');
      return { name, sql: text, checksum: createHash('sha256').update(text).digest('hex') };
    }),
  );
}

/**
 * Brings the database to this version: the queue's own schema, then each pending file in a transaction of its own,
 * under an advisory lock so that several nodes may start at once.
 * @returns the names that were applied now
 */
export async function migrate(ownerUrl: string, folder: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    await runMigrations({ connectionString: ownerUrl });
    await client.query(
      'create table if not exists migration (name text primary key, checksum text not null, applied_at timestamptz not null default now())',
    );
    const pending = await pendingOf(client, await readMigrations(folder));
    for (const migration of pending) await apply(client, migration);
    return pending.map((migration) => migration.name);
  } finally {
    await client.end();
  }
}

/** Names of the steps that `migrate` would apply; changes nothing. */
export async function pendingMigrations(ownerUrl: string, folder: string): Promise<string[]> {
  const known = await readMigrations(folder);
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ begun: boolean }>(`select to_regclass('public.migration') is not null as begun`);
    return (rows[0]?.begun ? await pendingOf(client, known) : known).map((migration) => migration.name);
  } finally {
    await client.end();
  }
}

async function pendingOf(client: pg.Client, known: Migration[]): Promise<Migration[]> {
  const { rows } = await client.query<{ name: string; checksum: string }>('select name, checksum from migration order by name');
  const byName = new Map(known.map((migration) => [migration.name, migration]));
  for (const done of rows) {
    const migration = byName.get(done.name);
    if (!migration)
      throw new MigrationProblem(
        `This database was written by a newer version of Truce (it has ${done.name}).`,
        'Start that version, or restore a backup made by this one.',
      );
    if (migration.checksum !== done.checksum)
      throw new MigrationProblem(
        `Migration ${done.name} is not the one this database was built with.`,
        'Use an unmodified release of Truce; nothing was changed.',
      );
  }
  const applied = new Set(rows.map((row) => row.name));
  return known.filter((migration) => !applied.has(migration.name));
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  await client.query('begin');
  try {
    await client.query(migration.sql);
    await client.query('insert into migration (name, checksum) values ($1, $2)', [migration.name, migration.checksum]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw new MigrationProblem(
      `Upgrade step ${migration.name} failed and was rolled back: ${error instanceof Error ? error.message : String(error)}.`,
      'The data is as before; start the previous version, or report this message.',
    );
  }
}
