import { sql } from 'kysely';
import type { Party } from '#modules/signatures/schema.ts';
import type { Ctx } from '#platform/context.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';

export async function createPromise(
  ctx: Ctx,
  asked: { by: Party; what: string; dueOn: string; promised: number | null },
): Promise<{ id: string }> {
  const { id } = await ctx.tx
    .insertInto('team_promise')
    .values({
      workspace_id: ctx.scope.workspaceId,
      by_party: asked.by,
      what: asked.what,
      due_on: asked.dueOn,
      promised: asked.promised,
      made_by: ctx.scope.actor.memberId,
      made_at: ctx.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  ctx.changed('promise', id);
  return { id };
}

/** Whoever got the promise says whether it was kept: a team does not judge its own. */
export async function judgePromise(
  ctx: Ctx,
  asked: { id: string; kept: boolean; delivered: number | null },
): Promise<Record<string, never> | Refusal> {
  const { workspaceId, actor } = ctx.scope;
  const { rows } = await sql<{
    own: boolean;
    amount: boolean;
  }>`select p.by_party = m.department as own, p.promised is not null as amount from team_promise p
    left join member m on m.workspace_id = p.workspace_id and m.id = ${actor.memberId} where p.workspace_id = ${workspaceId} and p.id = ${asked.id} for update of p`.execute(
    ctx.tx,
  );
  const [row] = rows;
  if (!row) return refuse('not_found', 'This promise is not there any more.');
  if (row.own) return refuse('forbidden', 'The team that got the promise says whether it was kept.');
  if (row.amount && asked.delivered === null) return refuse('invalid', 'Say how much of it came.', { field: 'delivered' });
  await sql`update team_promise set kept = ${asked.kept}, delivered = ${asked.delivered}, judged_by = ${actor.memberId}, judged_at = ${ctx.now}
    where workspace_id = ${workspaceId} and id = ${asked.id}`.execute(ctx.tx);
  ctx.changed('promise', asked.id);
  return {};
}
