import { type UpsertDocument, upsertInvoices, upsertOrders } from '#modules/orders/commands/bulk.ts';
import { type UpsertLine, upsertLines } from '#modules/orders/commands/lines.ts';
import { type UpsertProduct, upsertProducts } from '#modules/orders/commands/products.ts';
import type { Ctx } from '#platform/context.ts';
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
    missing: `Without a date this ${batch.entity} has no place in the books.`,
    write: (rows) => write(ctx, rows, { importId: batch.importId }),
  });
}

/** An amount that the file leaves empty stays empty: unknown is not nought. */
function documentOf(batch: Batch, row: TypedRow, links: Readonly<Record<string, string>>): UpsertDocument | null {
  const { values } = row;
  const at = textOf(values, batch.entity === 'order' ? 'orderedAt' : 'invoicedAt') ?? textOf(values, 'createdAt');
  if (!at) return null;
  const amount = (key: string) => moneyOf(values, key)?.amountMinor ?? null;
  const currency = ['total', 'subTotal'].map((key) => moneyOf(values, key)?.currency).find(Boolean) ?? batch.options.currency;
  return {
    externalRef: refOf(batch, row),
    values: {
      at,
      number: textOf(values, 'number') ?? null,
      subject: textOf(values, 'subject') ?? null,
      status: textOf(values, 'status') ?? null,
      companyId: links.company ?? null,
      contactId: links.contact ?? null,
      ownerId: links.owner ?? null,
      ...(batch.entity === 'invoice' ? { orderId: links.order ?? null } : {}),
      dueOn: textOf(values, 'dueOn') ?? null,
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
