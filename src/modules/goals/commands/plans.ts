import { sql } from 'kysely';
import { clearSignatures, sign } from '#modules/signatures/commands.ts';
import type { Ctx } from '#platform/context.ts';
import { missingReference } from '#platform/db/references.ts';
import type { ParsedOf } from '#platform/shared/contract.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { writePlan as Write } from '../contract/plan.ts';
import { currencyOf } from '../queries/goals.ts';
import { type WorkedPlan, workedPlan } from '../queries/plan.ts';
import { type Levers, planHashOf, planRows } from '../queries/plans.ts';
import { periodOf } from '../queries/time.ts';

type Input = ParsedOf<typeof Write>;

/** Writes the quarter's draft anew. What is measured is measured now and stays with the draft, so that what is signed is what was seen. */
export async function writePlan(ctx: Ctx, asked: Input): Promise<{ id: string; contentHash: string } | Refusal> {
  const refused = await missingMembers(ctx, asked);
  if (refused) return refused;
  const workspace_id = ctx.scope.workspaceId;
  const { starts } = await periodOf(ctx, asked.day, 'quarter');
  await sql`select pg_advisory_xact_lock(hashtextextended(${`${workspace_id} plan ${starts}`}, 0))`.execute(ctx.tx);
  // Who is signing the draft meanwhile comes first: what is signed by then is not written anew.
  await sql`select from joint_plan where workspace_id = ${workspace_id} and quarter_on = ${starts}::date and signed_at is null for update`.execute(
    ctx.tx,
  );
  const worked = await workedPlan(ctx, { ...asked, day: starts });
  if (!worked.result) return refuse('invalid', missingWords(worked), { field: 'byHand' });
  const rows = await planRows(ctx, { quarterOn: starts });
  const draft = rows.find(({ signed_at }) => !signed_at);
  const levers: Levers = { steps: worked.steps, shares: worked.shares, byHand: asked.byHand };
  const columns = {
    vision: asked.vision,
    target_minor: asked.targetMinor,
    base_minor: worked.baseMinor,
    marketing_percent: asked.marketingPercent,
    currency: await currencyOf(ctx),
    levers: JSON.stringify(levers),
    lead_cost_minor: worked.leadCostMinor,
    months: JSON.stringify(worked.result.months),
    drafted_by: ctx.scope.actor.memberId,
    drafted_at: ctx.now,
  };
  const id = draft?.id ?? (await insertPlan(ctx, { workspace_id, quarter_on: starts, number: (rows[0]?.number ?? 0) + 1, ...columns }));
  if (draft) {
    await clearSignatures(ctx, { subject: 'joint_plan', id });
    await ctx.tx.updateTable('joint_plan').set(columns).where('workspace_id', '=', workspace_id).where('id', '=', id).execute();
    await ctx.tx.deleteFrom('plan_item').where('workspace_id', '=', workspace_id).where('plan_id', '=', id).execute();
  }
  for (const item of asked.items)
    await ctx.tx
      .insertInto('plan_item')
      .values({
        workspace_id,
        plan_id: id,
        what: item.what,
        accountable_id: item.accountableId,
        responsible_ids: item.responsibleIds,
        due_on: item.dueOn,
      })
      .execute();
  ctx.changed('plan', id);
  const [written] = await planRows(ctx, { id });
  if (!written) throw new Error('a plan was written');
  return { id, contentHash: planHashOf(written) };
}

async function insertPlan(ctx: Ctx, values: Parameters<ReturnType<typeof ctx.tx.insertInto<'joint_plan'>>['values']>[0]): Promise<string> {
  const { id } = await ctx.tx.insertInto('joint_plan').values(values).returning('id').executeTakeFirstOrThrow();
  return id;
}

const missingMembers = (ctx: Ctx, { items }: Input) =>
  missingReference(
    ctx.tx,
    ctx.scope.workspaceId,
    items.flatMap(({ accountableId, responsibleIds }) =>
      [accountableId, ...responsibleIds].map((id) => ({ field: 'items', table: 'member' as const, id })),
    ),
  );

function missingWords({ steps, shares }: WorkedPlan): string {
  const missing = steps.filter(({ source }) => source === 'missing').map(({ step }) => step);
  if (missing.length === 0 && !shares.some((one) => one > 0))
    return 'Nothing was sold yet from leads on record, so there is no lag to plan with.';
  return `There is not enough data for: ${missing.join(', ')}. Enter it by hand; it is then marked as assumed.`;
}

export async function signPlan(ctx: Ctx, { id, contentHash }: { id: string; contentHash: string }) {
  const workspace = ctx.scope.workspaceId;
  await sql`select from joint_plan where workspace_id = ${workspace} and id = ${id} for update`.execute(ctx.tx);
  const [row] = await planRows(ctx, { id });
  if (!row) return refuse('not_found', 'This plan is not there any more.');
  if (row.signed_at) return refuse('not_now', 'Both sides have signed this plan already.');
  const signed = await sign(ctx, { subject: 'joint_plan', id, permission: 'agreement:sign', contentHash, currentHash: planHashOf(row) });
  if (isRefusal(signed)) return signed;
  if (signed.complete) {
    await sql`update joint_plan set superseded_at = ${ctx.now} where workspace_id = ${workspace} and quarter_on = ${row.quarter_on}::date and signed_at is not null and superseded_at is null`.execute(
      ctx.tx,
    );
    await sql`update joint_plan set signed_at = ${ctx.now} where workspace_id = ${workspace} and id = ${id}`.execute(ctx.tx);
  }
  ctx.changed('plan', id);
  return signed;
}

export async function setPlanItem(ctx: Ctx, { id, done }: { id: string; done: boolean }): Promise<Record<string, never> | Refusal> {
  // Said a second time, it was done when it was said first.
  const { rows } = await sql<{
    plan_id: string;
  }>`update plan_item set done_at = case when ${done} then coalesce(done_at, ${ctx.now}::timestamptz) end,
      done_by = case when ${done} then case when done_at is null then ${ctx.scope.actor.memberId}::uuid else done_by end end
    where workspace_id = ${ctx.scope.workspaceId} and id = ${id} returning plan_id`.execute(ctx.tx);
  if (!rows[0]) return refuse('not_found', 'This item is not there any more.');
  ctx.changed('plan', rows[0].plan_id);
  return {};
}
