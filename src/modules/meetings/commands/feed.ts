import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import { addressOf } from '../queries/feed.ts';

/** A new address for the caller's calendar program; the one before opens nothing any more. */
export async function openFeed(ctx: Ctx): Promise<{ address: string } | Refusal> {
  const { memberId } = ctx.scope.actor;
  if (!memberId) return refuse('forbidden', 'Only people have a calendar.');
  await closeFeed(ctx);
  const { id } = await ctx.tx
    .insertInto('meeting_feed')
    .values({ workspace_id: ctx.scope.workspaceId, member_id: memberId, created_at: ctx.now })
    .returning('id')
    .executeTakeFirstOrThrow();
  return { address: addressOf(ctx, id) };
}

export async function closeFeed(ctx: Ctx): Promise<Record<string, never>> {
  await sql`delete from meeting_feed where workspace_id = ${ctx.scope.workspaceId} and member_id = ${ctx.scope.actor.memberId}`.execute(
    ctx.tx,
  );
  return {};
}
