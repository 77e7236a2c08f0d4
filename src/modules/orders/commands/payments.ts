import { sql } from 'kysely';
import { reachable } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { type ExternalRef, type Upserted, upsertRows } from '#platform/db/upsert.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import { invoiceSaid } from './documents.ts';
import { settlePayments } from './settle.ts';

export interface PaymentFacts {
  invoiceId?: string | undefined;
  /** What the other system calls the invoice. */
  invoiceRef?: string | undefined;
  invoiceNumber?: string | undefined;
  paidOn: string;
  /** Negative: money that went back. */
  amountMinor: number;
  currency?: string | undefined;
  reference?: string | null | undefined;
}

interface Meant {
  invoiceId: string | null;
  /** As it was said, where it is not here yet. */
  said: string | null;
  currency: string;
}

/** Which invoice is meant. One that is not here yet is waited for; one that is not the caller's to change is refused. */
async function meant(ctx: Ctx, facts: PaymentFacts): Promise<Meant | Refusal> {
  const { workspaceId } = ctx.scope;
  const id = facts.invoiceId ?? (await invoiceSaid(ctx, { ref: facts.invoiceRef, number: facts.invoiceNumber }));
  const { rows } = await sql<{ currency: string; base: string; yours: boolean | null; is_credit: boolean | null }>`
    select i.currency, w.base_currency as base, i.credit_note as is_credit, ${reachable(ctx.scope, 'invoice', { to: 'write', ownerColumn: 'i.owner_id' })} as yours
    from workspace w left join invoice i on i.workspace_id = w.id and i.id = ${id}::uuid where w.id = ${workspaceId}`.execute(ctx.tx);
  const [found] = rows;
  if (id && (!found?.currency || !found.yours))
    return refuse('invalid', 'This invoice is not here any more, or it is not yours to change.', { field: 'invoiceId' });
  if (found?.is_credit)
    return refuse('invalid', 'A credit note is not paid. Note what went back as a negative payment of its invoice.', {
      field: 'invoiceId',
    });
  const said = facts.invoiceRef ?? facts.invoiceNumber ?? null;
  if (!id && said === null) return refuse('invalid', 'Say which invoice was paid.', { field: 'invoiceId' });
  return { invoiceId: id, said: id ? null : said, currency: facts.currency ?? found?.currency ?? found?.base ?? 'EUR' };
}

export async function createPayment(ctx: Ctx, facts: PaymentFacts, ref: string | null = null): Promise<{ id: string } | Refusal> {
  const found = await meant(ctx, facts);
  if ('refused' in found) return found;
  const made = await ctx.tx
    .insertInto('payment')
    .values({ workspace_id: ctx.scope.workspaceId, ref, ...columns(facts, found), created_at: ctx.now, updated_at: ctx.now })
    .returning('id')
    .executeTakeFirstOrThrow();
  await settled(ctx, [found.invoiceId]);
  return made;
}

const columns = (facts: PaymentFacts, { invoiceId, said, currency }: Meant) => ({
  invoice_id: invoiceId,
  invoice_number: said,
  paid_on: facts.paidOn,
  amount_minor: facts.amountMinor,
  currency,
  reference: facts.reference ?? null,
});

async function settled(ctx: Ctx, invoiceIds: readonly (string | null)[]): Promise<void> {
  const ids = [...new Set(invoiceIds.flatMap((id) => id ?? []))];
  await settlePayments(ctx, ids);
  for (const id of ids) ctx.changed('invoice', id);
  ctx.changed('payment');
}

/** Makes or changes the payment that another system calls `ref`. The same again changes nothing. */
export async function putPayment(
  ctx: Ctx,
  { ref, ...facts }: PaymentFacts & { ref: string },
): Promise<{ id: string; created: boolean } | Refusal> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`payment:${ctx.scope.workspaceId}:${ref}`}, 0))`.execute(ctx.tx);
  const known = await ctx.tx
    .selectFrom('payment')
    .select(['id', 'invoice_id'])
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('ref', '=', ref)
    .executeTakeFirst();
  if (!known) {
    const made = await createPayment(ctx, facts, ref);
    return 'refused' in made ? made : { id: made.id, created: true };
  }
  const found = await meant(ctx, facts);
  if ('refused' in found) return found;
  await ctx.tx
    .updateTable('payment')
    .set({ ...columns(facts, found), updated_at: ctx.now })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', known.id)
    .execute();
  await settled(ctx, [known.invoice_id, found.invoiceId]);
  return { id: known.id, created: false };
}

export async function removePayment(ctx: Ctx, id: string): Promise<Record<string, never> | Refusal> {
  const { rows } = await sql<{
    invoice_id: string | null;
  }>`delete from payment p where p.workspace_id = ${ctx.scope.workspaceId} and p.id = ${id}
    and (p.invoice_id is null or exists (select from invoice i where i.workspace_id = p.workspace_id and i.id = p.invoice_id
      and ${reachable(ctx.scope, 'invoice', { to: 'write', ownerColumn: 'i.owner_id' })})) returning p.invoice_id`.execute(ctx.tx);
  const [gone] = rows;
  if (!gone) return refuse('not_found', 'This payment is not here any more, or it is not yours to change.');
  await settled(ctx, [gone.invoice_id]);
  return {};
}

export interface UpsertPayment {
  externalRef: ExternalRef | null;
  values: { paidOn: string; amountMinor: number; currency: string; invoiceNumber: string | null; reference: string | null };
}

/** Writes payments of another system, thousands of rows per call. One of an invoice that is not here yet waits for it. */
export async function upsertPayments(
  ctx: Ctx,
  rows: readonly UpsertPayment[],
  { importId }: { importId: string | null },
): Promise<Upserted[]> {
  const numbers = rows.flatMap(({ values }) => values.invoiceNumber?.toLowerCase() ?? []);
  const { rows: known } = await sql<{ id: string; number: string }>`select id, lower(number) as number from invoice
    where workspace_id = ${ctx.scope.workspaceId} and not credit_note and lower(number) = any (${numbers}) order by created_at desc, id desc`.execute(
    ctx.tx,
  );
  const invoices = new Map(known.map((row) => [row.number, row.id]));
  const results = await upsertRows(
    ctx,
    {
      table: 'payment',
      entity: 'payment',
      written: ['invoice_id', 'invoice_number', 'paid_on', 'amount_minor', 'currency', 'reference'],
      defaults: {},
      importId,
    },
    rows.map(({ externalRef, values }) => {
      const invoiceId = invoices.get(values.invoiceNumber?.toLowerCase() ?? '') ?? null;
      const { paidOn, amountMinor, currency, reference, invoiceNumber } = values;
      return {
        externalRef,
        columns: {
          invoice_id: invoiceId,
          invoice_number: invoiceId ? null : invoiceNumber,
          paid_on: paidOn,
          amount_minor: amountMinor,
          currency,
          reference,
        },
      };
    }),
  );
  const left = results.flatMap(({ before }) => (typeof before?.invoice_id === 'string' ? [before.invoice_id] : []));
  await settled(ctx, [...left, ...invoices.values()]);
  return results;
}
