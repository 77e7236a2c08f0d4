import { sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import { presetById } from '../rules/presets.ts';
import type { Sniffed } from '../rules/sniff.ts';
import type { ImportEntity, ImportFile, ImportState, ImportSummary, Mapping, RowCounts } from '../schema.ts';

/** What the first look at a file found, and how many rows it seems to have. */
export type LookedOver = Sniffed & { rows: { count: number; counted: boolean } | null; unreadable?: string };

/** A file of an import as it is stored. */
export interface FileRow {
  id: string;
  import_id: string;
  file_id: string;
  name: string;
  position: number;
  sniff: LookedOver;
  preset: string | null;
  entity: ImportEntity | null;
  mapping: Mapping;
  done_rows: number;
  finished: boolean;
  rows_created: number;
  rows_updated: number;
  rows_merged: number;
  rows_skipped: number;
  rows_failed: number;
  notes: string[];
  problem: string | null;
  size_bytes: number;
  discarded_at: string | null;
}

export interface ImportRow {
  id: string;
  name: string;
  state: ImportState;
  problem: string | null;
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
  created_by_name: string | null;
}

const MOST_LISTED = 50;

export async function importsOf(ctx: ReadCtx): Promise<ImportSummary[]> {
  const rows = await selectImports(ctx, sql`true`);
  const files = await filesOf(
    ctx,
    rows.map((row) => row.id),
  );
  return rows.map((row) =>
    summaryOf(
      row,
      files.filter((file) => file.import_id === row.id),
    ),
  );
}

export async function importOf(ctx: ReadCtx, id: string): Promise<ImportSummary | Refusal> {
  const [row] = await selectImports(ctx, sql`i.id = ${id}`);
  if (!row) return refuse('not_found', 'There is no such import.');
  return summaryOf(row, await filesOf(ctx, [id]));
}

async function selectImports({ tx, scope }: ReadCtx, condition: ReturnType<typeof sql>): Promise<ImportRow[]> {
  const { rows } =
    await sql<ImportRow>`select i.id, i.name, i.state, i.problem, i.created_at, i.started_at, i.finished_at, m.name as created_by_name
    from import i left join member m on (m.workspace_id, m.id) = (i.workspace_id, i.created_by)
    where i.workspace_id = ${scope.workspaceId} and ${condition} order by i.created_at desc limit ${MOST_LISTED}`.execute(tx);
  return rows;
}

/** The files of imports, in the order in which they come in. */
export async function filesOf({ tx, scope }: ReadCtx, importIds: readonly string[]): Promise<FileRow[]> {
  const { rows } =
    await sql<FileRow>`select f.*, b.size_bytes, b.discarded_at from import_file f join file b on (b.workspace_id, b.id) = (f.workspace_id, f.file_id)
    where f.workspace_id = ${scope.workspaceId} and f.import_id = any (${importIds}) order by f.position, f.name`.execute(tx);
  return rows;
}

export function summaryOf(row: ImportRow, files: readonly FileRow[]): ImportSummary {
  const shown = files.map(fileOf);
  const total = (key: keyof RowCounts) => shown.reduce((sum, file) => sum + file[key], 0);
  return {
    id: row.id,
    name: row.name,
    state: row.state,
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    createdBy: row.created_by_name,
    problem: row.problem,
    totals: {
      rows: total('rows'),
      created: total('created'),
      updated: total('updated'),
      merged: total('merged'),
      skipped: total('skipped'),
      failed: total('failed'),
    },
    files: shown,
  };
}

export function fileOf(row: FileRow): ImportFile {
  return {
    id: row.id,
    name: row.name,
    entity: row.entity,
    preset: row.preset,
    recognisedAs: presetById(row.preset ?? '')?.label ?? null,
    hasHeader: row.sniff.hasHeader,
    expectedRows: row.sniff.rows?.count ?? null,
    rowsCounted: row.sniff.rows?.counted ?? false,
    findings: row.sniff.problems,
    headers: row.sniff.headers,
    mapping: row.mapping,
    encoding: row.sniff.encoding,
    delimiter: row.sniff.kind === 'csv' ? row.sniff.delimiter : null,
    kind: row.sniff.kind,
    sizeBytes: row.size_bytes,
    doneRows: row.done_rows,
    finished: row.finished,
    problem: row.problem,
    discarded: row.discarded_at !== null,
    notes: row.notes,
    rows: row.done_rows,
    created: row.rows_created,
    updated: row.rows_updated,
    merged: row.rows_merged,
    skipped: row.rows_skipped,
    failed: row.rows_failed,
  };
}
