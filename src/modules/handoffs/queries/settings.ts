import type { ReadCtx } from '#platform/context.ts';
import { LIMBO_DAYS } from '../schema.ts';

export async function loopSettings(ctx: ReadCtx): Promise<{ limboDays: number; holdoutPercent: number }> {
  const row = await ctx.tx
    .selectFrom('loop_setting')
    .select(['limbo_days', 'holdout_percent'])
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .executeTakeFirst();
  return { limboDays: row?.limbo_days ?? LIMBO_DAYS, holdoutPercent: row?.holdout_percent ?? 0 };
}

/** The currency in which a workspace adds up. */
export async function baseCurrency(ctx: ReadCtx): Promise<string> {
  const row = await ctx.tx
    .selectFrom('workspace')
    .select('base_currency')
    .where('id', '=', ctx.scope.workspaceId)
    .executeTakeFirstOrThrow();
  return row.base_currency;
}
