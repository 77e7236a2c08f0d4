import { type RawBuilder, sql } from 'kysely';
import type { Field } from '#modules/criteria/fields.ts';
import type { Entity } from '#modules/criteria/schema.ts';
import type { ReadCtx } from '#platform/context.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { type Mark, packMark, unpackMark } from '../rules/cursor.ts';
import { COUNTED_AT_MOST, COUNTED_EXACTLY, type Count, type ListRow, type SortKey, type Which } from '../schema.ts';
import { cellOf, columnsOf, selectCell } from './cells.ts';
import { afterMark, type OrderKey, orderBy, orderOf } from './order.ts';
import { nameOf } from './records.ts';
import { ROW, type Source, sourceOf } from './source.ts';

export interface Asked extends Which {
  entity: Entity;
  ids?: readonly string[] | undefined;
  columns?: readonly string[] | undefined;
  sort?: readonly SortKey[] | undefined;
}

/** A list that has been checked: its rows can be read page by page. */
export interface Listing {
  source: Source;
  columns: Field[];
  keys: OrderKey[];
}

export async function listingOf(ctx: ReadCtx, asked: Asked): Promise<Listing | Refusal> {
  const source = await sourceOf(ctx, asked.entity, asked);
  if (isRefusal(source)) return source;
  const columns = columnsOf(source.lens, asked.columns);
  if (isRefusal(columns)) return columns;
  const keys = orderOf(source.lens, asked.sort, ctx.scope);
  return isRefusal(keys) ? keys : { source, columns, keys };
}

/** The page of a listing after a cursor. */
export async function pageOf(
  ctx: ReadCtx,
  { source, columns, keys }: Listing,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<{ items: ListRow[]; next: string | null } | Refusal> {
  const mark = cursor === undefined ? undefined : unpackMark(keys, cursor);
  if (mark === null) return refuse('invalid', 'This list has changed since. Start again from the first page.', { field: 'cursor' });
  const found = await findPage(ctx, { source, columns, keys }, { mark, limit });
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return {
    items: await readRows(ctx, { source, columns, keys }, page),
    next: found.length > limit && last ? packMark(keys, { values: keys.map((_, index) => textOf(last[`k${index}`])), id: last.id }) : null,
  };
}

type Place = Record<string, unknown> & { id: string };

/** Which rows: ids and sort values alone, so that a column that is costly to read is read for the page and not for the whole list. */
async function findPage(
  { tx }: ReadCtx,
  { source, keys }: Listing,
  { mark, limit }: { mark: Mark | undefined; limit: number },
): Promise<Place[]> {
  const marks = keys.map((key, index) => sql`(${key.value})::text as ${sql.ref(`k${index}`)}`);
  const { rows } = await sql<Place>`select ${sql.join([sql`t.id`, ...marks])} ${source.from}
    ${mark ? sql`and ${afterMark(keys, mark)}` : sql``} ${orderBy(keys)} limit ${limit + 1}`.execute(tx);
  return rows;
}

async function readRows({ tx, scope }: ReadCtx, { source, columns }: Listing, page: readonly Place[]): Promise<ListRow[]> {
  if (page.length === 0) return [];
  const cells = columns.map((field, index) => selectCell(field, index, { lens: source.lens, scope }));
  const { rows } = await sql<Place & { name: string }>`
    select ${sql.join([sql`t.id`, sql`${nameOf(source.entity, ROW, scope)} as name`, ...cells])} from ${sql.table(source.entity)} ${sql.ref(ROW)}
    where t.workspace_id = ${scope.workspaceId} and t.id = any (${page.map(({ id }) => id)}::uuid[])`.execute(tx);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return page.flatMap(({ id }) => {
    const row = byId.get(id);
    if (!row) return [];
    return [{ id, name: row.name, values: Object.fromEntries(columns.map((field, index) => [field.key, cellOf(field, index, row)])) }];
  });
}

const textOf = (value: unknown): string | null => (value === null || value === undefined ? null : String(value));

/**
 * How many rows there are. Counted where that is quick: up to a thousand always, up to twenty thousand where the planner expects no
 * more, or where a search gives them, of which it knows nothing. Beyond that as the planner estimates.
 */
export async function countOf(ctx: ReadCtx, source: Source): Promise<Count> {
  const few = source.searched ? COUNTED_AT_MOST : COUNTED_EXACTLY;
  if (source.sample) return { value: await countUpTo(ctx, source.sample, few), exact: false };
  const n = await countUpTo(ctx, source.from, few);
  if (n <= few) return { value: n, exact: true };
  if (source.searched) return { value: few, exact: false };
  const estimate = await estimateOf(ctx, source);
  if (estimate > COUNTED_AT_MOST) return { value: estimate, exact: false };
  const more = await countUpTo(ctx, source.from, COUNTED_AT_MOST);
  return { value: Math.min(more, COUNTED_AT_MOST), exact: more <= COUNTED_AT_MOST };
}

async function countUpTo({ tx }: ReadCtx, from: RawBuilder<unknown>, most: number): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) n from (select ${from} limit ${most + 1}) counted`.execute(tx);
  return rows[0]?.n ?? 0;
}

async function estimateOf({ tx }: ReadCtx, { from }: Source): Promise<number> {
  const plan = await sql<{ 'QUERY PLAN': { Plan?: { 'Plan Rows'?: number } }[] }>`explain (format json) select ${from}`.execute(tx);
  return Math.round(plan.rows[0]?.['QUERY PLAN'][0]?.Plan?.['Plan Rows'] ?? 0);
}
