import { type RawBuilder, sql } from 'kysely';
import type { BehindColumns } from '#modules/leadvalues/queries/behind.ts';
import { reachable } from '#modules/team/queries.ts';
import type { Scope } from '#platform/shared/scope.ts';
import type { Period, Span } from '../../rules/period.ts';
import type { FilterName, FilterValues } from '../../schema.ts';

export type Sql = RawBuilder<unknown>;

/** For whom and for when a figure is counted. */
export interface Asked {
  scope: Scope;
  period: Period;
  span: Span;
  filters: FilterValues;
  /** The workspace's: money behind a count is summed in it. */
  currency: string;
  /** The statement has the calls of the period and the deals that followed them at its head (`callsOnce`), and the figures look into these. */
  callsOnce?: true;
}

/**
 * The rows of a figure: what they are and where they stand. A figure's number and its rows are both read from here, so they cannot differ.
 * Aliases of the record itself are the table's name.
 */
export interface Source {
  entity: 'lead' | 'contact' | 'deal' | 'invoice';
  from: Sql;
  where: Sql;
  /** Figures of one family are the same rows with the same `from` and `where`, and `only` tells them apart: they are counted in one reading. */
  family?: string;
  only?: Sql;
  /** Of the row itself, for paging. */
  rowId: Sql;
  /** The record that it opens. */
  opens: Sql;
  title: Sql;
  company: Sql;
  detail: Sql;
  /** Never null. */
  at: Sql;
  /** By what the figure can be narrowed and grouped: one expression for both. */
  keys: Partial<Record<FilterName, Sql>>;
  amount?: Sql;
  currency?: Sql;
  /** Amount times probability. */
  weighted?: Sql;
  /** Of figures whose rows are about a lead. */
  behind?: BehindColumns;
}

export const seen = (scope: Scope, entity: string, alias = entity) =>
  reachable(scope, entity, { to: 'read', ownerColumn: `${alias}.owner_id` });

export const within = (column: Sql, { start, end }: Span) => sql`${column} >= ${start}::timestamptz and ${column} < ${end}::timestamptz`;

export const monthOf = (column: Sql, { timeZone }: Period) => sql`to_char(${column} at time zone ${timeZone}::text, 'YYYY-MM')`;

export const weekOf = (column: Sql, { timeZone }: Period) => sql`date_trunc('week', ${column} at time zone ${timeZone}::text)::date`;

/** Which rows of its `from` a figure is. */
export const rowsOf = ({ where, only }: Source): Sql => (only ? sql`${where} and ${only}` : where);

const NOT_KEYS: readonly FilterName[] = ['from', 'to', 'noCampaign'];

/** The source with the filters that were asked for. */
export function narrowed(source: Source, filters: FilterValues): Source {
  const conditions = [source.where];
  for (const [name, value] of Object.entries(filters) as [FilterName, unknown][]) {
    const key = source.keys[name];
    if (value !== undefined && key && !NOT_KEYS.includes(name)) conditions.push(sql`${key} = ${value}`);
  }
  if (filters.noCampaign && source.keys.campaignId) conditions.push(sql`${source.keys.campaignId} is null`);
  return { ...source, where: sql.join(conditions, sql` and `) };
}
