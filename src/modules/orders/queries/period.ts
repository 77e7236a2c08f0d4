import { type RawBuilder, sql } from 'kysely';
import { reachable } from '#modules/team/queries.ts';
import { refuse } from '#platform/shared/refusal.ts';
import type { Scope } from '#platform/shared/scope.ts';
import { reads } from './documents.ts';

export interface Period {
  from?: string | undefined;
  to?: string | undefined;
  companyId?: string | undefined;
  currency?: string | undefined;
}

export const NO_AMOUNTS = refuse('forbidden', 'Your role does not see the amounts of orders and invoices.');

/** Rows of a table `alias` within a period by `at`. */
function inPeriod(period: Period, { at, alias }: { at: RawBuilder<unknown>; alias: string }): RawBuilder<boolean> {
  const wanted = [sql<boolean>`true`];
  if (period.from) wanted.push(sql`${at} >= ${period.from}`);
  if (period.to) wanted.push(sql`${at} < ${period.to}`);
  if (period.companyId) wanted.push(sql`${sql.ref(`${alias}.company_id`)} = ${period.companyId}`);
  if (period.currency) wanted.push(sql`${sql.ref(`${alias}.currency`)} = ${period.currency}`);
  return sql<boolean>`(${sql.join(wanted, sql` and `)})`;
}

/** Orders or invoices `d` of a period that the reader may see. */
export function within(scope: Scope, { kind, period }: { kind: 'order' | 'invoice'; period: Period }): RawBuilder<boolean> {
  const at = sql.ref(kind === 'order' ? 'd.ordered_at' : 'd.invoiced_at');
  return sql<boolean>`d.workspace_id = ${scope.workspaceId} and ${reads(scope, kind)} and ${inPeriod(period, { at, alias: 'd' })}`;
}

/** Won deals `d` of a period that the reader may see. */
export function wonWithin(scope: Scope, period: Period): RawBuilder<boolean> {
  const mine = reachable(scope, 'deal', { to: 'read', ownerColumn: 'd.owner_id' });
  return sql<boolean>`d.workspace_id = ${scope.workspaceId} and d.status = 'won' and d.deleted_at is null and ${mine}
    and ${inPeriod(period, { at: sql`coalesce(d.closed_at, d.created_at)`, alias: 'd' })}`;
}

/**
 * Money that came in, by the day it did: payments, and what is left of invoices that were noted as paid by hand.
 * Columns: payment_id (null: noted by hand), invoice_id, company_id, currency, at, amount.
 * @param of which invoices `d`
 */
export function moneyIn(workspaceId: string, of: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(
      select p.id as payment_id, p.invoice_id, d.company_id, p.currency,
        p.paid_on::timestamp at time zone (select time_zone from workspace where id = p.workspace_id) as at, p.amount_minor as amount
      from payment p join invoice d on d.workspace_id = p.workspace_id and d.id = p.invoice_id
      where p.workspace_id = ${workspaceId} and d.cancelled_at is null and ${of}
      union all
      select null, d.id, d.company_id, d.currency, d.paid_at, invoice_open(d) from invoice d
      where d.workspace_id = ${workspaceId} and d.cancelled_at is null and d.paid_at is not null and d.paid_by is distinct from 'payments' and not d.credit_note
        and ${of} and invoice_open(d) > 0)`;
}

/**
 * What payments and credit notes take off invoices, of all invoices at once: to be joined as `paid` and `credited` to invoices `d`. Only what is in the
 * invoice's own currency counts, as in `invoice_open` for one.
 */
export function settledJoins(workspaceId: string): RawBuilder<unknown> {
  return sql`left join (select p.invoice_id, p.currency, sum(p.amount_minor)::bigint as amount from payment p where p.workspace_id = ${workspaceId} and p.invoice_id is not null
      group by 1, 2) paid on paid.invoice_id = d.id and paid.currency = d.currency
    left join (select n.credits_id, n.currency, sum(n.total_minor)::bigint as amount from invoice n where n.workspace_id = ${workspaceId} and n.credits_id is not null
      and n.cancelled_at is null group by 1, 2) credited on credited.credits_id = d.id and credited.currency = d.currency`;
}

/** What an invoice `d` with `settledJoins` is still owed; null where it names no amount. */
export const OPEN = sql`(d.total_minor + coalesce(credited.amount, 0) - coalesce(paid.amount, 0))`;

/** Money that came in within a period, as `moneyIn`, from invoices that the reader may see. */
export function paidIn(scope: Scope, period: Period): RawBuilder<unknown> {
  const ws = scope.workspaceId;
  return sql`(select * from (
      select p.id as payment_id, p.invoice_id, d.company_id, p.currency, p.paid_on::timestamp at time zone w.time_zone as at, p.amount_minor as amount
      from payment p join invoice d on d.workspace_id = p.workspace_id and d.id = p.invoice_id join workspace w on w.id = p.workspace_id
      where p.workspace_id = ${ws} and d.cancelled_at is null and ${reads(scope, 'invoice')}
      union all
      select null, d.id, d.company_id, d.currency, d.paid_at, ${OPEN} from invoice d ${settledJoins(ws)}
      where d.workspace_id = ${ws} and d.cancelled_at is null and d.paid_at is not null and d.paid_by is distinct from 'payments' and not d.credit_note
        and ${reads(scope, 'invoice')} and ${OPEN} > 0) y where ${inPeriod(period, { at: sql`y.at`, alias: 'y' })})`;
}

export function companyReads(scope: Scope): RawBuilder<boolean> {
  return reachable(scope, 'company', { to: 'read', ownerColumn: 'c.owner_id' });
}
