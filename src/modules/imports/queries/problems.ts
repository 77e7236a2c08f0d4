import { sql } from 'kysely';
import type { z } from 'zod';
import type { ReadCtx, Work } from '#platform/context.ts';
import { readChunks } from '#platform/files/files.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { OwnField } from '../rules/own.ts';
import { presetById } from '../rules/presets.ts';
import type { Target } from '../rules/targets.ts';
import { planColumns, type ReadOptions, typeRow } from '../rules/typed.ts';
import type { ImportProblem, Outcome } from '../schema.ts';
import { ownFieldsOf, targetsFor } from './fields.ts';
import { type FileRow, filesOf, importOf } from './imports.ts';
import { readRows, UnreadableFile } from './reader.ts';

const PAGE = 200;

interface Row {
  file: string;
  n: number;
  line: number;
  outcome: Outcome;
  column_name: string | null;
  reason: string | null;
  cells: Record<string, string> | null;
  place: number;
}

/** Rows that did not come in, or not whole, in the order of the files; `after` is the place of the last one seen. */
export async function problemsOf(ctx: ReadCtx, asked: { id: string; fileId?: string; outcome?: Outcome; after?: number }) {
  const found = await importOf(ctx, asked.id);
  if (isRefusal(found)) return found;
  const { rows } = await sql<Row>`select * from (
      select f.name as file, r.n, r.line, r.outcome, r.column_name, r.reason, r.cells, row_number() over (order by f.position, r.n) as place
      from import_row r join import_file f on f.workspace_id = r.workspace_id and f.id = r.import_file_id
      where r.workspace_id = ${ctx.scope.workspaceId} and f.import_id = ${asked.id} and (r.outcome in ('skipped', 'failed') or r.reason is not null)
        and (${asked.fileId ?? null}::uuid is null or f.id = ${asked.fileId ?? null}) and (${asked.outcome ?? null}::text is null or r.outcome = ${asked.outcome ?? null})) x
    where place > ${asked.after ?? 0} order by place limit ${PAGE}`.execute(ctx.tx);
  const problems: z.input<typeof ImportProblem>[] = rows.map((row) => ({
    file: row.file,
    row: row.n,
    line: row.line,
    outcome: row.outcome,
    column: row.column_name,
    reason: row.reason ?? '',
    cells: row.cells,
  }));
  return { problems, next: rows.length === PAGE ? (rows.at(-1)?.place ?? null) : null };
}

const SHOWN = 20;
const CHECKED = 1_000;

/** The first rows of a file as they would be read. */
export async function previewOf(work: Work, asked: { id: string; fileId: string }) {
  const found = await work.read(async (ctx) => {
    const file = (await filesOf(ctx, [asked.id])).find((one) => one.id === asked.fileId);
    const row = await ctx.tx
      .selectFrom('import')
      .select('options')
      .where('workspace_id', '=', ctx.scope.workspaceId)
      .where('id', '=', asked.id)
      .executeTakeFirst();
    if (!file || !row) return null;
    const entity = file.entity ?? presetById(file.preset ?? '')?.entity ?? null;
    return {
      file,
      options: row.options as unknown as ReadOptions,
      own: await ownFieldsOf(ctx, file.entity),
      fields: await targetsFor(ctx, entity),
    };
  });
  if (!found) return refuse('not_found', 'There is no such file in this import.');
  if (found.file.discarded_at) return refuse('gone', 'The uploaded file has been deleted.');
  return read(work, found);
}

interface Looked {
  file: FileRow;
  options: ReadOptions;
  own: OwnField[];
  fields: Target[];
}

async function read(work: Work, { file, options, own, fields }: Looked): Promise<Preview | Refusal> {
  const raw: { n: number; line: number; cells: string[] }[] = [];
  const problems: { line: number; column: string | null; reason: string }[] = [];
  try {
    for await (const row of readRows(readChunks(work, { id: file.file_id }), file.sniff)) if (raw.push(row) >= CHECKED) break;
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    problems.push({ line: error.line, column: null, reason: error.message });
  }
  const plan = planColumns(
    file.sniff.columns,
    { mapping: file.mapping, own },
    raw.map((row) => row.cells),
  );
  const typed = raw.map((row) => typeRow(row, plan, options));
  for (const row of typed) for (const problem of [...row.problems, ...row.left]) problems.push({ line: row.line, ...problem });
  return {
    rows: typed
      .slice(0, SHOWN)
      .map((row) => ({ line: row.line, cells: [...row.cells], values: { ...row.values, ...namesOf(row) }, problems: [...row.problems] })),
    problems: problems.slice(0, PAGE),
    checkedRows: typed.length,
    fields,
  };
}

interface Preview {
  rows: { line: number; cells: string[]; values: Record<string, unknown>; problems: { column: string | null; reason: string }[] }[];
  problems: { line: number; column: string | null; reason: string }[];
  checkedRows: number;
  fields: Target[];
}

function namesOf(row: ReturnType<typeof typeRow>): Record<string, string> {
  return Object.fromEntries(Object.entries(row.references).map(([field, reference]) => [field, reference.label ?? reference.value]));
}
