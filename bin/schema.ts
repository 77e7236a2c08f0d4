// Migrates a throw-away database and writes migrations/schema.sql from it.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startPostgres } from '#platform/db/embedded/postgres.ts';
import { migrate } from '#platform/db/migrate.ts';
import { MIGRATIONS } from '#src/project.ts';
import { dumpSchema } from '../test/dump-schema.ts';

const silent = { info: () => undefined, warn: () => undefined, error: (message: string) => console.error(message) };
const stateDir = await mkdtemp(path.join(tmpdir(), 'truce-schema-'));
const postgres = await startPostgres({ stateDir, log: silent });
try {
  await migrate(postgres.ownerUrl, MIGRATIONS);
  await writeFile(path.join(MIGRATIONS, 'schema.sql'), await dumpSchema(postgres.ownerUrl));
} finally {
  await postgres.stop();
  await rm(stateDir, { recursive: true, force: true });
}
