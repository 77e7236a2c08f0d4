import { sql } from 'kysely';
import { record } from '#modules/activities/commands/record.ts';
import { closeClock, voidClocks } from '#modules/agreements/commands/clocks.ts';
import { syncClocks } from '#modules/agreements/commands/sync.ts';
import { closeLead, findReason, type KnownReason, moveStage } from '#modules/leads/commands/stages.ts';
import { notify } from '#modules/notices/commands.ts';
import { reachable, unlimited } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { verdictGiven } from '../events.ts';
import { factsAbout } from '../queries/facts.ts';
import { contradictions } from '../rules/contradictions.ts';
import type { Decision, Verdict } from '../schema.ts';
import { openPlan } from './plans.ts';

export interface OpenHandoff {
  id: string;
  lead_id: string;
  contact_id: string;
  company_id: string | null;
  campaign_id: string | null;
  assignee_id: string | null;
  handed_at: string;
  decision: Decision | null;
  closed_at: string | null;
  name: string;
  stage: string;
}

/** A hand-off, locked; undefined where it is not there for the scope. */
export async function lockHandoff(ctx: Ctx, id: string): Promise<OpenHandoff | undefined> {
  const { rows } = await sql<OpenHandoff>`
    select h.id, h.lead_id, h.contact_id, h.company_id, h.campaign_id, h.assignee_id, h.handed_at, h.decision, h.closed_at, l.stage,
      coalesce(nullif(c.name, ''), c.email, 'Someone') as name
    from handoff h join lead l on l.workspace_id = h.workspace_id and l.id = h.lead_id and l.deleted_at is null
      join contact c on c.workspace_id = h.workspace_id and c.id = h.contact_id
    where h.workspace_id = ${ctx.scope.workspaceId} and h.id = ${id} and ${reachable(ctx.scope, 'lead', { to: 'write', ownerColumn: 'l.owner_id' })} for update of h`.execute(
    ctx.tx,
  );
  return rows[0];
}

export interface Said {
  decision: Verdict;
  reasonId?: string | undefined;
  note?: string | undefined;
  quality?: number | undefined;
  recycleOn?: string | undefined;
}

const GONE = 'This hand-off is not here any more, or it is not yours to see.';

/** The verdict that is owed. A lead that comes back needs the reason, and the reason must not be contradicted by the record. */
export async function giveVerdict(ctx: Ctx, said: Said & { id: string }): Promise<{ warnings: string[] } | Refusal> {
  const handoff = await lockHandoff(ctx, said.id);
  if (!handoff) return refuse('not_found', GONE);
  if (handoff.decision !== null || handoff.closed_at !== null)
    return refuse('conflict', 'There is a verdict on this lead already. To give an accepted lead back, return it.');
  return decide(ctx, handoff, said);
}

/** Gives a lead back that had been accepted, with the reason: stalled leads lie nowhere. */
export async function returnLead(ctx: Ctx, said: Said & { id: string }): Promise<{ warnings: string[] } | Refusal> {
  const handoff = await lockHandoff(ctx, said.id);
  if (!handoff) return refuse('not_found', GONE);
  if (handoff.decision === null) return refuse('not_now', 'There is no verdict on this lead yet. Give one.');
  if (handoff.closed_at !== null) return refuse('conflict', 'This lead was given back or closed already.');
  return decide(ctx, handoff, said);
}

async function decide(asker: Ctx, handoff: OpenHandoff, said: Said): Promise<{ warnings: string[] } | Refusal> {
  const ctx: Ctx = { ...asker, scope: unlimited(asker.scope) };
  const reason = said.reasonId ? await findReason(ctx, said.reasonId) : undefined;
  if (said.decision !== 'accepted' && !reason) return refuse('invalid', 'Choose the reason.', { field: 'reasonId' });
  const facts = await factsAbout(ctx, {
    id: handoff.id,
    contactId: handoff.contact_id,
    companyId: handoff.company_id,
    since: handoff.handed_at,
  });
  const against = reason && said.decision !== 'accepted' ? contradictions(reason.code, facts) : { refused: null, warnings: [] };
  if (against.refused) return refuse('not_now', against.refused, { field: 'reasonId' });
  const moved = await moveLead(ctx, handoff, said);
  if (isRefusal(moved)) return moved;
  await writeVerdict(ctx, handoff, { ...said, reason, warnings: against.warnings, attempts: facts.attempts });
  return { warnings: against.warnings };
}

async function moveLead(ctx: Ctx, handoff: OpenHandoff, said: Said) {
  const cause = `verdict:${said.decision}`;
  if (said.decision === 'accepted')
    return handoff.stage === 'mql' ? moveStage(ctx, { leadId: handoff.lead_id, to: 'sal', cause }) : undefined;
  const moved = await closeLead(ctx, {
    leadId: handoff.lead_id,
    as: said.decision === 'rejected' ? 'disqualified' : 'recycled',
    cause,
    ...(said.reasonId ? { reasonId: said.reasonId } : {}),
    ...(said.note ? { note: said.note } : {}),
    ...(said.recycleOn ? { recycleUntil: said.recycleOn } : {}),
  });
  // What the lead calls "recycled until" is the day of the verdict.
  return isRefusal(moved) && moved.field === 'recycleUntil' ? { ...moved, field: 'recycleOn' } : moved;
}

export interface Written extends Omit<Said, 'decision'> {
  decision: Exclude<Decision, 'withdrawn'>;
  reason: KnownReason | undefined;
  warnings: readonly string[];
  attempts: number;
  at?: string;
}

/** Writes the verdict down, on the timeline too: it is the proof that its own clock waits for. */
export async function writeVerdict(ctx: Ctx, handoff: OpenHandoff, written: Written): Promise<void> {
  const at = written.at ?? ctx.now;
  const { workspaceId, actor } = ctx.scope;
  const byDefault = written.decision === 'accepted_by_default';
  const comesBack = written.decision === 'rejected' || written.decision === 'recycled';
  await ctx.tx
    .insertInto('verdict')
    .values({
      workspace_id: workspaceId,
      handoff_id: handoff.id,
      lead_id: handoff.lead_id,
      decision: written.decision,
      reason_id: comesBack ? (written.reason?.id ?? null) : null,
      note: written.note || null,
      quality: written.quality ?? null,
      recycle_on: written.recycleOn ?? null,
      contradictions: [...written.warnings],
      attempts: written.attempts,
      decided_at: at,
      decided_by: byDefault ? null : actor.memberId,
      took_seconds: Math.max(0, Math.round((Date.parse(at) - Date.parse(handoff.handed_at)) / 1000)),
    })
    .execute();
  await ctx.tx
    .updateTable('handoff')
    .set({
      ...(handoff.decision === null ? { decision: written.decision, decided_at: at } : {}),
      ...(comesBack ? { returned_at: at, closed_at: at } : {}),
    })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', handoff.id)
    .execute();
  await onTimeline(ctx, handoff, { ...written, at });
  await syncClocks(ctx, sql`k.cause_id = ${handoff.id}`);
  if (comesBack) await giveBack(ctx, handoff, written);
  await ctx.announce(verdictGiven, {
    handoffId: handoff.id,
    leadId: handoff.lead_id,
    contactId: handoff.contact_id,
    decision: written.decision,
    reasonId: written.reason?.id ?? null,
    returned: comesBack,
    at,
  });
  ctx.changed('handoff', handoff.id);
  ctx.changed('lead', handoff.lead_id);
}

async function onTimeline(ctx: Ctx, handoff: OpenHandoff, written: Written & { at: string }): Promise<void> {
  const comesBack = written.decision === 'rejected' || written.decision === 'recycled';
  await record(ctx, [
    {
      kind: 'verdict',
      occurredAt: written.at,
      evidence: 'system',
      side: 'sales',
      contactId: handoff.contact_id,
      companyId: handoff.company_id,
      leadId: handoff.lead_id,
      campaignId: handoff.campaign_id,
      memberId: written.decision === 'accepted_by_default' ? null : ctx.scope.actor.memberId,
      outcome: written.decision,
      subject: comesBack ? (written.reason?.label ?? null) : null,
      body: written.note || null,
      data: { causeId: handoff.id, ...(written.reason ? { reasonId: written.reason.id, reasonClass: written.reason.class } : {}) },
    },
  ]);
}

async function giveBack(ctx: Ctx, handoff: OpenHandoff, written: Written): Promise<void> {
  await voidClocks(ctx, { causeIds: [handoff.id], reason: 'The lead was given back.' });
  if (written.decision !== 'recycled') return;
  await openPlan(ctx, {
    leadId: handoff.lead_id,
    contactId: handoff.contact_id,
    handoffId: handoff.id,
    reasonId: written.reason?.id ?? null,
    note: written.note || null,
    recycleOn: written.recycleOn ?? null,
    name: handoff.name,
    reason: written.reason?.label ?? '',
  });
}

/** Silence is acceptance: the time for the verdict passed, so the lead counts as accepted. The clock stays breached, for nobody said anything. */
export async function acceptBySilence(ctx: Ctx, silence: { handoffId: string; clockId: string; at: string }): Promise<void> {
  const handoff = await lockHandoff(ctx, silence.handoffId);
  if (!handoff || handoff.decision !== null || handoff.closed_at !== null) return;
  if (handoff.stage === 'mql') await moveStage(ctx, { leadId: handoff.lead_id, to: 'sal', cause: 'verdict:accepted_by_default' });
  await writeVerdict(ctx, handoff, { decision: 'accepted_by_default', reason: undefined, warnings: [], attempts: 0, at: ctx.now });
  await closeClock(ctx, silence.clockId);
  if (!handoff.assignee_id) return;
  await notify(ctx, {
    memberId: handoff.assignee_id,
    kind: 'handoff.accepted_by_default',
    title: `${handoff.name} counts as accepted`,
    body: 'Nobody said otherwise in the time that both teams agreed on. You can still return the lead with a reason.',
    link: `/leads/${handoff.lead_id}`,
    dedupeKey: `silence:${handoff.id}`,
  });
}
