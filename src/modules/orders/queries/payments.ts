import { sql } from 'kysely';
import type { z } from 'zod';
import type { ReadCtx } from '#platform/context.ts';
import { beyond } from '#platform/db/paging.ts';
import { cut } from '#platform/shared/paging.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { listPayments as ListPayments, listReceivedPayments as ListReceivedPayments } from '../contract/payments.ts';
import { reads, seesAmounts } from './documents.ts';
import { companyReads, paidIn } from './period.ts';

type Payments = z.output<(typeof ListPayments)['output']>;
type Receipts = z.output<(typeof ListReceivedPayments)['output']>;

const NOT_SEEN = refuse('forbidden', 'Your role does not see the amounts of invoices.');

/** Payments, the newest day first. One is seen by who sees its invoice; one without, by who may put it right. */
export async function listPayments({ tx, scope }: ReadCtx, asked: z.output<(typeof ListPayments)['input']>): Promise<Payments | Refusal> {
  if (!seesAmounts(scope, 'invoice')) return NOT_SEEN;
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

/** Money that came in: the rows of what reconciliation counts as paid, with their sum by currency. */
export async function listReceivedPayments(
  { tx, scope }: ReadCtx,
  asked: z.output<(typeof ListReceivedPayments)['input']>,
): Promise<Receipts | Refusal> {
  if (!seesAmounts(scope, 'invoice')) return NOT_SEEN;
  const from = paidIn(scope, asked);
  const { rows: sums } = await sql<Receipts['sums'][number]>`select r.currency, count(*)::int as n, sum(r.amount)::bigint as "amountMinor"
    from ${from} r group by 1 order by 3 desc, 1`.execute(tx);
  const at = sql`date_trunc('milliseconds', r.at)`;
  const id = sql`coalesce(r.payment_id, r.invoice_id)`;
  const { rows } = await sql<Receipts['items'][number]>`
    select ${id} as id, r.payment_id is null as "byHand", jsonb_build_object('id', i.id, 'name', coalesce(i.number, i.subject, '')) as invoice,
      case when c.id is not null then jsonb_build_object('id', c.id, 'name', c.name) end as company, ${at} as at, r.amount as "amountMinor", r.currency, p.reference,
      case when i.paid_at is not null and i.paid_by is distinct from 'payments' then 0 else invoice_open(i) end as "openMinor", i.currency as "invoiceCurrency"
    from ${from} r join invoice i on i.workspace_id = ${scope.workspaceId} and i.id = r.invoice_id
      left join payment p on p.workspace_id = i.workspace_id and p.id = r.payment_id
      left join company c on c.workspace_id = i.workspace_id and c.id = r.company_id and ${companyReads(scope)}
    where ${beyond(asked.cursor, { at, id })} order by ${at} desc, ${id} desc limit ${asked.limit + 1}`.execute(tx);
  return { sums, ...cut(rows, asked.limit, (row) => row) };
}
