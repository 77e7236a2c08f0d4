import { sql } from 'kysely';
import { record } from '#modules/activities/commands/record.ts';
import { reachable } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { leadHandRaised, leadOpened } from '../events.ts';
import { continuesEpisode } from '../rules/episodes.ts';
import { directionOf, stageOnArrival } from '../rules/stages.ts';
import type { PathStage, SourceTeam, Stage } from '../schema.ts';
import { addConversion, type NewConversion } from './conversions.ts';
import { followLifecycle } from './lifecycle.ts';
import { enterStage, type LockedLead } from './stages.ts';

export interface Opening {
  contactId: string;
  /** The contact's of today where absent. */
  companyId?: string | null;
  /** The caller's department where absent: what Sales finds itself counts as Sales'. */
  sourceTeam?: SourceTeam;
  sourceChannel?: string;
  campaignId?: string | null;
  /** Asked for a conversation (demo, quote, contact): qualified at once, whatever the score says. */
  handRaised?: boolean;
  /** The buyer's own words. */
  whyNow?: string;
  /** A rep who opens a lead owns it where this is absent. */
  ownerId?: string | null;
  /** Where it begins; `inquiry` where absent. */
  stage?: PathStage;
  tags?: readonly string[];
  /** Checked already (`parseCustom`). */
  custom?: Readonly<Record<string, unknown>>;
  conversion?: NewConversion;
  cause?: string;
  at?: string;
}

export interface Opened {
  leadId: string;
  /** True where the contact's lead of the last days was taken up again. */
  joined: boolean;
  conversionId: string | null;
}

interface Person {
  id: string;
  company_id: string | null;
}

/**
 * Opens a lead for a contact, or takes up the one of the last seven days (`continuesEpisode`). A hand-raiser becomes an MQL in the
 * same moment and is announced as `leadHandRaised`.
 */
export async function openLead(ctx: Ctx, opening: Opening): Promise<Opened | Refusal> {
  const person = await lockContact(ctx, opening.contactId);
  if (isRefusal(person)) return person;
  const at = opening.at ?? opening.conversion?.occurredAt ?? ctx.now;
  const newest = await newestLead(ctx, opening.contactId);
  const joined = newest !== undefined && continuesEpisode(newest.episode, at);
  const leadId = joined ? await join(ctx, newest.lead, { ...opening, at }) : await begin(ctx, person, { ...opening, at });
  const conversionId = opening.conversion
    ? await addConversion(ctx, { ...opening.conversion, occurredAt: at, leadId, contactId: opening.contactId })
    : null;
  if (opening.handRaised) await ctx.announce(leadHandRaised, { leadId, contactId: opening.contactId, at });
  ctx.changed('lead', leadId);
  return { leadId, joined, conversionId };
}

/** Two forms of one person at the same moment must not open two leads: the second waits here. */
async function lockContact(ctx: Ctx, contactId: string): Promise<Person | Refusal> {
  const { rows } = await sql<Person>`select id, company_id from contact
    where workspace_id = ${ctx.scope.workspaceId} and id = ${contactId} and deleted_at is null
      and ${reachable(ctx.scope, 'contact', { to: 'read', ownerColumn: 'contact.owner_id' })} for no key update`.execute(ctx.tx);
  return rows[0] ?? refuse('not_found', 'This contact is not here any more, or it is not yours to see.', { field: 'contactId' });
}

async function newestLead(ctx: Ctx, contactId: string) {
  const { rows } = await sql<LockedLead & { opened_at: string; converted_at: string | null }>`
    select id, contact_id, company_id, owner_id, campaign_id, stage, stage_since, hand_raised, closed_at, opened_at,
      (select max(occurred_at) from conversion c where c.workspace_id = lead.workspace_id and c.lead_id = lead.id) as converted_at
    from lead where workspace_id = ${ctx.scope.workspaceId} and contact_id = ${contactId} and deleted_at is null
    order by opened_at desc, id desc limit 1 for update`.execute(ctx.tx);
  const lead = rows[0];
  if (!lead) return undefined;
  const endedAt = lead.closed_at ?? (lead.stage === 'recycled' ? lead.stage_since : null);
  return { lead, episode: { openedAt: lead.opened_at, lastConversionAt: lead.converted_at, endedAt } };
}

type Arrival = Opening & { at: string };

async function join(ctx: Ctx, lead: LockedLead, opening: Arrival): Promise<string> {
  const handRaised = opening.handRaised ?? false;
  await ctx.tx
    .updateTable('lead')
    .set({
      hand_raised: lead.hand_raised || handRaised,
      campaign_id: lead.campaign_id ?? opening.campaignId ?? null,
      ...(opening.whyNow ? { why_now: opening.whyNow } : {}),
      updated_at: ctx.now,
    })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', lead.id)
    .execute();
  const to = stageOnArrival(lead.stage, handRaised);
  await enterStage(ctx, lead, { to, cause: handRaised ? 'hand_raised' : (opening.cause ?? 'converted_again'), at: opening.at });
  return lead.id;
}

async function begin(ctx: Ctx, person: Person, opening: Arrival): Promise<string> {
  const { workspaceId, actor } = ctx.scope;
  const { handRaised = false, at } = opening;
  const maker = await departmentOf(ctx);
  const first: Stage = opening.stage ?? 'inquiry';
  const stage = stageOnArrival(first, handRaised);
  const ownerId = opening.ownerId === undefined ? (maker === 'sales' ? actor.memberId : null) : opening.ownerId;
  const lead = await ctx.tx
    .insertInto('lead')
    .values({
      workspace_id: workspaceId,
      contact_id: person.id,
      company_id: opening.companyId === undefined ? person.company_id : opening.companyId,
      stage,
      working_status: ownerId ? 'assigned' : 'new',
      owner_id: ownerId,
      source_team: opening.sourceTeam ?? (maker === 'sales' ? 'sales' : 'marketing'),
      source_channel: opening.sourceChannel ?? opening.conversion?.channel ?? null,
      campaign_id: opening.campaignId ?? opening.conversion?.campaignId ?? null,
      hand_raised: handRaised,
      why_now: opening.whyNow ?? null,
      tags: [...(opening.tags ?? [])],
      custom: JSON.stringify(opening.custom ?? {}),
      opened_at: at,
      stage_since: at,
      created_by: actor.memberId,
      created_at: ctx.now,
      updated_at: ctx.now,
    })
    .returning(['id', 'company_id', 'campaign_id'])
    .executeTakeFirstOrThrow();
  await firstVisits(ctx, lead.id, {
    path: first === stage ? [stage] : [first, stage],
    at,
    cause: handRaised ? 'hand_raised' : (opening.cause ?? 'opened'),
  });
  await record(ctx, [
    {
      kind: 'record_created',
      occurredAt: at,
      evidence: 'system',
      contactId: person.id,
      companyId: lead.company_id,
      leadId: lead.id,
      campaignId: lead.campaign_id,
      memberId: actor.memberId,
      data: { of: 'lead', stage, handRaised },
    },
  ]);
  await followLifecycle(ctx, [person.id]);
  await ctx.announce(leadOpened, { leadId: lead.id, contactId: person.id, stage, handRaised, at });
  return lead.id;
}

/** The visits of a lead that begins: those passed through in the same moment have no length. */
async function firstVisits(ctx: Ctx, leadId: string, begun: { path: readonly Stage[]; at: string; cause: string }): Promise<void> {
  const { path, at, cause } = begun;
  for (const [place, stage] of path.entries())
    await ctx.tx
      .insertInto('stage_visit')
      .values({
        workspace_id: ctx.scope.workspaceId,
        lead_id: leadId,
        stage,
        direction: directionOf(path.slice(0, place), stage),
        entered_at: at,
        exited_at: place < path.length - 1 ? at : null,
        cause,
        actor_member_id: ctx.scope.actor.memberId,
      })
      .execute();
}

async function departmentOf(ctx: Ctx): Promise<string | null> {
  if (!ctx.scope.actor.memberId) return null;
  const row = await ctx.tx
    .selectFrom('member')
    .select('department')
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', ctx.scope.actor.memberId)
    .executeTakeFirst();
  return row?.department ?? null;
}
