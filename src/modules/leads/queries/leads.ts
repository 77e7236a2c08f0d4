import { type RawBuilder, sql } from 'kysely';
import type { z } from 'zod';
import { reachable } from '#modules/team/queries.ts';
import type { Db } from '#platform/db/db.ts';
import { withoutHidden } from '#platform/shared/fieldrights.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { Scope } from '#platform/shared/scope.ts';
import type { getLead as GetLead, Lead as LeadShape, StageVisit } from '../contract/leads.ts';
import { passagesOf } from '../rules/stages.ts';
import { conversionsOfLead } from './conversions.ts';

export type Lead = z.output<typeof LeadShape>;
export type Visit = z.output<typeof StageVisit>;
type LeadPage = z.output<(typeof GetLead)['output']>;

/** What a lead cannot be shown without, whatever the field rights say. */
const ALWAYS = [
  'id',
  'contact',
  'company',
  'stage',
  'stageSince',
  'handRaised',
  'openedAt',
  'closedAt',
  'touches',
  'firstTouchAt',
  'lastTouchAt',
];
const STRUCTURE = [
  'reason',
  'recycleUntil',
  'recycleCount',
  'custom',
  'imported',
  'deletedAt',
  'visits',
  'passages',
  'conversions',
  'writable',
];

const named = (table: string) =>
  sql`case when ${sql.ref(`${table}.id`)} is not null then jsonb_build_object('id', ${sql.ref(`${table}.id`)}, 'name', ${sql.ref(`${table}.name`)}) end`;

async function readLeads(db: Db, scope: Scope, where: RawBuilder<boolean>): Promise<(Lead & { writable: boolean })[]> {
  const { rows } = await sql<Lead & { writable: boolean }>`
    select lead.id, jsonb_build_object('id', contact.id, 'name', contact.name, 'jobTitle', contact.job_title, 'email', contact.email) as contact,
      ${named('company')} as company, lead.stage, lead.stage_since as "stageSince", lead.working_status as "workingStatus", ${named('owner')} as owner,
      lead.source_team as "sourceTeam", lead.source_channel as "sourceChannel", ${named('campaign')} as campaign, lead.hand_raised as "handRaised",
      lead.why_now as "whyNow", lead.fit, lead.score_label as "scoreLabel", lead.momentum, lead.score_reason as "scoreReason", lead.score_reason_at as "scoreReasonAt", lead.opened_at as "openedAt", lead.closed_at as "closedAt",
      lead.first_touch_at as "firstTouchAt", lead.last_touch_at as "lastTouchAt", lead.touches,
      case when reason.id is not null then jsonb_build_object('id', reason.id, 'class', reason.class, 'code', reason.code, 'label', reason.label) end as reason,
      lead.recycle_until as "recycleUntil", lead.recycle_count as "recycleCount", lead.tags, lead.custom, lead.imported, lead.deleted_at as "deletedAt",
      ${reachable(scope, 'lead', { to: 'write', ownerColumn: 'lead.owner_id' })} as "writable"
    from lead
      join contact on contact.workspace_id = lead.workspace_id and contact.id = lead.contact_id
      left join company on company.workspace_id = lead.workspace_id and company.id = lead.company_id and company.deleted_at is null
      left join campaign on campaign.workspace_id = lead.workspace_id and campaign.id = lead.campaign_id and campaign.deleted_at is null
      left join member owner on owner.workspace_id = lead.workspace_id and owner.id = lead.owner_id
      left join reason on reason.workspace_id = lead.workspace_id and reason.id = lead.reason_id
    where lead.workspace_id = ${scope.workspaceId} and ${where} and ${reachable(scope, 'lead', { to: 'read', ownerColumn: 'lead.owner_id' })}
    order by lead.opened_at desc, lead.id desc limit 200`.execute(db);
  return rows.map((row) => ({
    ...row,
    contact: contactWithin(scope, row.contact),
    writable: row.writable === true && scope.permissions.has('record:write'),
  }));
}

function contactWithin(scope: Scope, contact: Lead['contact']): Lead['contact'] {
  return {
    ...contact,
    jobTitle: scope.hidden.has('contact.jobTitle') ? null : contact.jobTitle,
    email: scope.hidden.has('contact.email') ? null : contact.email,
  };
}

/** A lead with every stage visit, oldest first, the stages it reached, and its conversions. */
export async function getLead(db: Db, scope: Scope, { id, now }: { id: string; now: string }): Promise<LeadPage | Refusal> {
  const [lead] = await readLeads(db, scope, sql`lead.id = ${id}`);
  if (!lead) return refuse('not_found', 'This lead is not here any more, or it is not yours to see.');
  const visits = await stageVisits(db, scope, [id]);
  const page = {
    ...lead,
    visits,
    passages: passagesOf(
      visits.filter((visit) => !visit.corrected),
      now,
    ),
    conversions: await conversionsOfLead(db, scope, id),
  };
  return withoutHidden({ scope, entity: 'lead' }, page, [...ALWAYS, ...STRUCTURE]);
}

/** All leads of a contact, newest first. */
export async function leadsOfContact(db: Db, scope: Scope, contactId: string): Promise<Lead[]> {
  const leads = await readLeads(db, scope, sql`lead.contact_id = ${contactId} and lead.deleted_at is null`);
  return leads.map(({ writable, ...lead }) => withoutHidden({ scope, entity: 'lead' }, lead, [...ALWAYS, ...STRUCTURE]));
}

/** Every stay of the given leads in a stage, oldest first. The caller has made sure that they may be read. */
export async function stageVisits(db: Db, scope: Scope, leadIds: readonly string[]): Promise<(Visit & { leadId: string })[]> {
  const { rows } = await sql<Visit & { leadId: string }>`
    select v.id, v.lead_id as "leadId", v.stage, v.direction, v.entered_at as "enteredAt", v.exited_at as "exitedAt", v.cause, ${named('m')} as actor,
      exists (select from stage_visit c where c.workspace_id = v.workspace_id and c.corrects_id = v.id) as corrected
    from stage_visit v left join member m on m.workspace_id = v.workspace_id and m.id = v.actor_member_id
    where v.workspace_id = ${scope.workspaceId} and v.lead_id = any (${leadIds}::uuid[])
    order by v.entered_at, v.exited_at nulls last, v.id`.execute(db);
  return rows;
}
