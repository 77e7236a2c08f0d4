import { sql } from 'kysely';
import type { Field } from '#modules/criteria/fields.ts';
import type { Entity } from '#modules/criteria/schema.ts';
import type { ReadCtx } from '#platform/context.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { packMark, unpackMark } from '../rules/cursor.ts';
import { COUNTED_EXACTLY, type Count, type ListRow, type SortKey, type Which } from '../schema.ts';
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
  const { tx, scope } = ctx;
  const cells = columns.map((field, index) => selectCell(field, index, { lens: source.lens, scope }));
  const marks = keys.map((key, index) => sql`(${key.value})::text as ${sql.ref(`k${index}`)}`);
  const selected = [sql`t.id`, sql`${nameOf(source.entity, ROW, scope)} as name`, ...cells, ...marks];
  const { rows } = await sql<Record<string, unknown> & { id: string; name: string }>`
    select ${sql.join(selected)} ${source.from} ${mark ? sql`and ${afterMark(keys, mark)}` : sql``} ${orderBy(keys)} limit ${limit + 1}`.execute(
    tx,
  );
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const markOf = (row: Record<string, unknown> & { id: string }) => ({
    values: keys.map((_, index) => textOf(row[`k${index}`])),
    id: row.id,
  });
  return {
    items: page.map((row) => ({
      id: row.id,
      name: row.name,
      values: Object.fromEntries(columns.map((field, index) => [field.key, cellOf(field, index, row)])),
    })),
    next: rows.length > limit && last ? packMark(keys, markOf(last)) : null,
  };
}

const textOf = (value: unknown): string | null => (value === null || value === undefined ? null : String(value));

/** How many rows there are: counted up to a thousand, beyond that as the planner estimates. */
export async function countOf(ctx: ReadCtx, { from }: Source): Promise<Count> {
  const { rows } = await sql<{ n: number }>`select count(*) n from (select ${from} limit ${COUNTED_EXACTLY + 1}) counted`.execute(ctx.tx);
  const n = rows[0]?.n ?? 0;
  if (n <= COUNTED_EXACTLY) return { value: n, exact: true };
  const plan = await sql<{ 'QUERY PLAN': { Plan?: { 'Plan Rows'?: number } }[] }>`explain (format json) select ${from}`.execute(ctx.tx);
  const estimate = plan.rows[0]?.['QUERY PLAN'][0]?.Plan?.['Plan Rows'] ?? 0;
  return { value: Math.max(n, Math.round(estimate)), exact: false };
}
