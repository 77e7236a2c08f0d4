import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { decidablePair } from '../queries/pairs.ts';

/** Says that two records are two, or takes that back. Saying it twice is no mistake. */
export async function decidePair(
  ctx: Ctx,
  { id, state }: { id: string; state: 'open' | 'dismissed' },
): Promise<Record<string, never> | Refusal> {
  const pair = await decidablePair(ctx.tx, ctx.scope, id);
  if (isRefusal(pair)) return pair;
  if (pair.state === 'merged') return refuse('conflict', 'These two have been merged already. Undo the merge instead.');
  await sql`update duplicate_pair set state = ${state}, decided_at = ${state === 'open' ? null : ctx.now}, decided_by = ${state === 'open' ? null : ctx.scope.actor.memberId}::uuid
    where workspace_id = ${ctx.scope.workspaceId} and id = ${id}`.execute(ctx.tx);
  ctx.changed('duplicate_pair', id);
  return {};
}

/** Nothing by which an erased person could be found or brought back stays here. */
export async function forgetPeople(ctx: Ctx, contactIds: readonly string[]): Promise<void> {
  const ws = ctx.scope.workspaceId;
  for (const table of ['duplicate_key', 'duplicate_text'])
    await sql`delete from ${sql.table(table)} where workspace_id = ${ws} and entity = 'contact' and entity_id = any (${contactIds}::uuid[])`.execute(
      ctx.tx,
    );
  await sql`delete from duplicate_pair where workspace_id = ${ws} and entity = 'contact' and (a_id = any (${contactIds}::uuid[]) or b_id = any (${contactIds}::uuid[]))`.execute(
    ctx.tx,
  );
  const { rows } = await sql<{
    id: string;
  }>`update merge set before = '{}', after = '{}', choices = '{}', undo_until = least(undo_until, ${ctx.now}::timestamptz)
    where workspace_id = ${ws} and entity = 'contact' and (winner_id = any (${contactIds}::uuid[]) or loser_id = any (${contactIds}::uuid[])) returning id`.execute(
    ctx.tx,
  );
  await sql`delete from merge_move where workspace_id = ${ws} and merge_id = any (${rows.map((row) => row.id)}::uuid[])`.execute(ctx.tx);
}
