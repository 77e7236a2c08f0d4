import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { customerStatusChanged } from '../events.ts';
import { type CustomerStatus, FORMER_AFTER_MONTHS } from '../schema.ts';

const MOST_ANNOUNCED = 500;

interface Changed {
  id: string;
  was: CustomerStatus;
  is_now: CustomerStatus;
}

/**
 * Derives anew who is a customer: a company with an invoice that is neither cancelled nor wholly credited, or a won deal. `former_customer` where the last of them
 * is older than the workspace's `formerCustomerMonths` (24 where unset). `invoiced_minor` sums the invoices in the workspace's currency.
 * Called by orders and deals for the companies they touched; set-wise, safe to run twice. Null: every company that is a customer now, for
 * the daily run in which time alone makes former customers.
 */
export async function recomputeCustomers(ctx: Ctx, companyIds: readonly string[] | null): Promise<void> {
  if (companyIds !== null && companyIds.length === 0) return;
  const ws = ctx.scope.workspaceId;
  const chosen = companyIds === null ? sql`c.customer_status = 'customer'` : sql`c.id = any (${companyIds}::uuid[])`;
  const { rows } = await sql<Changed>`
    with setting as (
      select base_currency currency, ${ctx.now}::timestamptz - make_interval(months => coalesce(nullif(settings ->> 'formerCustomerMonths', '')::int, ${FORMER_AFTER_MONTHS})) former_before
      from workspace where id = ${ws}),
    facts as (
      select c.id, c.customer_status was, least(i.first, d.first) first, greatest(i.last, d.last) last, coalesce(i.invoiced, 0) invoiced
      from company c
        left join lateral (select min(v.invoiced_at) filter (where v.counts) first, max(v.invoiced_at) filter (where v.counts) last,
            sum(v.total_minor) filter (where v.currency = (select currency from setting)) invoiced
          from (select x.invoiced_at, x.total_minor, x.currency, not x.credit_note and coalesce(x.total_minor + (select sum(n.total_minor) from invoice n
              where n.workspace_id = ${ws} and n.credits_id = x.id and n.cancelled_at is null and n.currency = x.currency) > 0, true) as counts
            from invoice x where x.workspace_id = ${ws} and x.company_id = c.id and x.cancelled_at is null) v) i on true
        left join lateral (select min(coalesce(closed_at, stage_since)) first, max(coalesce(closed_at, stage_since)) last
          from deal where workspace_id = ${ws} and company_id = c.id and status = 'won' and deleted_at is null) d on true
      where c.workspace_id = ${ws} and ${chosen}),
    verdict as (
      select *, case when last is null then 'prospect' when last < (select former_before from setting) then 'former_customer' else 'customer' end is_now from facts)
    update company c set customer_status = v.is_now, customer_since = v.first, invoiced_minor = v.invoiced, updated_at = ${ctx.now}
    from verdict v where c.workspace_id = ${ws} and c.id = v.id
      and (c.customer_status, c.customer_since, c.invoiced_minor) is distinct from (v.is_now, v.first, v.invoiced::bigint)
    returning c.id, v.was, v.is_now`.execute(ctx.tx);
  for (const { id } of rows) ctx.changed('company', id);
  const changed = rows.filter((row) => row.was !== row.is_now).map((row) => ({ companyId: row.id, from: row.was, to: row.is_now }));
  for (let start = 0; start < changed.length; start += MOST_ANNOUNCED)
    await ctx.announce(customerStatusChanged, { companies: changed.slice(start, start + MOST_ANNOUNCED) });
}
