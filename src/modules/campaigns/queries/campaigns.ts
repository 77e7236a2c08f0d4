import { sql } from 'kysely';
import type { z } from 'zod';
import { reachable } from '#modules/team/queries.ts';
import type { Db } from '#platform/db/db.ts';
import { beyond } from '#platform/db/paging.ts';
import { withoutHidden } from '#platform/shared/fieldrights.ts';
import { cut } from '#platform/shared/paging.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { Scope } from '#platform/shared/scope.ts';
import type { findCampaigns as FindCampaigns, getCampaign as GetCampaign, listMembers as ListMembers } from '../contract.ts';

type Campaign = z.output<(typeof GetCampaign)['output']>;
type Members = z.output<(typeof ListMembers)['output']>;

export const GONE = refuse('not_found', 'This campaign is not here any more, or it is not yours to see.');
const ALWAYS = [
  'id',
  'name',
  'status',
  'currency',
  'audienceKind',
  'custom',
  'createdAt',
  'updatedAt',
  'deletedAt',
  'writable',
  'writableCost',
];

export async function getCampaign(db: Db, scope: Scope, id: string): Promise<Campaign | Refusal> {
  const { rows } = await sql<Campaign>`
    select campaign.id, campaign.name, campaign.kind, campaign.channel, campaign.code, campaign.status, campaign.starts_on as "startsOn", campaign.ends_on as "endsOn",
      campaign.budget_minor as "budgetMinor", campaign.cost_minor as "costMinor", campaign.expected_revenue_minor as "expectedRevenueMinor",
      coalesce(campaign.currency, w.base_currency) as currency, campaign.audience_kind as "audienceKind",
      case when owner.id is not null then jsonb_build_object('id', owner.id, 'name', owner.name) end as owner,
      case when parent.id is not null then jsonb_build_object('id', parent.id, 'name', parent.name) end as parent,
      campaign.description, campaign.tags, campaign.custom, campaign.created_at as "createdAt", campaign.updated_at as "updatedAt",
      campaign.deleted_at as "deletedAt", ${reachable(scope, 'campaign', { to: 'write', ownerColumn: 'campaign.owner_id' })} as writable
    from campaign join workspace w on w.id = campaign.workspace_id
      left join member owner on owner.workspace_id = campaign.workspace_id and owner.id = campaign.owner_id
      left join campaign parent on parent.workspace_id = campaign.workspace_id and parent.id = campaign.parent_id and parent.deleted_at is null
    where campaign.workspace_id = ${scope.workspaceId} and campaign.id = ${id}
      and ${reachable(scope, 'campaign', { to: 'read', ownerColumn: 'campaign.owner_id' })}`.execute(db);
  const row = rows[0];
  if (!row) return GONE;
  const writable = row.writable === true && scope.permissions.has('campaign:write');
  return withoutHidden(
    { scope, entity: 'campaign' },
    { ...row, writable, writableCost: writable && scope.permissions.has('campaign:cost') },
    ALWAYS,
  );
}

/** Whether the campaign is there and may be read. */
export async function campaignExists(db: Db, scope: Scope, id: string): Promise<boolean> {
  const { rows } = await sql`select from campaign where workspace_id = ${scope.workspaceId} and id = ${id}
    and ${reachable(scope, 'campaign', { to: 'read', ownerColumn: 'campaign.owner_id' })}`.execute(db);
  return rows.length > 0;
}

/** Campaigns to choose from: those whose words start as typed, else the newest. */
export async function findCampaigns(db: Db, scope: Scope, asked: z.output<(typeof FindCampaigns)['input']>) {
  const text = asked.text ?? '';
  const found = text === '' ? sql`true` : sql`id in (select * from search_records(${text}, 'campaign', 200))`;
  const { rows } = await sql<{ id: string; name: string; status: Campaign['status'] }>`
    select id, name, status from campaign where workspace_id = ${scope.workspaceId} and deleted_at is null and ${found}
      and ${reachable(scope, 'campaign', { to: 'read', ownerColumn: 'campaign.owner_id' })}
    order by ${text === '' ? sql`created_at desc, id desc` : sql`lower(name), id`} limit ${asked.limit}`.execute(db);
  return rows;
}

/** Who is in a campaign, the newest first, with the count of each status. */
export async function listMembers(db: Db, scope: Scope, asked: z.output<(typeof ListMembers)['input']>): Promise<Members | Refusal> {
  if (!(await campaignExists(db, scope, asked.campaignId))) return GONE;
  const of = sql`m.workspace_id = ${scope.workspaceId} and m.campaign_id = ${asked.campaignId} and contact.deleted_at is null
    and ${reachable(scope, 'contact', { to: 'read', ownerColumn: 'contact.owner_id' })}`;
  const joined = sql`from campaign_member m join contact on contact.workspace_id = m.workspace_id and contact.id = m.contact_id`;
  const wanted = [of];
  if (asked.responded !== undefined) wanted.push(sql`m.responded = ${asked.responded}`);
  if (asked.status !== undefined) wanted.push(sql`m.status = ${asked.status}`);
  wanted.push(beyond(asked.cursor, { at: sql`m.added_at`, id: sql`m.id` }));
  const { rows } = await sql<Members['items'][number]>`
    select m.id, jsonb_build_object('id', contact.id, 'name', contact.name, 'company', company.name) as contact, m.lead_id as "leadId", m.status, m.responded,
      m.responded_at as "respondedAt", m.added_at as "addedAt"
    ${joined} left join company on company.workspace_id = contact.workspace_id and company.id = contact.company_id
    where ${sql.join(wanted, sql` and `)} order by m.added_at desc, m.id desc limit ${asked.limit + 1}`.execute(db);
  const { rows: statuses } = await sql<{ status: string; n: number }>`
    select m.status, count(*)::int as n ${joined} where ${of} group by m.status order by 2 desc, 1`.execute(db);
  return { ...cut(rows, asked.limit, ({ addedAt, id }) => ({ at: addedAt, id })), statuses };
}
