import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { StartupProblem } from '#platform/config/startup-problem.ts';
import { readMigrations } from '#platform/db/migrate.ts';
import { VERSION } from './version.ts';

export interface BackupTable {
  name: string;
  columns: string[];
  rows: number;
  /** Sum over all rows of the first 32 bits of each row's MD5: the order of rows does not matter. */
  checksum: string;
}

export interface Manifest {
  version: string;
  madeAt: string;
  migrations: string[];
  tables: BackupTable[];
  /** Jobs that waited when the copy was taken. */
  jobs: number;
}

const MANIFEST = 'manifest.json';
const JOBS = 'jobs.json';

/**
 * Writes one consistent copy of the whole database into `folder` (made; must be empty), while the service runs: one
 * gzipped COPY file per table, the waiting jobs, and a manifest with a checksum per table.
 */
export async function backup(ownerUrl: string, folder: string, madeAt: string): Promise<Manifest> {
  await mkdir(folder, { recursive: true });
  if (await exists(path.join(folder, MANIFEST)))
    throw new StartupProblem('in_use', `${folder} already holds a backup.`, { remedy: 'Name an empty or new folder.' });
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    // One snapshot for every table: what was committed when the backup began, and nothing later.
    await client.query('begin transaction isolation level repeatable read read only');
    const tables: BackupTable[] = [];
    for (const { name, columns } of await tablesOf(client)) {
      await pipeline(
        client.query(copyTo(`copy (select ${list(columns)} from only ${quoted(name)}) to stdout`)),
        createGzip(),
        createWriteStream(fileOf(folder, name)),
      );
      tables.push({ name, columns, ...(await checksumOf(client, name)) });
    }
    const jobs = await waitingJobs(client);
    await writeFile(path.join(folder, JOBS), JSON.stringify(jobs));
    const { rows } = await client.query<{ name: string }>('select name from migration order by name');
    const manifest: Manifest = { version: VERSION, madeAt, migrations: rows.map((row) => row.name), tables, jobs: jobs.length };
    // Written last: a folder without it is not a backup.
    await writeFile(path.join(folder, MANIFEST), JSON.stringify(manifest, null, 2));
    return manifest;
  } finally {
    await client.end();
  }
}

/**
 * Puts a backup into a database that this version has just migrated and that holds nothing yet, compares every checksum, and marks
 * the copy as unconfirmed: it sends no mail until a person confirms that the original is gone.
 */
export async function restore(ownerUrl: string, folder: string, migrations: string): Promise<Manifest> {
  const manifest = await readManifest(folder, migrations);
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query('begin');
    await refuseUnlessEmpty(client);
    const put = await takeConstraintsAway(client, manifest.tables);
    for (const table of manifest.tables) {
      await client.query(`delete from only ${quoted(table.name)}`);
      await pipeline(
        createReadStream(fileOf(folder, table.name)),
        createGunzip(),
        client.query(copyFrom(`copy ${quoted(table.name)} (${list(table.columns)}) from stdin`)),
      );
    }
    await put();
    for (const table of manifest.tables) await compare(client, table);
    await client.query(`insert into installation (name, value) values ('restored_unconfirmed', to_jsonb(now()))
      on conflict (name) do update set value = excluded.value, updated_at = now()`);
    await client.query('commit');
    await requeue(client, JSON.parse(await readFile(path.join(folder, JOBS), 'utf8')));
    return manifest;
  } finally {
    await client.end();
  }
}

async function readManifest(folder: string, migrations: string): Promise<Manifest> {
  if (!(await exists(path.join(folder, MANIFEST))))
    throw new StartupProblem('broken', `${folder} holds no complete backup: ${MANIFEST} is missing.`, {
      remedy: 'Name the folder that truce backup wrote.',
    });
  const manifest: Manifest = JSON.parse(await readFile(path.join(folder, MANIFEST), 'utf8'));
  const known = (await readMigrations(migrations)).map((migration) => migration.name);
  if (manifest.migrations.join() !== known.join())
    throw new StartupProblem(
      'other_version',
      `This backup was made by Truce ${manifest.version}, whose database differs from this version's.`,
      {
        remedy: 'Restore it with that version, then start the newer one: it upgrades the data.',
      },
    );
  return manifest;
}

/** Tables in use, with the columns that are stored (not generated). The queue's own tables travel as jobs. */
async function tablesOf(client: pg.Client): Promise<{ name: string; columns: string[] }[]> {
  const { rows } = await client.query<{ name: string; columns: string[] }>(`
    select c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> 'migration'
    group by c.relname order by c.relname`);
  return rows;
}

async function checksumOf(client: pg.Client, table: string): Promise<{ rows: number; checksum: string }> {
  const { rows } = await client.query<{ rows: string; checksum: string }>(
    `select count(*) as rows, coalesce(sum(('x' || left(md5(t::text), 8))::bit(32)::bigint), 0)::text as checksum from only ${quoted(table)} t`,
  );
  return { rows: Number(rows[0]?.rows), checksum: rows[0]?.checksum ?? '' };
}

async function compare(client: pg.Client, table: BackupTable): Promise<void> {
  const found = await checksumOf(client, table.name);
  if (found.checksum !== table.checksum || found.rows !== table.rows)
    throw new StartupProblem(
      'broken',
      `The table ${table.name} came out different from the backup (${found.rows} rows instead of ${table.rows}).`,
      {
        remedy: 'Nothing was restored. Check the backup folder for damage.',
      },
    );
}

async function refuseUnlessEmpty(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ used: boolean }>('select exists (select from workspace) or exists (select from auth_user) as used');
  if (rows[0]?.used)
    throw new StartupProblem('in_use', 'This installation already holds data; a restore would replace it.', {
      remedy: 'Restore into a new state folder: TRUCE_STATE=./restored truce restore <folder>',
    });
}

/** Drops foreign keys and switches triggers off for the load; the returned function puts both back and so checks every row. */
async function takeConstraintsAway(client: pg.Client, tables: BackupTable[]): Promise<() => Promise<void>> {
  const { rows } = await client.query<{ relation: string; name: string; definition: string }>(`
    select conrelid::regclass::text as relation, conname as name, pg_get_constraintdef(oid) as definition
    from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace and conparentid = 0`);
  for (const key of rows) await client.query(`alter table ${key.relation} drop constraint ${quoted(key.name)}`);
  for (const table of tables) await client.query(`alter table ${quoted(table.name)} disable trigger user`);
  return async () => {
    for (const table of tables) await client.query(`alter table ${quoted(table.name)} enable trigger user`);
    for (const key of rows) await client.query(`alter table ${key.relation} add constraint ${quoted(key.name)} ${key.definition}`);
  };
}

interface WaitingJob {
  task: string;
  payload: unknown;
  run_at: string;
  key: string | null;
  max_attempts: number;
}

async function waitingJobs(client: pg.Client): Promise<WaitingJob[]> {
  const { rows } = await client.query<WaitingJob>(`
    select t.identifier as task, j.payload, j.run_at, j.key, j.max_attempts
    from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
    where j.attempts < j.max_attempts order by j.id`);
  return rows;
}

async function requeue(client: pg.Client, jobs: WaitingJob[]): Promise<void> {
  for (const job of jobs)
    await client.query('select enqueue_job($1, $2::json, $3, $4, $5, null)', [
      job.task,
      JSON.stringify(job.payload),
      job.run_at,
      job.key,
      job.max_attempts,
    ]);
}

const fileOf = (folder: string, table: string) => path.join(folder, `${table}.copy.gz`);
const quoted = (name: string) => pg.escapeIdentifier(name);
const list = (columns: string[]) => columns.map(quoted).join(', ');

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
