import { sql } from 'kysely';
import { createTask } from '#modules/activities/commands/tasks.ts';
import { peopleOf } from '#modules/agreements/commands/notices.ts';
import { setLeadOwner } from '#modules/leads/commands/leads.ts';
import { closeLead } from '#modules/leads/commands/stages.ts';
import { notify } from '#modules/notices/commands.ts';
import { reachable } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { countLimbo } from '../queries/limbo.ts';
import { leadersOfBothSides } from '../queries/people.ts';
import { today } from '../queries/seats.ts';
import type { LIMBO_MOVES } from '../schema.ts';
import { openPlan } from './plans.ts';
import { giveVerdict, returnLead } from './verdict.ts';

type Done = Record<string, never>;

interface Stuck {
  id: string;
  stage: string;
  owner_id: string | null;
  contact_id: string;
  reason_id: string | null;
  name: string;
  handoff_id: string | null;
  decision: string | null;
}

/** Gives a lead its next move, whoever noticed that it has none. */
export async function moveFromLimbo(
  ctx: Ctx,
  move: { id: string; to: (typeof LIMBO_MOVES)[number]; reasonId?: string | undefined },
): Promise<Done | Refusal> {
  const { rows } = await sql<Stuck>`
    select l.id, l.stage, l.owner_id, l.contact_id, l.reason_id, coalesce(nullif(c.name, ''), c.email, 'Someone') as name, h.id as handoff_id, h.decision
    from lead l join contact c on c.workspace_id = l.workspace_id and c.id = l.contact_id
      left join handoff h on h.workspace_id = l.workspace_id and h.lead_id = l.id and h.closed_at is null
    where l.workspace_id = ${ctx.scope.workspaceId} and l.id = ${move.id} and l.closed_at is null and l.deleted_at is null
      and ${reachable(ctx.scope, 'lead', { to: 'write', ownerColumn: 'l.owner_id' })} for update of l`.execute(ctx.tx);
  const [lead] = rows;
  if (!lead) return refuse('not_found', 'This lead is not here any more, or it is not yours to change.');
  const done = move.to === 'sales' ? await toSales(ctx, lead) : await toMarketing(ctx, lead, move.reasonId);
  return isRefusal(done) ? done : {};
}

async function toSales(ctx: Ctx, lead: Stuck): Promise<unknown | Refusal> {
  const [catcher] = await peopleOf(ctx, 'sales_lead');
  const assigneeId = lead.owner_id ?? catcher ?? null;
  if (!lead.owner_id && assigneeId) {
    const owned = await setLeadOwner(ctx, { leadId: lead.id, ownerId: assigneeId, cause: 'limbo' });
    if (isRefusal(owned)) return owned;
  }
  const dueAt = new Date(Date.parse(ctx.now) + 86_400_000).toISOString();
  return createTask(ctx, {
    subject: `Take the next step with ${lead.name}, or return the lead`,
    dueAt,
    assigneeId,
    leadId: lead.id,
    contactId: lead.contact_id,
  });
}

async function toMarketing(ctx: Ctx, lead: Stuck, reasonId: string | undefined): Promise<unknown | Refusal> {
  const plan = {
    leadId: lead.id,
    contactId: lead.contact_id,
    handoffId: null,
    reasonId: lead.reason_id,
    note: null,
    recycleOn: null,
    name: lead.name,
  };
  if (lead.stage === 'recycled') return renewPlan(ctx, lead, plan);
  if (!reasonId) return refuse('invalid', 'Choose the reason.', { field: 'reasonId' });
  const note = 'Nobody had the next move.';
  if (!lead.handoff_id) return closeLead(ctx, { leadId: lead.id, as: 'recycled', cause: 'limbo', reasonId, note });
  const said = { id: lead.handoff_id, decision: 'recycled' as const, reasonId, note };
  return lead.decision === null ? giveVerdict(ctx, said) : returnLead(ctx, said);
}

/** A plan whose tactic came to nothing ends, and a new one asks for another way. */
async function renewPlan(ctx: Ctx, lead: Stuck, plan: Omit<Parameters<typeof openPlan>[1], 'reason'>): Promise<unknown> {
  await sql`update recycle_plan set state = 'archived', ended_at = ${ctx.now} where workspace_id = ${ctx.scope.workspaceId} and lead_id = ${lead.id} and ended_at is null`.execute(
    ctx.tx,
  );
  return openPlan(ctx, { ...plan, reason: 'nobody had the next move', again: true });
}

/** Once a day: both sides hear of leads that nobody owes a move for. */
export async function tellOfLimbo(ctx: Ctx): Promise<void> {
  const n = await countLimbo(ctx);
  if (n === 0) return;
  const day = await today(ctx);
  for (const memberId of await leadersOfBothSides(ctx))
    await notify(ctx, {
      memberId,
      kind: 'leads.limbo',
      title: n === 1 ? 'Nobody has the next move for one lead' : `Nobody has the next move for ${n} leads`,
      body: 'No promise runs, no plan, no task. One click each gives them a next step; the target is none.',
      link: '/returned?tab=limbo',
      dedupeKey: `limbo:${day}`,
    });
}

/** What the own history says of how often it pays to try; null where it says nothing (yet). */
export async function keepMeasuredAttempts(ctx: Ctx, measured: { attempts: number; leads: number } | null): Promise<void> {
  await sql`insert into loop_setting (workspace_id, measured_attempts, measured_leads, measured_at)
    values (${ctx.scope.workspaceId}, ${measured?.attempts ?? null}, ${measured?.leads ?? null}, ${ctx.now})
    on conflict (workspace_id) do update set measured_attempts = excluded.measured_attempts, measured_leads = excluded.measured_leads, measured_at = excluded.measured_at
    where (loop_setting.measured_attempts, loop_setting.measured_leads) is distinct from (excluded.measured_attempts, excluded.measured_leads)`.execute(
    ctx.tx,
  );
}

export async function setLoopSettings(ctx: Ctx, given: { limboDays: number; holdoutPercent: number }): Promise<Done> {
  await sql`insert into loop_setting (workspace_id, limbo_days, holdout_percent) values (${ctx.scope.workspaceId}, ${given.limboDays}, ${given.holdoutPercent})
    on conflict (workspace_id) do update set limbo_days = excluded.limbo_days, holdout_percent = excluded.holdout_percent`.execute(ctx.tx);
  ctx.changed('recycle');
  return {};
}
