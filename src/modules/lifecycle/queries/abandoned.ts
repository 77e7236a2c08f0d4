import { type RawBuilder, sql } from 'kysely';
import type { z } from 'zod';
import { valuesOfLabels } from '#modules/handoffs/queries/values.ts';
import type { ReadCtx } from '#platform/context.ts';
import { isRefusal, type Refusal } from '#platform/shared/refusal.ts';
import { rateOf } from '#platform/shared/statistics.ts';
import type { getAbandoned as GetAbandoned } from '../contract.ts';
import type { LeadFilter, StallRule } from '../schema.ts';
import { type AskedLeads, askedLeads } from './leads.ts';
import { stallRuleOf } from './rule.ts';

type Report = z.output<(typeof GetAbandoned)['output']>;

/** The last verdict on a lead, with its instant. */
export const ACCEPTED = sql`join lateral (select x.decision, x.decided_at from verdict x where x.workspace_id = lead.workspace_id and x.lead_id = lead.id
  order by x.decided_at desc, x.id desc limit 1) verdict on verdict.decision in ('accepted', 'accepted_by_default')`;

/** Accepted, by word or by silence; fewer touches than are owed; nothing heard for days; and still with sales. */
export function isAbandoned({ period }: Pick<AskedLeads, 'period'>, rule: StallRule): RawBuilder<boolean> {
  return sql<boolean>`(lead.closed_at is null and lead.stage in ('mql', 'sal', 'sql') and lead.touches < ${rule.leastTouches}
    and greatest(verdict.decided_at, lead.last_touch_at, contact.last_activity_at) < ${period.asOf}::timestamptz - make_interval(days => ${rule.quietDays}))`;
}

interface Cut {
  label: string | null;
  currency: string | null;
  n: number;
  priced: number;
  cost: number | null;
}

/** Leads that were accepted and then left alone, and what that cost. */
export async function abandoned(ctx: ReadCtx, filter: LeadFilter): Promise<Report | Refusal> {
  const asked = await askedLeads(ctx, filter);
  if (isRefusal(asked)) return asked;
  const rule = await stallRuleOf(ctx);
  const accepted = await sql<{ n: number }>`select count(*)::int as n from lead ${ACCEPTED} where ${asked.where}`.execute(ctx.tx);
  const cuts = await cutsOf(asked, rule);
  const values = await valuesOfLabels(ctx.tx, ctx.scope);
  const { rows: bases } = await sql<{
    currency: string;
  }>`select base_currency as currency from workspace where id = ${ctx.scope.workspaceId}`.execute(ctx.tx);
  const currency = bases[0]?.currency ?? 'EUR';
  const expectedMinor = cuts.reduce((sum, cut) => {
    const value = values.find(({ label }) => label === (cut.label ?? '?'));
    return sum + (value ? cut.n * value.probability * value.averageMinor : 0);
  }, 0);
  const sees = !ctx.scope.hidden.has('campaign.cost');
  const sums = new Map<string, number>();
  for (const cut of cuts) if (cut.currency && cut.cost) sums.set(cut.currency, (sums.get(cut.currency) ?? 0) + cut.cost);
  const spent = [...sums].map(([name, amount]) => ({ currency: name, amountMinor: Math.round(amount) }));
  const n = cuts.reduce((sum, cut) => sum + cut.n, 0);
  const priced = cuts.reduce((sum, cut) => sum + cut.priced, 0);
  const one = spent.every((sum) => sum.currency === currency);
  return {
    period: asked.period,
    rule,
    rate: rateOf(n, accepted.rows[0]?.n ?? 0),
    acquisition: sees ? { sums: spent, n: priced, without: n - priced } : null,
    expected: { currency, amountMinor: Math.round(expectedMinor) },
    wasted: sees && one ? { currency, amountMinor: Math.round(expectedMinor + (sums.get(currency) ?? 0)) } : null,
    ownValues: values.some(({ ownData }) => ownData),
  };
}

/** By label and currency: how many, and their share of their campaigns' cost (all of it, over all leads of the campaign). */
async function cutsOf(asked: AskedLeads, rule: StallRule): Promise<Cut[]> {
  const { ctx, where } = asked;
  const { rows } = await sql<Cut>`
    with found as (select lead.score_label as label, lead.campaign_id from lead join contact on contact.workspace_id = lead.workspace_id and contact.id = lead.contact_id
      ${ACCEPTED} where ${where} and ${isAbandoned(asked, rule)}),
    price as (select c.id, coalesce(c.currency, w.base_currency) as currency, c.cost_minor::numeric / count(*) as each
      from campaign c join workspace w on w.id = c.workspace_id join lead l on l.workspace_id = c.workspace_id and l.campaign_id = c.id and l.deleted_at is null
      where c.workspace_id = ${ctx.scope.workspaceId} and c.cost_minor > 0 and c.id in (select campaign_id from found) group by c.workspace_id, c.id, w.base_currency)
    select found.label, price.currency, count(*)::int as n, count(price.each)::int as priced, sum(price.each)::float8 as cost
    from found left join price on price.id = found.campaign_id group by 1, 2`.execute(ctx.tx);
  return rows;
}
