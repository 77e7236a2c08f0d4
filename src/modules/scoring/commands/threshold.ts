import type { Ctx } from '#platform/context.ts';
import { beginRun } from './score.ts';

/** A signed threshold decides from now on, until its end; everyone is looked at anew, and nobody is handed off by that alone. */
export async function setThreshold(
  ctx: Ctx,
  signed: { number: number; cut: number; fitClasses: readonly string[]; expiresAt: string },
): Promise<void> {
  const facts = {
    number: signed.number,
    cut: signed.cut,
    fit_classes: [...signed.fitClasses],
    in_force_from: ctx.now,
    expires_at: signed.expiresAt,
  };
  await ctx.tx
    .insertInto('score_threshold')
    .values({ workspace_id: ctx.scope.workspaceId, ...facts })
    .onConflict((clash) => clash.column('workspace_id').doUpdateSet(facts))
    .execute();
  await beginRun(ctx, 'threshold');
}
