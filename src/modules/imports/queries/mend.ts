import { Readable } from 'node:stream';
import { sql } from 'kysely';
import type { Work } from '#platform/context.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import { filesOf } from './imports.ts';

const AT_ONCE = 1_000;

/** The rows of a file that did not come in, as CSV with their reasons in front: mend them and import that file. */
export async function mendFile(work: Work, asked: { id: string; fileId: string }): Promise<{ name: string; content: Readable } | Refusal> {
  const file = await work.read(async (ctx) => (await filesOf(ctx, [asked.id])).find((one) => one.id === asked.fileId));
  if (!file) return refuse('not_found', 'There is no such file in this import.');
  const { headers } = file.sniff;
  async function* lines(): AsyncGenerator<string> {
    yield `\ufeff${csvLine(['Reason', 'Column', 'Line', ...headers])}`;
    for (let after = 0; ; ) {
      const rows = await work.read(({ tx, scope }) =>
        sql<{
          n: number;
          line: number;
          column_name: string | null;
          reason: string | null;
          cells: Record<string, string> | null;
        }>`select n, line, column_name, reason, cells
          from import_row where workspace_id = ${scope.workspaceId} and import_file_id = ${asked.fileId} and outcome in ('skipped', 'failed') and cells is not null and n > ${after}
          order by n limit ${AT_ONCE}`.execute(tx),
      );
      for (const row of rows.rows)
        yield csvLine([row.reason ?? '', row.column_name ?? '', String(row.line), ...headers.map((header) => row.cells?.[header] ?? '')]);
      const last = rows.rows.at(-1);
      if (!last || rows.rows.length < AT_ONCE) return;
      after = last.n;
    }
  }
  return { name: `to mend - ${file.name.replace(/\.\w+$/, '')}.csv`, content: Readable.from(lines()) };
}

/** What a spreadsheet would take for a formula gets an apostrophe in front; spaces before it are no disguise. */
const ACTIVE = /^[\s\u00a0]*[=+\-@\uff1d\uff0b\uff0d\uff20\t\r]/;

function csvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => `"${(ACTIVE.test(cell) && !/^[+-]?[\d.,\s]+$/.test(cell) ? `'${cell}` : cell).replaceAll('"', '""')}"`).join(',')}\r\n`;
}
