import { sql } from 'kysely';
import { recomputeCustomers } from '#modules/companies/commands/customers.ts';
import type { Ctx } from '#platform/context.ts';
import { type ExternalRef, type Upserted, type UpsertSpec, upsertRows } from '#platform/db/upsert.ts';
import type { FoldMode } from '#platform/shared/fold.ts';
import { saysCancelled } from '../rules.ts';
import { matchCustomers, settleNamed } from './customers.ts';
import { asCredit, columnsOf, type DocumentFacts, type DocumentKind, TABLES, tellLedger } from './documents.ts';
import { settlePayments, takeLoosePayments } from './settle.ts';

/** An order or invoice of another system; lines come by `upsertLines`. A status that says cancelled cancels it. */
export interface UpsertDocument {
  externalRef?: ExternalRef | null;
  values: Omit<DocumentFacts, 'lines' | 'orderRef' | 'creditsRef' | 'at'> & {
    at: string;
    createdAt?: string | null;
    cancelledAt?: string | null;
    data?: Readonly<Record<string, unknown>>;
  };
  mode?: FoldMode;
}

const SHARED = [
  ...['number', 'subject', 'status', 'company_id', 'contact_id', 'deal_id', 'owner_id', 'due_on', 'currency', 'cancelled_at', 'data'],
  ...['sub_total_minor', 'discount_minor', 'tax_minor', 'adjustment_minor', 'total_minor'],
];
const OWN = { order: ['ordered_at'], invoice: ['invoiced_at', 'order_id', 'paid_at', 'paid_by', 'credits_id'] } as const;

const specOf = (kind: DocumentKind, importId: string | null, currency: string): UpsertSpec => ({
  table: TABLES[kind].table,
  entity: kind,
  written: [...SHARED, ...OWN[kind]],
  defaults: { currency, data: {} },
  importId,
});

/** Writes orders of another system, thousands of rows per call. One without a reference is the order of that number. */
export function upsertOrders(ctx: Ctx, rows: readonly UpsertDocument[], options: { importId: string | null }): Promise<Upserted[]> {
  return upsertDocuments(ctx, { kind: 'order', rows, importId: options.importId });
}

/** The same for invoices; their companies become customers. An invoice with no amount stays with none. */
export function upsertInvoices(ctx: Ctx, rows: readonly UpsertDocument[], options: { importId: string | null }): Promise<Upserted[]> {
  return upsertDocuments(ctx, { kind: 'invoice', rows, importId: options.importId });
}

async function upsertDocuments(
  ctx: Ctx,
  asked: { kind: DocumentKind; rows: readonly UpsertDocument[]; importId: string | null },
): Promise<Upserted[]> {
  const { kind, rows, importId } = asked;
  const byNumber = await readNumbers(ctx, kind, rows);
  const credits = await readCredited(ctx, rows);
  const results = await upsertRows(
    ctx,
    specOf(kind, importId, await baseCurrency(ctx)),
    rows.map(({ values: { createdAt, cancelledAt, data, creditsNumber, ...facts }, ...row }) => ({
      ...row,
      id: row.externalRef || !facts.number ? null : byNumber.get(facts.number.toLowerCase()),
      columns: {
        ...columnsOf(kind, facts.isCredit ? asCredit(facts) : facts),
        ...(creditsNumber && credits.has(creditsNumber.toLowerCase()) ? { credits_id: credits.get(creditsNumber.toLowerCase()) } : {}),
        data,
        cancelled_at: saysCancelled(facts.status) ? (cancelledAt ?? facts.at) : null,
        ...(createdAt ? { created_at: createdAt } : {}),
      },
    })),
  );
  await tellLedger(ctx, { kind, ids: results.flatMap((result) => (result.outcome === 'created' ? [result.id] : [])), importId });
  await matchCustomers(
    ctx,
    kind,
    rows.flatMap(({ values }, index) =>
      values.customer && !values.companyId ? [{ id: results[index]?.id ?? '', said: values.customer }] : [],
    ),
  );
  const ids = results.map(({ id }) => id);
  await settleNamed(ctx, kind, ids);
  if (kind === 'invoice') {
    const left = (column: string) => results.flatMap(({ before }) => (typeof before?.[column] === 'string' ? [before[column]] : []));
    await takeLoosePayments(ctx, ids);
    await settlePayments(ctx, [...ids, ...left('credits_id')]);
    await recomputeCustomers(ctx, [...new Set([...left('company_id'), ...rows.flatMap((row) => row.values.companyId ?? [])])]);
  }
  return results;
}

/** The invoices that credit notes name by number. */
async function readCredited(ctx: Ctx, rows: readonly UpsertDocument[]): Promise<Map<string, string>> {
  const numbers = rows.flatMap(({ values }) => values.creditsNumber?.toLowerCase() ?? []);
  if (numbers.length === 0) return new Map();
  const { rows: known } = await sql<{ id: string; number: string }>`select id, lower(number) as number from invoice
    where workspace_id = ${ctx.scope.workspaceId} and not credit_note and lower(number) = any (${numbers}) order by created_at desc, id desc`.execute(
    ctx.tx,
  );
  return new Map(known.map((row) => [row.number, row.id]));
}

async function readNumbers(ctx: Ctx, kind: DocumentKind, rows: readonly UpsertDocument[]): Promise<Map<string, string>> {
  const numbers = rows.flatMap((row) => (row.externalRef || !row.values.number ? [] : [row.values.number.toLowerCase()]));
  const { rows: known } = await sql<{ id: string; number: string }>`
    select id, lower(number) as number from ${sql.table(TABLES[kind].table)} where workspace_id = ${ctx.scope.workspaceId} and lower(number) = any (${numbers})
    order by created_at desc, id desc`.execute(ctx.tx);
  return new Map(known.map((row) => [row.number, row.id]));
}

async function baseCurrency(ctx: Ctx): Promise<string> {
  const row = await ctx.tx
    .selectFrom('workspace')
    .select('base_currency')
    .where('id', '=', ctx.scope.workspaceId)
    .executeTakeFirstOrThrow();
  return row.base_currency;
}
