import { type RawBuilder, sql } from 'kysely';
import { askedFor } from '#modules/reports/queries/asked.ts';
import { reachable } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { isRefusal, type Refusal } from '#platform/shared/refusal.ts';
import type { Scope } from '#platform/shared/scope.ts';
import { type Dimension, MODELS, type Model, type Terms, UNATTRIBUTED } from '../schema.ts';
import { termsInForce } from './terms.ts';

type Sql = RawBuilder<unknown>;

/** What every report of this module starts from: the days, the version in force, the currency, what the role sees. */
export interface AskedReturns {
  ctx: ReadCtx;
  period: { from: string; to: string; timeZone: string; basis: 'asked' | 'today' | 'newest'; asOf: string; start: string; end: string };
  terms: Terms;
  number: number | null;
  currency: string;
  sees: { booked: boolean; invoiced: boolean; spend: boolean };
}

export async function askedReturns(
  ctx: ReadCtx,
  days: { from?: string | undefined; to?: string | undefined },
): Promise<AskedReturns | Refusal> {
  const asked = await askedFor(ctx, { ...(days.from ? { from: days.from } : {}), ...(days.to ? { to: days.to } : {}) });
  if (isRefusal(asked)) return asked;
  const { base_currency: currency } = await ctx.tx
    .selectFrom('workspace')
    .select('base_currency')
    .where('id', '=', ctx.scope.workspaceId)
    .executeTakeFirstOrThrow();
  const { hidden } = ctx.scope;
  const sees = { booked: !hidden.has('deal.amount'), invoiced: !hidden.has('invoice.total'), spend: !hidden.has('campaign.cost') };
  return { ctx, period: { ...asked.period, ...asked.span }, currency, sees, ...(await termsInForce(ctx)) };
}

export const seenDeal = (scope: Scope) => reachable(scope, 'deal', { to: 'read', ownerColumn: 'deal.owner_id' });

/** Deals that ended in the days and that the reader sees, with their path `p`; the days are those on which they ended. */
export const endedIn = ({ ctx: { scope }, period }: AskedReturns, status: Sql): { from: Sql; where: Sql } => ({
  from: sql`deal_path p join deal on deal.workspace_id = p.workspace_id and deal.id = p.deal_id`,
  where: sql`p.workspace_id = ${scope.workspaceId} and ${status} and p.closed_on >= ${period.from}::date and p.closed_on <= ${period.to}::date
    and deal.deleted_at is null and ${seenDeal(scope)}`,
});

export const wonIn = (asked: AskedReturns): { from: Sql; where: Sql } => endedIn(asked, sql`p.status = 'won'`);

/** The place of a model in the arrays of credits. */
export const placeOf = (model: Model): Sql => sql.lit(MODELS.indexOf(model) + 1);

/** What lines `c` of won deals have by one model: its columns are `share`, `booked`, `invoiced` and `paid`. A figure and its rows are read from here alike. */
export function creditsIn(asked: AskedReturns, { by, model }: { by: Dimension; model: Model }): { from: Sql; where: Sql } {
  const { from, where } = wonIn(asked);
  const at = placeOf(model);
  return {
    from: sql`${from} cross join lateral (select s.key, s.shares[${at}] as share, s.booked_minor[${at}] as booked, s.invoiced_minor[${at}] as invoiced, s.paid_minor[${at}] as paid
      from deal_share s where s.workspace_id = p.workspace_id and s.deal_id = p.deal_id and s.dimension = ${by}) c`,
    where: sql`${where} and c.share > 0`,
  };
}

/** Won deals to which no touch answers. */
export function unattributedIn(asked: AskedReturns): { from: Sql; where: Sql } {
  const { from, where } = wonIn(asked);
  return { from, where: sql`${where} and p.touches = 0` };
}

/** The same for one line, or for all: one row a deal with what counts of it. */
export function dealsOf(asked: AskedReturns, { by, key, model }: { by: Dimension; key?: string | undefined; model: Model }): Sql {
  const columns = sql`p.deal_id, coalesce(p.closed_at, p.brought_at) as at`;
  const whole = sql`1::float8 as share, p.booked_minor as booked, p.invoiced_minor as invoiced, p.paid_minor as paid`;
  if (key === undefined) return sql`(select ${columns}, ${whole} from ${wonIn(asked).from} where ${wonIn(asked).where})`;
  const none = unattributedIn(asked);
  if (key === UNATTRIBUTED) return sql`(select ${columns}, ${whole} from ${none.from} where ${none.where})`;
  const credits = creditsIn(asked, { by, model });
  return sql`(select ${columns}, c.share, c.booked, c.invoiced, c.paid from ${credits.from} where ${credits.where} and c.key = ${key})`;
}
