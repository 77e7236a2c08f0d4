import { sql } from 'kysely';
import type { z } from 'zod';
import { reachable } from '#modules/team/queries.ts';
import type { Db } from '#platform/db/db.ts';
import { withoutHidden } from '#platform/shared/fieldrights.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { Scope } from '#platform/shared/scope.ts';
import type { DealVisit, getDeal as GetDeal } from '../contract/deals.ts';

type Deal = z.output<(typeof GetDeal)['output']>;
type Visit = z.output<typeof DealVisit>;

/** What a deal cannot be shown without, whatever the field rights say. */
const ALWAYS = [
  ...[
    'id',
    'name',
    'leadId',
    'pipeline',
    'stage',
    'status',
    'currency',
    'closedAt',
    'reason',
    'lostNote',
    'stageSince',
    'custom',
    'lastActivityAt',
    'imported',
  ],
  ...['createdAt', 'updatedAt', 'deletedAt', 'visits', 'writable'],
];

export const GONE = refuse('not_found', 'This deal is not here any more, or it is not yours to see.');

const named = (table: string) =>
  sql`case when ${sql.ref(`${table}.id`)} is not null then jsonb_build_object('id', ${sql.ref(`${table}.id`)}, 'name', ${sql.ref(`${table}.name`)}) end`;

/** A deal with every stay in a stage, oldest first. */
export async function getDeal(db: Db, scope: Scope, id: string): Promise<Deal | Refusal> {
  const { rows } = await sql<Deal>`
    select deal.id, deal.name, ${named('company')} as company, ${named('contact')} as contact, deal.lead_id as "leadId", ${named('campaign')} as campaign,
      ${named('p')} as pipeline, jsonb_build_object('id', s.id, 'name', s.name, 'kind', s.kind, 'probability', s.probability) as stage, deal.status,
      deal.amount_minor as "amountMinor", coalesce(deal.currency, w.base_currency) as currency, deal.probability, deal.expected_close_on as "expectedCloseOn",
      deal.closed_at as "closedAt", case when r.id is not null then jsonb_build_object('id', r.id, 'code', r.code, 'label', r.label) end as reason,
      deal.lost_note as "lostNote", deal.kind, deal.source_team as "sourceTeam", deal.source_channel as "sourceChannel", ${named('owner')} as owner,
      deal.stage_since as "stageSince", deal.description, deal.tags, deal.custom, deal.last_activity_at as "lastActivityAt", deal.imported,
      deal.created_at as "createdAt", deal.updated_at as "updatedAt", deal.deleted_at as "deletedAt",
      ${reachable(scope, 'deal', { to: 'write', ownerColumn: 'deal.owner_id' })} as writable
    from deal join workspace w on w.id = deal.workspace_id
      join pipeline p on p.workspace_id = deal.workspace_id and p.id = deal.pipeline_id
      join pipeline_stage s on s.workspace_id = deal.workspace_id and s.id = deal.stage_id
      left join company on company.workspace_id = deal.workspace_id and company.id = deal.company_id and company.deleted_at is null
      left join contact on contact.workspace_id = deal.workspace_id and contact.id = deal.contact_id and contact.deleted_at is null
      left join campaign on campaign.workspace_id = deal.workspace_id and campaign.id = deal.campaign_id and campaign.deleted_at is null
      left join member owner on owner.workspace_id = deal.workspace_id and owner.id = deal.owner_id
      left join reason r on r.workspace_id = deal.workspace_id and r.id = deal.reason_id
    where deal.workspace_id = ${scope.workspaceId} and deal.id = ${id} and ${reachable(scope, 'deal', { to: 'read', ownerColumn: 'deal.owner_id' })}`.execute(
    db,
  );
  const deal = rows[0];
  if (!deal) return GONE;
  const page = {
    ...deal,
    writable: deal.writable === true && scope.permissions.has('record:write'),
    visits: await visitsOf(db, scope, id),
  };
  return withoutHidden({ scope, entity: 'deal' }, page, ALWAYS);
}

async function visitsOf(db: Db, scope: Scope, dealId: string): Promise<Visit[]> {
  const { rows } = await sql<Visit>`
    select v.id, ${named('s')} as stage, v.entered_at as "enteredAt", v.exited_at as "exitedAt", ${named('m')} as actor
    from deal_stage_visit v join pipeline_stage s on s.workspace_id = v.workspace_id and s.id = v.stage_id
      left join member m on m.workspace_id = v.workspace_id and m.id = v.actor_member_id
    where v.workspace_id = ${scope.workspaceId} and v.deal_id = ${dealId} order by v.entered_at, v.id`.execute(db);
  return rows;
}
