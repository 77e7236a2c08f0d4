import { type RawBuilder, sql } from 'kysely';
import { record } from '#modules/activities/commands/record.ts';
import { recomputeCustomers } from '#modules/companies/commands/customers.ts';
import { reachable } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { missingReference } from '#platform/db/references.ts';
import { lockedField } from '#platform/shared/fieldrights.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { type CustomerSaid, credited, saysCancelled } from '../rules.ts';
import { matchCustomers, settleNamed } from './customers.ts';
import { type LineFacts, replaceLines } from './lines.ts';
import { settlePayments, takeLoosePayments } from './settle.ts';

export type DocumentKind = 'order' | 'invoice';

/** An order or an invoice as the ERP says it. Absent: stays as it is; a null amount: the document says none, which is not 0. */
export interface DocumentFacts {
  number?: string | null;
  subject?: string | null;
  status?: string | null;
  companyId?: string | null;
  contactId?: string | null;
  dealId?: string | null;
  ownerId?: string | null;
  dueOn?: string | null;
  currency?: string;
  subTotalMinor?: number | null;
  discountMinor?: number | null;
  taxMinor?: number | null;
  adjustmentMinor?: number | null;
  totalMinor?: number | null;
  /** Ordered or invoiced. */
  at?: string;
  /** Invoices only. */
  orderId?: string | null;
  orderRef?: string;
  paidAt?: string | null;
  /** A credit note, stored as an invoice below nought. */
  isCredit?: boolean;
  /** Of a credit note: the invoice that it credits, or what the other system calls it, by ref or number. */
  creditsId?: string | null;
  creditsRef?: string;
  creditsNumber?: string;
  /** Who the document says its customer is, where it names no company. */
  customer?: Partial<CustomerSaid>;
  /** Replaces all lines. */
  lines?: readonly LineFacts[];
}

export const TABLES = { order: { table: 'sales_order', at: 'ordered_at' }, invoice: { table: 'invoice', at: 'invoiced_at' } } as const;

const COLUMNS = {
  number: 'number',
  subject: 'subject',
  status: 'status',
  companyId: 'company_id',
  contactId: 'contact_id',
  dealId: 'deal_id',
  ownerId: 'owner_id',
  dueOn: 'due_on',
  currency: 'currency',
  subTotalMinor: 'sub_total_minor',
  discountMinor: 'discount_minor',
  taxMinor: 'tax_minor',
  adjustmentMinor: 'adjustment_minor',
  totalMinor: 'total_minor',
  orderId: 'order_id',
  paidAt: 'paid_at',
  creditsId: 'credits_id',
} as const;

export function columnsOf(kind: DocumentKind, facts: DocumentFacts): Record<string, unknown> {
  const columns = Object.fromEntries(
    Object.entries(COLUMNS).flatMap(([name, column]) => {
      const value = facts[name as keyof typeof COLUMNS];
      return value === undefined ? [] : [[column, value === '' ? null : value]];
    }),
  );
  const paidBy = facts.paidAt === undefined ? {} : { paid_by: facts.paidAt === null ? null : 'hand' };
  const at = facts.at === undefined ? {} : { [TABLES[kind].at]: facts.at };
  return { ...columns, ...paidBy, ...at };
}

/** What a credit note says, as it is stored. */
export function asCredit(facts: DocumentFacts): DocumentFacts {
  const names = ['subTotalMinor', 'taxMinor', 'totalMinor'] as const;
  const amounts = Object.fromEntries(names.flatMap((name) => (facts[name] === undefined ? [] : [[name, credited(facts[name])]])));
  const lines = facts.lines?.map((line) => (line.totalMinor === undefined ? line : { ...line, totalMinor: credited(line.totalMinor) }));
  return { ...facts, ...amounts, ...(lines ? { lines } : {}) };
}

const GONE = {
  order: refuse('not_found', 'This order is not here any more, or it is not yours to see.'),
  invoice: refuse('not_found', 'This invoice is not here any more, or it is not yours to see.'),
} as const;

const seen = (ctx: Ctx, table: string): RawBuilder<boolean> =>
  sql<boolean>`${sql.ref(`${table}.deleted_at`)} is null and ${reachable(ctx.scope, table, { to: 'read', ownerColumn: `${table}.owner_id` })}`;

async function checkFacts(ctx: Ctx, kind: DocumentKind, facts: DocumentFacts): Promise<Refusal | null> {
  const locked = lockedField(ctx.scope, kind, facts);
  if (locked) return refuse('forbidden', 'Your role may read this field but not change it. Nothing was changed.', { field: locked });
  return missingReference(ctx.tx, ctx.scope.workspaceId, [
    { field: 'companyId', table: 'company', id: facts.companyId, where: seen(ctx, 'company') },
    { field: 'contactId', table: 'contact', id: facts.contactId, where: seen(ctx, 'contact') },
    { field: 'dealId', table: 'deal', id: facts.dealId, where: seen(ctx, 'deal') },
    { field: 'ownerId', table: 'member', id: facts.ownerId, where: sql`member.status <> 'disabled'` },
    {
      field: 'orderId',
      table: 'sales_order',
      id: facts.orderId,
      where: reachable(ctx.scope, 'order', { to: 'read', ownerColumn: 'sales_order.owner_id' }),
    },
    {
      field: 'creditsId',
      table: 'invoice',
      id: facts.creditsId,
      where: sql`not invoice.credit_note and ${reachable(ctx.scope, 'invoice', { to: 'read', ownerColumn: 'invoice.owner_id' })}`,
    },
  ]);
}

/** The facts with what follows from others: the order by its ref, the credited invoice by its ref or number; a credit note's amounts below nought. */
async function completed(ctx: Ctx, given: DocumentFacts): Promise<DocumentFacts | Refusal> {
  const { orderRef, creditsRef, creditsNumber, ...facts } = given.isCredit ? asCredit(given) : given;
  const { workspaceId } = ctx.scope;
  const orders =
    orderRef === undefined
      ? []
      : await ctx.tx.selectFrom('sales_order').select('id').where('workspace_id', '=', workspaceId).where('ref', '=', orderRef).execute();
  if (orderRef !== undefined && orders.length === 0)
    return refuse('invalid', 'There is no order of this ref yet. Send the order first, or the invoice without it.', { field: 'orderRef' });
  const orderId = orders[0]?.id ?? facts.orderId;
  const withOrder = orderId === undefined ? facts : { ...facts, orderId };
  if (creditsRef === undefined && creditsNumber === undefined) return withOrder;
  const creditsId = await invoiceSaid(ctx, { ref: creditsRef, number: creditsNumber });
  if (!creditsId)
    return refuse('invalid', 'There is no such invoice yet. Send the invoice first, or the credit note without it.', {
      field: creditsRef === undefined ? 'creditsNumber' : 'creditsRef',
    });
  return { ...withOrder, creditsId };
}

/** The invoice that another system calls by its ref, else by its number. */
export async function invoiceSaid(ctx: Ctx, said: { ref?: string | undefined; number?: string | undefined }): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`select id from invoice where workspace_id = ${ctx.scope.workspaceId} and not credit_note
    and (ref = ${said.ref ?? null} or (${said.ref ?? null}::text is null and lower(number) = lower(${said.number ?? null}))) order by created_at limit 1`.execute(
    ctx.tx,
  );
  return rows[0]?.id ?? null;
}

interface Origin {
  company_id: string | null;
  contact_id: string | null;
  deal_id: string | null;
  owner_id: string | null;
}

async function originOf(ctx: Ctx, facts: DocumentFacts): Promise<Partial<Origin>> {
  const { rows } = await sql<Origin>`
    select o.company_id, o.contact_id, o.deal_id, o.owner_id from sales_order o where o.workspace_id = ${ctx.scope.workspaceId} and o.id = ${facts.orderId ?? null}
    union all select i.company_id, i.contact_id, i.deal_id, i.owner_id from invoice i where i.workspace_id = ${ctx.scope.workspaceId} and i.id = ${facts.creditsId ?? null}
    union all select d.company_id, d.contact_id, d.id, d.owner_id from deal d where d.workspace_id = ${ctx.scope.workspaceId} and d.id = ${facts.dealId ?? null} limit 1`.execute(
    ctx.tx,
  );
  return rows[0] ?? {};
}

const NO_CREDIT = refuse('invalid', 'Say how much was credited.', { field: 'totalMinor' });

export async function createDocument(
  ctx: Ctx,
  made: { kind: DocumentKind; facts: DocumentFacts; ref?: string },
): Promise<{ id: string } | Refusal> {
  const { kind, ref = null } = made;
  const facts = await completed(ctx, made.facts);
  if (isRefusal(facts)) return facts;
  if (facts.isCredit && !facts.totalMinor) return NO_CREDIT;
  const problem = await checkFacts(ctx, kind, facts);
  if (problem) return problem;
  const { table, at } = TABLES[kind];
  const happened = facts.at ?? ctx.now;
  const columns = {
    ...(await originOf(ctx, facts)),
    ...columnsOf(kind, facts),
    [at]: happened,
    cancelled_at: saysCancelled(facts.status) ? happened : null,
    currency:
      facts.currency ??
      sql`coalesce((select currency from invoice where workspace_id = ${ctx.scope.workspaceId} and id = ${facts.creditsId ?? null}),
        (select base_currency from workspace where id = ${ctx.scope.workspaceId}))`,
    ref,
    created_at: ctx.now,
    updated_at: ctx.now,
  };
  const { rows } = await sql<{ id: string; company_id: string | null }>`
    insert into ${sql.table(table)} (workspace_id, ${sql.join(Object.keys(columns).map((name) => sql.ref(name)))})
    values (${ctx.scope.workspaceId}, ${sql.join(Object.values(columns))}) returning id, company_id`.execute(ctx.tx);
  const id = rows[0]?.id ?? '';
  const lines = facts.lines ? await replaceLines(ctx, { kind, id, lines: facts.lines }) : null;
  if (lines) return lines;
  await tellLedger(ctx, { kind, ids: [id], importId: null });
  await settle(ctx, kind, { id, companies: [rows[0]?.company_id], customer: facts.customer, isNew: true });
  return { id };
}

interface Locked {
  id: string;
  company_id: string | null;
  status: string | null;
  cancelled_at: string | null;
  credit_note: boolean;
  credits_id: string | null;
}

async function lock(ctx: Ctx, kind: DocumentKind, id: string): Promise<Locked | Refusal> {
  const { table } = TABLES[kind];
  const { rows } =
    await sql<Locked>`select id, company_id, status, cancelled_at, ${kind === 'invoice' ? sql`credit_note, credits_id` : sql`false as credit_note, null::uuid as credits_id`} from ${sql.table(table)} where workspace_id = ${ctx.scope.workspaceId} and id = ${id}
    and ${reachable(ctx.scope, kind, { to: 'write', ownerColumn: `${table}.owner_id` })} for update`.execute(ctx.tx);
  return rows[0] ?? GONE[kind];
}

export async function changeDocument(
  ctx: Ctx,
  changed: { kind: DocumentKind; id: string; facts: DocumentFacts; ref?: string },
): Promise<Record<string, never> | Refusal> {
  const { kind, id } = changed;
  const before = await lock(ctx, kind, id);
  if (isRefusal(before)) return before;
  const facts = await completed(ctx, { ...changed.facts, ...(before.credit_note ? { isCredit: true } : {}) });
  if (isRefusal(facts)) return facts;
  const problem = (await checkFacts(ctx, kind, facts)) ?? (facts.isCredit && facts.totalMinor === null ? NO_CREDIT : null);
  if (problem) return problem;
  const columns = {
    ...columnsOf(kind, facts),
    ...(facts.status === undefined ? {} : { cancelled_at: saysCancelled(facts.status) ? (before.cancelled_at ?? ctx.now) : null }),
    ...(changed.ref === undefined ? {} : { ref: changed.ref }),
    updated_at: ctx.now,
  };
  const names = Object.keys(columns);
  await sql`update ${sql.table(TABLES[kind].table)} set (${sql.join(names.map((name) => sql.ref(name)))}) = row (${sql.join(Object.values(columns))})
    where workspace_id = ${ctx.scope.workspaceId} and id = ${id}`.execute(ctx.tx);
  const lines = facts.lines ? await replaceLines(ctx, { kind, id, lines: facts.lines }) : null;
  if (lines) return lines;
  const companies = [before.company_id, facts.companyId];
  await settle(ctx, kind, { id, companies, customer: facts.customer, credited: before.credits_id });
  return {};
}

/** Makes or changes what another system calls `ref`; one of the same number without a ref is taken over. */
export async function putDocument(
  ctx: Ctx,
  put: { kind: DocumentKind; ref: string; facts: DocumentFacts },
): Promise<{ id: string; created: boolean } | Refusal> {
  const { kind, ref, facts } = put;
  // Two deliveries of one document at the same time: the second one finds what the first one made.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`${facts.isCredit ? 'credit' : kind}:${ctx.scope.workspaceId}:${ref}`}, 0))`.execute(
    ctx.tx,
  );
  const { rows } = await sql<{ id: string }>`select id from ${sql.table(TABLES[kind].table)} where workspace_id = ${ctx.scope.workspaceId}
    and ${kind === 'invoice' ? sql`credit_note = ${facts.isCredit === true}` : sql`true`}
    and (ref = ${ref} or (ref is null and lower(number) = lower(${facts.number ?? null}))) order by ref is null, created_at limit 1`.execute(
    ctx.tx,
  );
  const known = rows[0];
  if (known) {
    const changed = await changeDocument(ctx, { kind, id: known.id, facts, ref });
    return isRefusal(changed) ? changed : { id: known.id, created: false };
  }
  const made = await createDocument(ctx, { kind, facts, ref });
  return isRefusal(made) ? made : { id: made.id, created: true };
}

/** Cancels an invoice (`at`), or takes the cancellation back (null). It stays on the record either way. */
export async function setCancelled(ctx: Ctx, { id, at }: { id: string; at: string | null }): Promise<Record<string, never> | Refusal> {
  const invoice = await lock(ctx, 'invoice', id);
  if (isRefusal(invoice)) return invoice;
  if ((invoice.cancelled_at === null) === (at === null)) return {};
  await ctx.tx
    .updateTable('invoice')
    .set({ cancelled_at: at, updated_at: ctx.now, ...(at === null && saysCancelled(invoice.status) ? { status: null } : {}) })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .execute();
  await record(ctx, [
    {
      kind: 'invoice',
      occurredAt: ctx.now,
      evidence: 'system',
      companyId: invoice.company_id,
      memberId: ctx.scope.actor.memberId,
      outcome: at === null ? 'restored' : 'cancelled',
      data: { invoiceId: id },
    },
  ]);
  await settle(ctx, 'invoice', { id, companies: [invoice.company_id] });
  return {};
}

/** An order entered by mistake; one that was invoiced stays. */
export async function removeOrder(ctx: Ctx, id: string): Promise<Record<string, never> | Refusal> {
  const order = await lock(ctx, 'order', id);
  if (isRefusal(order)) return order;
  const { rows } = await sql`select from invoice where workspace_id = ${ctx.scope.workspaceId} and order_id = ${id} limit 1`.execute(
    ctx.tx,
  );
  if (rows.length > 0)
    return refuse('conflict', 'This order has invoices, so it stays on the record. Set its status to cancelled instead.');
  await ctx.tx.deleteFrom('sales_order').where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', id).execute();
  ctx.changed('order', id);
  return {};
}

async function settle(
  ctx: Ctx,
  kind: DocumentKind,
  touched: {
    id: string;
    companies: readonly (string | null | undefined)[];
    customer?: Partial<CustomerSaid> | undefined;
    isNew?: boolean;
    /** The invoice that a credit note credited before. */
    credited?: string | null;
  },
): Promise<void> {
  if (touched.customer) await matchCustomers(ctx, kind, [{ id: touched.id, said: touched.customer }]);
  await settleNamed(ctx, kind, [touched.id]);
  if (kind === 'invoice') {
    if (touched.isNew) await takeLoosePayments(ctx, [touched.id]);
    await settlePayments(ctx, [touched.id, ...(touched.credited ? [touched.credited] : [])]);
  }
  if (kind === 'invoice') await recomputeCustomers(ctx, [...new Set(touched.companies.flatMap((one) => one ?? []))]);
  ctx.changed(kind, touched.id);
}

/** What was ordered or invoiced, on the timeline of its company, person and deal. */
export async function tellLedger(ctx: Ctx, told: { kind: DocumentKind; ids: readonly string[]; importId: string | null }): Promise<void> {
  const { kind, importId } = told;
  const { table, at } = TABLES[kind];
  const { rows } = await sql<
    Origin & { id: string; at: string; number: string | null; subject: string | null; total_minor: number | null; currency: string }
  >`
    select id, ${sql.ref(at)} as at, number, subject, total_minor, currency, company_id, contact_id, deal_id, owner_id from ${sql.table(table)}
    where workspace_id = ${ctx.scope.workspaceId} and id = any (${told.ids}::uuid[])`.execute(ctx.tx);
  await record(
    ctx,
    rows.map((row) => ({
      kind,
      occurredAt: row.at,
      side: 'system' as const,
      evidence: importId ? ('imported' as const) : ('system' as const),
      subject: row.number ?? row.subject,
      companyId: row.company_id,
      contactId: row.contact_id,
      dealId: row.deal_id,
      data: { [`${kind}Id`]: row.id, number: row.number, totalMinor: row.total_minor, currency: row.currency },
      dedupeKey: `${kind}:${row.id}`,
      importId,
    })),
  );
}
