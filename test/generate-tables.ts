import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { PROJECT } from '#src/project.ts';

/** Writes the types of every table of a migrated database into `file`. */
export function generateTables(url: string, file: string): void {
  execFileSync(
    process.execPath,
    [
      path.join(PROJECT, 'node_modules/kysely-codegen/dist/cli/bin.js'),
      ...['--dialect', 'postgres', '--url', url, '--out-file', file],
      ...['--include-pattern', 'public.*', '--date-parser', 'string', '--numeric-parser', 'number', '--log-level', 'error'],
      // The driver returns ISO strings and numbers (platform/db/db.ts); the types say the same.
      ...['--type-mapping', '{"timestamptz":"string","int8":"number"}'],
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
}
