import { type RawBuilder, sql } from 'kysely';
import type { z } from 'zod';
import type { Db } from '#platform/db/db.ts';
import { beyond } from '#platform/db/paging.ts';
import { cut } from '#platform/shared/paging.ts';
import type { Refusal } from '#platform/shared/refusal.ts';
import type { Scope } from '#platform/shared/scope.ts';
import type { listDifferences as ListDifferences } from '../contract/reconciliation.ts';
import { DIFFERENCES, type Difference } from '../schema.ts';
import { reads, seesAmounts, todayOf } from './documents.ts';
import { companyReads, NO_AMOUNTS, OPEN, type Period, settledJoins, within, wonWithin } from './period.ts';

type Differences = z.output<(typeof ListDifferences)['output']>;
type Asked = Period & { now: string };
type Sql = RawBuilder<unknown>;

/** Documents or deals `d` of a period, joined once with all that they are compared with, and what of them does not reconcile for which reason. */
interface Compared {
  entity: 'order' | 'invoice' | 'deal';
  from: Sql;
  live: Sql;
  kinds: Partial<Record<Difference, { holds: Sql; other: Sql }>>;
}

/** What was invoiced less what was credited, cancelled ones left out, for each `of` and currency: to be joined to `d` as `invoiced`. */
const invoicedJoin = (scope: Scope, of: Sql) =>
  sql`left join (select ${of} as id, i.currency, sum(i.total_minor)::bigint as amount from invoice i
      left join invoice x on x.workspace_id = i.workspace_id and x.id = i.credits_id
      left join sales_order o on o.workspace_id = i.workspace_id and o.id = coalesce(i.order_id, x.order_id)
    where i.workspace_id = ${scope.workspaceId} and i.cancelled_at is null and ${reads(scope, 'invoice', 'i')} group by 1, 2) invoiced
    on invoiced.id = d.id and invoiced.currency = d.currency`;
const ofOrder = sql`coalesce(i.order_id, x.order_id)`;
const ofDeal = sql`coalesce(i.deal_id, x.deal_id, o.deal_id)`;

/** Orders or deals `d` that no document which is not cancelled names. */
const namedByNo = (table: 'invoice' | 'sales_order', column: 'order_id' | 'deal_id', scope: Scope) =>
  sql`d.id not in (select n.${sql.ref(column)} from ${sql.table(table)} n where n.workspace_id = ${scope.workspaceId} and n.${sql.ref(column)} is not null and n.cancelled_at is null)`;

const linesOf = (
  scope: Scope,
) => sql`left join (select l.invoice_id, sum(l.total_minor)::bigint as total, count(*) as n, count(l.total_minor) as valued
  from order_line l where l.workspace_id = ${scope.workspaceId} and l.invoice_id is not null group by 1) lines on lines.invoice_id = d.id`;

/** The same comparison as the rule `linesDiffer`, for a whole list at once. */
const differ = sql`lines.n > 0 and lines.n = lines.valued and coalesce(d.sub_total_minor, d.total_minor) is not null
  and coalesce(abs(d.sub_total_minor - lines.total) > lines.n, true) and coalesce(abs(d.total_minor - lines.total) > lines.n, true)`;

const nothing = sql`null::bigint`;
const INVOICED = sql`invoiced.amount`;

const comparedOrders = (scope: Scope, asked: Asked) =>
  ({
    entity: 'order',
    from: sql`sales_order d ${invoicedJoin(scope, ofOrder)}`,
    live: sql`${within(scope, { kind: 'order', period: asked })} and d.cancelled_at is null`,
    kinds: {
      orders_not_invoiced: { holds: namedByNo('invoice', 'order_id', scope), other: nothing },
      orders_without_amount: { holds: sql`d.total_minor is null`, other: nothing },
      amounts_differ: { holds: sql`d.total_minor <> ${INVOICED}`, other: INVOICED },
      over_invoiced: { holds: sql`d.total_minor < ${INVOICED}`, other: INVOICED },
    },
  }) satisfies Compared;

function comparedInvoices(scope: Scope, asked: Asked) {
  const today = todayOf(scope, asked.now);
  const known = sql`d.id in (select p.invoice_id from payment p where p.workspace_id = ${scope.workspaceId} and p.invoice_id is not null)`;
  const settled = sql`d.total_minor - ${OPEN}`;
  return {
    entity: 'invoice',
    from: sql`invoice d ${settledJoins(scope.workspaceId)} ${linesOf(scope)}`,
    live: sql`${within(scope, { kind: 'invoice', period: asked })} and d.cancelled_at is null`,
    kinds: {
      invoices_without_order: { holds: sql`d.order_id is null and d.credits_id is null`, other: nothing },
      invoices_without_amount: { holds: sql`d.total_minor is null`, other: nothing },
      lines_differ: { holds: differ, other: sql`lines.total` },
      overdue_unpaid: {
        holds: sql`not d.credit_note and d.paid_at is null and d.due_on < ${today} and coalesce(${OPEN}, 1) > 0`,
        other: settled,
      },
      overpaid: { holds: sql`not d.credit_note and ${OPEN} < 0 and ${known}`, other: settled },
      credit_beyond: { holds: sql`not d.credit_note and d.total_minor + credited.amount < 0`, other: sql`credited.amount` },
    },
  } satisfies Compared;
}

const comparedDeals = (scope: Scope, asked: Asked) =>
  ({
    entity: 'deal',
    from: sql`deal d ${invoicedJoin(scope, ofDeal)}`,
    live: wonWithin(scope, asked),
    kinds: {
      won_not_ordered: {
        holds: sql`${namedByNo('sales_order', 'deal_id', scope)} and ${namedByNo('invoice', 'deal_id', scope)}`,
        other: nothing,
      },
      deal_differs: { holds: scope.hidden.has('deal.amount') ? sql`false` : sql`d.amount_minor <> ${INVOICED}`, other: INVOICED },
    },
  }) satisfies Compared;

/** What does not reconcile: the one place from which numbers and rows come. */
const comparisons = (scope: Scope, asked: Asked): readonly Compared[] => [
  comparedOrders(scope, asked),
  comparedInvoices(scope, asked),
  comparedDeals(scope, asked),
];

/** How many do not reconcile, by reason, in the order of DIFFERENCES: each table is read once for all of its reasons. */
export async function countDifferences(db: Db, scope: Scope, asked: Asked): Promise<{ kind: Difference; n: number }[]> {
  const counted = new Map<string, number>();
  for (const compared of comparisons(scope, asked)) {
    const columns = Object.entries(compared.kinds).map(
      ([kind, { holds }]) => sql`count(*) filter (where ${holds})::int as ${sql.ref(kind)}`,
    );
    const { rows } = await sql<Record<string, number>>`select ${sql.join(columns)} from ${compared.from} where ${compared.live}`.execute(
      db,
    );
    for (const [kind, n] of Object.entries(rows[0] ?? {})) counted.set(kind, n);
  }
  return DIFFERENCES.map((kind) => ({ kind, n: counted.get(kind) ?? 0 }));
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

function rowsOf(scope: Scope, asked: Asked & { kind: Difference }): { entity: Compared['entity']; from: Sql; where: Sql; other: Sql } {
  for (const compared of comparisons(scope, asked)) {
    const found = compared.kinds[asked.kind];
    if (found) return { entity: compared.entity, from: compared.from, where: sql`${compared.live} and ${found.holds}`, other: found.other };
  }
  throw new Error(`no table knows ${asked.kind}`);
}

/** The documents and deals that do not reconcile for one reason, the newest first. */
export async function listDifferences(
  db: Db,
  scope: Scope,
  asked: z.output<(typeof ListDifferences)['input']> & { now: string },
): Promise<Differences | Refusal> {
  if (!seesAmounts(scope, 'order') || !seesAmounts(scope, 'invoice')) return NO_AMOUNTS;
  const { entity, from, where, other } = rowsOf(scope, asked);
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
