import { notify } from '#modules/notices/commands.ts';
import { unlimited } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { askGap } from '../contract/gaps.ts';
import { missingOf } from '../queries/gaps.ts';
import { laneOf } from '../queries/lane.ts';
import { MEANING } from '../rules/gaps.ts';
import type { Gap } from '../schema.ts';

const DAY_MS = 86_400_000;
/** Time for filling in what is missing. */
const DAYS = 7;

/** From a gap to an ask: the person is told once, and finds the list of what is theirs. */
export async function askFor(ctx: Ctx, { gap, memberId }: { gap: Gap; memberId: string }): Promise<OutputOf<typeof askGap> | Refusal> {
  const lane = await laneOf(ctx);
  const missing = lane.areas.includes(MEANING[gap].area) ? await missingOf(ctx, gap, memberId) : 0;
  if (missing === 0) return refuse('not_now', 'Nothing of this is missing in this person’s records any more.');
  const dueAt = new Date(Date.parse(ctx.now) + DAYS * DAY_MS).toISOString();
  const { workspaceId, actor } = ctx.scope;
  const made = await ctx.tx
    .insertInto('gap_ask')
    .values({ workspace_id: workspaceId, gap, to_member_id: memberId, asked_by: actor.memberId, asked_at: ctx.now, due_at: dueAt, missing })
    .onConflict((clash) => clash.columns(['workspace_id', 'gap', 'to_member_id']).where('closed_at', 'is', null).doNothing())
    .returning('id')
    .executeTakeFirst();
  if (!made) return refuse('conflict', 'This person has been asked for this already.');
  const records = missing === 1 ? 'one record' : `${missing} records`;
  await notify(ctx, {
    memberId,
    kind: 'gap.asked',
    title: `${actor.label} asks you to complete ${records}`,
    link: `/information-gaps?gap=${gap}&mine=true`,
    dedupeKey: `gap:${made.id}`,
  });
  ctx.changed('ask');
  return { id: made.id, missing, dueAt };
}

export async function closeAsk(ctx: Ctx, { id }: { id: string }): Promise<Record<string, never> | Refusal> {
  const closed = await ctx.tx
    .updateTable('gap_ask')
    .set({ closed_at: ctx.now })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .where('to_member_id', '=', ctx.scope.actor.memberId)
    .where('closed_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  if (!closed) return refuse('not_found', 'This was not asked of you, or is done.');
  ctx.changed('ask');
  return {};
}

/** Closes what was filled in meanwhile; run by a schedule. */
export async function closeFilled(ctx: Ctx): Promise<void> {
  const open = await ctx.tx
    .selectFrom('gap_ask')
    .select(['id', 'gap', 'to_member_id'])
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('closed_at', 'is', null)
    .execute();
  for (const ask of open) {
    if ((await missingOf({ ...ctx, scope: unlimited(ctx.scope) }, ask.gap as Gap, ask.to_member_id)) > 0) continue;
    await ctx.tx
      .updateTable('gap_ask')
      .set({ closed_at: ctx.now })
      .where('workspace_id', '=', ctx.scope.workspaceId)
      .where('id', '=', ask.id)
      .execute();
    ctx.changed('ask');
  }
}
