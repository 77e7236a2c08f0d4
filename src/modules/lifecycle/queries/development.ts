import { type RawBuilder, sql } from 'kysely';
import type { z } from 'zod';
import { conditionOf } from '#modules/criteria/queries/lens.ts';
import { Criteria } from '#modules/criteria/schema.ts';
import { reachable } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { isRefusal } from '#platform/shared/refusal.ts';
import type { getInDevelopment as GetInDevelopment } from '../contract.ts';

type Asked = z.output<(typeof GetInDevelopment)['input']>;
type Board = z.output<(typeof GetInDevelopment)['output']>;

const MOST = 100;

/** People whom marketing still warms: of the caller's own companies, of their territories, or all they may see. */
export async function inDevelopment(ctx: ReadCtx, { text, whose }: Asked): Promise<Board> {
  const { tx, scope } = ctx;
  const mine = whose === 'all' ? sql<boolean>`true` : whose === 'mine' ? own(ctx) : await inTerritory(ctx);
  const words = text
    ? sql`and (contact.name ilike ${`%${text.replace(/[\\%_]/g, '\\$&')}%`} or company.name ilike ${`%${text.replace(/[\\%_]/g, '\\$&')}%`})`
    : sql``;
  const from = sql`contact left join company on company.workspace_id = contact.workspace_id and company.id = contact.company_id and company.deleted_at is null
    where contact.workspace_id = ${scope.workspaceId} and contact.deleted_at is null and contact.lifecycle_stage in ('inquiry', 'recycled')
      and ${reachable(scope, 'contact', { to: 'read', ownerColumn: 'contact.owner_id' })} and ${mine} ${words}`;
  const jobTitle = scope.hidden.has('contact.jobTitle') ? sql`null` : sql`contact.job_title`;
  const { rows } = await sql<Board['items'][number] & { total: number }>`
    with found as materialized (select contact.id, contact.engagement_score, contact.last_activity_at from ${from}),
      page as (select *, (select count(*)::int from found) as total from found order by engagement_score desc nulls last, last_activity_at desc nulls last, id limit ${MOST})
    select page.total, jsonb_build_object('id', contact.id, 'name', contact.name, 'jobTitle', ${jobTitle}) as contact,
      case when company.id is not null then jsonb_build_object('id', company.id, 'name', company.name) end as company, lead.id as "leadId", contact.lifecycle_stage as stage,
      contact.score_label as label, contact.engagement, contact.last_activity_at as "lastActivityAt", sign.sign as "lastSign",
      coalesce(touched.campaigns, '[]') as campaigns, plan.tactic, plan.earliest_on as "earliestOn"
    from page join contact on contact.workspace_id = ${scope.workspaceId} and contact.id = page.id
      left join company on company.workspace_id = contact.workspace_id and company.id = contact.company_id and company.deleted_at is null
      left join lateral (select l.id from lead l where l.workspace_id = contact.workspace_id and l.contact_id = contact.id and l.deleted_at is null and l.closed_at is null
        and ${reachable(scope, 'lead', { to: 'read', ownerColumn: 'l.owner_id' })} order by l.opened_at desc limit 1) lead on true
      left join lateral (select p.tactic, p.earliest_on from recycle_plan p where p.workspace_id = contact.workspace_id and p.contact_id = contact.id and p.ended_at is null
        order by p.returned_at desc limit 1) plan on true
      left join lateral (select jsonb_build_object('kind', a.kind, 'subject', coalesce(a.subject, a.data ->> 'path'), 'at', a.occurred_at) as sign from activity a
        where a.workspace_id = contact.workspace_id and a.contact_id = contact.id and a.kind in ('form', 'page_visit', 'file_download', 'campaign_response', 'chat')
          and a.traffic is distinct from 'machine' and not a.retracted and a.occurred_at > ${ctx.now}::timestamptz - interval '180 days'
          and ${reachable(scope, 'activity', { to: 'read', ownerColumn: 'a.member_id' })} order by a.occurred_at desc limit 1) sign on true
      left join lateral (select jsonb_agg(c) as campaigns from (select campaign.id, campaign.name, m.status, m.responded from campaign_member m
        join campaign on campaign.workspace_id = m.workspace_id and campaign.id = m.campaign_id and campaign.deleted_at is null
        where m.workspace_id = contact.workspace_id and m.contact_id = contact.id and ${reachable(scope, 'campaign', { to: 'read', ownerColumn: 'campaign.owner_id' })}
        order by coalesce(m.responded_at, m.added_at) desc limit 3) c) touched on true
    order by page.engagement_score desc nulls last, page.last_activity_at desc nulls last, contact.id`.execute(tx);
  return { total: rows[0]?.total ?? 0, items: rows.map(({ total: _, ...item }) => item) };
}

function own({ scope }: ReadCtx): RawBuilder<boolean> {
  const { memberId } = scope.actor;
  return sql<boolean>`(contact.owner_id = ${memberId}::uuid or company.owner_id = ${memberId}::uuid)`;
}

/** The caller's territories as routing reads them, but of people who have no lead yet as well. One that cannot be read for people matches nobody. */
async function inTerritory(ctx: ReadCtx): Promise<RawBuilder<boolean>> {
  const { tx, scope } = ctx;
  const { rows } = await sql<{ criteria: unknown }>`select criteria from territory where workspace_id = ${scope.workspaceId}
    and (member_id = ${scope.actor.memberId}::uuid or team_id = ${scope.teamId}::uuid)`.execute(tx);
  const parts: RawBuilder<boolean>[] = [];
  for (const row of rows) {
    const condition = await conditionOf(tx, scope, { criteria: Criteria.parse(row.criteria), entity: 'lead', row: 't', now: ctx.now });
    if (!isRefusal(condition))
      parts.push(
        sql<boolean>`exists (select from lead t where t.workspace_id = ${scope.workspaceId} and t.contact_id = contact.id and t.deleted_at is null and ${condition})`,
      );
  }
  return parts.length > 0 ? sql<boolean>`(${sql.join(parts, sql` or `)})` : sql<boolean>`false`;
}
