import { sql } from 'kysely';
import { reassignClocks, startClocks, voidClocks } from '#modules/agreements/commands/clocks.ts';
import { setLeadOwner } from '#modules/leads/commands/leads.ts';
import type { ReasonClass } from '#modules/leads/schema.ts';
import { notify } from '#modules/notices/commands.ts';
import { unlimited } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { isOfSales } from './handoff.ts';
import { openPlan } from './plans.ts';
import { lockHandoff, type OpenHandoff, writeVerdict } from './verdict.ts';

interface Standing {
  stage: string;
  reason_id: string | null;
  reason: string | null;
  reason_class: ReasonClass | null;
  recycle_until: string | null;
  contact_id: string;
  name: string;
  handoff_id: string | null;
}

/**
 * Brings hand-off, plan and clocks in line with where the lead stands now, whoever moved it and however (a board, a deal, a list, an API): moved on, it
 * was accepted; off the path, it has come back. Does nothing where all is in line, so it may run twice.
 */
export async function settleLead(asker: Ctx, leadId: string): Promise<void> {
  const ctx: Ctx = { ...asker, scope: unlimited(asker.scope) };
  const { rows } = await sql<Standing>`
    select l.stage, l.reason_id, r.label as reason, r.class as reason_class, l.recycle_until, l.contact_id, coalesce(nullif(c.name, ''), c.email, 'Someone') as name,
      (select h.id from handoff h where h.workspace_id = l.workspace_id and h.lead_id = l.id and h.closed_at is null) as handoff_id
    from lead l join contact c on c.workspace_id = l.workspace_id and c.id = l.contact_id left join reason r on r.workspace_id = l.workspace_id and r.id = l.reason_id
    where l.workspace_id = ${ctx.scope.workspaceId} and l.id = ${leadId} and l.deleted_at is null`.execute(ctx.tx);
  const [lead] = rows;
  if (!lead) return;
  const handoff = lead.handoff_id ? await lockHandoff(ctx, lead.handoff_id) : undefined;
  if (handoff) await settleHandoff(ctx, handoff, lead);
  if (lead.stage === 'recycled')
    await openPlan(ctx, {
      leadId,
      contactId: lead.contact_id,
      handoffId: handoff?.id ?? null,
      reasonId: lead.reason_id,
      note: null,
      recycleOn: lead.recycle_until,
      name: lead.name,
      reason: lead.reason ?? 'no reason',
    });
}

const BEYOND = ['sal', 'sql', 'opportunity', 'customer'];
const DONE = ['opportunity', 'customer'];
/** Reasons that say that there never was a lead: nobody of Sales has anything to answer for. */
const NO_LEAD = ['not_a_lead', 'bad_data'];

async function settleHandoff(ctx: Ctx, handoff: OpenHandoff, lead: Standing): Promise<void> {
  if (BEYOND.includes(lead.stage) && handoff.decision === null)
    await writeVerdict(ctx, handoff, { decision: 'accepted', reason: undefined, warnings: [], attempts: 0 });
  if (DONE.includes(lead.stage)) return end(ctx, handoff, {});
  if (lead.stage !== 'recycled' && lead.stage !== 'disqualified') return;
  const withdrawn = handoff.decision === null && lead.stage === 'disqualified' && NO_LEAD.includes(lead.reason_class ?? '');
  if (withdrawn) return end(ctx, handoff, { decision: 'withdrawn', decided_at: ctx.now });
  const reason =
    lead.reason_id && lead.reason
      ? { id: lead.reason_id, label: lead.reason, class: lead.reason_class ?? 'not_now', code: '', needsNote: false, needsDate: false }
      : undefined;
  await writeVerdict(ctx, handoff, {
    decision: lead.stage === 'recycled' ? 'recycled' : 'rejected',
    reason,
    warnings: [],
    attempts: 0,
    ...(lead.recycle_until ? { recycleOn: lead.recycle_until } : {}),
  });
}

async function end(
  ctx: Ctx,
  handoff: OpenHandoff,
  { reason, ...change }: { decision?: 'withdrawn'; decided_at?: string; reason?: string },
): Promise<void> {
  await ctx.tx
    .updateTable('handoff')
    .set({ ...change, closed_at: ctx.now })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', handoff.id)
    .execute();
  const why = change.decision ? 'It turned out to be no lead.' : 'The lead went on.';
  await voidClocks(ctx, { causeIds: [handoff.id], reason: reason ?? why });
  ctx.changed('handoff', handoff.id);
  ctx.changed('lead', handoff.lead_id);
}

/** Hand-offs whose lead was put into the trash: nobody owes anything for it. */
export async function withdrawTrashed(ctx: Ctx): Promise<void> {
  const { rows } =
    await sql<OpenHandoff>`select h.id, h.lead_id, h.contact_id, h.company_id, h.campaign_id, h.assignee_id, h.handed_at, h.decision, h.closed_at, l.stage, '' as name
    from handoff h join lead l on l.workspace_id = h.workspace_id and l.id = h.lead_id
    where h.workspace_id = ${ctx.scope.workspaceId} and h.closed_at is null and l.deleted_at is not null limit 500`.execute(ctx.tx);
  for (const handoff of rows)
    await end(ctx, handoff, {
      ...(handoff.decision === null ? { decision: 'withdrawn', decided_at: ctx.now } : {}),
      reason: 'The lead was removed.',
    });
  const { rows: plans } = await sql<{ id: string }>`update recycle_plan p set state = 'archived', ended_at = ${ctx.now} from lead l
    where p.workspace_id = ${ctx.scope.workspaceId} and p.ended_at is null and l.workspace_id = p.workspace_id and l.id = p.lead_id and l.deleted_at is not null returning p.id`.execute(
    ctx.tx,
  );
  await voidClocks(ctx, { causeIds: plans.map(({ id }) => id), reason: 'The lead was removed.' });
}

/** Gives a hand-off to someone else. The clocks go on: nobody gains time by passing a lead on. */
export async function assignHandoff(
  ctx: Ctx,
  given: { id: string; memberId: string; reason: string },
): Promise<Record<string, never> | Refusal> {
  const handoff = await lockHandoff(ctx, given.id);
  if (!handoff) return refuse('not_found', 'This hand-off is not here any more, or it is not yours to see.');
  if (handoff.closed_at !== null) return refuse('conflict', 'This hand-off is closed.');
  if (!(await isOfSales(ctx, given.memberId))) return refuse('invalid', 'Choose someone of Sales.', { field: 'memberId' });
  const owned = await setLeadOwner(ctx, { leadId: handoff.lead_id, ownerId: given.memberId, cause: 'reassigned' });
  if (isRefusal(owned)) return owned;
  await passOn(ctx, handoff, { memberId: given.memberId, reason: given.reason });
  return {};
}

/** The lead's owner was changed somewhere: its hand-off and clocks go along. */
export async function followOwner(asker: Ctx, change: { leadId: string; to: string | null }): Promise<void> {
  const ctx: Ctx = { ...asker, scope: unlimited(asker.scope) };
  const { rows } = await sql<{
    id: string;
  }>`select id from handoff where workspace_id = ${ctx.scope.workspaceId} and lead_id = ${change.leadId} and closed_at is null`.execute(
    ctx.tx,
  );
  const handoff = rows[0] ? await lockHandoff(ctx, rows[0].id) : undefined;
  const { rows: owner } = await sql<{
    owner_id: string | null;
  }>`select owner_id from lead where workspace_id = ${ctx.scope.workspaceId} and id = ${change.leadId}`.execute(ctx.tx);
  const to = owner[0]?.owner_id ?? null;
  if (handoff && handoff.assignee_id !== to) await passOn(ctx, handoff, { memberId: to, reason: 'The lead has another owner.' });
}

/** The hand-off and its clocks go to someone, or to nobody; the one who gets it is told by the caller. */
export async function giveTo(ctx: Ctx, handoff: OpenHandoff, to: { memberId: string | null; reason: string }): Promise<void> {
  await ctx.tx
    .updateTable('handoff')
    .set({ assignee_id: to.memberId, taken_at: null, reclaim_at: null })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', handoff.id)
    .execute();
  await reassignClocks(ctx, { causeId: handoff.id, toMemberId: to.memberId, reason: to.reason });
  ctx.changed('handoff', handoff.id);
  ctx.changed('lead', handoff.lead_id);
}

export async function passOn(ctx: Ctx, handoff: OpenHandoff, to: { memberId: string | null; reason: string }): Promise<void> {
  await giveTo(ctx, handoff, to);
  if (to.memberId && to.memberId !== ctx.scope.actor.memberId)
    await notify(ctx, {
      memberId: to.memberId,
      kind: 'handoff.assigned',
      title: `${handoff.name} is yours now`,
      body: to.reason,
      link: `/leads/${handoff.lead_id}`,
      dedupeKey: `handoff:${handoff.id}:${to.memberId}:${ctx.now}`,
    });
}

/** Someone whose lead lies with Sales asks again to be contacted: the stricter promise runs from now, and the rep knows. */
export async function raiseAgain(ctx: Ctx, handoff: OpenHandoff, at: string): Promise<void> {
  // The hand-off came of this very asking.
  if (handoff.handed_at >= at) return;
  await startClocks(ctx, {
    when: 'hand_raised',
    subjectId: handoff.lead_id,
    contactId: handoff.contact_id,
    causeId: handoff.id,
    assigneeId: handoff.assignee_id,
    startedAt: at,
    label: handoff.name,
  });
  if (handoff.assignee_id)
    await notify(ctx, {
      memberId: handoff.assignee_id,
      kind: 'handoff.raised_again',
      title: `${handoff.name} asks to be contacted`,
      link: `/leads/${handoff.lead_id}`,
      dedupeKey: `raised:${handoff.id}:${at}`,
    });
}
