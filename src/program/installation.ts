import { createHmac } from 'node:crypto';
import pg from 'pg';
import { CommandRefused } from '#platform/command-refused.ts';
import { applicationSecret, type Config } from '#platform/config/config.ts';
import { StartupProblem } from '#platform/config/startup-problem.ts';
import { joinPostgres, startPostgres } from '#platform/db/embedded/postgres.ts';
import { MigrationProblem, migrate, pendingMigrations } from '#platform/db/migrate.ts';
import { type Log, openLog } from '#platform/log/log.ts';
import { MIGRATIONS } from '#src/project.ts';

/** The database of this installation, brought to this version, and how to leave it. */
export interface Installation {
  readonly ownerUrl: string;
  readonly appUrl: string;
  readonly embedded: boolean;
  readonly log: Log;
  /** Names of the upgrade steps that ran now. */
  readonly migrated: readonly string[];
  /** Those that did not, because they were not asked for. */
  readonly pending: readonly string[];
  stop(): Promise<void>;
}

/**
 * Opens the embedded server or the one of DATABASE_URL, and migrates it.
 * @param how `own`: this process runs the embedded server; `join`: use the one of a Truce that runs already, else start one
 */
export async function openInstallation(config: Config, how: 'own' | 'join', { migrates = true } = {}): Promise<Installation> {
  const log = openLog(config.logLevel);
  if (config.database) return openExternal(config, log, migrates);
  const start = how === 'own' ? startPostgres : joinPostgres;
  const postgres = await start({ stateDir: config.stateDir, log });
  try {
    const steps = await stepped(postgres.ownerUrl, migrates);
    return { ownerUrl: postgres.ownerUrl, appUrl: postgres.appUrl, embedded: true, log, ...steps, stop: () => postgres.stop() };
  } catch (error) {
    await postgres.stop();
    throw error;
  }
}

async function stepped(ownerUrl: string, migrates: boolean): Promise<Pick<Installation, 'migrated' | 'pending'>> {
  return migrates
    ? { migrated: await migrate(ownerUrl, MIGRATIONS), pending: [] }
    : { migrated: [], pending: await pendingMigrations(ownerUrl, MIGRATIONS) };
}

const FLOOR = 150_000;

async function openExternal(config: Config, log: Log, migrates: boolean): Promise<Installation> {
  const ownerUrl = config.database?.ownerUrl ?? '';
  const appUrl = await prepareExternal(config, ownerUrl);
  return { ownerUrl, appUrl, embedded: false, log, ...(await stepped(ownerUrl, migrates)), stop: async () => undefined };
}

/** Checks the version and makes sure the application's role exists; returns its URL. */
async function prepareExternal(config: Config, ownerUrl: string): Promise<string> {
  const client = new pg.Client({ connectionString: ownerUrl, connectionTimeoutMillis: 15_000 });
  try {
    await client.connect();
  } catch (cause) {
    throw new StartupProblem(
      'unreachable',
      `The database of DATABASE_URL does not answer: ${cause instanceof Error ? cause.message : String(cause)}.`,
      {
        remedy: 'Check that it runs, that the address and password are right, and start again.',
        cause,
      },
    );
  }
  try {
    const { rows } = await client.query<{ version: string }>(`select current_setting('server_version_num') as version`);
    if (Number(rows[0]?.version) < FLOOR)
      throw new StartupProblem('other_version', 'The database of DATABASE_URL is older than PostgreSQL 15.', {
        remedy: 'Upgrade it to 15 or newer.',
      });
    if (config.database?.appUrl) return config.database.appUrl;
    return await ensureAppRole(client, config, ownerUrl);
  } finally {
    await client.end();
  }
}

/** The application's own role, with a password derived from the application secret, the same on every node. */
async function ensureAppRole(client: pg.Client, config: Config, ownerUrl: string): Promise<string> {
  const password = createHmac('sha256', applicationSecret(config)).update('database role truce_app').digest('base64url');
  try {
    const { rowCount } = await client.query(`select from pg_roles where rolname = 'truce_app'`);
    if (!rowCount) await client.query('create role truce_app');
    await client.query(`alter role truce_app with login nosuperuser nobypassrls password ${client.escapeLiteral(password)}`);
    const database = new URL(ownerUrl).pathname.slice(1);
    await client.query(`grant connect, temporary on database ${client.escapeIdentifier(decodeURIComponent(database))} to truce_app`);
  } catch (cause) {
    throw new StartupProblem('not_permitted', 'The role of DATABASE_URL may not make the role truce_app.', {
      remedy: 'Give it CREATEROLE, or make a role truce_app yourself (LOGIN, no superuser, no BYPASSRLS) and set DATABASE_APP_URL.',
      cause,
    });
  }
  const url = new URL(ownerUrl);
  url.username = 'truce_app';
  url.password = password;
  return url.toString();
}

/** One sentence and what to do, for whatever keeps a command from running; null for a bug. */
export function explain(error: unknown): string | null {
  if (error instanceof StartupProblem || error instanceof MigrationProblem) return `${error.message}\n  ${error.remedy}`;
  if (error instanceof CommandRefused) return error.message;
  return null;
}
