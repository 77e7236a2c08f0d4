import { statfs } from 'node:fs/promises';
import path from 'node:path';
import type pg from 'pg';
import type { Config } from '#platform/config/config.ts';
import type { Context } from '#src/context.ts';
import type { Installation } from './installation.ts';
import { VERSION } from './version.ts';

export interface Finding {
  check: string;
  state: 'ok' | 'look' | 'wrong';
  found: string;
  /** What to do; absent where all is well. */
  remedy?: string;
}

const GIGABYTE = 1024 ** 3;

/** Looks the installation over: disk, database, rights, tenant wall, jobs, mail. Changes nothing. */
export async function examine(
  context: Context,
  { config, installation }: { config: Config; installation: Pick<Installation, 'pending'> },
): Promise<Finding[]> {
  const owner = context.queuePool;
  const begun = [await disk(config), await database(owner), version(installation)];
  // An older database has not all that the rest asks for.
  if (installation.pending.length > 0) return begun;
  return [...begun, await appRole(context.database.pool), await wall(owner), await jobs(owner), await restored(owner), mail(config)];
}

function version({ pending }: Pick<Installation, 'pending'>): Finding {
  if (pending.length === 0) return { check: 'version', state: 'ok', found: `Truce ${VERSION}, and the database is at this version` };
  return {
    check: 'version',
    state: 'wrong',
    found: `Truce ${VERSION}, and the database waits for ${pending.length} upgrade steps (${pending.join(', ')})`,
    remedy: 'Start Truce, or run truce migrate: either brings the database to this version.',
  };
}

async function disk(config: Config): Promise<Finding> {
  const { bavail, bsize } = await statfs(path.dirname(config.stateDir)).catch(() => statfs('/'));
  const free = (bavail * bsize) / GIGABYTE;
  const found = `${free.toFixed(1)} GB free`;
  return free > 2
    ? { check: 'disk', state: 'ok', found }
    : { check: 'disk', state: free > 0.5 ? 'look' : 'wrong', found, remedy: 'Free some space, or move the state folder (TRUCE_STATE).' };
}

async function database(pool: pg.Pool): Promise<Finding> {
  const { rows } = await pool.query<{ version: string; size: string; fsync: string }>(
    `select current_setting('server_version') as version, pg_size_pretty(pg_database_size(current_database())) as size, current_setting('fsync') as fsync`,
  );
  const row = rows[0];
  const found = `PostgreSQL ${row?.version}, ${row?.size}`;
  return row?.fsync === 'on'
    ? { check: 'database', state: 'ok', found }
    : { check: 'database', state: 'wrong', found: `${found}, fsync is off`, remedy: 'Switch fsync on: a power cut could lose data.' };
}

async function appRole(pool: pg.Pool): Promise<Finding> {
  const { rows } = await pool.query<{ strong: boolean; owns: number }>(
    `select rolsuper or rolbypassrls as strong, (select count(*)::int from pg_class where relowner = r.oid) as owns from pg_roles r where rolname = current_user`,
  );
  const row = rows[0];
  if (row && !row.strong && row.owns === 0) return { check: 'application role', state: 'ok', found: 'owns nothing, bypasses no policy' };
  return {
    check: 'application role',
    state: 'wrong',
    found: 'has more rights than it should',
    remedy: 'Set DATABASE_APP_URL to a role without SUPERUSER and BYPASSRLS that owns no table.',
  };
}

async function wall(pool: pg.Pool): Promise<Finding> {
  const { rows } = await pool.query<{ name: string }>(`
    select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'workspace_id'
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and not c.relrowsecurity`);
  if (rows.length === 0) return { check: 'tenant wall', state: 'ok', found: 'row-level security on every workspace table' };
  return {
    check: 'tenant wall',
    state: 'wrong',
    found: `no row-level security on ${rows.map((row) => row.name).join(', ')}`,
    remedy: 'Restore the schema from a release of Truce.',
  };
}

async function jobs(pool: pg.Pool): Promise<Finding> {
  const { rows } = await pool.query<{ waiting: number; late: number; failed: number }>(`
    select count(*) filter (where attempts < max_attempts)::int as waiting, count(*) filter (where attempts >= max_attempts)::int as failed,
      count(*) filter (where attempts < max_attempts and locked_at is null and run_at < now() - interval '5 minutes')::int as late
    from graphile_worker._private_jobs`);
  const { waiting = 0, late = 0, failed = 0 } = rows[0] ?? {};
  const found = `${waiting} waiting, ${late} late, ${failed} given up`;
  if (late === 0 && failed === 0) return { check: 'jobs', state: 'ok', found };
  return {
    check: 'jobs',
    state: 'look',
    found,
    remedy: late
      ? 'Is a worker running? Start `truce serve` or `truce work`.'
      : 'See Settings › Jobs for what failed and why; each can be tried again there.',
  };
}

async function restored(pool: pg.Pool): Promise<Finding> {
  const { rowCount } = await pool.query(`select from installation where name = 'restored_unconfirmed'`);
  if (!rowCount) return { check: 'restored copy', state: 'ok', found: 'no' };
  return {
    check: 'restored copy',
    state: 'look',
    found: 'yes: mails are held back',
    remedy: 'When the original is gone for good: truce restore --confirm',
  };
}

function mail(config: Config): Finding {
  return config.smtp
    ? { check: 'mail', state: 'ok', found: `through ${config.smtp.host}:${config.smtp.port}` }
    : {
        check: 'mail',
        state: 'look',
        found: 'no mail server: mails are captured',
        remedy: 'Read them under Settings › Captured mail, or set SMTP_URL.',
      };
}
