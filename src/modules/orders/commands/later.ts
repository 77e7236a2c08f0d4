import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { matchCustomers } from './customers.ts';
import type { DocumentKind } from './documents.ts';

/** Companies that are looked at in one transaction. */
const BATCH = 200;

interface Waiting {
  kind: DocumentKind;
  documentId: string;
  number: string | null;
  name: string | null;
  taxId: string | null;
  email: string | null;
}

/**
 * Looks again at documents that wait for a customer and say something that companies of which something changed are known by. Certain matches apply, the
 * others go on waiting. A company in the trash counts as well: of two that could be meant, one is left.
 */
export async function matchLater(ctx: Ctx): Promise<{ more: boolean }> {
  const { workspaceId } = ctx.scope;
  const { rows: due } = await sql<{ company_id: string }>`delete from customer_due where workspace_id = ${workspaceId} and company_id in
    (select company_id from customer_due where workspace_id = ${workspaceId} order by company_id limit ${BATCH} for update skip locked) returning company_id`.execute(
    ctx.tx,
  );
  if (due.length === 0) return { more: false };
  const waiting = await waitingFor(
    ctx,
    due.map((one) => one.company_id),
  );
  for (const kind of ['order', 'invoice'] as const)
    await matchCustomers(
      ctx,
      kind,
      waiting.flatMap(({ kind: of, documentId: id, ...said }) => (of === kind ? [{ id, said }] : [])),
    );
  return { more: due.length === BATCH };
}

/** Locked, so that nobody decides about them meanwhile. */
async function waitingFor(ctx: Ctx, companies: readonly string[]): Promise<Waiting[]> {
  const { workspaceId } = ctx.scope;
  const m = sql`customer_match m where m.workspace_id = ${workspaceId} and m.state = 'waiting'`;
  const { rows } = await sql<Waiting>`
    with c as materialized (select id, tax_key(tax_id) as tax, customer_name_key(name) as name, array_append(domains, domain) as domains from company
      where workspace_id = ${workspaceId} and id = any (${companies}::uuid[]))
    select case when m.order_id is null then 'invoice' else 'order' end as kind, coalesce(m.order_id, m.invoice_id) as "documentId", m.number, m.name, m.tax_id as "taxId", m.email
    from ${m} and m.id in (
      select m.id from ${m} and m.tax_id is not null and tax_key(m.tax_id) in (select tax from c)
      union select m.id from ${m} and m.name is not null and customer_name_key(m.name) in (select name from c)
      union select m.id from ${m} and m.email is not null and lower(split_part(m.email, '@', 2)) in
        (select unnest(domains) from c)
      union select m.id from ${m} and m.number is not null and lower(m.number) in
        (select lower(n.number) from customer_number n where n.workspace_id = ${workspaceId} and n.company_id in (select id from c)))
    for update of m`.execute(ctx.tx);
  return rows;
}
