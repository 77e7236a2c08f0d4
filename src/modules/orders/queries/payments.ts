import { sql } from 'kysely';
import type { z } from 'zod';
import type { ReadCtx } from '#platform/context.ts';
import { beyond } from '#platform/db/paging.ts';
import { cut } from '#platform/shared/paging.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { listPayments as ListPayments } from '../contract/payments.ts';
import { reads, seesAmounts } from './documents.ts';

type Payments = z.output<(typeof ListPayments)['output']>;

/** Payments, the newest day first. One is seen by who sees its invoice; one without, by who may put it right. */
export async function listPayments({ tx, scope }: ReadCtx, asked: z.output<(typeof ListPayments)['input']>): Promise<Payments | Refusal> {
  if (!seesAmounts(scope, 'invoice')) return refuse('forbidden', 'Your role does not see the amounts of invoices.');
  const writable = scope.permissions.has('order:write');
  const at = sql`p.paid_on::timestamptz`;
  const wanted = [
    sql`p.workspace_id = ${scope.workspaceId}`,
    sql`(case when p.invoice_id is null then ${writable}::boolean else ${reads(scope, 'invoice', 'i')} end)`,
    beyond(asked.cursor, { at, id: sql`p.id` }),
  ];
  if (asked.invoiceId) wanted.push(sql`p.invoice_id = ${asked.invoiceId}`);
  if (asked.loose) wanted.push(sql`p.invoice_id is null`);
  if (asked.currency) wanted.push(sql`p.currency = ${asked.currency}`);
  if (asked.from) wanted.push(sql`p.paid_on >= ${asked.from}::date`);
  if (asked.to) wanted.push(sql`p.paid_on < ${asked.to}::date`);
  const { rows } = await sql<Payments['items'][number] & { at: string }>`
    select p.id, p.ref, p.invoice_number as "invoiceNumber", p.paid_on as "paidOn", p.amount_minor as "amountMinor", p.currency, p.reference, ${at} as at,
      case when i.id is not null then jsonb_build_object('id', i.id, 'name', coalesce(i.number, i.subject, '')) end as invoice
    from payment p left join invoice i on i.workspace_id = p.workspace_id and i.id = p.invoice_id
    where ${sql.join(wanted, sql` and `)} order by p.paid_on desc, p.id desc limit ${asked.limit + 1}`.execute(tx);
  const { items, next } = cut(rows, asked.limit, (row) => row);
  return { items: items.map(({ at: _at, ...row }) => row), next, writable };
}
