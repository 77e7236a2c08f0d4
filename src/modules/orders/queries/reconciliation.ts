import { type RawBuilder, sql } from 'kysely';
import type { z } from 'zod';
import type { Db } from '#platform/db/db.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { Scope } from '#platform/shared/scope.ts';
import type {
  getCompanyAccount as GetAccount,
  getReconciliation as GetReconciliation,
  listReconciledCompanies as ListCompanies,
} from '../contract/reconciliation.ts';
import { countDifferences } from './differences.ts';
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

interface Month extends Sides {
  month: string;
  base: string;
  baseBooked: number;
  baseInvoiced: number;
  basePaid: number;
  withoutRate: number;
}

/** Every side by month and currency, with its worth in the base currency, each amount by the rate of its day: a rate is looked up once a day and currency. */
async function everyMonth(db: Db, scope: Scope, period: Period): Promise<Month[]> {
  const worth = (column: string) =>
    sql`case when v.currency = v.base then ${sql.ref(`v.${column}`)} else worth_at(${sql.ref(`v.${column}`)}, r.factor) end`;
  const { rows } = await sql<Month>`
    with x as materialized (select x.*, w.base_currency as base, (x.at at time zone w.time_zone)::date as day from ${all(scope, period)} join workspace w on w.id = ${scope.workspaceId}),
    rates as materialized (select k.currency, k.day, 10::numeric ^ (minor_digits(k.base) - minor_digits(k.currency)) * (select r.rate from exchange_rate r where r.workspace_id = ${scope.workspaceId} and r.currency = k.currency
        and r.valid_from <= k.day order by r.valid_from desc limit 1) as factor from (select distinct currency, day, base from x where currency <> base) k),
    valued as (select v.*, ${worth('booked')} as base_booked, ${worth('invoiced')} as base_invoiced, ${worth('paid')} as base_paid
      from x v left join rates r on r.currency = v.currency and r.day = v.day)
    select to_char(date_trunc('month', x.day), 'YYYY-MM-DD') as month, x.base, ${sides}, coalesce(sum(base_booked), 0)::bigint as "baseBooked",
      coalesce(sum(base_invoiced), 0)::bigint as "baseInvoiced", coalesce(sum(base_paid), 0)::bigint as "basePaid",
      count(*) filter (where coalesce(booked, invoiced, paid) is not null and coalesce(base_booked, base_invoiced, base_paid) is null)::int as "withoutRate"
    from valued x group by 1, 2, x.currency order by 1 desc, "invoicedMinor" desc, x.currency`.execute(db);
  return rows;
}

const SUMMED = [
  ...(['orders', 'bookedMinor', 'ordersWithout', 'invoices', 'invoicedMinor', 'invoicesWithout'] as const),
  ...(['credits', 'payments', 'paidMinor'] as const),
];

/** The most invoiced first. */
function totalsOf(months: readonly Sides[]): Sides[] {
  const totals = new Map<string, Sides>();
  for (const month of months) {
    const sum = totals.get(month.currency);
    if (sum) for (const column of SUMMED) sum[column] += month[column];
    else totals.set(month.currency, { ...month });
  }
  return [...totals.values()].sort((a, b) => b.invoicedMinor - a.invoicedMinor || (a.currency < b.currency ? -1 : 1));
}

function baseOf(rows: readonly Month[]): Reconciliation['base']['months'] {
  const months = new Map<string, Reconciliation['base']['months'][number]>();
  for (const { month, baseBooked, baseInvoiced, basePaid, withoutRate } of rows) {
    const sum = months.get(month) ?? { month, bookedMinor: 0, invoicedMinor: 0, paidMinor: 0, withoutRate: 0 };
    sum.bookedMinor += baseBooked;
    sum.invoicedMinor += baseInvoiced;
    sum.paidMinor += basePaid;
    sum.withoutRate += withoutRate;
    months.set(month, sum);
  }
  return [...months.values()];
}

/** Booked against invoiced, in total and by month of the workspace's time zone, and how many documents do not reconcile. */
export async function reconciliation(db: Db, scope: Scope, period: Period & { now: string }): Promise<Reconciliation | Refusal> {
  if (!seesAmounts(scope, 'order') || !seesAmounts(scope, 'invoice')) return NO_AMOUNTS;
  const rows = await everyMonth(db, scope, period);
  const months = rows.map(
    ({ base: _base, baseBooked: _booked, baseInvoiced: _invoiced, basePaid: _paid, withoutRate: _without, ...month }) => month,
  );
  const { rows: whole } = await sql<Reconciliation['cancelled'] & { base: string }>`
    select w.base_currency as base,
      (select count(*)::int from sales_order d where ${within(scope, { kind: 'order', period })} and d.cancelled_at is not null) as orders,
      (select count(*)::int from invoice d where ${within(scope, { kind: 'invoice', period })} and d.cancelled_at is not null) as invoices
    from workspace w where w.id = ${scope.workspaceId}`.execute(db);
  const { base, ...cancelled } = whole[0] ?? { base: '', orders: 0, invoices: 0 };
  return {
    ...{ totals: totalsOf(months.map(({ month: _month, ...one }) => one)), months, base: { currency: base, months: baseOf(rows) } },
    ...{ cancelled, differences: await countDifferences(db, scope, period) },
  };
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
