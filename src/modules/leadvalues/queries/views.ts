import { sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import type { getLeadValues } from '../contract.ts';
import { paceOf, type ValueRate } from '../rules/value.ts';
import type { Counting } from '../schema.ts';
import { type DeliveredSum, deliveredSums } from './delivered.ts';
import { monthSpan, thisMonth, workingDays } from './month.ts';
import { obligationOf } from './obligation.ts';

type Shown = OutputOf<typeof getLeadValues>;

/** A month of Marketing's promise in money, and the table by which it counts. */
export async function readLeadValues(ctx: ReadCtx, asked: { month?: string }): Promise<Shown> {
  const month = asked.month ?? (await thisMonth(ctx));
  const span = await monthSpan(ctx, month);
  const running = span.to > ctx.now;
  const sums = await deliveredSums(ctx.tx, ctx.scope, span);
  const of = (...countings: Counting[]) => sums.filter(({ counting }) => countings.includes(counting));
  const delivered = total(of('counted', 'taken_back'));
  const takenBack = total(of('taken_back'));
  const netMinor = delivered.minor - takenBack.minor;
  const days = await workingDays(ctx, month);
  const obligationMinor = await obligationOf(ctx, running ? ctx.now : span.from);
  const pace = obligationMinor === null ? null : paceOf({ obligationMinor, deliveredMinor: netMinor, daysGone: days.gone, days: days.all });
  return {
    month,
    currency: await currencyOf(ctx),
    table: await tableAt(ctx, running ? ctx.now : span.to),
    delivered,
    takenBack,
    netMinor,
    again: total(of('again')).n,
    withoutValue: total(of('no_value')).n,
    byType: byType(of('counted', 'taken_back')),
    days,
    obligationMinor,
    expectedMinor: pace?.expectedMinor ?? null,
    pace: pace?.pace ?? null,
    asOf: ctx.now,
  };
}

function total(sums: readonly DeliveredSum[]): { n: number; minor: number } {
  return { n: sums.reduce((all, { n }) => all + n, 0), minor: sums.reduce((all, { minor }) => all + minor, 0) };
}

function byType(sums: readonly DeliveredSum[]): Shown['byType'] {
  const types = [...new Set(sums.map(({ type }) => type))];
  return types
    .map((type) => {
      const mine = sums.filter((one) => one.type === type);
      return { type, ...total(mine), takenBackMinor: total(mine.filter(({ counting }) => counting === 'taken_back')).minor };
    })
    .sort((a, b) => b.minor - a.minor);
}

async function currencyOf(ctx: ReadCtx): Promise<string> {
  const { base_currency } = await ctx.tx
    .selectFrom('workspace')
    .select('base_currency')
    .where('id', '=', ctx.scope.workspaceId)
    .executeTakeFirstOrThrow();
  return base_currency;
}

interface TableRow extends Omit<NonNullable<Shown['table']>, 'agreement' | 'rates'> {
  id: string;
  versionId: string;
  number: number;
}

/** The table of the agreement that was in force at an instant. */
async function tableAt(ctx: ReadCtx, at: string): Promise<Shown['table']> {
  const { rows } =
    await sql<TableRow>`select t.id, a.id as "versionId", a.number, t.frozen_at as "frozenAt", t.currency, t.closed, t.won, t.sales,
      t.average_minor as "averageMinor", t.other_currency as "otherCurrency", t.without_amount as "withoutAmount"
    from value_table t join agreement_version a on a.workspace_id = t.workspace_id and a.id = t.agreement_version_id
    where t.workspace_id = ${ctx.scope.workspaceId} and a.status = 'signed' and a.in_force_at <= ${at} and (a.superseded_at is null or a.superseded_at > ${at})
    order by a.number desc limit 1`.execute(ctx.tx);
  const [row] = rows;
  if (!row) return null;
  const { id, versionId, number, ...table } = row;
  const rates =
    await sql<ValueRate>`select type, segment, closed, won, close_rate as "closeRate", sales, average_minor as "averageMinor", average_of as "averageOf",
      value_minor as "valueMinor" from value_rate where workspace_id = ${ctx.scope.workspaceId} and table_id = ${id} order by type, segment`.execute(
      ctx.tx,
    );
  return { ...table, agreement: { id: versionId, number }, rates: rates.rows };
}
