// Migrates a throw-away database and writes src/tables.ts from it.
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startPostgres } from '#platform/db/embedded/postgres.ts';
import { migrate } from '#platform/db/migrate.ts';
import { MIGRATIONS, PROJECT } from '#src/project.ts';

const silent = { info: () => undefined, warn: () => undefined, error: (message: string) => console.error(message) };
const stateDir = await mkdtemp(path.join(tmpdir(), 'truce-tables-'));
const postgres = await startPostgres({ stateDir, log: silent });
try {
  await migrate(postgres.ownerUrl, MIGRATIONS);
  execFileSync(
    process.execPath,
    [
      path.join(PROJECT, 'node_modules/kysely-codegen/dist/cli/bin.js'),
      ...['--dialect', 'postgres', '--url', postgres.ownerUrl, '--out-file', path.join(PROJECT, 'src/tables.ts')],
      ...['--include-pattern', 'public.*', '--date-parser', 'string', '--numeric-parser', 'number', '--log-level', 'error'],
      // The driver returns ISO strings and numbers (platform/db/db.ts); the types say the same.
      ...['--type-mapping', '{"timestamptz":"string","int8":"number"}'],
    ],
    { stdio: 'inherit' },
  );
} finally {
  await postgres.stop();
  await rm(stateDir, { recursive: true, force: true });
}
