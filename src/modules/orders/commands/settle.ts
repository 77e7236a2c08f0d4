import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';

/** Payments that named an invoice before it was here become that invoice's. */
export async function takeLoosePayments(ctx: Ctx, invoiceIds: readonly string[]): Promise<void> {
  if (invoiceIds.length === 0) return;
  await sql`update payment p set invoice_id = i.id, updated_at = ${ctx.now} from invoice i
    where i.workspace_id = ${ctx.scope.workspaceId} and i.id = any (${invoiceIds}::uuid[]) and not i.credit_note and p.workspace_id = i.workspace_id
      and p.invoice_id is null and lower(p.invoice_number) in (lower(i.number), lower(i.ref))`.execute(ctx.tx);
}

/**
 * Says anew whether invoices are paid: by their payments, on the day of the last of them, once nothing is owed any more. What a person or the other
 * system said of an invoice stays. A credit note settles the invoice that it credits.
 */
export async function settlePayments(ctx: Ctx, invoiceIds: readonly string[]): Promise<void> {
  if (invoiceIds.length === 0) return;
  await sql`with touched as (
      select coalesce(credits_id, id) as id from invoice where workspace_id = ${ctx.scope.workspaceId} and id = any (${invoiceIds}::uuid[])),
    said as (
      select i.id, case when invoice_open(i) <= 0 then (select max(p.paid_on) from payment p where p.workspace_id = i.workspace_id and p.invoice_id = i.id
          and p.currency = i.currency)::timestamp at time zone w.time_zone end as paid_at
      from invoice i join workspace w on w.id = i.workspace_id
      where i.workspace_id = ${ctx.scope.workspaceId} and i.id in (select id from touched) and (i.paid_by = 'payments' or i.paid_at is null))
    update invoice i set paid_at = s.paid_at, paid_by = case when s.paid_at is not null then 'payments' end, updated_at = ${ctx.now}
    from said s where i.workspace_id = ${ctx.scope.workspaceId} and i.id = s.id and i.paid_at is distinct from s.paid_at`.execute(ctx.tx);
}
