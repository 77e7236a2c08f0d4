import type { Ctx } from '#platform/context.ts';

/** Questions about a record that became part of another are about that one; when the two are parted again they stay there. */
export async function followMerge(
  ctx: Ctx,
  { entity, winnerId, loserId }: { entity: string; winnerId: string; loserId: string },
): Promise<void> {
  await ctx.tx
    .updateTable('question')
    .set({ subject_id: winnerId })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('subject', '=', entity)
    .where('subject_id', '=', loserId)
    .execute();
  ctx.changed('question');
}
