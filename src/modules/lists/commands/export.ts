import { Readable } from 'node:stream';
import writeExcelFile, { type SheetData } from 'write-excel-file/node';
import type { z } from 'zod';
import { offeredFields } from '#modules/criteria/queries/offer.ts';
import type { Ctx } from '#platform/context.ts';
import type { Runtime } from '#platform/runtime.ts';
import { harmless } from '#platform/shared/csv.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { Scope } from '#platform/shared/scope.ts';
import type { exportRows } from '../contract/rows.ts';
import { countOf, listingOf, pageOf } from '../queries/rows.ts';
import { cellsOf, csvLine, type ExportCell, type ExportColumn, headOf } from '../rules/export.ts';
import { type ListRow, MOST_XLSX_ROWS } from '../schema.ts';

type Asked = z.output<typeof exportRows.input>;
/** Rows per transaction: none is held open while a slow reader takes the file. */
const BATCH = 1000;
const BOM = '\ufeff';

export interface ExportFile {
  name: string;
  mediaType: string;
  body: Readable | Buffer;
}

interface Started {
  columns: ExportColumn[];
}

/** Checks an export and notes it in the audit log, before the first row leaves the house. */
async function startExport(ctx: Ctx, asked: Asked): Promise<Started | Refusal> {
  const listing = await listingOf(ctx, asked);
  if (isRefusal(listing)) return listing;
  const { value: rows, exact } = await countOf(ctx, listing.source);
  if (asked.format === 'xlsx' && rows > MOST_XLSX_ROWS)
    return refuse(
      'too_large',
      `An Excel file takes at most ${MOST_XLSX_ROWS.toLocaleString('en')} rows. Filter the list, or export it as CSV.`,
      { field: 'format' },
    );
  const keys = listing.columns.map(({ key }) => key);
  const { actor, workspaceId } = ctx.scope;
  await ctx.tx
    .insertInto('audit_log')
    .values({
      workspace_id: workspaceId,
      actor_kind: actor.kind,
      actor_member_id: actor.memberId,
      actor_label: actor.label,
      entity: asked.entity,
      entity_id: 'list',
      action: 'exported',
      after: JSON.stringify({
        format: asked.format,
        rows,
        exact,
        columns: keys,
        criteria: asked.criteria ?? null,
        q: asked.q ?? null,
        ids: asked.ids?.length ?? null,
      }),
    })
    .execute();
  const { items } = await offeredFields(ctx.tx, ctx.scope, asked.entity);
  const byKey = new Map(items.map((item) => [item.key, item]));
  return { columns: keys.flatMap((key) => byKey.get(key) ?? []) };
}

/** The list as a file, read page by page while it is sent. */
export async function exportFile(runtime: Runtime, scope: Scope, asked: Asked): Promise<ExportFile | Refusal> {
  const started = await runtime.transaction(scope, (ctx) => startExport(ctx, asked));
  if (isRefusal(started)) return started;
  const name = `${PLURAL[asked.entity]}-${runtime.now().slice(0, 10)}.${asked.format}`;
  const rows = readRows(runtime, scope, asked);
  if (asked.format === 'csv') return { name, mediaType: 'text/csv; charset=utf-8', body: Readable.from(csvOf(rows, started.columns)) };
  return {
    name,
    mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    body: await xlsxOf(rows, started.columns),
  };
}

const PLURAL = { company: 'companies', contact: 'contacts', deal: 'deals', lead: 'leads', campaign: 'campaigns' } as const;

async function* readRows(runtime: Runtime, scope: Scope, asked: Asked): AsyncGenerator<ListRow[]> {
  let cursor: string | undefined;
  do {
    const from = cursor;
    const page = await runtime.read(scope, async (ctx) => {
      const listing = await listingOf(ctx, asked);
      return isRefusal(listing) ? listing : pageOf(ctx, listing, { cursor: from, limit: BATCH });
    });
    // It was allowed a moment ago: rights or fields have changed while it ran. The file must not end as if it were whole.
    if (isRefusal(page)) throw new Error(`the export could not go on: ${page.message}`);
    yield page.items;
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
}

async function* csvOf(pages: AsyncIterable<ListRow[]>, columns: readonly ExportColumn[]): AsyncGenerator<string> {
  yield BOM + csvLine(headOf(columns).map((text) => ({ text })));
  for await (const rows of pages) yield rows.map((row) => csvLine(cellsOf(row, columns))).join('');
}

async function xlsxOf(pages: AsyncIterable<ListRow[]>, columns: readonly ExportColumn[]): Promise<Buffer> {
  const sheet: SheetData = [headOf(columns).map((value) => ({ value, type: String, fontWeight: 'bold' as const }))];
  for await (const rows of pages) for (const row of rows) sheet.push(cellsOf(row, columns).map(sheetCell));
  return writeExcelFile(sheet).toBuffer();
}

type SheetCell = SheetData[number][number];

/** Excel holds at most 32,767 characters in a cell, and text as text: but a re-saved CSV of it would not. */
function sheetCell(cell: ExportCell): SheetCell {
  if (cell === null) return null;
  if ('number' in cell) return { value: cell.number, type: Number };
  if ('instant' in cell) return { value: new Date(cell.instant), type: Date, format: 'yyyy-mm-dd hh:mm' };
  if ('day' in cell) return { value: new Date(`${cell.day}T00:00:00Z`), type: Date, format: 'yyyy-mm-dd' };
  return { value: harmless(cell.text).slice(0, 32_000), type: String };
}
