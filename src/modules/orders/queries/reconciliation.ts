import { type RawBuilder, sql } from 'kysely';
import type { z } from 'zod';
import { inBase } from '#modules/currencies/queries.ts';
import type { Db } from '#platform/db/db.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { Scope } from '#platform/shared/scope.ts';
import type {
  getCompanyAccount as GetAccount,
  getReconciliation as GetReconciliation,
  listReconciledCompanies as ListCompanies,
} from '../contract/reconciliation.ts';
import { DIFFERENCES } from '../schema.ts';
import { differenceOf } from './differences.ts';
import { seesAmounts } from './documents.ts';
import { companyReads, NO_AMOUNTS, type Period, paidIn, within } from './period.ts';

type Reconciliation = z.output<(typeof GetReconciliation)['output']>;
type Companies = z.output<(typeof ListCompanies)['output']>;
type Account = z.output<(typeof GetAccount)['output']>;
type Sides = Reconciliation['totals'][number];

/**
 * Orders, invoices and payments as one list, each with what it puts on its side. Cancelled ones are not among them. Paid is what payments say, and what is
 * left of invoices that were noted as paid without a payment.
 */
function all(scope: Scope, period: Period): RawBuilder<unknown> {
  return sql`(
    select d.company_id, d.currency, d.ordered_at as at, 1 as orders, d.total_minor as booked, (d.total_minor is null)::int as orders_without, 0 as invoices,
      null::bigint as invoiced, 0 as invoices_without, 0 as credits, 0 as payments, null::bigint as paid
    from sales_order d where ${within(scope, { kind: 'order', period })} and d.cancelled_at is null
    union all
    select d.company_id, d.currency, d.invoiced_at, 0, null, 0, (not d.credit_note)::int, d.total_minor, (d.total_minor is null)::int, d.credit_note::int, 0, null
    from invoice d where ${within(scope, { kind: 'invoice', period })} and d.cancelled_at is null
    union all
    select p.company_id, p.currency, p.at, 0, null, 0, 0, null, 0, 0, 1, p.amount from ${paidIn(scope, period)} p) x`;
}

const sides = sql`x.currency, sum(x.orders)::int as orders, coalesce(sum(x.booked), 0)::bigint as "bookedMinor", sum(x.orders_without)::int as "ordersWithout",
  sum(x.invoices)::int as invoices, coalesce(sum(x.invoiced), 0)::bigint as "invoicedMinor", sum(x.invoices_without)::int as "invoicesWithout",
  sum(x.credits)::int as credits, sum(x.payments)::int as payments, coalesce(sum(x.paid), 0)::bigint as "paidMinor"`;

/** The three sides in the base currency, by month; what has no rate is counted instead. */
async function baseMonths(db: Db, scope: Scope, period: Period): Promise<Reconciliation['base']> {
  const day = sql`(x.at at time zone w.time_zone)::date`;
  const worth = (column: string) => inBase(scope, { amount: sql.ref(`x.${column}`), currency: sql`x.currency`, day });
  const { rows } = await sql<Reconciliation['base']['months'][number] & { base: string }>`
    with valued as materialized (
      select to_char(date_trunc('month', x.at at time zone w.time_zone), 'YYYY-MM-DD') as month, w.base_currency, coalesce(x.booked, x.invoiced, x.paid) as amount,
        ${worth('booked')} as booked, ${worth('invoiced')} as invoiced, ${worth('paid')} as paid
      from ${all(scope, period)} join workspace w on w.id = ${scope.workspaceId})
    select month, min(base_currency) as base, coalesce(sum(booked), 0)::bigint as "bookedMinor", coalesce(sum(invoiced), 0)::bigint as "invoicedMinor",
      coalesce(sum(paid), 0)::bigint as "paidMinor", count(*) filter (where amount is not null and coalesce(booked, invoiced, paid) is null)::int as "withoutRate"
    from valued group by month order by month desc`.execute(db);
  const { rows: workspace } = await sql<{
    base: string;
  }>`select base_currency as base from workspace where id = ${scope.workspaceId}`.execute(db);
  return { currency: workspace[0]?.base ?? '', months: rows.map(({ base: _base, ...month }) => month) };
}

/** Booked against invoiced, in total and by month of the workspace's time zone, and how many documents do not reconcile. */
export async function reconciliation(db: Db, scope: Scope, period: Period & { now: string }): Promise<Reconciliation | Refusal> {
  if (!seesAmounts(scope, 'order') || !seesAmounts(scope, 'invoice')) return NO_AMOUNTS;
  const { rows: totals } =
    await sql<Sides>`select ${sides} from ${all(scope, period)} group by x.currency order by "invoicedMinor" desc, x.currency`.execute(db);
  const { rows: months } = await sql<Sides & { month: string }>`
    select to_char(date_trunc('month', x.at at time zone w.time_zone), 'YYYY-MM-DD') as month, ${sides}
    from ${all(scope, period)} join workspace w on w.id = ${scope.workspaceId} group by 1, x.currency order by 1 desc, "invoicedMinor" desc`.execute(
    db,
  );
  const { rows: cancelled } = await sql<Reconciliation['cancelled']>`
    select (select count(*)::int from sales_order d where ${within(scope, { kind: 'order', period })} and d.cancelled_at is not null) as orders,
      (select count(*)::int from invoice d where ${within(scope, { kind: 'invoice', period })} and d.cancelled_at is not null) as invoices`.execute(
    db,
  );
  const counts = DIFFERENCES.map((kind) => {
    const { from, where } = differenceOf(scope, kind, period);
    return sql`select ${kind}::text as kind, count(*)::int as n from ${from} where ${where}`;
  });
  const { rows: differences } = await sql<Reconciliation['differences'][number]>`${sql.join(counts, sql` union all `)}`.execute(db);
  return { totals, months, base: await baseMonths(db, scope, period), cancelled: cancelled[0] ?? { orders: 0, invoices: 0 }, differences };
}

/** The same for each company, the most invoiced first. The page mark counts rows: the order is that of a sum, which no index keeps. */
export async function reconciledCompanies(
  db: Db,
  scope: Scope,
  asked: z.output<(typeof ListCompanies)['input']>,
): Promise<Companies | Refusal> {
  if (!seesAmounts(scope, 'order') || !seesAmounts(scope, 'invoice')) return NO_AMOUNTS;
  const skip = Number(asked.cursor ?? 0);
  const { rows } = await sql<Companies['items'][number]>`
    select jsonb_build_object('id', c.id, 'name', c.name) as company, ${sides}
    from ${all(scope, asked)} join company c on c.workspace_id = ${scope.workspaceId} and c.id = x.company_id and ${companyReads(scope)}
    group by c.id, c.name, x.currency order by "invoicedMinor" desc, "bookedMinor" desc, c.id, x.currency limit ${asked.limit + 1} offset ${skip}`.execute(
    db,
  );
  return { items: rows.slice(0, asked.limit), next: rows.length > asked.limit ? String(skip + asked.limit) : null };
}

/** What a company ordered, was invoiced and owes, and which products it has. */
export async function companyAccount(
  db: Db,
  scope: Scope,
  { companyId, now }: { companyId: string; now: string },
): Promise<Account | Refusal> {
  const { rows: there } =
    await sql`select from company c where c.workspace_id = ${scope.workspaceId} and c.id = ${companyId} and ${companyReads(scope)}`.execute(
      db,
    );
  if (there.length === 0) return refuse('not_found', 'This company is not here any more, or it is not yours to see.');
  const visible = seesAmounts(scope, 'order') && seesAmounts(scope, 'invoice');
  const period = { companyId };
  const { rows: currencies } = await sql<Account['currencies'][number]>`
    select s.*, coalesce(o.open, 0)::bigint as "openMinor", coalesce(o.overdue, 0)::bigint as "overdueMinor"
    from (select ${sides} from ${all(scope, period)} group by x.currency) s left join (
      select d.currency, sum(invoice_open(d)) as open, sum(invoice_open(d)) filter (where d.due_on < (${now}::timestamptz at time zone w.time_zone)::date) as overdue
      from invoice d join workspace w on w.id = d.workspace_id
      where ${within(scope, { kind: 'invoice', period })} and d.cancelled_at is null and d.paid_at is null and d.credits_id is null group by 1) o on o.currency = s.currency
    order by s."invoicedMinor" desc`.execute(db);
  const { rows: last } = await sql<Pick<Account, 'lastOrderAt' | 'lastInvoiceAt'>>`
    select (select max(d.ordered_at) from sales_order d where ${within(scope, { kind: 'order', period })} and d.cancelled_at is null) as "lastOrderAt",
      (select max(d.invoiced_at) from invoice d where ${within(scope, { kind: 'invoice', period })} and d.cancelled_at is null) as "lastInvoiceAt"`.execute(
    db,
  );
  const { rows: products } = await sql<Account['products'][number]>`
    select case when p.id is not null then jsonb_build_object('id', p.id, 'name', p.name) end as product, coalesce(p.name, l.product_name) as name,
      count(*)::int as lines, sum(l.quantity) as quantity
    from invoice d join order_line l on l.workspace_id = d.workspace_id and l.invoice_id = d.id
      left join product p on p.workspace_id = l.workspace_id and p.id = l.product_id
    where ${within(scope, { kind: 'invoice', period })} and d.cancelled_at is null group by p.id, p.name, 2 order by 3 desc, 2 limit 20`.execute(
    db,
  );
  return {
    currencies: visible ? currencies : [],
    lastOrderAt: last[0]?.lastOrderAt ?? null,
    lastInvoiceAt: last[0]?.lastInvoiceAt ?? null,
    products,
  };
}
