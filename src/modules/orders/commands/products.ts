import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { type ExternalRef, type Upserted, type UpsertSpec, upsertRows } from '#platform/db/upsert.ts';
import { lockedField } from '#platform/shared/fieldrights.ts';
import type { FoldMode } from '#platform/shared/fold.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';

export interface ProductFacts {
  name?: string;
  code?: string | null;
  category?: string | null;
  active?: boolean;
  priceMinor?: number | null;
  costMinor?: number | null;
  currency?: string | null;
}

const GONE = refuse('not_found', 'This product is not here any more.');
const COLUMNS = {
  name: 'name',
  code: 'code',
  category: 'category',
  active: 'active',
  priceMinor: 'price_minor',
  costMinor: 'cost_minor',
  currency: 'currency',
} as const;

function columnsOf(facts: ProductFacts): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(COLUMNS).flatMap(([name, column]) => {
      const value = facts[name as keyof typeof COLUMNS];
      return value === undefined ? [] : [[column, value === '' ? null : value]];
    }),
  );
}

async function checkFacts(ctx: Ctx, facts: ProductFacts, id: string | null): Promise<Refusal | null> {
  const locked = lockedField(ctx.scope, 'product', facts);
  if (locked) return refuse('forbidden', 'Your role may read this field but not change it. Nothing was changed.', { field: locked });
  if (!facts.code) return null;
  const { rows } =
    await sql`select from product where workspace_id = ${ctx.scope.workspaceId} and lower(code) = lower(${facts.code}) and id is distinct from ${id}::uuid`.execute(
      ctx.tx,
    );
  return rows.length === 0 ? null : refuse('conflict', 'There is a product of this code already.', { field: 'code' });
}

export async function createProduct(
  ctx: Ctx,
  facts: ProductFacts & { name: string },
  ref: string | null = null,
): Promise<{ id: string } | Refusal> {
  const problem = await checkFacts(ctx, facts, null);
  if (problem) return problem;
  const made = await ctx.tx
    .insertInto('product')
    .values({
      ...columnsOf(facts),
      name: facts.name,
      workspace_id: ctx.scope.workspaceId,
      ref,
      currency: facts.currency ?? sql<string>`(select base_currency from workspace where id = ${ctx.scope.workspaceId})`,
      created_at: ctx.now,
      updated_at: ctx.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  ctx.changed('product', made.id);
  return made;
}

export async function changeProduct(ctx: Ctx, { id, ...facts }: ProductFacts & { id: string }): Promise<Record<string, never> | Refusal> {
  const problem = await checkFacts(ctx, facts, id);
  if (problem) return problem;
  const row = await ctx.tx
    .updateTable('product')
    .set({ ...columnsOf(facts), updated_at: ctx.now })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst();
  if (!row) return GONE;
  ctx.changed('product', id);
  return {};
}

/** Makes or changes the product that another system calls `ref`; one of the same code without a ref is taken over. */
export async function putProduct(
  ctx: Ctx,
  { ref, ...facts }: ProductFacts & { ref: string },
): Promise<{ id: string; created: boolean } | Refusal> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`product:${ctx.scope.workspaceId}:${ref}`}, 0))`.execute(ctx.tx);
  const { rows } = await sql<{ id: string }>`select id from product where workspace_id = ${ctx.scope.workspaceId}
    and (ref = ${ref} or (ref is null and lower(code) = lower(${facts.code ?? null}))) order by ref is null limit 1`.execute(ctx.tx);
  const known = rows[0];
  if (!known) {
    if (facts.name === undefined) return refuse('invalid', 'Name the product.', { field: 'name' });
    const made = await createProduct(ctx, { ...facts, name: facts.name }, ref);
    return isRefusal(made) ? made : { id: made.id, created: true };
  }
  const changed = await changeProduct(ctx, { id: known.id, ...facts });
  if (isRefusal(changed)) return changed;
  await ctx.tx.updateTable('product').set({ ref }).where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', known.id).execute();
  return { id: known.id, created: false };
}

/** Lines of orders and invoices keep the product's name. */
export async function removeProduct(ctx: Ctx, id: string): Promise<Record<string, never> | Refusal> {
  const row = await ctx.tx
    .deleteFrom('product')
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst();
  if (!row) return GONE;
  ctx.changed('product', id);
  return {};
}

export interface UpsertProduct {
  externalRef?: ExternalRef | null;
  values: ProductFacts & { name: string; createdAt?: string | null; data?: Readonly<Record<string, unknown>> };
  mode?: FoldMode;
}

const specOf = (importId: string | null, currency: string | null): UpsertSpec => ({
  table: 'product',
  entity: 'product',
  written: [...Object.values(COLUMNS), 'data'],
  defaults: { active: true, data: {}, currency },
  importId,
});

/** Writes products of another system, thousands of rows per call. One without a reference is the product of that code, else of that name. */
export async function upsertProducts(
  ctx: Ctx,
  rows: readonly UpsertProduct[],
  { importId }: { importId: string | null },
): Promise<Upserted[]> {
  const loose = rows
    .filter((row) => !row.externalRef)
    .map(({ values }) => ({ name: values.name.toLowerCase(), code: values.code?.toLowerCase() ?? null }));
  const { rows: known } = await sql<{ id: string; name: string; code: string | null }>`
    select id, lower(name) as name, lower(code) as code from product where workspace_id = ${ctx.scope.workspaceId}
      and (lower(name) = any (${loose.map((one) => one.name)}) or lower(code) = any (${loose.flatMap((one) => one.code ?? [])})) order by created_at, id`.execute(
    ctx.tx,
  );
  // The oldest of a name is meant, so it is put last.
  const byName = new Map(known.toReversed().map((one) => [one.name, one.id]));
  const byCode = new Map(known.toReversed().map((one) => [one.code, one.id]));
  const idOf = ({ name, code }: ProductFacts & { name: string }) =>
    code ? byCode.get(code.toLowerCase()) : byName.get(name.toLowerCase());
  const { rows: workspace } = await sql<{
    currency: string;
  }>`select base_currency as currency from workspace where id = ${ctx.scope.workspaceId}`.execute(ctx.tx);
  return upsertRows(
    ctx,
    specOf(importId, workspace[0]?.currency ?? null),
    rows.map(({ values: { createdAt, data, ...facts }, ...row }) => ({
      ...row,
      id: row.externalRef ? null : idOf(facts),
      columns: { ...columnsOf(facts), data, ...(createdAt ? { created_at: createdAt } : {}) },
    })),
  );
}
