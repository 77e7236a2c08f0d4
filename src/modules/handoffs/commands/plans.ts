import { sql } from 'kysely';
import { record } from '#modules/activities/commands/record.ts';
import { startClocks, voidClocks } from '#modules/agreements/commands/clocks.ts';
import { peopleOf } from '#modules/agreements/commands/notices.ts';
import { syncClocks } from '#modules/agreements/commands/sync.ts';
import { notify } from '#modules/notices/commands.ts';
import { resetScore } from '#modules/scoring/commands/score.ts';
import { reachable } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import { tacticChosen } from '../events.ts';
import { today } from '../queries/seats.ts';
import { earliestDay } from '../rules/recycling.ts';
import { TACTICS, type Tactic } from '../schema.ts';

export interface ReturnedLead {
  leadId: string;
  contactId: string;
  handoffId: string | null;
  reasonId: string | null;
  note: string | null;
  recycleOn: string | null;
  name: string;
  reason: string;
}

/** Puts a returned lead into Marketing's list: from when on, why, what was tried before. Its score starts from nothing. */
export async function openPlan(ctx: Ctx, returned: ReturnedLead): Promise<string | null> {
  const { workspaceId, actor } = ctx.scope;
  const earliestOn = earliestDay(await today(ctx), returned.recycleOn);
  const { rows } = await sql<{ id: string }>`
    insert into recycle_plan (workspace_id, lead_id, contact_id, handoff_id, reason_id, note, returned_at, returned_by, earliest_on, cycle, tried)
    select ${workspaceId}, ${returned.leadId}, ${returned.contactId}, ${returned.handoffId}, ${returned.reasonId}, ${returned.note}, ${ctx.now}, ${actor.memberId}, ${earliestOn},
      1 + (select count(*) from recycle_plan p where p.workspace_id = ${workspaceId} and p.contact_id = ${returned.contactId}),
      coalesce((select array_agg(p.tactic order by p.returned_at) from recycle_plan p where p.workspace_id = ${workspaceId} and p.contact_id = ${returned.contactId} and p.tactic is not null), '{}')
    on conflict (workspace_id, lead_id) where ended_at is null do nothing returning id`.execute(ctx.tx);
  const [plan] = rows;
  if (!plan) return null;
  await resetScore(ctx, { contactId: returned.contactId, at: ctx.now, cause: 'recycled' });
  await startClocks(ctx, {
    when: 'recycled',
    subjectId: returned.leadId,
    contactId: returned.contactId,
    causeId: plan.id,
    assigneeId: null,
    startedAt: ctx.now,
    label: returned.name,
  });
  for (const memberId of await peopleOf(ctx, 'marketing_lead'))
    await notify(ctx, {
      memberId,
      kind: 'recycle.returned',
      title: `${returned.name} came back: ${returned.reason}`,
      body: returned.note,
      link: '/returned',
      dedupeKey: `plan:${plan.id}`,
    });
  ctx.changed('recycle', plan.id);
  return plan.id;
}

/** The plan of a lead ends: it qualified again, or nobody goes on. */
export async function endPlan(ctx: Ctx, leadId: string, as: 'requalified' | 'archived'): Promise<void> {
  const { rows } = await sql<{ id: string }>`update recycle_plan set state = ${as}, ended_at = ${ctx.now}
    where workspace_id = ${ctx.scope.workspaceId} and lead_id = ${leadId} and ended_at is null returning id`.execute(ctx.tx);
  for (const { id } of rows) {
    await voidClocks(ctx, { causeIds: [id], reason: as === 'requalified' ? 'The lead came back by itself.' : 'The plan was put away.' });
    ctx.changed('recycle', id);
  }
}

interface OpenPlan {
  id: string;
  lead_id: string;
  contact_id: string;
  tried: string[];
  state: string;
  tactic: string | null;
}

async function lockPlan(ctx: Ctx, id: string): Promise<OpenPlan | Refusal> {
  const { rows } = await sql<
    OpenPlan & { ended_at: string | null }
  >`select p.id, p.lead_id, p.contact_id, p.tried, p.state, p.tactic, p.ended_at
    from recycle_plan p join lead l on l.workspace_id = p.workspace_id and l.id = p.lead_id and l.deleted_at is null
    where p.workspace_id = ${ctx.scope.workspaceId} and p.id = ${id} and ${reachable(ctx.scope, 'lead', { to: 'write', ownerColumn: 'l.owner_id' })} for update of p`.execute(
    ctx.tx,
  );
  const [plan] = rows;
  if (!plan) return refuse('not_found', 'This lead is not in the list any more, or it is not yours to see.');
  return plan.ended_at === null ? plan : refuse('not_now', 'This lead has left the list: it came back or was put away.');
}

/** Marketing says how the lead is warmed again. Another way than before: doing the same twice is no plan. */
export async function chooseTactic(
  ctx: Ctx,
  choice: { id: string; tactic: Tactic; note?: string | undefined },
): Promise<Record<string, never> | Refusal> {
  const plan = await lockPlan(ctx, choice.id);
  if ('refused' in plan) return plan;
  const left = TACTICS.filter((tactic) => tactic !== 'other' && !plan.tried.includes(tactic));
  if (plan.tried.includes(choice.tactic) && choice.tactic !== 'other' && left.length > 0)
    return refuse('not_now', 'This was tried with this person before. Choose another way.', { field: 'tactic' });
  await ctx.tx
    .updateTable('recycle_plan')
    .set({
      state: 'warming',
      tactic: choice.tactic,
      tactic_note: choice.note || null,
      tactic_at: ctx.now,
      tactic_by: ctx.scope.actor.memberId,
    })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', plan.id)
    .execute();
  await record(ctx, [
    {
      kind: 'handoff',
      occurredAt: ctx.now,
      evidence: 'system',
      side: 'marketing',
      contactId: plan.contact_id,
      leadId: plan.lead_id,
      memberId: ctx.scope.actor.memberId,
      outcome: 'new_tactic',
      body: choice.note || null,
      data: { causeId: plan.id, tactic: choice.tactic },
    },
  ]);
  await syncClocks(ctx, sql`k.cause_id = ${plan.id}`);
  await ctx.announce(tacticChosen, {
    planId: plan.id,
    leadId: plan.lead_id,
    contactId: plan.contact_id,
    tactic: choice.tactic,
    at: ctx.now,
  });
  ctx.changed('recycle', plan.id);
  ctx.changed('lead', plan.lead_id);
  return {};
}

/** Nobody goes on with this lead; it stays on record and comes back if the person does. */
export async function archivePlan(ctx: Ctx, id: string): Promise<Record<string, never> | Refusal> {
  const plan = await lockPlan(ctx, id);
  if ('refused' in plan) return plan;
  await endPlan(ctx, plan.lead_id, 'archived');
  return {};
}
