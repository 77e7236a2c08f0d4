import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Ctx, Work } from '#platform/context.ts';
import { readChunks, type StoredFile, storeFile } from '#platform/files/files.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { targetsFor } from '../queries/fields.ts';
import { importOf, type LookedOver } from '../queries/imports.ts';
import { type RawRow, readRows, rowsOfSheet, sheetsOf, UnreadableFile } from '../queries/reader.ts';
import { inferDateOrder } from '../rules/dates.ts';
import { columnsOf } from '../rules/headers.ts';
import { parseMoney } from '../rules/money.ts';
import { headerKey } from '../rules/presets/preset.ts';
import { mappingOf, presetById, recognise } from '../rules/presets.ts';
import { checkedMapping, ownColumns, proposeMapping } from '../rules/propose.ts';
import { type Sniffed, sniff } from '../rules/sniff.ts';
import { storable } from '../rules/storable.ts';
import type { Target } from '../rules/targets.ts';
import type { ReadOptions } from '../rules/typed.ts';
import type { ImportEntity, ImportSummary, Mapping } from '../schema.ts';

export interface IncomingFile {
  name: string;
  mediaType: string;
  content: AsyncIterable<Buffer>;
}

export interface ImportChoices {
  /** Take every file as one of this vendor's. */
  vendor?: string;
  name?: string;
}

interface Looked {
  stored: StoredFile;
  sniffed: LookedOver;
  entity: ImportEntity | null;
  preset: string | null;
  mapping: Mapping;
  problem: string | null;
}

/** Takes files in, looks each over and proposes what it is and where its columns go. Writes no record. */
export async function createImport(
  work: Work,
  files: AsyncIterable<IncomingFile> | Iterable<IncomingFile>,
  choices: ImportChoices = {},
): Promise<ImportSummary | Refusal> {
  const looked: Looked[] = [];
  for await (const file of files) looked.push(await lookAt(work, file, choices));
  if (looked.length === 0) return refuse('invalid', 'Choose at least one CSV or XLSX file.', { field: 'file' });
  const created = await work.transaction((ctx) => keep(ctx, looked, choices));
  return isRefusal(created) ? created : work.read((ctx) => importOf(ctx, created.id));
}

const MOST_COLUMNS = 1_000;

const KINDS: Partial<Record<Sniffed['kind'], string>> = {
  xls: 'a workbook of old Excel',
  zip: 'a ZIP archive',
  gzip: 'a compressed file',
  pdf: 'a PDF',
  html: 'a web page',
  json: 'JSON',
  xml: 'XML',
};

/** Why nothing can be read from a file; null where its rows can be. */
function problemOf({ kind, columns, unreadable }: LookedOver): string | null {
  if (unreadable !== undefined) return unreadable;
  if (kind === 'empty') return 'The file is empty.';
  if (kind !== 'csv' && kind !== 'xlsx') return `This is ${KINDS[kind] ?? 'no table'}, whatever its name says: save it as CSV or XLSX.`;
  if (columns.length > MOST_COLUMNS)
    return `The first line has ${columns.length} cells or more; a table may have ${MOST_COLUMNS} columns. This cannot be read as one.`;
  return null;
}

async function lookAt(work: Work, file: IncomingFile, choices: ImportChoices): Promise<Looked> {
  const stored = await storeFile(work, { ...file, purpose: 'import' });
  const first = await firstChunk(work, stored.id);
  const found = sniff(first, stored.sizeBytes <= first.length);
  const seen =
    found.kind === 'xlsx'
      ? await lookIntoWorkbook(work, stored.id, found)
      : { ...found, rows: await rowsIn(first, found, stored.sizeBytes) };
  const problem = problemOf(seen);
  const sniffed = problem ? { ...seen, columns: [], headers: [], sample: [] } : withStorableText(seen);
  const remembered = problem ? null : await work.read(({ tx, scope }) => rememberedMapping({ tx, scope }, sniffed.headers));
  const known = recognise(sniffed.headers, stored.name);
  const preset = known && (!choices.vendor || known.preset.vendor === choices.vendor) ? known.preset : null;
  // What a person decided about this header row goes before what the preset proposes.
  if (remembered) return { stored, sniffed, ...remembered, preset: preset?.entity === remembered.entity ? preset.id : null, problem };
  if (!preset) return { stored, sniffed, entity: null, preset: null, mapping: {}, problem };
  const mapping = Object.fromEntries(mappingOf(preset, sniffed.headers).map(({ header, ...column }) => [header, column]));
  const targets = await work.read((ctx) => targetsFor(ctx, preset.entity));
  const own = ownColumns(sniffed.headers, targets, mapping);
  return { stored, sniffed, entity: preset.entity, preset: preset.id, mapping: { ...mapping, ...own }, problem };
}

const LONGEST_SAMPLE = 500;

/** What is kept of a file's beginning is short and can be stored, whatever stands in the file. */
function withStorableText(seen: LookedOver): LookedOver {
  const columns = seen.columns.map(({ index, header }) => ({ index, header: storable(header) }));
  const sample = seen.sample.map((row) => row.map((cell) => storable(cell.slice(0, LONGEST_SAMPLE))));
  return { ...seen, columns, headers: columns.map((column) => column.header), sample };
}

async function firstChunk(work: Work, id: string): Promise<Buffer> {
  for await (const chunk of readChunks(work, { id })) return chunk;
  return Buffer.alloc(0);
}

/** Rows of a file: counted where its first chunk is all of it, else as many as would fill its size at the same length. */
async function rowsIn(first: Buffer, found: Sniffed, sizeBytes: number): Promise<LookedOver['rows']> {
  if (found.kind !== 'csv') return null;
  let count = 0;
  try {
    for await (const _row of readRows([first], found)) count += 1;
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
  }
  const counted = sizeBytes <= first.length;
  return { count: counted ? count : Math.round((count * sizeBytes) / first.length), counted };
}

const WORKBOOK_SAMPLE = 20;

/** A workbook has to be opened to see its table: its first sheet with rows. */
async function lookIntoWorkbook(work: Work, id: string, found: Sniffed): Promise<LookedOver> {
  try {
    const [table, ...others] = await sheetsOf(readChunks(work, { id }));
    if (!table) return { ...found, kind: 'empty', rows: null };
    const rows = [...rowsOfSheet(table, { skipRows: 0, hasHeader: false })];
    const looked = lookAtSheet(found, rows);
    return others.length > 0 ? { ...looked, problems: ['more_sheets', ...looked.problems] } : looked;
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    return { ...found, unreadable: error.message, rows: null };
  }
}

/** The header row is the first with more than one cell, where lines of titles stand above it. */
function lookAtSheet(found: Sniffed, rows: readonly RawRow[]): LookedOver {
  const titles = Math.max(
    0,
    rows.slice(0, WORKBOOK_SAMPLE).findIndex(({ cells }) => cells.filter((cell) => cell !== '').length > 1),
  );
  const [header, ...sample] = rows.slice(titles, titles + WORKBOOK_SAMPLE + 1);
  const { columns, duplicates } = columnsOf(header?.cells ?? [], (index) => sample.some(({ cells }) => (cells[index] ?? '') !== ''));
  const below = rows.length - titles - 1;
  const problems: Sniffed['problems'] = [
    ...(titles > 0 ? ['lines_before_header' as const] : []),
    ...(duplicates.length > 0 ? ['duplicate_headers' as const] : []),
    ...(below === 0 ? ['no_rows' as const] : []),
  ];
  return {
    ...found,
    hasHeader: true,
    skipRows: (header?.line ?? 1) - 1,
    columns,
    headers: columns.map((column) => column.header),
    sample: sample.map(({ cells }) => cells),
    problems,
    rows: { count: below, counted: true },
  };
}

/** The same header row, in whatever order of columns, finds the mapping a person made before. */
export function headersKey(headers: readonly string[]): string {
  return createHash('sha256').update(headers.map(headerKey).sort().join('\u0001')).digest('base64url');
}

async function rememberedMapping(
  { tx, scope }: Pick<Ctx, 'tx' | 'scope'>,
  headers: readonly string[],
): Promise<{ entity: ImportEntity; mapping: Mapping } | null> {
  const row = await tx
    .selectFrom('import_mapping')
    .select(['entity', 'mapping'])
    .where('workspace_id', '=', scope.workspaceId)
    .where('header_key', '=', headersKey(headers))
    .executeTakeFirst();
  return row ? { entity: row.entity as ImportEntity, mapping: row.mapping as unknown as Mapping } : null;
}

async function keep(ctx: Ctx, looked: readonly Looked[], choices: ImportChoices): Promise<{ id: string }> {
  const { workspaceId, actor } = ctx.scope;
  const options = await optionsFor(ctx, looked);
  const name = choices.name ?? (looked.length === 1 ? (looked[0]?.stored.name ?? '') : `${looked.length} files`);
  const { id } = await ctx.tx
    .insertInto('import')
    .values({ workspace_id: workspaceId, name, options: JSON.stringify(options), created_by: actor.memberId })
    .returning('id')
    .executeTakeFirstOrThrow();
  const ordered = [...looked].sort((a, b) => orderOf(a) - orderOf(b) || a.stored.name.localeCompare(b.stored.name));
  for (const [position, one] of ordered.entries())
    await ctx.tx
      .insertInto('import_file')
      .values({
        workspace_id: workspaceId,
        import_id: id,
        file_id: one.stored.id,
        name: one.stored.name,
        position,
        sniff: JSON.stringify(one.sniffed),
        preset: one.preset,
        entity: one.entity,
        mapping: JSON.stringify(one.mapping),
        problem: one.problem,
        // A file that is no table has no rows to wait for.
        finished: one.problem !== null,
      })
      .execute();
  ctx.changed('import', id);
  return { id };
}

function orderOf(looked: Looked): number {
  return presetById(looked.preset ?? '')?.order ?? 1_000;
}

/** Currencies that say where their phones ring. */
const COUNTRIES: Readonly<Record<string, string>> = {
  USD: 'US',
  GBP: 'GB',
  CHF: 'CH',
  SEK: 'SE',
  DKK: 'DK',
  NOK: 'NO',
  PLN: 'PL',
  CZK: 'CZ',
  JPY: 'JP',
  CAD: 'CA',
  AUD: 'AU',
  INR: 'IN',
  BRL: 'BR',
};
const MONTH_FIRST = new Set(['US', 'CA', 'PH']);

/** How amounts, phones and dates that do not say it themselves are meant: by the files' own habit, else by the workspace's. */
async function optionsFor({ tx, scope }: Ctx, looked: readonly Looked[]): Promise<ReadOptions> {
  const home = await tx
    .selectFrom('workspace')
    .select(['base_currency', 'time_zone', 'country'])
    .where('id', '=', scope.workspaceId)
    .executeTakeFirstOrThrow();
  const cells = looked.flatMap(({ sniffed }) => sniffed.sample.flat());
  const currency = commonCurrency(cells, home.base_currency) ?? home.base_currency;
  const country = currency === home.base_currency ? home.country : (COUNTRIES[currency] ?? home.country);
  const order = inferDateOrder(cells).order ?? (country && MONTH_FIRST.has(country) ? 'mdy' : 'dmy');
  return { zone: home.time_zone, currency, country, dateOrder: order };
}

function commonCurrency(cells: readonly string[], home: string): string | null {
  const counts = new Map<string, number>();
  for (const cell of cells) {
    if (!/\p{Sc}|[A-Z]{3}/u.test(cell) || cell.length > 40) continue;
    const read = parseMoney(cell, { currency: home });
    if (read.ok && read.value.currency) counts.set(read.value.currency, (counts.get(read.value.currency) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
}

/**
 * Keeps what a person decided about a file, and offers it again for the same header row. A file that gets its kind and no mapping yet gets
 * the likely one. The preset stays as long as the kind does: whose ids these are does not change with a column.
 */
export async function changeImportFile(ctx: Ctx, change: { id: string; fileId: string; entity?: ImportEntity | null; mapping?: Mapping }) {
  const { workspaceId } = ctx.scope;
  const file = await ctx.tx
    .selectFrom('import_file as f')
    .innerJoin('import as i', (join) => join.onRef('i.id', '=', 'f.import_id').onRef('i.workspace_id', '=', 'f.workspace_id'))
    .select(['f.sniff', 'f.entity', 'f.mapping', 'f.preset', 'f.problem', 'i.state'])
    .where('f.workspace_id', '=', workspaceId)
    .where('f.import_id', '=', change.id)
    .where('f.id', '=', change.fileId)
    .executeTakeFirst();
  if (!file) return refuse('not_found', 'There is no such file in this import.');
  if (file.state !== 'uploaded') return refuse('conflict', 'This import has begun; undo it to change the mapping.');
  if (file.problem !== null) return refuse('conflict', `Nothing can be read from this file. ${file.problem}`);
  const { headers } = file.sniff as unknown as Sniffed;
  const entity = change.entity === undefined ? (file.entity as ImportEntity | null) : change.entity;
  const sameKind = entity === file.entity;
  const mapping = mappingFor(entity, {
    headers,
    wanted: change.mapping,
    before: sameKind ? (file.mapping as unknown as Mapping) : null,
    targets: await targetsFor(ctx, entity),
  });
  if ('unknown' in mapping && typeof mapping.unknown === 'string')
    return refuse('invalid', `There is no field ${mapping.unknown} here.`, { field: 'mapping' });
  const stored = JSON.stringify(mapping);
  await ctx.tx
    .updateTable('import_file')
    .set({ entity, mapping: stored, ...(sameKind ? {} : { preset: null }) })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', change.fileId)
    .execute();
  if (entity)
    await sql`insert into import_mapping (workspace_id, header_key, entity, mapping, used_at)
      values (${workspaceId}, ${headersKey(headers)}, ${entity}, ${stored}::jsonb, ${ctx.now})
      on conflict (workspace_id, header_key) do update set entity = excluded.entity, mapping = excluded.mapping, used_at = excluded.used_at`.execute(
      ctx.tx,
    );
  ctx.changed('import', change.id);
  return { id: change.fileId };
}

function mappingFor(
  entity: ImportEntity | null,
  { headers, wanted, before, targets }: { headers: string[]; wanted: Mapping | undefined; before: Mapping | null; targets: Target[] },
) {
  if (!entity) return {};
  if (wanted) return checkedMapping(headers, wanted, targets);
  return before ?? proposeMapping(entity, headers, targets);
}
