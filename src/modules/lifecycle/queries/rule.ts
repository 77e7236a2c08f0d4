import type { ReadCtx } from '#platform/context.ts';
import { type StallRule, USUAL_STALL_RULE } from '../schema.ts';

export async function stallRuleOf({ tx, scope }: Pick<ReadCtx, 'tx' | 'scope'>): Promise<StallRule> {
  const row = await tx
    .selectFrom('stall_rule')
    .select(['share', 'quiet_days as quietDays', 'least_touches as leastTouches'])
    .where('workspace_id', '=', scope.workspaceId)
    .executeTakeFirst();
  return row ? { ...row, share: Number(row.share) } : USUAL_STALL_RULE;
}
