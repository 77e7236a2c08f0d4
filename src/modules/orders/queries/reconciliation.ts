import { type RawBuilder, sql } from 'kysely';
import type { z } from 'zod';
import { reachable } from '#modules/team/queries.ts';
import type { Db } from '#platform/db/db.ts';
import { beyond } from '#platform/db/paging.ts';
import { cut } from '#platform/shared/paging.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { Scope } from '#platform/shared/scope.ts';
import type {
  getCompanyAccount as GetAccount,
  getReconciliation as GetReconciliation,
  listReconciledCompanies as ListCompanies,
  listDifferences as ListDifferences,
} from '../contract/reconciliation.ts';
import { DIFFERENCES, type Difference } from '../schema.ts';
import { reads, seesAmounts } from './documents.ts';

type Reconciliation = z.output<(typeof GetReconciliation)['output']>;
type Companies = z.output<(typeof ListCompanies)['output']>;
type Differences = z.output<(typeof ListDifferences)['output']>;
type Account = z.output<(typeof GetAccount)['output']>;
type Sides = Reconciliation['totals'][number];

interface Period {
  from?: string | undefined;
  to?: string | undefined;
  companyId?: string | undefined;
  currency?: string | undefined;
}

const NO_AMOUNTS = refuse('forbidden', 'Your role does not see the amounts of orders and invoices.');

function within(scope: Scope, { kind, period }: { kind: 'order' | 'invoice'; period: Period }): RawBuilder<boolean> {
  const at = sql.ref(kind === 'order' ? 'd.ordered_at' : 'd.invoiced_at');
  const wanted = [sql<boolean>`d.workspace_id = ${scope.workspaceId} and ${reads(scope, kind)}`];
  if (period.from) wanted.push(sql`${at} >= ${period.from}`);
  if (period.to) wanted.push(sql`${at} < ${period.to}`);
  if (period.companyId) wanted.push(sql`d.company_id = ${period.companyId}`);
  if (period.currency) wanted.push(sql`d.currency = ${period.currency}`);
  return sql<boolean>`${sql.join(wanted, sql` and `)}`;
}

/** Orders and invoices as one list, each with what it puts on its side. Cancelled ones are not among them. */
function both(scope: Scope, period: Period): RawBuilder<unknown> {
  return sql`(
    select d.company_id, d.currency, d.ordered_at as at, 1 as orders, d.total_minor as booked, (d.total_minor is null)::int as orders_without, 0 as invoices,
      null::bigint as invoiced, 0 as invoices_without
    from sales_order d where ${within(scope, { kind: 'order', period })} and d.cancelled_at is null
    union all
    select d.company_id, d.currency, d.invoiced_at, 0, null, 0, 1, d.total_minor, (d.total_minor is null)::int
    from invoice d where ${within(scope, { kind: 'invoice', period })} and d.cancelled_at is null) x`;
}

const sides = sql`x.currency, sum(x.orders)::int as orders, coalesce(sum(x.booked), 0)::bigint as "bookedMinor", sum(x.orders_without)::int as "ordersWithout",
  sum(x.invoices)::int as invoices, coalesce(sum(x.invoiced), 0)::bigint as "invoicedMinor", sum(x.invoices_without)::int as "invoicesWithout"`;

/** Booked against invoiced, in total and by month of the workspace's time zone, and how many documents do not reconcile. */
export async function reconciliation(db: Db, scope: Scope, period: Period): Promise<Reconciliation | Refusal> {
  if (!seesAmounts(scope, 'order') || !seesAmounts(scope, 'invoice')) return NO_AMOUNTS;
  const { rows: totals } =
    await sql<Sides>`select ${sides} from ${both(scope, period)} group by x.currency order by "invoicedMinor" desc, x.currency`.execute(db);
  const { rows: months } = await sql<Sides & { month: string }>`
    select to_char(date_trunc('month', x.at at time zone w.time_zone), 'YYYY-MM-DD') as month, ${sides}
    from ${both(scope, period)} join workspace w on w.id = ${scope.workspaceId} group by 1, x.currency order by 1 desc, "invoicedMinor" desc`.execute(
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
  return { totals, months, cancelled: cancelled[0] ?? { orders: 0, invoices: 0 }, differences };
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
    from ${both(scope, asked)} join company c on c.workspace_id = ${scope.workspaceId} and c.id = x.company_id and ${companyReads(scope)}
    group by c.id, c.name, x.currency order by "invoicedMinor" desc, "bookedMinor" desc, c.id, x.currency limit ${asked.limit + 1} offset ${skip}`.execute(
    db,
  );
  return { items: rows.slice(0, asked.limit), next: rows.length > asked.limit ? String(skip + asked.limit) : null };
}

interface Source {
  entity: 'order' | 'invoice';
  from: RawBuilder<unknown>;
  where: RawBuilder<unknown>;
  /** What the total is compared with. */
  other: RawBuilder<unknown>;
}

const invoicedOf = (
  scope: Scope,
) => sql`(select sum(i.total_minor)::bigint from invoice i where i.workspace_id = d.workspace_id and i.order_id = d.id
  and i.cancelled_at is null and ${reads(scope, 'invoice', 'i')})`;
const linesOf = (
  owner: 'order_id' | 'invoice_id',
) => sql`left join lateral (select sum(l.total_minor)::bigint as total, count(*) as n, count(l.total_minor) as valued
  from order_line l where l.workspace_id = d.workspace_id and ${sql.ref(`l.${owner}`)} = d.id) lines on true`;

/** The same comparison as the rule `linesDiffer`, for a whole list at once. */
const differ = sql`lines.n > 0 and lines.n = lines.valued and coalesce(d.sub_total_minor, d.total_minor) is not null
  and coalesce(abs(d.sub_total_minor - lines.total) > lines.n, true) and coalesce(abs(d.total_minor - lines.total) > lines.n, true)`;

function differenceOf(scope: Scope, kind: Difference, period: Period): Source {
  const orders = { entity: 'order' as const, from: sql`sales_order d`, other: sql`null::bigint` };
  const invoices = { entity: 'invoice' as const, from: sql`invoice d`, other: sql`null::bigint` };
  const liveOrder = sql`${within(scope, { kind: 'order', period })} and d.cancelled_at is null`;
  const liveInvoice = sql`${within(scope, { kind: 'invoice', period })} and d.cancelled_at is null`;
  const sources: Record<Difference, () => Source> = {
    orders_not_invoiced: () => ({
      ...orders,
      where: sql`${liveOrder} and not exists (select from invoice i where i.workspace_id = d.workspace_id and i.order_id = d.id and i.cancelled_at is null)`,
    }),
    invoices_without_order: () => ({ ...invoices, where: sql`${liveInvoice} and d.order_id is null` }),
    invoices_without_amount: () => ({ ...invoices, where: sql`${liveInvoice} and d.total_minor is null` }),
    orders_without_amount: () => ({ ...orders, where: sql`${liveOrder} and d.total_minor is null` }),
    amounts_differ: () => ({ ...orders, where: sql`${liveOrder} and d.total_minor <> ${invoicedOf(scope)}`, other: invoicedOf(scope) }),
    lines_differ: () => ({
      ...invoices,
      from: sql`invoice d ${linesOf('invoice_id')}`,
      where: sql`${liveInvoice} and ${differ}`,
      other: sql`lines.total`,
    }),
  };
  return sources[kind]();
}

/** The documents that do not reconcile for one reason, the newest first. */
export async function listDifferences(
  db: Db,
  scope: Scope,
  asked: z.output<(typeof ListDifferences)['input']>,
): Promise<Differences | Refusal> {
  if (!seesAmounts(scope, 'order') || !seesAmounts(scope, 'invoice')) return NO_AMOUNTS;
  const { entity, from, where, other } = differenceOf(scope, asked.kind, asked);
  const at = sql.ref(entity === 'order' ? 'd.ordered_at' : 'd.invoiced_at');
  const { rows } = await sql<Differences['items'][number]>`
    select ${entity}::text as entity, d.id, d.number, d.subject, case when c.id is not null then jsonb_build_object('id', c.id, 'name', c.name) end as company,
      ${at} as at, d.total_minor as "totalMinor", ${other} as "otherMinor", d.currency
    from ${from} left join company c on c.workspace_id = ${scope.workspaceId} and c.id = d.company_id and ${companyReads(scope)}
    where ${where} and ${beyond(asked.cursor, { at, id: sql`d.id` })} order by ${at} desc, d.id desc limit ${asked.limit + 1}`.execute(db);
  return cut(rows, asked.limit, (row) => row);
}

function companyReads(scope: Scope): RawBuilder<boolean> {
  return reachable(scope, 'company', { to: 'read', ownerColumn: 'c.owner_id' });
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
    from (select ${sides} from ${both(scope, period)} group by x.currency) s left join (
      select d.currency, sum(d.total_minor) as open, sum(d.total_minor) filter (where d.due_on < (${now}::timestamptz at time zone w.time_zone)::date) as overdue
      from invoice d join workspace w on w.id = d.workspace_id
      where ${within(scope, { kind: 'invoice', period })} and d.cancelled_at is null and d.paid_at is null group by 1) o on o.currency = s.currency
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
