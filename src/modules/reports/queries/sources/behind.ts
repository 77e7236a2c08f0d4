import { sql } from 'kysely';
import { inBase } from '#modules/currencies/queries.ts';
import { worthOfLeads } from '#modules/leadvalues/queries/worth.ts';
import type { Amounts } from '../../contract.ts';
import { type Asked, type Behind, type Sql, seen } from './source.ts';

/** Who asks, and whose days they are. */
type Asking = Pick<Asked, 'scope'> & { period: Pick<Asked['period'], 'timeZone'> };

/** The `from` and the columns by which a source tells the money behind its rows; nothing where the role may not see amounts. */
interface Told {
  join: Sql;
  behind?: Behind;
}

/**
 * Every lead with a deal: lead_id, open_minor, won_minor, invoiced_minor (in the workspace's currency, each amount by the rate of its day, an open deal by the newest),
 * without_rate (amounts that no rate is known for). Amounts of deals and invoices that are not the caller's to see are left out.
 */
function moneyOfLeads({ scope, period }: Asking): Sql {
  const day = (at: Sql) => sql`(${at} at time zone ${period.timeZone}::text)::date`;
  const deals = sql`select deal.lead_id, deal.status as kind, case when deal.status <> 'lost' and ${seen(scope, 'deal')} then deal.amount_minor end as amount, deal.currency,
      case when deal.status = 'open' then 'infinity' else ${day(sql`coalesce(deal.closed_at, deal.created_at)`)} end as day
    from deal where deal.workspace_id = ${scope.workspaceId} and deal.lead_id is not null and deal.deleted_at is null`;
  const invoices = sql`select deal.lead_id, 'invoiced', invoice.total_minor, invoice.currency, ${day(sql`invoice.invoiced_at`)}
    from invoice left join sales_order on sales_order.workspace_id = invoice.workspace_id and sales_order.id = invoice.order_id
      join deal on deal.workspace_id = invoice.workspace_id and deal.id = case when invoice.deal_id is null then sales_order.deal_id else invoice.deal_id end
    where invoice.workspace_id = ${scope.workspaceId} and invoice.cancelled_at is null and ${seen(scope, 'invoice')}
      and deal.lead_id is not null and deal.deleted_at is null`;
  const all = scope.hidden.has('invoice.total') ? deals : sql`${deals} union all ${invoices}`;
  const sum = (kind: string) => sql`(sum(m.minor) filter (where m.kind = ${sql.lit(kind)}))::bigint`;
  // "offset 0": each amount is turned into the workspace's currency once, not once for each sum.
  return sql`select m.lead_id, ${sum('open')} as open_minor, ${sum('won')} as won_minor, ${sum('invoiced')} as invoiced_minor,
      count(*) filter (where m.amount is not null and m.minor is null)::int as without_rate
    from (select x.lead_id, x.kind, x.amount, ${inBase(scope, { amount: sql`x.amount`, currency: sql`x.currency`, day: sql`x.day` })} as minor
      from (${all}) x offset 0) m group by m.lead_id`;
}

/**
 * The money behind rows that are about a lead. PostgreSQL leaves the joins out of a reading that does not ask for it.
 * @param lead the lead's id
 * @param once where several rows are about one lead: of which of them its money is
 */
export function moneyBehind(asked: Asking, lead: Sql, once?: Sql): Told {
  const { hidden } = asked.scope;
  if (hidden.has('deal.amount')) return { join: sql`` };
  const of = (column: Sql) => (once ? sql`case when ${once} then ${column} end` : column);
  return {
    join: sql`left join (${moneyOfLeads(asked)}) behind on behind.lead_id = ${lead} left join (${worthOfLeads(asked.scope)}) worth on worth.lead_id = ${lead}`,
    behind: {
      openMinor: of(sql`behind.open_minor`),
      wonMinor: of(sql`behind.won_minor`),
      invoicedMinor: hidden.has('invoice.total') ? null : of(sql`behind.invoiced_minor`),
      // Of a lead with a deal the deal says more.
      worthMinor: of(sql`case when behind.lead_id is null then worth.value_minor end`),
      withoutRate: of(sql`behind.without_rate`),
    },
  };
}

export const BEHIND = ['openMinor', 'wonMinor', 'invoicedMinor', 'worthMinor', 'withoutRate'] as const;

/** The amounts as one value, of a row or (`of`) of rows; nothing is nought, and what the role may not see is null. */
export function amountsOf(behind: Behind | undefined, of: (column: Sql) => Sql = (column) => column): Sql {
  if (!behind) return sql`null::jsonb`;
  const parts = BEHIND.map((name) => {
    const column = behind[name];
    return sql`${sql.lit(name)}, ${column === null ? sql`null::bigint` : sql`coalesce(${of(column)}, 0)`}`;
  });
  return sql`jsonb_build_object(${sql.join(parts)})`;
}

/** Null of none, and where the role may not see amounts. */
export function amountsSum(all: readonly (Amounts | null)[]): Amounts | null {
  const [first = null, ...others] = all;
  return others.reduce(
    (sum, one) =>
      sum &&
      one && {
        openMinor: sum.openMinor + one.openMinor,
        wonMinor: sum.wonMinor + one.wonMinor,
        invoicedMinor: sum.invoicedMinor === null || one.invoicedMinor === null ? null : sum.invoicedMinor + one.invoicedMinor,
        worthMinor: sum.worthMinor + one.worthMinor,
        withoutRate: sum.withoutRate + one.withoutRate,
      },
    first,
  );
}
