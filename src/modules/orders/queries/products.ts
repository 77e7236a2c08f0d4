import { sql } from 'kysely';
import type { z } from 'zod';
import { reachable } from '#modules/team/queries.ts';
import type { Db } from '#platform/db/db.ts';
import { withoutHidden } from '#platform/shared/fieldrights.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { Scope } from '#platform/shared/scope.ts';
import type { getProduct as GetProduct, listProducts as ListProducts, Product as ProductShape } from '../contract/products.ts';

type Product = z.output<typeof ProductShape>;
type ProductPage = z.output<(typeof GetProduct)['output']>;
type Sold = ProductPage['sold'];

const ALWAYS = ['id', 'ref', 'name', 'code', 'category', 'active', 'currency', 'createdAt', 'updatedAt'];
const columns = sql`p.id, p.ref, p.name, p.code, p.category, p.active, p.price_minor as "priceMinor", p.cost_minor as "costMinor",
  coalesce(p.currency, (select base_currency from workspace where id = p.workspace_id)) as currency, p.created_at as "createdAt", p.updated_at as "updatedAt"`;

/** Products by name. A page mark is the last row's id and name. */
export async function listProducts(
  db: Db,
  scope: Scope,
  asked: z.output<(typeof ListProducts)['input']>,
): Promise<{ items: Product[]; next: string | null } | Refusal> {
  const mark = asked.cursor === undefined ? null : /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(.*)$/s.exec(asked.cursor);
  if (asked.cursor !== undefined && !mark)
    return refuse('invalid', 'This page mark is not one of ours. Start again from the first page.', { field: 'cursor' });
  const wanted = [sql<boolean>`p.workspace_id = ${scope.workspaceId}`];
  if (asked.text) {
    const start = asked.text.toLowerCase();
    wanted.push(sql`(starts_with(lower(p.name), ${start}) or starts_with(lower(p.code), ${start}))`);
  }
  if (asked.category) wanted.push(sql`lower(p.category) = lower(${asked.category})`);
  if (asked.active !== undefined) wanted.push(sql`p.active = ${asked.active}`);
  if (mark) wanted.push(sql`(lower(p.name), p.id) > (${mark[2]}, ${mark[1]})`);
  const { rows } =
    await sql<Product>`select ${columns} from product p where ${sql.join(wanted, sql` and `)} order by lower(p.name), p.id limit ${asked.limit + 1}`.execute(
      db,
    );
  const items = rows.slice(0, asked.limit);
  const last = items.at(-1);
  return {
    items: items.map((row) => withoutHidden({ scope, entity: 'product' }, row, ALWAYS)),
    next: rows.length > asked.limit && last ? `${last.id}${last.name.toLowerCase()}` : null,
  };
}

/** A product and what was invoiced of it. */
export async function getProduct(db: Db, scope: Scope, id: string): Promise<ProductPage | Refusal> {
  const { rows } =
    await sql<Product>`select ${columns} from product p where p.workspace_id = ${scope.workspaceId} and p.id = ${id}`.execute(db);
  const product = rows[0];
  if (!product) return refuse('not_found', 'This product is not here any more.');
  const { rows: sold } = await sql<Sold[number]>`
    select invoice.currency, count(*)::int as lines, sum(l.quantity) as quantity, coalesce(sum(l.total_minor), 0)::bigint as "totalMinor",
      (count(*) - count(l.total_minor))::int as without
    from order_line l join invoice on invoice.workspace_id = l.workspace_id and invoice.id = l.invoice_id
    where l.workspace_id = ${scope.workspaceId} and l.product_id = ${id} and invoice.cancelled_at is null
      and ${reachable(scope, 'invoice', { to: 'read', ownerColumn: 'invoice.owner_id' })}
    group by 1 order by 4 desc`.execute(db);
  const mayRead = !scope.hidden.has('invoice.total');
  const page = { ...product, sold: mayRead ? sold : [], writable: scope.permissions.has('order:write') };
  return withoutHidden({ scope, entity: 'product' }, page, [...ALWAYS, 'sold', 'writable']);
}
