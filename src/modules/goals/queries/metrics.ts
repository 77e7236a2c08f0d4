import { type RawBuilder, sql } from 'kysely';
import { inBase as inBaseOn } from '#modules/currencies/queries.ts';
import type { Scope } from '#platform/shared/scope.ts';
import type { Metric } from '../schema.ts';

type Sql = RawBuilder<unknown>;

export interface Span {
  /** Included. */
  from: string;
  /** Not included. */
  to: string;
}

/** Money in the base currency by the rate of its day in the workspace; null where none is known. */
export const inBase = (scope: Scope, { amount, currency, at }: { amount: Sql; currency: Sql; at: Sql }): Sql =>
  inBaseOn(scope, {
    ...{ amount, currency },
    day: sql`((${at}) at time zone (select time_zone from workspace where id = ${scope.workspaceId}))::date`,
  });

const within = (column: Sql, { from, to }: Span): Sql => sql`${column} >= ${from}::timestamptz and ${column} < ${to}::timestamptz`;
const sideOf = (column: Sql): Sql => sql`case ${column} when 'sales' then 'sales' when 'marketing' then 'marketing' else 'none' end`;

const NEEDS: Partial<Record<Metric, string>> = { revenue: 'invoice.total', booked: 'deal.amount' };

/** A role that may not see amounts sees no sum of them either. */
export const hidesMetric = ({ scope }: { scope: Scope }, metric: Metric): boolean => scope.hidden.has(NEEDS[metric] ?? '');

/** When a deal was won. */
export const WON_AT = sql`coalesce(d.closed_at, d.created_at)`;

/** Invoices that were not cancelled as `i`, with the deal `d` that they or their order belong to, and its lead `l`. */
export const INVOICES = sql`invoice i left join sales_order o on o.workspace_id = i.workspace_id and o.id = i.order_id
  left join deal d on d.workspace_id = i.workspace_id and d.id = coalesce(i.deal_id, o.deal_id) and d.deleted_at is null
  left join lead l on l.workspace_id = d.workspace_id and l.id = d.lead_id and l.deleted_at is null`;
export const DEALS = sql`deal d left join lead l on l.workspace_id = d.workspace_id and l.id = d.lead_id and l.deleted_at is null`;
/** The side that a sale began with. */
export const SALE_SIDE = sql`coalesce(l.source_team, d.source_team)`;

function conversions(scope: Scope, span: Span, more: Sql): Sql {
  return sql`(select c.id, 'contact' as entity, c.contact_id as opens, c.occurred_at as at, ${sideOf(sql`l.source_team`)} as side, p.owner_id, 1::int8 as value,
      coalesce(nullif(p.name, ''), c.kind) as title
    from conversion c left join lead l on l.workspace_id = c.workspace_id and l.id = c.lead_id
      left join contact p on p.workspace_id = c.workspace_id and p.id = c.contact_id
    where c.workspace_id = ${scope.workspaceId} and p.deleted_at is null and ${within(sql`c.occurred_at`, span)} and ${more})`;
}

function wonDeals(scope: Scope, span: Span, value: Sql): Sql {
  return sql`(select d.id, 'deal' as entity, d.id as opens, ${WON_AT} as at, ${sideOf(SALE_SIDE)} as side, d.owner_id, ${value} as value, d.name as title from ${DEALS}
    where d.workspace_id = ${scope.workspaceId} and d.deleted_at is null and d.status = 'won' and ${within(sql`d.closed_at`, span)})`;
}

/**
 * The rows of a metric in a span: id, entity, opens, at, side, owner_id, value, title. A figure, its days and its rows are all read from here. They are those of the whole
 * workspace, whoever asks: both teams look at one number. Value is null where an amount has no rate.
 */
export function metricRows(scope: Scope, metric: Metric, span: Span): Sql {
  const ws = scope.workspaceId;
  switch (metric) {
    case 'visits':
      return sql`(select v.id, 'contact' as entity, v.contact_id as opens, v.started_at as at, 'none' as side, p.owner_id, 1::int8 as value,
          coalesce(nullif(p.name, ''), v.entry_path) as title
        from visit v left join contact p on p.workspace_id = v.workspace_id and p.id = v.contact_id
        where v.workspace_id = ${ws} and v.verdict = 'human' and ${within(sql`v.started_at`, span)})`;
    case 'known_people':
      return sql`(select p.id, 'contact' as entity, p.id as opens, p.created_at as at, 'none' as side, p.owner_id, 1::int8 as value, p.name as title
        from contact p where p.workspace_id = ${ws} and p.deleted_at is null and ${within(sql`p.created_at`, span)})`;
    case 'inquiries':
      return conversions(scope, span, sql`true`);
    case 'validated_leads':
      return conversions(scope, span, sql`c.validation = 'sales_lead'`);
    case 'sales_leads':
      return sql`(select l.id, 'lead' as entity, l.id as opens, l.opened_at as at, 'sales' as side, l.owner_id, 1::int8 as value, p.name as title
        from lead l join contact p on p.workspace_id = l.workspace_id and p.id = l.contact_id
        where l.workspace_id = ${ws} and l.deleted_at is null and l.source_team = 'sales' and ${within(sql`l.opened_at`, span)})`;
    case 'handoffs':
      return sql`(select h.id, 'lead' as entity, l.id as opens, h.handed_at as at, ${sideOf(sql`l.source_team`)} as side, l.owner_id, 1::int8 as value, p.name as title
        from handoff h join lead l on l.workspace_id = h.workspace_id and l.id = h.lead_id join contact p on p.workspace_id = l.workspace_id and p.id = l.contact_id
        where h.workspace_id = ${ws} and l.deleted_at is null and h.decision is distinct from 'withdrawn' and h.cause <> 'exploration' and ${within(sql`h.handed_at`, span)})`;
    case 'deals_won':
      return wonDeals(scope, span, sql`1::int8`);
    case 'booked':
      return wonDeals(scope, span, inBase(scope, { amount: sql`d.amount_minor`, currency: sql`d.currency`, at: WON_AT }));
    case 'revenue':
      return sql`(select i.id, 'invoice' as entity, i.id as opens, i.invoiced_at as at, ${sideOf(SALE_SIDE)} as side, i.owner_id,
          ${inBase(scope, { amount: sql`i.total_minor`, currency: sql`i.currency`, at: sql`i.invoiced_at` })} as value, coalesce(i.number, i.subject, '') as title
        from ${INVOICES} where i.workspace_id = ${ws} and i.cancelled_at is null and ${within(sql`i.invoiced_at`, span)})`;
  }
}
