import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import { knowableOf } from '../queries/facts.ts';
import { settingsOf } from '../queries/outcomes.ts';
import { orderFieldsOf } from '../queries/standing.ts';
import type { Outcome, Ruling } from '../schema.ts';

export interface SettingsChange {
  outcome?: Outcome | undefined;
  windowDays?: number | undefined;
  orderField?: string | null | undefined;
}

export async function changeSettings(ctx: Ctx, change: SettingsChange): Promise<Record<string, never> | Refusal> {
  const { workspaceId, actor } = ctx.scope;
  if (change.orderField && !(await orderFieldsOf(ctx)).some(({ key }) => key === change.orderField))
    return refuse('invalid', 'Choose an own field of leads that holds a number, a day or a time.', { field: 'orderField' });
  const now = await settingsOf(ctx.tx, ctx.scope);
  const next = {
    outcome: change.outcome ?? now.outcome,
    window_days: change.windowDays ?? now.windowDays,
    order_field: change.orderField === undefined ? now.orderField : change.orderField,
    updated_at: ctx.now,
    updated_by: actor.memberId,
  };
  await ctx.tx
    .insertInto('prediction_setting')
    .values({ workspace_id: workspaceId, ...next })
    .onConflict((conflict) => conflict.column('workspace_id').doUpdateSet(next))
    .execute();
  ctx.changed('training');
  return {};
}

/** A person's word on a field, with their name; it counts from the next training. */
export async function ruleOnFact(
  ctx: Ctx,
  given: { key: string; ruling: Ruling | null; note?: string | undefined },
): Promise<Record<string, never> | Refusal> {
  const { workspaceId, actor } = ctx.scope;
  const { facts } = await knowableOf(ctx.tx, ctx.scope);
  if (!facts.some(({ key }) => key === given.key) || ctx.scope.hidden.has(given.key))
    return refuse('invalid', 'There is no such field to learn from.', { field: 'key' });
  if (given.ruling === 'known' && !given.note)
    return refuse('invalid', 'Say how it is known at the hand-off, so that others can follow.', { field: 'note' });
  if (given.ruling === null)
    await ctx.tx.deleteFrom('fact_ruling').where('workspace_id', '=', workspaceId).where('key', '=', given.key).execute();
  else
    await sql`insert into fact_ruling (workspace_id, key, ruling, note, member_id, ruled_at)
      values (${workspaceId}, ${given.key}, ${given.ruling}, ${given.note || null}, ${actor.memberId}, ${ctx.now})
      on conflict (workspace_id, key) do update set ruling = excluded.ruling, note = excluded.note, member_id = excluded.member_id, ruled_at = excluded.ruled_at`.execute(
      ctx.tx,
    );
  ctx.changed('training');
  return {};
}
