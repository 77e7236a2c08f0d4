// Migrates a throw-away database and writes src/tables.ts from it.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startPostgres } from '#platform/db/embedded/postgres.ts';
import { migrate } from '#platform/db/migrate.ts';
import { MIGRATIONS, PROJECT } from '#src/project.ts';
import { generateTables } from '../test/generate-tables.ts';

const silent = { info: () => undefined, warn: () => undefined, error: (message: string) => console.error(message) };
const stateDir = await mkdtemp(path.join(tmpdir(), 'truce-tables-'));
const postgres = await startPostgres({ stateDir, log: silent });
try {
  await migrate(postgres.ownerUrl, MIGRATIONS);
  generateTables(postgres.ownerUrl, path.join(PROJECT, 'src/tables.ts'));
} finally {
  await postgres.stop();
  await rm(stateDir, { recursive: true, force: true });
}
