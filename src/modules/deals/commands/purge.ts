import { reachable } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { forgetReferences } from '#platform/db/upsert.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';

/** Deletes a deal that lies in the trash, for good. Its stage visits go with it; invoices and what happened stay. */
export async function purgeDeal(ctx: Ctx, id: string): Promise<Refusal | undefined> {
  const { tx, scope } = ctx;
  const gone = await tx
    .deleteFrom('deal')
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .where('deleted_at', 'is not', null)
    .where(reachable(scope, 'deal', { to: 'write', ownerColumn: 'deal.owner_id' }))
    .returning('id')
    .executeTakeFirst();
  if (!gone) return refuse('not_found', 'It is not in the trash, or you may not delete it.');
  await forgetReferences(ctx, 'deal', [id]);
  ctx.changed('deal', id);
}
