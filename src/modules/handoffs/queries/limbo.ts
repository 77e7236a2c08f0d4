import { sql } from 'kysely';
import { reachable } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import type { listLimbo } from '../contract/secondlife.ts';
import { promisedFor, usualOwed } from './owed.ts';
import { baseCurrency, loopSettings } from './settings.ts';

type Answer = OutputOf<typeof listLimbo>;

/** Days for which a tactic counts as being under way. */
export const WARMING_DAYS = 90;
const MOST = 500;

interface Raw extends Omit<Answer['items'][number], 'owner' | 'campaign'> {
  owner_id: string | null;
  owner: string | null;
  campaign_id: string | null;
  campaign: string | null;
}

/**
 * A lead that was in somebody's hands and for which nobody owes the next move, as a condition on aliases `l` and `c`. Inquiries are Marketing's by
 * themselves, and leads that were put to rest on purpose rest.
 */
export function inLimbo(ctx: ReadCtx, days: number) {
  return sql`l.workspace_id = ${ctx.scope.workspaceId} and l.closed_at is null and l.deleted_at is null and not l.imported and c.deleted_at is null
    and l.stage in ('mql', 'sal', 'sql', 'opportunity', 'recycled')
    and greatest(l.stage_since, coalesce(l.last_touch_at, l.stage_since), coalesce(c.last_activity_at, l.stage_since)) < ${ctx.now}::timestamptz - make_interval(days => ${days})
    and not exists (select from clock k where k.workspace_id = l.workspace_id and k.subject_id = l.id and k.closed_at is null)
    and not exists (select from recycle_plan p where p.workspace_id = l.workspace_id and p.lead_id = l.id and ((p.ended_at is null
        and (p.state = 'returned' or p.held_out or greatest(p.tactic_at, p.earliest_on::timestamptz) > ${ctx.now}::timestamptz - make_interval(days => ${WARMING_DAYS})))
      or (l.stage = 'recycled' and p.state = 'archived' and p.returned_at >= l.stage_since
        and not exists (select from recycle_plan q where q.workspace_id = p.workspace_id and q.lead_id = p.lead_id and q.returned_at > p.returned_at))))
    and not exists (select from task t where t.workspace_id = l.workspace_id and t.status = 'open' and (t.lead_id = l.id or t.contact_id = l.contact_id)
      and (t.due_at is null or t.due_at > ${ctx.now}::timestamptz - make_interval(days => ${days})))
    and not exists (select from deal d where d.workspace_id = l.workspace_id and d.status = 'open' and d.deleted_at is null and (d.lead_id = l.id or d.contact_id = l.contact_id))`;
}

/** How many there are, for whoever is told of it: all, whoever may see which. */
export async function countLimbo(ctx: ReadCtx): Promise<number> {
  const { limboDays } = await loopSettings(ctx);
  const { rows } = await sql<{
    n: number;
  }>`select count(*)::int as n from lead l join contact c on c.workspace_id = l.workspace_id and c.id = l.contact_id
    where ${inLimbo(ctx, limboDays)}`.execute(ctx.tx);
  return rows[0]?.n ?? 0;
}

/** Leads in limbo, those worth most first. Accepted ones that were left after too few tries are abandoned: what they cost and were worth is named. */
export async function listLimboOf(ctx: ReadCtx, asked: { abandoned?: boolean | undefined }): Promise<Answer> {
  const { limboDays } = await loopSettings(ctx);
  const owed = await usualOwed(ctx);
  const cost = ctx.scope.hidden.has('campaign.cost')
    ? sql`null::bigint`
    : sql`(g.cost_minor / nullif((select count(*) from lead o where o.workspace_id = g.workspace_id and o.campaign_id = g.id and o.deleted_at is null), 0))`;
  const { rows } = await sql<Raw>`
    select l.id as "leadId", coalesce(nullif(c.name, ''), c.email, 'Someone') as name, o.name as company, l.stage, l.owner_id, m.name as owner, l.campaign_id, g.name as campaign,
      greatest(l.stage_since, coalesce(l.last_touch_at, l.stage_since), coalesce(c.last_activity_at, l.stage_since)) as "lastAt",
      tries.n as attempts, coalesce(h.decision in ('accepted', 'accepted_by_default') and tries.n < coalesce(${promisedFor(ctx, sql`h.id`)}, ${owed.attempts}), false) as abandoned, coalesce(h.value_minor, 0) as "valueMinor", ${cost} as "costMinor"
    from lead l join contact c on c.workspace_id = l.workspace_id and c.id = l.contact_id
      left join company o on o.workspace_id = l.workspace_id and o.id = case when l.company_id is null then c.company_id else l.company_id end
      left join member m on m.workspace_id = l.workspace_id and m.id = l.owner_id left join campaign g on g.workspace_id = l.workspace_id and g.id = l.campaign_id
      left join lateral (select h.* from handoff h where h.workspace_id = l.workspace_id and h.lead_id = l.id order by h.handed_at desc limit 1) h on true
      left join lateral (select count(*)::int as n from activity a where a.workspace_id = l.workspace_id and a.contact_id = l.contact_id and a.occurred_at >= coalesce(h.handed_at, l.opened_at)
        and a.kind in ('call', 'mail', 'meeting') and a.side = 'sales' and coalesce(a.direction, 'out') = 'out' and not a.retracted and a.corrects_id is null) tries on true
    where ${inLimbo(ctx, limboDays)} and ${reachable(ctx.scope, 'lead', { to: 'read', ownerColumn: 'l.owner_id' })}
    order by h.value_minor desc nulls last, 9 limit ${MOST}`.execute(ctx.tx);
  const hides = (field: string) => ctx.scope.hidden.has(field);
  const all = rows.map(({ owner_id, owner, campaign_id, campaign, ...row }) => ({
    ...row,
    costMinor: row.costMinor === null ? null : Math.round(row.costMinor),
    owner: owner_id && owner !== null && !hides('lead.owner') ? { id: owner_id, name: owner } : null,
    campaign: campaign_id && campaign !== null && !hides('lead.campaign') ? { id: campaign_id, name: campaign } : null,
  }));
  const abandoned = all.filter((row) => row.abandoned);
  return {
    items: asked.abandoned ? abandoned : all,
    total: all.length,
    abandoned: abandoned.length,
    wastedMinor: abandoned.reduce((sum, { valueMinor, costMinor }) => sum + valueMinor + (costMinor ?? 0), 0),
    currency: await baseCurrency(ctx),
    days: limboDays,
    owed,
    mayWrite: ctx.scope.permissions.has('lead:return'),
  };
}
