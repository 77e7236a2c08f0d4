import { Client } from 'pg';
import type { Secrets } from '#platform/config/secrets.ts';
import { type Binaries, outputProblem, program, run } from './binaries.ts';
import { dataOf, SUPERUSER } from './cluster.ts';
import type { Home } from './home.ts';
import type { Address } from './server.ts';

export const DATABASE = 'truce';
export const OWNER = 'truce_owner';
export const APP = 'truce_app';
const EXTENSIONS = ['pg_trgm', 'citext', 'unaccent', 'btree_gin'];

/** A URL that both WHATWG parsers and PostgreSQL clients read; over the unix socket the host name is only for show. */
export function urlOf(address: Address, role: { user: string; password: string; database?: string }): string {
  const host = address.socketDir ? 'localhost' : '127.0.0.1';
  const socket = address.socketDir ? `?host=${encodeURIComponent(address.socketDir)}` : '';
  return `postgres://${role.user}:${role.password}@${host}:${address.port}/${role.database ?? DATABASE}${socket}`;
}

export function urlsOf(address: Address, secrets: Secrets) {
  return {
    ownerUrl: urlOf(address, { user: OWNER, password: secrets.databaseOwner }),
    appUrl: urlOf(address, { user: APP, password: secrets.databaseApp }),
    superuserUrl: urlOf(address, { user: SUPERUSER, password: secrets.databaseSuperuser }),
  };
}

/** Roles, database and extensions; every step may find its work done already. */
export async function ensureRoles(address: Address, secrets: Secrets): Promise<void> {
  const superuser = { user: SUPERUSER, password: secrets.databaseSuperuser };
  await withClient(urlOf(address, { ...superuser, database: 'postgres' }), async (client) => {
    await ensureRole(client, OWNER, secrets.databaseOwner);
    await ensureRole(client, APP, secrets.databaseApp);
    const { rowCount } = await client.query('select from pg_database where datname = $1', [DATABASE]);
    if (!rowCount) await client.query(`create database ${DATABASE} owner ${OWNER}`);
    await client.query('revoke all on database postgres, template1 from public');
  });
  await withClient(urlOf(address, superuser), async (client) => {
    for (const name of EXTENSIONS) await client.query(`create extension if not exists ${name}`);
    await client.query(`revoke all on database ${DATABASE} from public`);
    await client.query(`grant connect, temporary on database ${DATABASE} to ${APP}`);
    for (const call of ['pg_backup_start(text, boolean)', 'pg_backup_stop(boolean)', 'pg_switch_wal()']) {
      await client.query(`grant execute on function pg_catalog.${call} to ${OWNER}`);
    }
  });
}

async function ensureRole(client: Client, name: string, password: string): Promise<void> {
  const { rowCount } = await client.query('select from pg_roles where rolname = $1', [name]);
  if (!rowCount) await client.query(`create role ${name}`);
  const rights = 'login nosuperuser nocreatedb nocreaterole noreplication nobypassrls';
  await client.query(`alter role ${name} with ${rights}`);
  // Only when it does not fit: a new hash at every start would be a needless write.
  if (!rowCount) await client.query(`alter role ${name} password ${client.escapeLiteral(password)}`);
}

/** Does the superuser's password in `secrets.json` open this database? Not after data was restored beside new secrets. */
export async function passwordsFit(address: Address, secrets: Secrets): Promise<boolean> {
  try {
    await withClient(urlOf(address, { user: SUPERUSER, password: secrets.databaseSuperuser, database: 'postgres' }), async () => undefined);
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === '28P01') return false;
    throw error;
  }
}

/** Sets all three passwords to those of `secrets.json`, on a stopped server, in PostgreSQL's single-user mode. */
export async function resetPasswords(home: Home, binaries: Binaries, secrets: Secrets): Promise<void> {
  const roles = { [SUPERUSER]: secrets.databaseSuperuser, [OWNER]: secrets.databaseOwner, [APP]: secrets.databaseApp };
  const input = Object.entries(roles).map(([name, password]) => `alter role ${name} password '${password}'\n`);
  const args = ['--single', '-D', dataOf(home), '-c', 'logging_collector=off', 'postgres'];
  const { code, output } = await run(program(binaries, 'postgres'), args, { home, input: input.join('') });
  if (code !== 0) throw outputProblem(output, home.path);
}

async function withClient(url: string, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 15_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
