import { sql } from 'kysely';
import { record } from '#modules/activities/commands/record.ts';
import { reachable } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { leadClosed, leadStageChanged } from '../events.ts';
import { missingForReason } from '../rules/reasons.ts';
import { directionOf, isOnPath } from '../rules/stages.ts';
import { type Direction, type ReasonClass, SHORTEST_NOTE, type Stage } from '../schema.ts';
import { followLifecycle } from './lifecycle.ts';

export interface LockedLead {
  id: string;
  contact_id: string;
  company_id: string | null;
  owner_id: string | null;
  campaign_id: string | null;
  stage: Stage;
  stage_since: string;
  hand_raised: boolean;
  closed_at: string | null;
}

const GONE = 'This lead is not here any more, or it is not yours to see.';

/** The lead, locked until the transaction ends, where the caller may change it. */
export async function lockLead(ctx: Ctx, leadId: string): Promise<LockedLead | Refusal> {
  const { rows } = await sql<LockedLead>`
    select id, contact_id, company_id, owner_id, campaign_id, stage, stage_since, hand_raised, closed_at from lead
    where workspace_id = ${ctx.scope.workspaceId} and id = ${leadId} and deleted_at is null
      and ${reachable(ctx.scope, 'lead', { to: 'write', ownerColumn: 'lead.owner_id' })} for update`.execute(ctx.tx);
  return rows[0] ?? refuse('not_found', GONE);
}

export interface Entering {
  to: Stage;
  /** Why, as a word of the code or of the ledger: `verdict:accepted`, `deal_created`, `by_hand`. */
  cause: string;
  at?: string;
  reasonId?: string | null;
  recycleUntil?: string | null;
  note?: string | null;
  /** The stay that should not have been; the lead stands in `to` since that began. */
  correctsId?: string;
}

export interface Moved {
  moved: boolean;
  from: Stage;
  to: Stage;
  direction: Direction | null;
}

/**
 * Moves a lead to a stage of the path, in whatever order: the stay so far is ended, never overwritten. Moving to where it stands
 * changes nothing. A lead that was recycled or closed is open again. Off the path, and to its end as a customer: `closeLead`.
 */
export async function moveStage(
  ctx: Ctx,
  move: { leadId: string; to: Stage; cause: string; at?: string; note?: string },
): Promise<Moved | Refusal> {
  if (!isOnPath(move.to)) return refuse('invalid', 'Recycling or disqualifying a lead needs a reason.', { field: 'reasonId' });
  if (move.to === 'customer') return refuse('invalid', 'A lead becomes a customer when its deal is won, not by hand.', { field: 'stage' });
  const lead = await lockLead(ctx, move.leadId);
  return isRefusal(lead) ? lead : enterStage(ctx, lead, move);
}

export interface Closing {
  leadId: string;
  as: 'recycled' | 'disqualified' | 'customer';
  cause: string;
  /** Needed for all but a customer. */
  reasonId?: string;
  note?: string;
  /** A day; from then on the lead may be worked again. */
  recycleUntil?: string;
  at?: string;
}

const CLASSES_OF: Readonly<Record<'recycled' | 'disqualified', readonly ReasonClass[]>> = {
  recycled: ['not_now', 'lost'],
  disqualified: ['not_a_lead', 'bad_data', 'not_fit', 'already_ours', 'lost'],
};

/**
 * Takes a lead off the path with a reason, or ends it as a customer. A recycled lead stays open and is Marketing's to warm again;
 * a disqualified one and a customer are closed.
 */
export async function closeLead(ctx: Ctx, closing: Closing): Promise<Moved | Refusal> {
  const lead = await lockLead(ctx, closing.leadId);
  if (isRefusal(lead)) return lead;
  if (closing.as !== 'customer') {
    const problem = await checkReason(ctx, closing.as, closing);
    if (problem) return problem;
  }
  return enterStage(ctx, lead, { ...closing, to: closing.as });
}

async function checkReason(ctx: Ctx, as: 'recycled' | 'disqualified', given: Closing): Promise<Refusal | null> {
  if (!given.reasonId) return refuse('invalid', 'Choose a reason.', { field: 'reasonId' });
  const reason = await findReason(ctx, given.reasonId);
  if (!reason) return refuse('invalid', 'This reason is not in use any more. Choose another.', { field: 'reasonId' });
  if (!CLASSES_OF[as].includes(reason.class))
    return refuse(
      'invalid',
      as === 'recycled' ? 'Choose a reason that says "not now".' : 'Choose a reason that says why it is not a lead for us.',
      {
        field: 'reasonId',
      },
    );
  return reasonGap(reason, { note: given.note, date: given.recycleUntil });
}

export interface KnownReason {
  id: string;
  class: ReasonClass;
  code: string;
  label: string;
  needsNote: boolean;
  needsDate: boolean;
}

/** A reason that may be given now; undefined where it is unknown or out of use. */
export async function findReason(ctx: Pick<Ctx, 'tx' | 'scope'>, id: string): Promise<KnownReason | undefined> {
  const row = await ctx.tx
    .selectFrom('reason')
    .select(['id', 'class', 'code', 'label', 'needs_note as needsNote', 'needs_date as needsDate'])
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .where('archived_at', 'is', null)
    .executeTakeFirst();
  return row && { ...row, class: row.class as ReasonClass };
}

/** What a reason asks for and did not get, as a refusal. */
export function reasonGap(reason: KnownReason, given: { note?: string | null; date?: string | null }): Refusal | null {
  const missing = missingForReason(reason, given);
  if (missing === 'note')
    return refuse('invalid', `"${reason.label}" needs a note of at least ${SHORTEST_NOTE} characters.`, { field: 'note' });
  if (missing === 'date') return refuse('invalid', `"${reason.label}" needs a day from which to try again.`, { field: 'recycleUntil' });
  return null;
}

/** Ends the present stay and begins the next, with the row on the timeline, the contact's stage and the events. */
export async function enterStage(ctx: Ctx, lead: LockedLead, entering: Entering): Promise<Moved> {
  const { to, cause } = entering;
  if (lead.stage === to) return { moved: false, from: lead.stage, to, direction: null };
  // A stay cannot end before it began, whatever an importer or a backdated log says.
  const at = later(entering.at ?? ctx.now, lead.stage_since);
  const direction = await addVisit(ctx, lead.id, { stage: to, cause, at, correctsId: entering.correctsId });
  await updateStage(ctx, lead, { ...entering, at });
  const event = { leadId: lead.id, contactId: lead.contact_id };
  await record(ctx, [
    {
      kind: 'stage_change',
      occurredAt: at,
      evidence: 'system',
      contactId: lead.contact_id,
      companyId: lead.company_id,
      leadId: lead.id,
      campaignId: lead.campaign_id,
      memberId: ctx.scope.actor.memberId,
      body: entering.note || null,
      data: { of: 'lead', from: lead.stage, to, direction, cause, ...(entering.reasonId ? { reasonId: entering.reasonId } : {}) },
    },
  ]);
  await followLifecycle(ctx, [lead.contact_id]);
  await ctx.announce(leadStageChanged, { ...event, from: lead.stage, to, direction, cause, at });
  if (closes(to)) await ctx.announce(leadClosed, { ...event, stage: to, reasonId: entering.reasonId ?? null, at });
  ctx.changed('lead', lead.id);
  return { moved: true, from: lead.stage, to, direction };
}

const NOBODY = '00000000-0000-0000-0000-000000000000';
const later = (one: string, other: string) => new Date(Math.max(Date.parse(one), Date.parse(other))).toISOString();
const closes = (stage: Stage) => stage === 'customer' || stage === 'disqualified';

/** Writes the visit of a stage and ends the one before; its direction follows from all that came before it. */
export async function addVisit(
  ctx: Ctx,
  leadId: string,
  visit: { stage: Stage; cause: string; at: string; correctsId?: string },
): Promise<Direction> {
  const { workspaceId, actor } = ctx.scope;
  const past = await ctx.tx
    .selectFrom('stage_visit')
    .select('stage')
    .where('workspace_id', '=', workspaceId)
    .where('lead_id', '=', leadId)
    .where('id', '<>', visit.correctsId ?? NOBODY)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('stage_visit as later')
            .select('later.id')
            .whereRef('later.workspace_id', '=', 'stage_visit.workspace_id')
            .whereRef('later.corrects_id', '=', 'stage_visit.id'),
        ),
      ),
    )
    .orderBy('entered_at')
    .orderBy('exited_at', (order) => order.asc().nullsLast())
    .orderBy('id')
    .execute();
  const direction = directionOf(
    past.map((one) => one.stage as Stage),
    visit.stage,
  );
  await ctx.tx
    .updateTable('stage_visit')
    .set({ exited_at: sql<string>`greatest(entered_at, ${visit.at}::timestamptz)` })
    .where('workspace_id', '=', workspaceId)
    .where('lead_id', '=', leadId)
    .where('exited_at', 'is', null)
    .execute();
  await ctx.tx
    .insertInto('stage_visit')
    .values({
      workspace_id: workspaceId,
      lead_id: leadId,
      stage: visit.stage,
      direction,
      entered_at: visit.at,
      cause: visit.cause,
      actor_member_id: actor.memberId,
      corrects_id: visit.correctsId ?? null,
    })
    .execute();
  return direction;
}

async function updateStage(ctx: Ctx, lead: LockedLead, entering: Entering & { at: string }): Promise<void> {
  const { to, at } = entering;
  const offPath = !isOnPath(to);
  await ctx.tx
    .updateTable('lead')
    .set({
      stage: to,
      stage_since: at,
      closed_at: closes(to) ? at : null,
      reason_id: offPath ? (entering.reasonId ?? null) : null,
      recycle_until: to === 'recycled' ? (entering.recycleUntil ?? null) : null,
      ...(to === 'recycled' ? { recycle_count: sql<number>`recycle_count + 1` } : {}),
      ...(offPath ? { working_status: to } : isOnPath(lead.stage) ? {} : { working_status: 'new' }),
      updated_at: ctx.now,
    })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', lead.id)
    .execute();
}
