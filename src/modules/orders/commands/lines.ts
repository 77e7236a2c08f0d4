import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { type ExternalRef, type Upserted, type UpsertSpec, upsertRows } from '#platform/db/upsert.ts';
import type { FoldMode } from '#platform/shared/fold.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';

/** A line as the ERP says it; amounts that it does not say are null. */
export interface LineFacts {
  productId?: string | null;
  /** What the ERP calls the product, in place of `productId`. */
  productRef?: string;
  /** The product's name where absent. */
  productName?: string;
  quantity?: number;
  listPriceMinor?: number | null;
  discountMinor?: number | null;
  taxMinor?: number | null;
  totalMinor?: number | null;
}

interface Found {
  place: number;
  id: string | null;
  name: string | null;
}

/** Replaces the lines of a document; a refusal where a line names no product, or one that is not here. */
export async function replaceLines(
  ctx: Ctx,
  replaced: { kind: 'order' | 'invoice'; id: string; lines: readonly LineFacts[] },
): Promise<Refusal | null> {
  const { workspaceId } = ctx.scope;
  const owner = sql.ref(replaced.kind === 'order' ? 'order_id' : 'invoice_id');
  const asked = replaced.lines.map((line, place) => ({ place, productId: line.productId ?? null, productRef: line.productRef ?? null }));
  const { rows: found } = await sql<Found>`
    select r.place, p.id, p.name from json_to_recordset(${JSON.stringify(asked)}::json) as r(place int, "productId" uuid, "productRef" text)
      left join product p on p.workspace_id = ${workspaceId} and (p.id = r."productId" or (r."productId" is null and p.ref = r."productRef"))`.execute(
    ctx.tx,
  );
  const products = new Map(found.map((one) => [one.place, one]));
  const rows = replaced.lines.map((line, position) => ({ ...line, position, product: products.get(position) }));
  for (const { position, product, productId, productRef, productName } of rows) {
    const field = `lines[${position}].${productRef !== undefined && !productId ? 'productRef' : 'productId'}`;
    if ((productId || productRef !== undefined) && !product?.id) return refuse('invalid', 'This product is not here (yet).', { field });
    if (!product?.id && productName === undefined)
      return refuse('invalid', 'Say what the line is for.', { field: `lines[${position}].productName` });
  }
  await sql`delete from order_line where workspace_id = ${workspaceId} and ${owner} = ${replaced.id}`.execute(ctx.tx);
  const made = rows.map(({ product, productName, ...line }) => ({
    ...line,
    productId: product?.id ?? null,
    productName: productName ?? product?.name,
  }));
  await sql`insert into order_line (workspace_id, ${owner}, product_id, product_name, quantity, list_price_minor, discount_minor, tax_minor, total_minor, position, created_at, updated_at)
    select ${workspaceId}, ${replaced.id}, r."productId", r."productName", coalesce(r.quantity, 1), r."listPriceMinor", r."discountMinor", r."taxMinor", r."totalMinor", r.position,
      ${ctx.now}, ${ctx.now}
    from json_to_recordset(${JSON.stringify(made)}::json) as r("productId" uuid, "productName" text, quantity numeric, "listPriceMinor" bigint, "discountMinor" bigint,
      "taxMinor" bigint, "totalMinor" bigint, position int)`.execute(ctx.tx);
  return null;
}

/** A line of another system, of one of our orders or invoices. */
export interface UpsertLine {
  externalRef?: ExternalRef | null;
  values: {
    /** One of the two. */
    orderId?: string;
    invoiceId?: string;
    productId?: string | null;
    productName: string;
    quantity?: number | null;
    listPriceMinor?: number | null;
    discountMinor?: number | null;
    taxMinor?: number | null;
    totalMinor?: number | null;
    position?: number;
  };
  mode?: FoldMode;
}

const COLUMNS = {
  orderId: 'order_id',
  invoiceId: 'invoice_id',
  productId: 'product_id',
  productName: 'product_name',
  quantity: 'quantity',
  listPriceMinor: 'list_price_minor',
  discountMinor: 'discount_minor',
  taxMinor: 'tax_minor',
  totalMinor: 'total_minor',
  position: 'position',
} as const;

const specOf = (importId: string | null): UpsertSpec => ({
  table: 'order_line',
  entity: 'order_line',
  written: Object.values(COLUMNS),
  defaults: { quantity: 1, position: 0 },
  importId,
});

/** Writes lines of another system, thousands of rows per call; nothing is computed from them, the headers stay as they are. */
export function upsertLines(ctx: Ctx, rows: readonly UpsertLine[], { importId }: { importId: string | null }): Promise<Upserted[]> {
  return upsertRows(
    ctx,
    specOf(importId),
    rows.map(({ values, ...row }) => ({
      ...row,
      columns: Object.fromEntries(Object.entries(COLUMNS).map(([name, column]) => [column, values[name as keyof typeof COLUMNS]])),
    })),
  );
}
