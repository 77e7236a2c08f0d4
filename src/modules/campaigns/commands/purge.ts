import { reachable } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { forgetReferences } from '#platform/db/upsert.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';

/** Deletes a campaign that lies in the trash, for good. Its list of members goes with it; leads, deals and what happened stay. */
export async function purgeCampaign(ctx: Ctx, id: string): Promise<Refusal | undefined> {
  const { tx, scope } = ctx;
  const gone = await tx
    .deleteFrom('campaign')
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .where('deleted_at', 'is not', null)
    .where(reachable(scope, 'campaign', { to: 'write', ownerColumn: 'campaign.owner_id' }))
    .returning('id')
    .executeTakeFirst();
  if (!gone) return refuse('not_found', 'It is not in the trash, or you may not delete it.');
  await forgetReferences(ctx, 'campaign', [id]);
  ctx.changed('campaign', id);
}
