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
import { recyclePlanned, tacticChosen } from '../events.ts';
import { today } from '../queries/seats.ts';
import { snapshotOf } from '../queries/since.ts';
import type { Snapshot } from '../rules/changes.ts';
import { earliestDay, MOST_CYCLES } from '../rules/recycling.ts';
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
  /** A new plan for a stay that had one: its tactic came to nothing. */
  again?: boolean;
}

interface Opening {
  earliestOn: string;
  snapshot: Snapshot;
  /** Returned so often that only the person brings it back. */
  rests: boolean;
}

async function openingOf(ctx: Ctx, returned: ReturnedLead): Promise<Opening> {
  const { workspaceId } = ctx.scope;
  const { rows } = await sql<{ days: number | null; returns: number }>`select
    (select recycle_days from reason where workspace_id = ${workspaceId} and id = ${returned.reasonId}) as days,
    (select count(*)::int from recycle_plan where workspace_id = ${workspaceId} and contact_id = ${returned.contactId} and returned_at > ${ctx.now}::timestamptz - interval '1 year') as returns`.execute(
    ctx.tx,
  );
  return {
    earliestOn: earliestDay(await today(ctx), returned.recycleOn, rows[0]?.days ?? null),
    snapshot: await snapshotOf(ctx, returned.contactId),
    rests: (rows[0]?.returns ?? 0) + 1 >= MOST_CYCLES,
  };
}

/** Puts a returned lead into Marketing's list: from when on, why, what was tried before. Its score starts from nothing. */
export async function openPlan(ctx: Ctx, returned: ReturnedLead): Promise<string | null> {
  const { workspaceId, actor } = ctx.scope;
  const { earliestOn, snapshot, rests } = await openingOf(ctx, returned);
  const { rows } = await sql<{ id: string; held_out: boolean }>`
    insert into recycle_plan (workspace_id, lead_id, contact_id, handoff_id, reason_id, note, returned_at, returned_by, earliest_on, snapshot, state, ended_at, cycle, tried, held_out)
    select ${workspaceId}, ${returned.leadId}, ${returned.contactId}, ${returned.handoffId}, ${returned.reasonId}, ${returned.note}, ${ctx.now}, ${actor.memberId}, ${earliestOn},
      ${JSON.stringify(snapshot)}::jsonb, ${rests ? 'archived' : 'returned'}, ${rests ? ctx.now : null},
      1 + (select count(*) from recycle_plan p where p.workspace_id = ${workspaceId} and p.contact_id = ${returned.contactId}),
      coalesce((select array_agg(p.tactic order by p.returned_at) from recycle_plan p where p.workspace_id = ${workspaceId} and p.contact_id = ${returned.contactId} and p.tactic is not null), '{}'),
      not ${rests}::boolean and random() * 100 < coalesce((select holdout_percent from loop_setting where workspace_id = ${workspaceId}), 0)
    where ${returned.again ?? false}::boolean or not exists (select from recycle_plan p join lead l on l.workspace_id = p.workspace_id and l.id = p.lead_id
      where p.workspace_id = ${workspaceId} and p.lead_id = ${returned.leadId} and p.returned_at >= l.stage_since)
    on conflict (workspace_id, lead_id) where ended_at is null do nothing returning id, held_out`.execute(ctx.tx);
  const [plan] = rows;
  if (!plan) return null;
  await resetScore(ctx, { contactId: returned.contactId, at: ctx.now, cause: 'recycled' });
  // Who rests, and who is left alone on purpose, is owed no tactic.
  if (!rests && !plan.held_out)
    await startClocks(ctx, {
      when: 'recycled',
      subjectId: returned.leadId,
      contactId: returned.contactId,
      causeId: plan.id,
      assigneeId: null,
      startedAt: ctx.now,
      label: returned.name,
    });
  await tellOfReturn(ctx, returned, { planId: plan.id, rests });
  const { leadId, contactId, reasonId } = returned;
  await ctx.announce(recyclePlanned, {
    planId: plan.id,
    leadId,
    contactId,
    reasonId,
    earliestOn,
    rests,
    heldOut: plan.held_out,
    at: ctx.now,
  });
  ctx.changed('recycle', plan.id);
  return plan.id;
}

async function tellOfReturn(ctx: Ctx, returned: ReturnedLead, plan: { planId: string; rests: boolean }): Promise<void> {
  const often = `Returned ${MOST_CYCLES} times within a year: it rests until the person asks. `;
  for (const memberId of await peopleOf(ctx, 'marketing_lead'))
    await notify(ctx, {
      memberId,
      kind: 'recycle.returned',
      title: `${returned.name} came back: ${returned.reason}`,
      body: plan.rests ? `${often}${returned.note ?? ''}`.trim() : returned.note,
      link: plan.rests ? '/returned?tab=ended' : '/returned',
      dedupeKey: `plan:${plan.planId}`,
    });
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
  held_out: boolean;
}

async function lockPlan(ctx: Ctx, id: string): Promise<OpenPlan | Refusal> {
  const { rows } = await sql<
    OpenPlan & { ended_at: string | null }
  >`select p.id, p.lead_id, p.contact_id, p.tried, p.state, p.tactic, p.held_out, p.ended_at
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
  choice: { id: string; tactic: Tactic; note?: string | undefined; overrideReason?: string | undefined },
): Promise<Record<string, never> | Refusal> {
  const plan = await lockPlan(ctx, choice.id);
  if ('refused' in plan) return plan;
  const left = TACTICS.filter((tactic) => tactic !== 'other' && !plan.tried.includes(tactic));
  const again = plan.tried.includes(choice.tactic) && choice.tactic !== 'other' && left.length > 0;
  if (again && !choice.overrideReason)
    return refuse('not_now', 'This was tried with this person before. Choose another way, or say why the same should work now.', {
      field: 'tactic',
    });
  if (plan.held_out && !choice.overrideReason)
    return refuse(
      'not_now',
      'This lead is left alone on purpose, to see what comes back by itself. Say why it should be warmed all the same.',
      {
        field: 'overrideReason',
      },
    );
  await ctx.tx
    .updateTable('recycle_plan')
    .set({
      state: 'warming',
      tactic: choice.tactic,
      tactic_note: choice.note || null,
      override_reason: choice.overrideReason ?? null,
      held_out: false,
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
