import { type RawBuilder, sql } from 'kysely';
import type { z } from 'zod';
import type { ReadCtx } from '#platform/context.ts';
import type { listCurrencies as ListCurrencies, listExchangeRates as ListRates } from './contract.ts';
import type { Carrier } from './schema.ts';

type Currencies = z.output<(typeof ListCurrencies)['output']>;
type Rates = z.output<(typeof ListRates)['output']>;

/**
 * Minor units of the base currency, for sums over currencies; null where no rate is known for the day (see `in_base` in the migrations).
 * @param of SQL of the amount (minor units), its currency, and the day whose rate holds
 */
export function inBase(
  scope: ReadCtx['scope'],
  of: { amount: RawBuilder<unknown>; currency: RawBuilder<unknown>; day: RawBuilder<unknown> },
): RawBuilder<number | null> {
  const base = sql`(select base_currency from workspace where id = ${scope.workspaceId})`;
  return sql<
    number | null
  >`case when coalesce(${of.currency}, ${base}) = ${base} then ${of.amount} else in_base(${scope.workspaceId}, ${of.amount}, ${of.currency}, ${of.day}) end`;
}

/** The base currency of the workspace. */
export async function baseCurrencyOf({ tx, scope }: ReadCtx): Promise<string> {
  const row = await tx.selectFrom('workspace').select('base_currency').where('id', '=', scope.workspaceId).executeTakeFirstOrThrow();
  return row.base_currency;
}

/** Everything that carries money, each with the day whose rate holds for it: an open deal is worth what the newest rate says. */
function carried(workspaceId: string): RawBuilder<unknown> {
  const day = (at: string) => sql`(${sql.ref(at)} at time zone (select time_zone from workspace where id = ${workspaceId}))::date`;
  const live = sql`workspace_id = ${workspaceId} and deleted_at is null`;
  const parts: Record<Carrier, RawBuilder<unknown>> = {
    deals: sql`select 'deals'::text as carrier, currency, amount_minor as amount, coalesce(${day('closed_at')}, 'infinity') as day from deal where ${live}`,
    orders: sql`select 'orders', currency, total_minor, ${day('ordered_at')} from sales_order where workspace_id = ${workspaceId} and cancelled_at is null`,
    invoices: sql`select 'invoices', currency, total_minor, ${day('invoiced_at')} from invoice where workspace_id = ${workspaceId} and cancelled_at is null`,
    payments: sql`select 'payments', currency, amount_minor, paid_on from payment where workspace_id = ${workspaceId}`,
    campaigns: sql`select 'campaigns', currency, cost_minor, coalesce(starts_on, 'infinity') from campaign where ${live}`,
  };
  return sql`(${sql.join(Object.values(parts), sql` union all `)})`;
}

/** Which currencies occur, and how many rows wait for a rate. Only counts: whose rows they are is not said. */
export async function listCurrencies(ctx: ReadCtx): Promise<Currencies> {
  const ws = ctx.scope.workspaceId;
  const base = await baseCurrencyOf(ctx);
  const { rows } = await sql<Currencies['items'][number]>`
    with used as (
      select u.currency, count(*) filter (where carrier = 'deals')::int as deals, count(*) filter (where carrier = 'orders')::int as orders,
        count(*) filter (where carrier = 'invoices')::int as invoices, count(*) filter (where carrier = 'payments')::int as payments, count(*) filter (where carrier = 'campaigns')::int as campaigns,
        count(*) filter (where waits)::int as waiting, nullif(min(day) filter (where waits), 'infinity') as waiting_from
      from (select carrier, currency, day, amount is not null and in_base(${ws}, amount, currency, day) is null as waits from ${carried(ws)} c
        where currency <> ${base}) u group by 1),
    known as (
      select distinct on (currency) currency, rate, valid_from, count(*) over w::int as rates, min(valid_from) over w as first_day
      from exchange_rate where workspace_id = ${ws} window w as (partition by currency) order by currency, valid_from desc)
    select coalesce(u.currency, k.currency) as currency, coalesce(deals, 0) as deals, coalesce(orders, 0) as orders, coalesce(invoices, 0) as invoices, coalesce(payments, 0) as payments,
      coalesce(campaigns, 0) as campaigns, coalesce(waiting, 0) as waiting, waiting_from as "waitingFrom", coalesce(k.rates, 0) as rates,
      k.first_day as "firstDay", k.rate, k.valid_from as "validFrom"
    from used u full join known k on k.currency = u.currency order by waiting desc, 1`.execute(ctx.tx);
  return { base, items: rows, writable: ctx.scope.permissions.has('rate:write') };
}

/** The currencies that occur here or have a rate. */
export async function currenciesHere(ctx: ReadCtx): Promise<Set<string>> {
  const ws = ctx.scope.workspaceId;
  const { rows } = await sql<{ currency: string }>`select distinct currency from ${carried(ws)} c where currency is not null
    union select currency from exchange_rate where workspace_id = ${ws}`.execute(ctx.tx);
  return new Set(rows.map((row) => row.currency));
}

/** Dated rates, the newest day first. The page mark counts rows. */
export async function listRates(ctx: ReadCtx, asked: z.output<(typeof ListRates)['input']>): Promise<Rates> {
  const ws = ctx.scope.workspaceId;
  const skip = Number(asked.cursor ?? 0);
  const { rows } = await sql<Rates['items'][number]>`
    select r.id, r.currency, r.valid_from as "validFrom", r.rate, r.source, r.set_at as "setAt",
      case when m.id is not null then jsonb_build_object('id', m.id, 'name', m.name) end as "setBy"
    from exchange_rate r left join member m on m.workspace_id = r.workspace_id and m.id = r.set_by
    where r.workspace_id = ${ws} and ${asked.currency ? sql`r.currency = ${asked.currency}` : sql`true`}
    order by r.valid_from desc, r.currency limit ${asked.limit + 1} offset ${skip}`.execute(ctx.tx);
  return { items: rows.slice(0, asked.limit), next: rows.length > asked.limit ? String(skip + asked.limit) : null };
}
