import { sql } from 'kysely';
import { record } from '#modules/activities/commands/record.ts';
import { recomputeCustomers } from '#modules/companies/commands/customers.ts';
import { closeLead, findReason, moveStage, reasonGap } from '#modules/leads/commands/stages.ts';
import type { Ctx } from '#platform/context.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { dealLost, dealReopened, dealStageChanged, dealWon } from '../events.ts';
import { between, STEP } from '../rules/positions.ts';
import type { DealStatus } from '../schema.ts';
import { addVisit, factsOf, findStage, type LockedDeal, lockDeal, type StageRef, stagesInUse, topOf } from './deals.ts';

export interface Outcome {
  /** Needed for a lost deal; of the class `lost`. */
  reasonId?: string;
  note?: string;
  closedAt?: string;
}

/** Moves a deal to a stage, above the deal `beforeId` or to the top of the column. A lost stage needs a reason. */
export async function moveDeal(
  ctx: Ctx,
  asked: { id: string; stageId: string; beforeId?: string | null } & Outcome,
): Promise<{ status: DealStatus } | Refusal> {
  const deal = await lockDeal(ctx, asked.id);
  if (isRefusal(deal)) return deal;
  const stage = await findStage(ctx, asked.stageId);
  if (isRefusal(stage)) return stage;
  const entered = deal.stage_id === stage.id ? { status: deal.status } : await enter(ctx, deal, { stage, ...asked });
  if (isRefusal(entered)) return entered;
  await putAbove(ctx, { id: deal.id, stageId: stage.id, beforeId: asked.beforeId ?? null });
  ctx.changed('deal', deal.id);
  return entered;
}

/** Says that a deal is won or lost, in the first such stage of its pipeline. */
export async function closeDeal(
  ctx: Ctx,
  asked: { id: string; outcome: 'won' | 'lost' } & Outcome,
): Promise<{ status: DealStatus } | Refusal> {
  const deal = await lockDeal(ctx, asked.id);
  if (isRefusal(deal)) return deal;
  if (deal.status === asked.outcome) return { status: deal.status };
  const [stage] = await stagesInUse(ctx, sql`p.id = ${deal.pipeline_id} and s.kind = ${asked.outcome}`);
  if (!stage)
    return refuse(
      'conflict',
      `The pipeline of this deal has no stage for ${asked.outcome} deals, or is out of use. Move the deal to another pipeline first.`,
    );
  return enter(ctx, deal, { stage, ...asked });
}

/** Opens a won or lost deal again: in the given stage, else in the open one that it came from, else in the first. */
export async function reopenDeal(ctx: Ctx, asked: { id: string; stageId?: string }): Promise<{ status: DealStatus } | Refusal> {
  const deal = await lockDeal(ctx, asked.id);
  if (isRefusal(deal)) return deal;
  if (deal.status === 'open') return { status: 'open' };
  const stage = asked.stageId === undefined ? await stageBefore(ctx, deal) : await findStage(ctx, asked.stageId);
  if (isRefusal(stage)) return stage;
  return stage.kind === 'open' ? enter(ctx, deal, { stage }) : refuse('invalid', 'Choose an open stage.', { field: 'stageId' });
}

async function stageBefore(ctx: Ctx, deal: LockedDeal): Promise<StageRef | Refusal> {
  const open = await stagesInUse(ctx, sql`p.id = ${deal.pipeline_id} and s.kind = 'open'`);
  const { rows } = await sql<{
    stage_id: string;
  }>`select stage_id from deal_stage_visit where workspace_id = ${ctx.scope.workspaceId} and deal_id = ${deal.id}
    order by entered_at desc, id desc`.execute(ctx.tx);
  const last = rows.map((row) => open.find((stage) => stage.id === row.stage_id)).find((stage) => stage !== undefined);
  return (
    last ?? open[0] ?? refuse('conflict', 'The pipeline of this deal is out of use. Choose a stage of another one.', { field: 'stageId' })
  );
}

interface Entering extends Outcome {
  stage: StageRef;
}

async function enter(ctx: Ctx, deal: LockedDeal, entering: Entering): Promise<{ status: DealStatus } | Refusal> {
  const { stage } = entering;
  const at = closingTime(ctx, deal, entering);
  if (isRefusal(at)) return at;
  const problem = await reasonProblem(ctx, entering);
  if (problem) return problem;
  const closed = stage.kind !== 'open';
  await ctx.tx
    .updateTable('deal')
    .set({
      pipeline_id: stage.pipeline_id,
      stage_id: stage.id,
      stage_since: at,
      status: stage.kind,
      closed_at: closed ? at : null,
      reason_id: stage.kind === 'lost' ? (entering.reasonId ?? null) : null,
      lost_note: stage.kind === 'lost' ? entering.note || null : null,
      position: topOf(ctx, stage.id),
      updated_at: ctx.now,
    })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', deal.id)
    .execute();
  await addVisit(ctx, { dealId: deal.id, stageId: stage.id, at });
  await tell(ctx, deal, { ...entering, at });
  await leadFollows(ctx, deal, { ...entering, at });
  if (deal.company_id && (stage.kind === 'won' || deal.status === 'won')) await recomputeCustomers(ctx, [deal.company_id]);
  ctx.changed('deal', deal.id);
  return { status: stage.kind };
}

function closingTime(ctx: Ctx, deal: LockedDeal, { stage, closedAt }: Entering): string | Refusal {
  if (closedAt === undefined || stage.kind === 'open') return ctx.now;
  if (Date.parse(closedAt) > Date.parse(ctx.now) + 60_000) return refuse('invalid', 'This lies in the future.', { field: 'closedAt' });
  // A stay cannot end before it began.
  return new Date(Math.max(Date.parse(closedAt), Date.parse(deal.stage_since))).toISOString();
}

async function reasonProblem(ctx: Ctx, { stage, reasonId, note }: Entering): Promise<Refusal | null> {
  if (stage.kind !== 'lost') return null;
  if (!reasonId) return refuse('invalid', 'Say why the deal was lost: it is what the next one learns from.', { field: 'reasonId' });
  const reason = await findReason(ctx, reasonId);
  if (reason?.class !== 'lost') return refuse('invalid', 'Choose one of the reasons for lost deals.', { field: 'reasonId' });
  // A day to try again is asked of leads; a lost deal has none.
  return reasonGap({ ...reason, needsDate: false }, { note });
}

async function tell(ctx: Ctx, deal: LockedDeal, entered: Entering & { at: string }): Promise<void> {
  const { stage, at } = entered;
  const facts = factsOf(deal, at);
  const kind = stage.kind === 'won' ? 'deal_won' : stage.kind === 'lost' ? 'deal_lost' : 'deal_stage';
  await record(ctx, [
    {
      kind,
      occurredAt: at,
      evidence: 'system',
      dealId: deal.id,
      contactId: deal.contact_id,
      companyId: deal.company_id,
      leadId: deal.lead_id,
      campaignId: deal.campaign_id,
      memberId: ctx.scope.actor.memberId,
      subject: kind === 'deal_stage' ? stage.name : deal.name,
      body: entered.note || null,
      data: {
        from: deal.stage_id,
        to: stage.id,
        stage: stage.name,
        amountMinor: deal.amount_minor,
        currency: deal.currency,
        ...(stage.kind === 'lost' ? { reasonId: entered.reasonId } : {}),
      },
    },
  ]);
  await ctx.announce(dealStageChanged, { ...facts, fromStageId: deal.stage_id, toStageId: stage.id });
  if (stage.kind === 'won') await ctx.announce(dealWon, facts);
  if (stage.kind === 'lost') await ctx.announce(dealLost, { ...facts, reasonId: entered.reasonId ?? '' });
  if (stage.kind === 'open' && deal.status !== 'open') await ctx.announce(dealReopened, { ...facts, was: deal.status });
}

/**
 * The lead goes the way of its deal: a customer when it is won; back to Marketing, with the reason, when the last open deal is lost;
 * an opportunity again when it is reopened. Where the caller may not write the lead, it stays.
 */
async function leadFollows(ctx: Ctx, deal: LockedDeal, { stage, reasonId, note, at }: Entering & { at: string }): Promise<void> {
  const leadId = deal.lead_id;
  if (!leadId) return;
  if (stage.kind === 'won') await closeLead(ctx, { leadId, as: 'customer', cause: 'deal_won', at });
  if (stage.kind === 'open' && deal.status !== 'open') await moveStage(ctx, { leadId, to: 'opportunity', cause: 'deal_reopened' });
  if (stage.kind !== 'lost') return;
  const { rows } =
    await sql`select from deal where workspace_id = ${ctx.scope.workspaceId} and lead_id = ${leadId} and status <> 'lost' and deleted_at is null limit 1`.execute(
      ctx.tx,
    );
  if (rows.length === 0) await closeLead(ctx, { leadId, as: 'recycled', cause: 'deal_lost', reasonId, note, at });
}

async function putAbove(ctx: Ctx, put: { id: string; stageId: string; beforeId: string | null }): Promise<void> {
  const position = put.beforeId === null || put.beforeId === put.id ? null : await positionAbove(ctx, { ...put, beforeId: put.beforeId });
  await ctx.tx
    .updateTable('deal')
    .set({ position: position ?? topOf(ctx, put.stageId) })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', put.id)
    .execute();
}

/** Between the card and the one above it, numbering the column anew where there is no room; null where the card is not in the column. */
async function positionAbove(ctx: Ctx, put: { id: string; stageId: string; beforeId: string }, again = false): Promise<number | null> {
  const { rows } = await sql<{ below: number; above: number | null }>`
    select d.position as below, (select max(o.position) from deal o where o.workspace_id = d.workspace_id and o.stage_id = d.stage_id and o.deleted_at is null
      and o.id <> ${put.id} and o.id <> d.id and (o.position, o.id) < (d.position, d.id)) as above
    from deal d where d.workspace_id = ${ctx.scope.workspaceId} and d.id = ${put.beforeId} and d.stage_id = ${put.stageId} and d.deleted_at is null`.execute(
    ctx.tx,
  );
  const found = rows[0];
  if (!found) return null;
  const position = between(found.above, found.below);
  if (position !== null || again) return position;
  await sql`update deal d set position = o.n * ${STEP} from (
      select id, row_number() over (order by position, id) as n from deal where workspace_id = ${ctx.scope.workspaceId} and stage_id = ${put.stageId} and deleted_at is null) o
    where d.workspace_id = ${ctx.scope.workspaceId} and d.id = o.id`.execute(ctx.tx);
  return positionAbove(ctx, put, true);
}
