import { type RawBuilder, sql } from 'kysely';
import { inBase } from '#modules/currencies/queries.ts';
import { reachable, timeZoneOf } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { Scope } from '#platform/shared/scope.ts';
import type { Amounts } from '../schema.ts';
import { worthOfLeads } from './worth.ts';

type Sql = RawBuilder<unknown>;

/** Who asks, and whose days they are. */
interface Asking {
  scope: Scope;
  period: { timeZone: string };
}

/** Money on record behind a row, in minor units of the workspace's currency; null where the role may not see invoices' totals. */
export interface BehindColumns {
  openMinor: Sql;
  wonMinor: Sql;
  invoicedMinor: Sql | null;
  /** By the agreement's table, of a lead without a deal. */
  worthMinor: Sql;
  /** Amounts without a rate for their currency: in no sum. */
  withoutRate: Sql;
}

/** The `from` and the columns by which a source tells the money behind its rows; nothing where the role may not see amounts. */
interface Told {
  join: Sql;
  behind?: BehindColumns;
}

interface About {
  /** Where several rows are about one lead: of which of them its money is. */
  once?: Sql;
  /** Ids of the leads that the rows are about, as a select: then no other lead's money is read. */
  leads?: Sql;
}

/**
 * Every lead with a deal: lead_id, open_minor, won_minor, invoiced_minor (in the workspace's currency, each amount by the rate of its day, an open deal by the newest),
 * without_rate (amounts that no rate is known for). Amounts of deals and invoices that are not the caller's to see are left out.
 */
function moneyOfLeads({ scope, period }: Asking, leads: Sql | undefined): Sql {
  const day = (at: Sql) => sql`(${at} at time zone ${period.timeZone}::text)::date`;
  const seen = (entity: string) => reachable(scope, entity, { to: 'read', ownerColumn: `${entity}.owner_id` });
  const theirs = sql`deal.workspace_id = ${scope.workspaceId} and ${leads ? sql`deal.lead_id in (${leads})` : sql`deal.lead_id is not null`} and deal.deleted_at is null`;
  const deals = sql`select deal.lead_id, deal.status as kind, case when deal.status <> 'lost' and ${seen('deal')} then deal.amount_minor end as amount, deal.currency,
      case when deal.status = 'open' then 'infinity' else ${day(sql`coalesce(deal.closed_at, deal.created_at)`)} end as day
    from deal where ${theirs}`;
  // One of a deal, and one of an order of a deal: each has its index.
  const invoiced = (
    from: Sql,
  ) => sql`select deal.lead_id, 'invoiced', invoice.total_minor, invoice.currency, ${day(sql`invoice.invoiced_at`)}
    from deal ${from} where ${theirs} and invoice.workspace_id = ${scope.workspaceId} and invoice.cancelled_at is null and ${seen('invoice')}`;
  const invoices = [
    sql`join invoice on invoice.workspace_id = deal.workspace_id and invoice.deal_id = deal.id`,
    sql`join sales_order on sales_order.workspace_id = deal.workspace_id and sales_order.deal_id = deal.id
      join invoice on invoice.workspace_id = sales_order.workspace_id and invoice.order_id = sales_order.id and invoice.deal_id is null`,
  ].map(invoiced);
  const all = sql.join([deals, ...(scope.hidden.has('invoice.total') ? [] : invoices)], sql` union all `);
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
 */
export function moneyBehind(asked: Asking, lead: Sql, { once, leads }: About = {}): Told {
  const { hidden } = asked.scope;
  if (hidden.has('deal.amount')) return { join: sql`` };
  const of = (column: Sql) => (once ? sql`case when ${once} then ${column} end` : column);
  return {
    join: sql`left join (${moneyOfLeads(asked, leads)}) behind on behind.lead_id = ${lead}
      left join (${worthOfLeads(asked.scope, leads)}) worth on worth.lead_id = ${lead}`,
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

/** The money behind each of some leads, those with none left out; null where the role may not see amounts. */
export async function moneyOfEach(ctx: ReadCtx, leadIds: readonly string[]): Promise<ReadonlyMap<string, Amounts> | null> {
  if (ctx.scope.hidden.has('deal.amount')) return null;
  if (leadIds.length === 0) return new Map();
  const ids = sql`select unnest(${[...new Set(leadIds)]}::uuid[])`;
  const asking = { scope: ctx.scope, period: { timeZone: await timeZoneOf(ctx) } };
  // Read apart and joined here: fewer rows than a plan for two unknown sets may go through.
  const { rows: worth } = await sql<{ lead_id: string; value_minor: number | null }>`${worthOfLeads(ctx.scope, ids)}`.execute(ctx.tx);
  const { rows: dealt } = await sql<Dealt>`${moneyOfLeads(asking, ids)}`.execute(ctx.tx);
  const none = noAmounts(ctx.scope);
  if (!none) return null;
  const found = new Map(worth.map(({ lead_id, value_minor }) => [lead_id, { ...none, worthMinor: value_minor ?? 0 }]));
  for (const { lead_id, open_minor, won_minor, invoiced_minor, without_rate } of dealt)
    found.set(lead_id, {
      openMinor: open_minor ?? 0,
      wonMinor: won_minor ?? 0,
      invoicedMinor: none.invoicedMinor === null ? null : (invoiced_minor ?? 0),
      worthMinor: 0,
      withoutRate: without_rate,
    });
  return found;
}

interface Dealt {
  lead_id: string;
  open_minor: number | null;
  won_minor: number | null;
  invoiced_minor: number | null;
  without_rate: number;
}

export const BEHIND = ['openMinor', 'wonMinor', 'invoicedMinor', 'worthMinor', 'withoutRate'] as const;

/** The amounts as one value, of a row or (`of`) of rows; nothing is nought, and what the role may not see is null. */
export function amountsOf(behind: BehindColumns | undefined, of: (column: Sql) => Sql = (column) => column): Sql {
  if (!behind) return sql`null::jsonb`;
  const parts = BEHIND.map((name) => {
    const column = behind[name];
    return sql`${sql.lit(name)}, ${column === null ? sql`null::bigint` : sql`coalesce(${of(column)}, 0)`}`;
  });
  return sql`jsonb_build_object(${sql.join(parts)})`;
}

/** Nothing on record; null where the role may not see amounts. */
export function noAmounts({ hidden }: Scope): Amounts | null {
  if (hidden.has('deal.amount')) return null;
  return { openMinor: 0, wonMinor: 0, invoicedMinor: hidden.has('invoice.total') ? null : 0, worthMinor: 0, withoutRate: 0 };
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
