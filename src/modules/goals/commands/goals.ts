import { sql } from 'kysely';
import { conditionOf } from '#modules/criteria/queries/lens.ts';
import { leadersOfBothSides } from '#modules/handoffs/queries/people.ts';
import { notify } from '#modules/notices/commands.ts';
import { clearSignatures, sign } from '#modules/signatures/commands.ts';
import type { Ctx } from '#platform/context.ts';
import { missingReference } from '#platform/db/references.ts';
import type { ParsedOf } from '#platform/shared/contract.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { createGoal as Create } from '../contract/goals.ts';
import { goalHashOf, type VersionRow, versionRows } from '../queries/goals.ts';
import { periodOf } from '../queries/time.ts';
import { tellDiscrepancies } from './aims.ts';

export type Terms = ParsedOf<typeof Create>;
type Written = { id: string; contentHash: string };

const GONE = refuse('not_found', 'This goal is not there any more.');

async function lock(ctx: Ctx, id: string): Promise<VersionRow[] | Refusal> {
  await sql`select from goal where workspace_id = ${ctx.scope.workspaceId} and id = ${id} for update`.execute(ctx.tx);
  const rows = await versionRows(ctx, id);
  return rows.length === 0 ? GONE : rows;
}

async function columnsOf(ctx: Ctx, goalId: string | null, terms: Terms) {
  const missing = await missingReference(ctx.tx, ctx.scope.workspaceId, [
    { field: 'accountableId', table: 'member', id: terms.accountableId },
    { field: 'parentId', table: 'goal', id: terms.parentId },
    ...terms.responsibleIds.map((id) => ({ field: 'responsibleIds', table: 'member' as const, id })),
  ]);
  if (missing) return missing;
  if (terms.parentId && goalId && (await isBelow(ctx, terms.parentId, goalId)))
    return refuse('invalid', 'A goal can’t stand below itself.', { field: 'parentId' });
  const meant =
    terms.segment &&
    (await conditionOf(ctx.tx, ctx.scope, { criteria: terms.segment, entity: 'contact', row: 't', now: ctx.now, path: 'segment' }));
  if (meant && isRefusal(meant)) return meant;
  const { starts } = await periodOf(ctx, terms.day, terms.period);
  return {
    title: terms.title,
    why: terms.why,
    metric: terms.metric,
    period: terms.period,
    starts_on: starts,
    target: terms.target,
    marketing_percent: terms.marketingPercent,
    parent_id: terms.parentId,
    accountable_id: terms.accountableId,
    responsible_ids: terms.responsibleIds,
    reward: terms.reward?.text ?? null,
    reward_percent: terms.reward?.atPercent ?? null,
    segment: terms.segment && sql<string>`${JSON.stringify(terms.segment)}::jsonb`,
    drafted_by: ctx.scope.actor.memberId,
    drafted_at: ctx.now,
  };
}

/** Whether a goal is another one or stands anywhere below it. */
async function isBelow(ctx: Ctx, goalId: string, above: string): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`with recursive up as (select ${goalId}::uuid as id
      union select v.parent_id from up join goal_version v on v.workspace_id = ${ctx.scope.workspaceId} and v.goal_id = up.id and v.superseded_at is null and v.parent_id is not null)
    select exists (select from up where id = ${above}) as found`.execute(ctx.tx);
  return rows[0]?.found ?? false;
}

export async function createGoal(ctx: Ctx, terms: Terms): Promise<Written | Refusal> {
  const columns = await columnsOf(ctx, null, terms);
  if (isRefusal(columns)) return columns;
  const workspace_id = ctx.scope.workspaceId;
  const { id } = await ctx.tx.insertInto('goal').values({ workspace_id, created_at: ctx.now }).returning('id').executeTakeFirstOrThrow();
  await ctx.tx
    .insertInto('goal_version')
    .values({ workspace_id, goal_id: id, number: 1, ...columns })
    .execute();
  return written(ctx, id);
}

/** A signed version stays as it is until both have signed the next one. */
export async function changeGoal(ctx: Ctx, { id, ...terms }: Terms & { id: string }): Promise<Written | Refusal> {
  const rows = await lock(ctx, id);
  if (isRefusal(rows)) return rows;
  const columns = await columnsOf(ctx, id, terms);
  if (isRefusal(columns)) return columns;
  const workspace_id = ctx.scope.workspaceId;
  const draft = rows.find(({ signed_at }) => !signed_at);
  if (draft) {
    await clearSignatures(ctx, { subject: 'goal', id: draft.id });
    await ctx.tx.updateTable('goal_version').set(columns).where('workspace_id', '=', workspace_id).where('id', '=', draft.id).execute();
  } else
    await ctx.tx
      .insertInto('goal_version')
      .values({ workspace_id, goal_id: id, number: (rows[0]?.number ?? 0) + 1, ...columns })
      .execute();
  return written(ctx, id);
}

async function written(ctx: Ctx, id: string): Promise<Written> {
  const draft = (await versionRows(ctx, id)).find(({ signed_at }) => !signed_at);
  if (!draft) throw new Error('a draft was written');
  ctx.changed('goal', id);
  return { id, contentHash: goalHashOf(draft) };
}

export async function signGoal(ctx: Ctx, { id, contentHash }: { id: string; contentHash: string }) {
  const rows = await lock(ctx, id);
  if (isRefusal(rows)) return rows;
  const draft = rows.find(({ signed_at }) => !signed_at);
  if (!draft) return refuse('not_now', 'Both sides have signed this goal already. Change it to draft the next version.');
  const signed = await sign(ctx, {
    subject: 'goal',
    id: draft.id,
    permission: 'agreement:sign',
    contentHash,
    currentHash: goalHashOf(draft),
  });
  if (isRefusal(signed)) return signed;
  const workspace = ctx.scope.workspaceId;
  if (signed.complete) {
    await sql`update goal_version set superseded_at = ${ctx.now} where workspace_id = ${workspace} and goal_id = ${id} and signed_at is not null and superseded_at is null`.execute(
      ctx.tx,
    );
    await sql`update goal_version set signed_at = ${ctx.now} where workspace_id = ${workspace} and id = ${draft.id}`.execute(ctx.tx);
    if (draft.segment) await tellDiscrepancies(ctx);
  }
  for (const memberId of await leadersOfBothSides(ctx))
    if (memberId !== ctx.scope.actor.memberId)
      await notify(ctx, {
        memberId,
        kind: signed.complete ? 'goal.signed' : 'goal.waits',
        title: signed.complete ? `Both sides signed: ${draft.title}` : `A goal waits for your signature: ${draft.title}`,
        link: '/goals',
        dedupeKey: `goal:${draft.id}:${contentHash}:${signed.complete}`,
      });
  ctx.changed('goal', id);
  return signed;
}

/** A draft is taken back; a goal that both signed is ended, and stays in the record. */
export async function retireGoal(ctx: Ctx, { id }: { id: string }): Promise<Record<string, never> | Refusal> {
  const rows = await lock(ctx, id);
  if (isRefusal(rows)) return rows;
  const workspace = ctx.scope.workspaceId;
  const draft = rows.find(({ signed_at }) => !signed_at);
  if (draft) await ctx.tx.deleteFrom('goal_version').where('workspace_id', '=', workspace).where('id', '=', draft.id).execute();
  if (!draft || rows.length === 1)
    await ctx.tx.updateTable('goal').set({ retired_at: ctx.now }).where('workspace_id', '=', workspace).where('id', '=', id).execute();
  ctx.changed('goal', id);
  return {};
}
