import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { startPostgres } from '#platform/db/embedded/postgres.ts';
import { migrate } from '#platform/db/migrate.ts';
import { MIGRATIONS } from '#src/project.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    postgres: { superuserUrl: string; ownerUrl: string; appUrl: string };
  }
}

const silent = { info: () => undefined, warn: () => undefined, error: (message: string) => console.error(message) };

/** One real PostgreSQL for the whole run, its database `truce` migrated once: each test file clones it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const stateDir = await mkdtemp(path.join(tmpdir(), 'truce-test-'));
  const postgres = await startPostgres({ stateDir, log: silent });
  const { superuserUrl, ownerUrl, appUrl } = postgres;
  await migrate(ownerUrl, MIGRATIONS);
  await speedUp(superuserUrl);
  project.provide('postgres', { superuserUrl, ownerUrl, appUrl });
  return async () => {
    await postgres.stop();
    await rm(stateDir, { recursive: true, force: true });
  };
}

/** Durability is tested in fault/, on servers of its own; here a lost write would only be a lost test. */
async function speedUp(url: string): Promise<void> {
  const administration = new URL(url);
  administration.pathname = '/postgres';
  const client = new pg.Client({ connectionString: administration.href });
  await client.connect();
  await client.query('alter system set fsync = off');
  await client.query('alter system set synchronous_commit = off');
  await client.query('select pg_reload_conf()');
  // Who clones it must be alone with it.
  await client.query('alter database truce allow_connections false');
  await client.end();
}
