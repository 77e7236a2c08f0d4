import { type UpsertDocument, upsertInvoices, upsertOrders } from '#modules/orders/commands/bulk.ts';
import { type UpsertLine, upsertLines } from '#modules/orders/commands/lines.ts';
import { type UpsertPayment, upsertPayments } from '#modules/orders/commands/payments.ts';
import { type UpsertProduct, upsertProducts } from '#modules/orders/commands/products.ts';
import type { Ctx } from '#platform/context.ts';
import { minorDigits } from '#platform/shared/money.ts';
import type { TypedRow } from '../../rules/typed.ts';
import { resolveReferences } from '../references.ts';
import { type Batch, type RowResult, skipped } from '../sink.ts';
import { moneyOf, refOf, spread, textOf } from './people.ts';

export async function sinkProducts(ctx: Ctx, batch: Batch): Promise<RowResult[]> {
  return spread(batch, (row) => productOf(batch, row), {
    entity: 'product',
    missing: 'A product needs a name.',
    write: (rows) => upsertProducts(ctx, rows, { importId: batch.importId }),
  });
}

const KEPT_OF_PRODUCT = ['manufacturer', 'taxable', 'quantityOrdered', 'quantityInStock', 'reorderLevel'];

function productOf(batch: Batch, row: TypedRow): UpsertProduct | null {
  const { values } = row;
  const name = textOf(values, 'name');
  if (!name) return null;
  const [cost, price] = [moneyOf(values, 'cost'), moneyOf(values, 'price')];
  return {
    externalRef: refOf(batch, row),
    values: {
      name,
      code: textOf(values, 'code') ?? null,
      category: textOf(values, 'category') ?? null,
      active: (values.active as boolean | undefined) ?? true,
      costMinor: cost?.amountMinor ?? null,
      priceMinor: price?.amountMinor ?? null,
      currency: (cost ?? price)?.currency ?? batch.options.currency,
      data: keep(values, KEPT_OF_PRODUCT),
      createdAt: textOf(values, 'createdAt'),
    },
  };
}

export async function sinkDocuments(ctx: Ctx, batch: Batch): Promise<RowResult[]> {
  const resolved = await resolveReferences(ctx, batch);
  const write = batch.entity === 'order' ? upsertOrders : upsertInvoices;
  return spread(batch, (row, index) => documentOf(batch, row, resolved[index] ?? {}), {
    entity: batch.entity === 'order' ? 'sales_order' : 'invoice',
    missing:
      batch.entity === 'credit_note'
        ? 'A credit note needs a date and an amount.'
        : `Without a date this ${batch.entity} has no place in the books.`,
    write: (rows) => write(ctx, rows, { importId: batch.importId }),
  });
}

/** An amount that the file leaves empty stays empty: unknown is not nought. */
function documentOf(batch: Batch, row: TypedRow, links: Readonly<Record<string, string>>): UpsertDocument | null {
  const { values } = row;
  const at = textOf(values, batch.entity === 'order' ? 'orderedAt' : 'invoicedAt') ?? textOf(values, 'createdAt');
  if (!at) return null;
  const currency = currencyOf(batch, row, ['total', 'subTotal']);
  const amount = (key: string) => amountIn(values, key, currency);
  const isCredit = batch.entity === 'credit_note';
  if (isCredit && !amount('total')) return null;
  const ref = refOf(batch, row);
  return {
    // Invoices and credit notes are two numberings over there.
    externalRef: ref && isCredit ? { ...ref, system: `${ref.system}:credit` } : ref,
    values: {
      at,
      ...(isCredit ? { isCredit, creditsNumber: textOf(values, 'creditsNumber') } : {}),
      customer: customerOf(values),
      number: textOf(values, 'number') ?? (batch.ownSystem.startsWith('list') || isCredit ? row.externalId : null),
      subject: textOf(values, 'subject') ?? null,
      status: textOf(values, 'status') ?? null,
      companyId: links.company ?? null,
      contactId: links.contact ?? null,
      ownerId: links.owner ?? null,
      ...(links.deal ? { dealId: links.deal } : {}),
      ...(batch.entity === 'invoice' ? { orderId: links.order ?? null } : {}),
      dueOn: textOf(values, 'dueOn') ?? null,
      ...(batch.entity === 'invoice' && textOf(values, 'paidAt') ? { paidAt: textOf(values, 'paidAt') } : {}),
      subTotalMinor: amount('subTotal'),
      discountMinor: amount('discount'),
      taxMinor: amount('tax'),
      adjustmentMinor: amount('adjustment'),
      totalMinor: amount('total'),
      currency,
      createdAt: textOf(values, 'createdAt') ?? at,
    },
  };
}

/** That of the row's own column, else that of its amounts, else that of the file. */
function currencyOf({ options }: Batch, { values }: TypedRow, keys: readonly string[]): string {
  const said = textOf(values, 'currency')?.trim().toUpperCase();
  if (said && /^[A-Z]{3}$/.test(said)) return said;
  return keys.map((key) => moneyOf(values, key)?.currency).find(Boolean) ?? options.currency;
}

/** An amount was read in the decimal places of the file's currency; a row of yen has none. */
function amountIn(values: TypedRow['values'], key: string, currency: string): number | null {
  const money = moneyOf(values, key);
  return money ? Math.round(money.amountMinor * 10 ** (minorDigits(currency) - minorDigits(money.currency))) : null;
}

function customerOf(values: TypedRow['values']): UpsertDocument['values']['customer'] {
  const said = { number: 'customerNumber', name: 'customerName', taxId: 'customerTaxId', email: 'customerEmail' } as const;
  const found = Object.entries(said).flatMap(([name, key]) => (textOf(values, key) === undefined ? [] : [[name, textOf(values, key)]]));
  return found.length > 0 ? Object.fromEntries(found) : undefined;
}

export async function sinkPayments(ctx: Ctx, batch: Batch): Promise<RowResult[]> {
  return spread(batch, (row) => paymentOf(batch, row), {
    entity: 'payment',
    missing: 'A payment needs a day, an amount and the number of its invoice.',
    write: (rows) => upsertPayments(ctx, rows, { importId: batch.importId }),
  });
}

function paymentOf(batch: Batch, row: TypedRow): UpsertPayment | null {
  const { values } = row;
  const currency = currencyOf(batch, row, ['amount']);
  const [paidOn, amountMinor, invoiceNumber] = [
    textOf(values, 'paidOn'),
    amountIn(values, 'amount', currency),
    textOf(values, 'invoiceNumber'),
  ];
  if (!paidOn || !amountMinor || !invoiceNumber) return null;
  return {
    externalRef: refOf(batch, row),
    values: { paidOn, amountMinor, currency, invoiceNumber, reference: textOf(values, 'reference') ?? null },
  };
}

const NO_DOCUMENT = 'This line does not say which document it belongs to, and no document’s amount gives it away.';

/** Lines of orders and invoices; one whose document is not known is left out, as nobody could say whose it is. */
export async function sinkLines(ctx: Ctx, batch: Batch): Promise<RowResult[]> {
  const resolved = await resolveReferences(ctx, batch);
  const homeless = batch.rows.map((_row, index) => !documentIdOf(batch, resolved[index]));
  const written = await spread(batch, (row, index) => lineOf(batch, row, resolved[index] ?? {}), {
    entity: 'order_line',
    missing: 'A line needs a product.',
    write: (rows) => upsertLines(ctx, rows, { importId: batch.importId }),
  });
  return written.map((result, index) => (homeless[index] ? skipped(NO_DOCUMENT) : result));
}

function documentIdOf({ entity }: Batch, links: Readonly<Record<string, string>> | undefined): string | undefined {
  return entity === 'order_line' ? links?.order : links?.invoice;
}

function lineOf(batch: Batch, row: TypedRow, links: Readonly<Record<string, string>>): UpsertLine | null {
  const { values, references } = row;
  const documentId = documentIdOf(batch, links);
  const productName = references.product?.label ?? references.product?.value;
  if (!documentId || !productName) return null;
  const amount = (key: string) => moneyOf(values, key)?.amountMinor ?? null;
  const ref = refOf(batch, row);
  return {
    // Both are lines of ours, but two numberings over there.
    externalRef: ref && batch.entity === 'invoice_line' ? { ...ref, system: `${ref.system}:invoice` } : ref,
    values: {
      ...(batch.entity === 'order_line' ? { orderId: documentId } : { invoiceId: documentId }),
      productId: links.product ?? null,
      productName,
      quantity: (values.quantity as number | undefined) ?? null,
      listPriceMinor: amount('listPrice'),
      discountMinor: amount('discount'),
      taxMinor: amount('tax'),
      totalMinor: amount('total'),
      position: row.n,
    },
  };
}

function keep(values: TypedRow['values'], keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(keys.flatMap((key) => (values[key] === undefined ? [] : [[key, values[key]]])));
}
