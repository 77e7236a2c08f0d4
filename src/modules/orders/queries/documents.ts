import { type RawBuilder, sql } from 'kysely';
import type { z } from 'zod';
import { reachable } from '#modules/team/queries.ts';
import type { Db } from '#platform/db/db.ts';
import { beyond } from '#platform/db/paging.ts';
import { withoutHidden } from '#platform/shared/fieldrights.ts';
import { cut } from '#platform/shared/paging.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { Scope } from '#platform/shared/scope.ts';
import type {
  getInvoice as GetInvoice,
  getOrder as GetOrder,
  InvoiceRow as InvoiceShape,
  listInvoices as ListInvoices,
  listOrders as ListOrders,
  OrderRow as OrderShape,
} from '../contract/documents.ts';
import { linesDiffer, linesTotal } from '../rules.ts';

type OrderRow = z.output<typeof OrderShape>;
type InvoiceRow = z.output<typeof InvoiceShape>;
type OrderPage = z.output<(typeof GetOrder)['output']>;
type InvoicePage = z.output<(typeof GetInvoice)['output']>;
type OrderFilter = z.output<(typeof ListOrders)['input']>;
type InvoiceFilter = z.output<(typeof ListInvoices)['input']>;
type Kind = 'order' | 'invoice';
type Line = OrderPage['lines'][number];

const TABLE = { order: 'sales_order', invoice: 'invoice' } as const;
const AT = { order: 'ordered_at', invoice: 'invoiced_at' } as const;
const GONE = {
  order: refuse('not_found', 'This order is not here any more, or it is not yours to see.'),
  invoice: refuse('not_found', 'This invoice is not here any more, or it is not yours to see.'),
} as const;
const ALWAYS = [
  ...[
    'id',
    'ref',
    'number',
    'currency',
    'orderedAt',
    'invoicedAt',
    'paidAt',
    'cancelledAt',
    'cancelled',
    'invoices',
    'orderId',
    'creditNote',
    'credits',
    'creditNotes',
    'openMinor',
    'order',
    'invoiceList',
  ],
  ...['lines', 'linesDiffer', 'linesTotalMinor', 'createdAt', 'updatedAt', 'writable'],
];
const AMOUNTS: readonly string[] = [
  'totalMinor',
  'openMinor',
  'subTotalMinor',
  'discountMinor',
  'taxMinor',
  'adjustmentMinor',
  'listPriceMinor',
  'linesTotalMinor',
  'linesDiffer',
];

/** Who may not see what a document comes to sees none of its amounts: from the parts the total could be told. */
export function seesAmounts(scope: Scope, kind: Kind): boolean {
  return !scope.hidden.has(`${kind}.total`);
}

function shown<T extends object>(scope: Scope, kind: Kind, row: T): T {
  const plain = withoutHidden({ scope, entity: kind }, row, ALWAYS);
  return seesAmounts(scope, kind) ? plain : withoutAmounts(plain);
}

function withoutAmounts<T extends object>(row: T): T {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !AMOUNTS.includes(name))) as T;
}

const named = (table: string) =>
  sql`case when ${sql.ref(`${table}.id`)} is not null then jsonb_build_object('id', ${sql.ref(`${table}.id`)}, 'name', ${sql.ref(`${table}.name`)}) end`;

/** The day of the workspace at an instant. */
export const todayOf = (scope: Scope, now: string) =>
  sql`(select (${now}::timestamptz at time zone time_zone)::date from workspace where id = ${scope.workspaceId})`;

export const reads = (scope: Scope, kind: Kind, alias = 'd') => reachable(scope, kind, { to: 'read', ownerColumn: `${alias}.owner_id` });

function rowColumns(scope: Scope, kind: Kind): RawBuilder<unknown> {
  const own =
    kind === 'order'
      ? sql`d.ordered_at as "orderedAt", d.cancelled_at is not null as cancelled, (select count(*)::int from invoice i where i.workspace_id = d.workspace_id
          and i.order_id = d.id and i.cancelled_at is null and ${reads(scope, 'invoice', 'i')}) as invoices`
      : sql`d.invoiced_at as "invoicedAt", d.paid_at as "paidAt", d.cancelled_at as "cancelledAt", d.order_id as "orderId", d.credit_note as "creditNote",
          case when not d.credit_note then invoice_open(d) end as "openMinor"`;
  return sql`d.id, d.ref, d.number, d.subject, d.status, ${named('company')} as company, ${named('contact')} as contact, d.due_on as "dueOn",
    d.total_minor as "totalMinor", d.currency, ${own}`;
}

const joins = sql`left join company on company.workspace_id = d.workspace_id and company.id = d.company_id
  left join contact on contact.workspace_id = d.workspace_id and contact.id = d.contact_id`;

async function readRows<R extends { id: string }>(
  db: Db,
  scope: Scope,
  asked: { kind: Kind; where: RawBuilder<unknown>; limit: number },
): Promise<R[]> {
  const { kind, where, limit } = asked;
  const at = sql.ref(`d.${AT[kind]}`);
  const { rows } = await sql<R>`select ${rowColumns(scope, kind)} from ${sql.table(TABLE[kind])} d ${joins}
    where d.workspace_id = ${scope.workspaceId} and ${reads(scope, kind)} and ${where} order by ${at} desc, d.id desc limit ${limit}`.execute(
    db,
  );
  return rows;
}

function conditions(
  scope: Scope,
  kind: Kind,
  filter: OrderFilter & Partial<InvoiceFilter> & { now: string },
): RawBuilder<boolean>[] | Refusal {
  const at = sql.ref(`d.${AT[kind]}`);
  const wanted = [sql<boolean>`true`];
  if (filter.companyId) wanted.push(sql`d.company_id = ${filter.companyId}`);
  if (filter.contactId) wanted.push(sql`d.contact_id = ${filter.contactId}`);
  if (filter.dealId) wanted.push(sql`d.deal_id = ${filter.dealId}`);
  if (filter.orderId) wanted.push(sql`d.order_id = ${filter.orderId}`);
  if (filter.text) wanted.push(sql`starts_with(lower(d.number), ${filter.text.toLowerCase()})`);
  if (filter.status) wanted.push(sql`lower(d.status) = lower(${filter.status})`);
  if (filter.currency) wanted.push(sql`d.currency = ${filter.currency}`);
  if (filter.from) wanted.push(sql`${at} >= ${filter.from}`);
  if (filter.to) wanted.push(sql`${at} < ${filter.to}`);
  if (filter.cancelled !== undefined) wanted.push(sql`(d.cancelled_at is not null) = ${filter.cancelled}`);
  if (filter.paid !== undefined) wanted.push(sql`(d.paid_at is not null) = ${filter.paid}`);
  if (filter.overdue)
    wanted.push(
      sql`d.paid_at is null and d.cancelled_at is null and not d.credit_note and d.due_on < ${todayOf(scope, filter.now)} and coalesce(invoice_open(d), 1) > 0`,
    );
  if (filter.creditNote !== undefined) wanted.push(sql`d.credit_note = ${filter.creditNote}`);
  if (filter.amount !== undefined) {
    if (!seesAmounts(scope, kind)) return refuse('forbidden', 'Your role does not see amounts.', { field: 'amount' });
    wanted.push(sql`(d.total_minor is not null) = ${filter.amount}`);
  }
  return wanted;
}

async function listDocuments<R extends { id: string }>(
  db: Db,
  scope: Scope,
  asked: { kind: Kind; filter: OrderFilter & Partial<InvoiceFilter> & { now: string }; atOf: (row: R) => string },
): Promise<{ items: R[]; next: string | null } | Refusal> {
  const { kind, filter, atOf } = asked;
  const wanted = conditions(scope, kind, filter);
  if (!Array.isArray(wanted)) return wanted as Refusal;
  wanted.push(beyond(filter.cursor, { at: sql.ref(`d.${AT[kind]}`), id: sql`d.id` }));
  const rows = await readRows<R>(db, scope, { kind, where: sql.join(wanted, sql` and `), limit: filter.limit + 1 });
  const { items, next } = cut(rows, filter.limit, (row) => ({ at: atOf(row), id: row.id }));
  return { items: items.map((row) => shown(scope, kind, row)), next };
}

/** Orders, the newest first. */
export function listOrders(db: Db, scope: Scope, filter: OrderFilter & { now: string }) {
  return listDocuments<OrderRow>(db, scope, { kind: 'order', filter, atOf: (row) => row.orderedAt });
}

/** Invoices, the newest first. */
export function listInvoices(db: Db, scope: Scope, filter: InvoiceFilter & { now: string }) {
  return listDocuments<InvoiceRow>(db, scope, { kind: 'invoice', filter, atOf: (row) => row.invoicedAt });
}

interface Detail {
  deal: { id: string; name: string } | null;
  owner: { id: string; name: string } | null;
  order: { id: string; name: string } | null;
  credits: { id: string; name: string } | null;
  subTotalMinor: number | null;
  discountMinor: number | null;
  taxMinor: number | null;
  adjustmentMinor: number | null;
  totalMinor: number | null;
  createdAt: string;
  updatedAt: string;
  writable: boolean;
}

async function readDetail(db: Db, scope: Scope, { kind, id }: { kind: Kind; id: string }) {
  const order = kind === 'invoice' ? sql`d.order_id` : sql`null::uuid`;
  const { rows } = await sql<Detail>`
    select ${named('deal')} as deal, ${named('m')} as owner,
      case when o.id is not null then jsonb_build_object('id', o.id, 'name', coalesce(o.number, o.subject, '')) end as order,
      case when x.id is not null then jsonb_build_object('id', x.id, 'name', coalesce(x.number, x.subject, '')) end as credits,
      d.sub_total_minor as "subTotalMinor", d.discount_minor as "discountMinor", d.tax_minor as "taxMinor", d.adjustment_minor as "adjustmentMinor",
      d.total_minor as "totalMinor", d.created_at as "createdAt", d.updated_at as "updatedAt",
      ${reachable(scope, kind, { to: 'write', ownerColumn: 'd.owner_id' })} as writable
    from ${sql.table(TABLE[kind])} d
      left join deal on deal.workspace_id = d.workspace_id and deal.id = d.deal_id and deal.deleted_at is null
      left join member m on m.workspace_id = d.workspace_id and m.id = d.owner_id
      left join sales_order o on o.workspace_id = d.workspace_id and o.id = ${order} and ${reads(scope, 'order', 'o')}
      left join invoice x on x.workspace_id = d.workspace_id and x.id = ${kind === 'invoice' ? sql`d.credits_id` : sql`null::uuid`} and ${reads(scope, 'invoice', 'x')}
    where d.workspace_id = ${scope.workspaceId} and d.id = ${id}`.execute(db);
  const detail = rows[0];
  if (!detail) throw new Error('a document that was found has gone');
  return { ...detail, writable: detail.writable === true && scope.permissions.has('order:write') };
}

async function readLines(db: Db, scope: Scope, { kind, id }: { kind: Kind; id: string }) {
  const owner = sql.ref(kind === 'order' ? 'l.order_id' : 'l.invoice_id');
  const { rows } = await sql<Line & { totalMinor: number | null }>`
    select l.id, ${named('p')} as product, l.product_name as "productName", l.quantity, l.list_price_minor as "listPriceMinor", l.discount_minor as "discountMinor",
      l.tax_minor as "taxMinor", l.total_minor as "totalMinor"
    from order_line l left join product p on p.workspace_id = l.workspace_id and p.id = l.product_id
    where l.workspace_id = ${scope.workspaceId} and ${owner} = ${id} order by l.position, l.id`.execute(db);
  return rows;
}

async function readPage(db: Db, scope: Scope, which: { kind: Kind; id: string }) {
  const detail = await readDetail(db, scope, which);
  const lines = await readLines(db, scope, which);
  const seen = seesAmounts(scope, which.kind) ? lines : lines.map(withoutAmounts);
  return { ...detail, lines: seen, linesTotalMinor: linesTotal(lines), linesDiffer: linesDiffer(detail, lines) };
}

/** An order with its lines and its invoices. */
export async function getOrder(db: Db, scope: Scope, id: string): Promise<OrderPage | Refusal> {
  const [row] = await readRows<OrderRow>(db, scope, { kind: 'order', where: sql`d.id = ${id}`, limit: 1 });
  if (!row) return GONE.order;
  const { order: _none, credits: _neither, ...page } = await readPage(db, scope, { kind: 'order', id });
  const invoices = await readRows<InvoiceRow>(db, scope, { kind: 'invoice', where: sql`d.order_id = ${id}`, limit: 200 });
  return shown(scope, 'order', { ...row, ...page, invoiceList: invoices.map((invoice) => shown(scope, 'invoice', invoice)) });
}

/** An invoice with its lines. */
export async function getInvoice(db: Db, scope: Scope, id: string): Promise<InvoicePage | Refusal> {
  const [row] = await readRows<InvoiceRow>(db, scope, { kind: 'invoice', where: sql`d.id = ${id}`, limit: 1 });
  if (!row) return GONE.invoice;
  const credits = await readRows<InvoiceRow>(db, scope, { kind: 'invoice', where: sql`d.credits_id = ${id}`, limit: 200 });
  const page = await readPage(db, scope, { kind: 'invoice', id });
  return shown(scope, 'invoice', { ...row, ...page, creditNotes: credits.map((credit) => shown(scope, 'invoice', credit)) });
}
