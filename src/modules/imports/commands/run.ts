import { sql } from 'kysely';
import { touchCompaniesOfImport } from '#modules/companies/commands/companies.ts';
import { touchContactsOfImport } from '#modules/contacts/commands/contacts.ts';
import { startScan } from '#modules/duplicates/commands/scan.ts';
import { DUPLICATE_ENTITIES } from '#modules/duplicates/schema.ts';
import { recountTouchesOfImport } from '#modules/leads/commands/touches.ts';
import { markUnseenHistory } from '#modules/scoring/commands/score.ts';
import type { Ctx } from '#platform/context.ts';
import { isOutage } from '#platform/db/outage.ts';
import type { JobRun } from '#platform/jobs/job.ts';
import { importFinished } from '../events.ts';
import { type FileRow, filesOf } from '../queries/imports.ts';
import { type RawRow, UnreadableFile } from '../queries/reader.ts';
import { presetById } from '../rules/presets.ts';
import type { ReadOptions, TypedRow } from '../rules/typed.ts';
import { IMPORT_ENTITIES, type ImportEntity, type ImportState, type RowCounts } from '../schema.ts';
import { move } from './lifecycle.ts';
import { openReading, type Reading, systemOf } from './reading.ts';
import type { Recovered } from './recover.ts';
import { contentHash, knownRows, rememberRows } from './references.ts';
import { type Batch, failed, type RowResult, skipped, UNCHANGED } from './sink.ts';
import { SINKS } from './sinks.ts';

/** Rows of one transaction: what a stop waits for, and what a kill makes read again. */
const CHUNK_ROWS = 500;

type Ended = 'done' | 'stopped' | 'elsewhere';

/**
 * Brings in what is left of an import, file by file, a chunk of rows a transaction: the rows, what became of them and how far the file is
 * commit together, so that a kill at any moment loses nothing and doubles nothing.
 */
export async function bringIn(run: JobRun, importId: string): Promise<void> {
  try {
    await bringInFiles(run, importId);
  } catch (error) {
    // What is an outage passes: the queue tries again. A bug does not pass by itself, so it is said instead of tried a thousand times.
    if (!run.signal.aborted && !isOutage(error))
      await run.transaction((ctx) => move(ctx, importId, { from: ['running', 'stopping'], to: 'failed', problem: BROKEN }));
    throw error;
  }
}

const BROKEN = 'Something went wrong on our side. The rows that are in stay, and no other is lost: it can go on from here, or be undone.';

async function bringInFiles(run: JobRun, importId: string): Promise<void> {
  const files = await run.read((ctx) => filesOf(ctx, [importId]));
  const ordered = files.filter((file) => !file.finished).sort((a, b) => orderOf(a) - orderOf(b) || a.position - b.position);
  for (const file of ordered) {
    const ended = await bringInFile(run, importId, file);
    if (ended === 'elsewhere') return;
    if (ended === 'stopped') {
      await run.transaction((ctx) => move(ctx, importId, { from: ['stopping'], to: 'stopped' }));
      return;
    }
  }
  await run.transaction((ctx) => finish(ctx, importId), { audit: false });
}

/** What the rows mean together: when each record was last active, and which may be there twice. */
async function finish(ctx: Ctx, importId: string): Promise<void> {
  if (!(await move(ctx, importId, { from: ['running', 'stopping'], to: 'done' }))) return;
  await touchContactsOfImport(ctx, importId);
  await touchCompaniesOfImport(ctx, importId);
  await recountTouchesOfImport(ctx, importId);
  await markUnseenHistory(ctx);
  if (await broughtNews(ctx, importId)) for (const entity of DUPLICATE_ENTITIES) await startScan(ctx, { entity, changedOnly: true });
  await ctx.announce(importFinished, { importId });
}

async function broughtNews({ tx, scope }: Ctx, importId: string): Promise<boolean> {
  const { rows } = await sql<{ news: boolean }>`select exists (select from import_file where workspace_id = ${scope.workspaceId}
    and import_id = ${importId} and rows_created + rows_updated + rows_merged > 0) as news`.execute(tx);
  return rows[0]?.news ?? false;
}

/** What is pointed to comes in before what points to it. */
function orderOf(file: FileRow): number {
  return presetById(file.preset ?? '')?.order ?? 1_000 + (file.entity ? IMPORT_ENTITIES.indexOf(file.entity) : IMPORT_ENTITIES.length);
}

async function bringInFile(run: JobRun, importId: string, file: FileRow): Promise<Ended> {
  const reading = await openReading(run, importId, file);
  let chunk: TypedRow[] = [];
  let start = file.done_rows;
  let problem: string | null = null;
  const flush = async (isLast: boolean): Promise<Ended | 'more'> => {
    const ended = await writeChunk(run, {
      importId,
      file,
      rows: chunk,
      start,
      isLast,
      options: reading.options,
      problem,
      recovered: reading.recovered,
      notes: isLast ? notesOf(reading) : [],
    });
    await run.transaction(({ tx }) => sql`select refresh_statistics()`.execute(tx));
    start += chunk.length;
    chunk = [];
    return ended;
  };
  try {
    for await (const row of reading.rows()) {
      // A job that ends well is not tried again: one that is stopped has to end badly.
      if (run.signal.aborted) throw new Error('stopped before its end; it goes on at the next start');
      chunk.push(row);
      if (chunk.length < CHUNK_ROWS) continue;
      const ended = await flush(false);
      if (ended !== 'more') return ended;
    }
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    problem = `From line ${error.line} on the file cannot be read: ${error.message}. The rows before it are in.`;
  }
  const ended = await flush(true);
  return ended === 'more' ? 'done' : ended;
}

function notesOf({ copies, recovered, left }: Reading): string[] {
  const locked = left.length > 0 ? `Left out, as your role may not change these fields: ${left.join(', ')}.` : null;
  return [locked, copies.note(), recovered.note].filter((note) => note !== null);
}

const LEFT_OUT = 'This file was left out: nobody has said what is in it.';

interface Chunk {
  importId: string;
  file: FileRow;
  rows: readonly TypedRow[];
  start: number;
  isLast: boolean;
  options: ReadOptions;
  problem: string | null;
  recovered: Recovered;
  notes: readonly string[];
}

async function writeChunk(run: JobRun, chunk: Chunk): Promise<Ended | 'more'> {
  return run.transaction(
    async (ctx) => {
      const state = await claim(ctx, chunk);
      if (state !== 'more') return state;
      const results =
        chunk.file.entity === null ? chunk.rows.map(() => skipped(LEFT_OUT)) : await sinkSafely(ctx, batchOf(chunk, chunk.file.entity));
      await keepResults(ctx, chunk, results);
      ctx.changed('import', chunk.importId);
      return 'more' as const;
    },
    { audit: false },
  );
}

/** Only one worker at a time, and only from where the file stands. */
async function claim(ctx: Ctx, { importId, file, start }: Chunk): Promise<Ended | 'more'> {
  const { rows } = await sql<{ state: ImportState; done_rows: number; finished: boolean }>`select i.state, f.done_rows, f.finished
    from import i join import_file f on f.workspace_id = i.workspace_id and f.import_id = i.id
    where i.workspace_id = ${ctx.scope.workspaceId} and i.id = ${importId} and f.id = ${file.id} for update`.execute(ctx.tx);
  const row = rows[0];
  if (!row || row.finished || row.done_rows !== start) return 'elsewhere';
  if (row.state === 'stopping') return 'stopped';
  return row.state === 'running' ? 'more' : 'elsewhere';
}

function batchOf({ rows, importId, file, options, recovered }: Chunk, entity: ImportEntity): Batch {
  const system = systemOf(file);
  return {
    rows,
    importId,
    importFileId: file.id,
    system,
    // A deal that is only known by its lead has no id of its own: what points to deals must not meet it by chance.
    ownSystem: presetById(file.preset ?? '')?.identity === 'lead' ? `${system}:by-lead` : system,
    entity,
    known: new Map(),
    recovered: recovered.links,
    mapped: new Set(Object.values(file.mapping).flatMap(({ field, role }) => (role === 'externalId' ? ['externalId'] : (field ?? [])))),
    options,
  };
}

/**
 * Rows with unreadable cells fail by themselves. If the database refuses the rest as a whole, it is halved until the row that it
 * refuses stands alone, so that one bad row never takes its neighbours with it.
 */
async function sinkSafely(ctx: Ctx, batch: Batch): Promise<RowResult[]> {
  const known = await knownRows(ctx, {
    system: batch.ownSystem,
    entity: batch.entity,
    ids: batch.rows.flatMap((row) => row.externalId ?? []),
  });
  const results: (RowResult | null)[] = batch.rows.map((row) => {
    const [problem] = row.problems;
    if (problem) return failed(problem.reason, problem.column);
    const there = known.get(row.externalId ?? '');
    return there?.contentHash === contentHash(row) ? { ...skipped(UNCHANGED), entity: batch.entity, entityId: there.entityId } : null;
  });
  const left = batch.rows.flatMap((row, index) => (results[index] === null ? [{ row, index }] : []));
  const sunk = await sinkOrHalve(ctx, { ...batch, known, rows: left.map(({ row }) => row) });
  for (const [place, { index }] of left.entries()) results[index] = sunk[place] ?? null;
  await rememberRows(ctx, {
    system: batch.ownSystem,
    entity: batch.entity,
    importId: batch.importId,
    rows: left.flatMap(({ row, index }) => {
      const entityId = results[index]?.entityId;
      return row.externalId !== null && entityId ? [{ externalId: row.externalId, entityId, contentHash: contentHash(row) }] : [];
    }),
  });
  return results.map((result, index) => withLeftOut(batch.rows[index], result ?? failed('This row was not answered for.')));
}

/** A cell that had to be left out is said, where nothing else is. */
function withLeftOut(row: TypedRow | undefined, result: RowResult): RowResult {
  const [left] = row?.left ?? [];
  if (!left || result.reason !== undefined) return result;
  return { ...result, column: left.column, reason: `It came in without this cell. ${left.reason}` };
}

async function sinkOrHalve(ctx: Ctx, batch: Batch): Promise<RowResult[]> {
  if (batch.rows.length === 0) return [];
  await sql`savepoint batch`.execute(ctx.tx);
  try {
    const results = await SINKS[batch.entity](ctx, batch);
    await sql`release savepoint batch`.execute(ctx.tx);
    return results;
  } catch (error) {
    await sql`rollback to savepoint batch`.execute(ctx.tx);
    const { code, message } = error as { code?: string; message?: string };
    // Classes 22, 23 and 54 and our own checks are about the data; anything else is an outage or a bug, and the whole chunk is tried again.
    if (!/^(2[23]|54|P0001)/.test(code ?? '')) throw error;
    if (batch.rows.length === 1) return [failed(`The database does not take this row: ${message}`)];
    const middle = Math.ceil(batch.rows.length / 2);
    return [
      ...(await sinkOrHalve(ctx, { ...batch, rows: batch.rows.slice(0, middle) })),
      ...(await sinkOrHalve(ctx, { ...batch, rows: batch.rows.slice(middle) })),
    ];
  }
}

async function keepResults(ctx: Ctx, chunk: Chunk, results: readonly RowResult[]): Promise<void> {
  const { file, rows, isLast, problem, notes } = chunk;
  const { workspaceId } = ctx.scope;
  const kept = rows.map((row, index) => ({ row, result: results[index] ?? failed('This row was not answered for.') }));
  const wire = kept.map(({ row, result }) => ({
    n: row.n,
    line: row.line,
    ...result,
    cells: needsCells(result) ? cellsOf(file, row) : undefined,
  }));
  await sql`insert into import_row (workspace_id, import_file_id, n, line, outcome, entity, entity_id, before, after, column_name, reason, cells)
    select ${workspaceId}, ${file.id}, r.n, r.line, r.outcome, r.entity, r."entityId", r.before, r.after, r."column", r.reason, r.cells
    from json_to_recordset(${JSON.stringify(wire)}::json) as r(n bigint, line bigint, outcome text, entity text, "entityId" uuid, before jsonb, after jsonb,
      "column" text, reason text, cells jsonb)`.execute(ctx.tx);
  const count = (outcome: Exclude<keyof RowCounts, 'rows'>) => kept.filter(({ result }) => result.outcome === outcome).length;
  await sql`update import_file set done_rows = done_rows + ${rows.length}, finished = ${isLast}, problem = ${problem}, notes = notes || ${JSON.stringify(notes)}::jsonb,
      rows_created = rows_created + ${count('created')}, rows_updated = rows_updated + ${count('updated')}, rows_merged = rows_merged + ${count('merged')},
      rows_skipped = rows_skipped + ${count('skipped')}, rows_failed = rows_failed + ${count('failed')}
    where workspace_id = ${workspaceId} and id = ${file.id}`.execute(ctx.tx);
  await sql`update import set beat_at = ${ctx.now} where workspace_id = ${workspaceId} and id = ${chunk.importId}`.execute(ctx.tx);
}

/** What did not come in is kept as it was written, to be mended; in a row that is here already there is nothing to mend. */
function needsCells(result: RowResult): boolean {
  return result.outcome === 'failed' || (result.outcome === 'skipped' && result.reason !== UNCHANGED);
}

function cellsOf(file: FileRow, row: RawRow | TypedRow): Record<string, string> {
  return Object.fromEntries(file.sniff.columns.map(({ index, header }) => [header, row.cells[index] ?? '']));
}
