import { type RawBuilder, sql } from 'kysely';
import type { z } from 'zod';
import type { Db } from '#platform/db/db.ts';
import { beyond } from '#platform/db/paging.ts';
import { cut } from '#platform/shared/paging.ts';
import type { Refusal } from '#platform/shared/refusal.ts';
import type { Scope } from '#platform/shared/scope.ts';
import type { listDifferences as ListDifferences } from '../contract/reconciliation.ts';
import type { Difference } from '../schema.ts';
import { reads, seesAmounts } from './documents.ts';
import { companyReads, NO_AMOUNTS, type Period, within, wonWithin } from './period.ts';

type Differences = z.output<(typeof ListDifferences)['output']>;
type Asked = Period & { now: string };
type Sql = RawBuilder<unknown>;

interface Source {
  entity: 'order' | 'invoice' | 'deal';
  from: Sql;
  where: Sql;
  /** What the total is compared with. */
  other: Sql;
}

/** What was invoiced of `d` less what was credited, cancelled ones left out. */
const invoicedOf = (scope: Scope, of: Sql) =>
  sql`(select sum(i.total_minor)::bigint from invoice i left join invoice x on x.workspace_id = i.workspace_id and x.id = i.credits_id
  where i.workspace_id = d.workspace_id and i.cancelled_at is null and i.currency = d.currency and ${reads(scope, 'invoice', 'i')} and ${of})`;
const ofOrder = sql`coalesce(i.order_id, x.order_id) = d.id`;
const ofDeal = sql`coalesce(i.deal_id, x.deal_id, (select o.deal_id from sales_order o where o.workspace_id = i.workspace_id and o.id = coalesce(i.order_id, x.order_id))) = d.id`;

const linesOf = sql`left join lateral (select sum(l.total_minor)::bigint as total, count(*) as n, count(l.total_minor) as valued
  from order_line l where l.workspace_id = d.workspace_id and l.invoice_id = d.id) lines on true`;

/** The same comparison as the rule `linesDiffer`, for a whole list at once. */
const differ = sql`lines.n > 0 and lines.n = lines.valued and coalesce(d.sub_total_minor, d.total_minor) is not null
  and coalesce(abs(d.sub_total_minor - lines.total) > lines.n, true) and coalesce(abs(d.total_minor - lines.total) > lines.n, true)`;

const nothing = sql`null::bigint`;

function orderDifferences(scope: Scope, asked: Asked) {
  const source = { entity: 'order' as const, from: sql`sales_order d`, other: nothing };
  const live = sql`${within(scope, { kind: 'order', period: asked })} and d.cancelled_at is null`;
  const invoiced = invoicedOf(scope, ofOrder);
  return {
    orders_not_invoiced: () => ({
      ...source,
      where: sql`${live} and not exists (select from invoice i where i.workspace_id = d.workspace_id and i.order_id = d.id and i.cancelled_at is null)`,
    }),
    orders_without_amount: () => ({ ...source, where: sql`${live} and d.total_minor is null` }),
    amounts_differ: () => ({ ...source, where: sql`${live} and d.total_minor <> ${invoiced}`, other: invoiced }),
    over_invoiced: () => ({ ...source, where: sql`${live} and d.total_minor < ${invoiced}`, other: invoiced }),
  } satisfies Partial<Record<Difference, () => Source>>;
}

function invoiceDifferences(scope: Scope, asked: Asked) {
  const source = { entity: 'invoice' as const, from: sql`invoice d`, other: nothing };
  const live = sql`${within(scope, { kind: 'invoice', period: asked })} and d.cancelled_at is null`;
  const open = sql`invoice_open(d)`;
  const today = sql`(${asked.now}::timestamptz at time zone (select time_zone from workspace where id = d.workspace_id))::date`;
  const credited = sql`(select sum(n.total_minor)::bigint from invoice n where n.workspace_id = d.workspace_id and n.credits_id = d.id and n.cancelled_at is null and n.currency = d.currency)`;
  return {
    invoices_without_order: () => ({ ...source, where: sql`${live} and d.order_id is null and d.credits_id is null` }),
    invoices_without_amount: () => ({ ...source, where: sql`${live} and d.total_minor is null` }),
    lines_differ: () => ({ ...source, from: sql`invoice d ${linesOf}`, where: sql`${live} and ${differ}`, other: sql`lines.total` }),
    overdue_unpaid: () => ({
      ...source,
      where: sql`${live} and not d.credit_note and d.paid_at is null and d.due_on < ${today} and coalesce(${open}, 1) > 0`,
      other: sql`d.total_minor - ${open}`,
    }),
    overpaid: () => ({
      ...source,
      where: sql`${live} and not d.credit_note and ${open} < 0 and exists (select from payment p where p.workspace_id = d.workspace_id and p.invoice_id = d.id)`,
      other: sql`d.total_minor - ${open}`,
    }),
    credit_beyond: () => ({ ...source, where: sql`${live} and not d.credit_note and d.total_minor + ${credited} < 0`, other: credited }),
  } satisfies Partial<Record<Difference, () => Source>>;
}

function dealDifferences(scope: Scope, asked: Asked) {
  const source = { entity: 'deal' as const, from: sql`deal d`, other: nothing };
  const won = wonWithin(scope, asked);
  const invoiced = invoicedOf(scope, ofDeal);
  const sees = scope.hidden.has('deal.amount') ? sql`false` : sql`true`;
  return {
    won_not_ordered: () => ({
      ...source,
      where: sql`${won} and not exists (select from sales_order o where o.workspace_id = d.workspace_id and o.deal_id = d.id and o.cancelled_at is null)
        and not exists (select from invoice i where i.workspace_id = d.workspace_id and i.deal_id = d.id and i.cancelled_at is null)`,
    }),
    deal_differs: () => ({ ...source, where: sql`${won} and ${sees} and d.amount_minor <> ${invoiced}`, other: invoiced }),
  } satisfies Partial<Record<Difference, () => Source>>;
}

/** What does not reconcile for one reason: the one place from which its number and its rows come. */
export function differenceOf(scope: Scope, kind: Difference, asked: Asked): Source {
  const sources: Record<Difference, () => Source> = {
    ...orderDifferences(scope, asked),
    ...invoiceDifferences(scope, asked),
    ...dealDifferences(scope, asked),
  };
  return sources[kind]();
}

const COLUMNS = {
  order: { at: sql`d.ordered_at`, number: sql`d.number`, subject: sql`d.subject`, total: sql`d.total_minor`, currency: sql`d.currency` },
  invoice: { at: sql`d.invoiced_at`, number: sql`d.number`, subject: sql`d.subject`, total: sql`d.total_minor`, currency: sql`d.currency` },
  deal: {
    at: sql`date_trunc('milliseconds', coalesce(d.closed_at, d.created_at))`,
    number: sql`null::text`,
    subject: sql`d.name`,
    total: sql`d.amount_minor`,
    currency: sql`coalesce(d.currency, (select base_currency from workspace where id = d.workspace_id))`,
  },
} as const;

/** The documents and deals that do not reconcile for one reason, the newest first. */
export async function listDifferences(
  db: Db,
  scope: Scope,
  asked: z.output<(typeof ListDifferences)['input']> & { now: string },
): Promise<Differences | Refusal> {
  if (!seesAmounts(scope, 'order') || !seesAmounts(scope, 'invoice')) return NO_AMOUNTS;
  const { entity, from, where, other } = differenceOf(scope, asked.kind, asked);
  const { at, number, subject, total, currency } = COLUMNS[entity];
  const shown = entity === 'deal' && scope.hidden.has('deal.amount') ? nothing : total;
  const { rows } = await sql<Differences['items'][number]>`
    select ${entity}::text as entity, d.id, ${number} as number, ${subject} as subject,
      case when c.id is not null then jsonb_build_object('id', c.id, 'name', c.name) end as company,
      ${at} as at, ${shown} as "totalMinor", ${other} as "otherMinor", ${currency} as currency
    from ${from} left join company c on c.workspace_id = ${scope.workspaceId} and c.id = d.company_id and ${companyReads(scope)}
    where ${where} and ${beyond(asked.cursor, { at, id: sql`d.id` })} order by ${at} desc, d.id desc limit ${asked.limit + 1}`.execute(db);
  return cut(rows, asked.limit, (row) => row);
}
