import type { Ctx } from '#platform/context.ts';
import type { StallRule } from '../schema.ts';

export async function setStallRule(ctx: Ctx, { share, quietDays, leastTouches }: StallRule): Promise<Record<string, never>> {
  const columns = { share, quiet_days: quietDays, least_touches: leastTouches };
  await ctx.tx
    .insertInto('stall_rule')
    .values({ workspace_id: ctx.scope.workspaceId, ...columns })
    .onConflict((oc) => oc.column('workspace_id').doUpdateSet(columns))
    .execute();
  ctx.changed('stall_rule');
  return {};
}
