import { reachable } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { forgetReferences } from '#platform/db/upsert.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';

/** Deletes a contact that lies in the trash, for good. Leads, addresses and memberships of campaigns go with it; what happened stays in the ledger. */
export async function purgeContact(ctx: Ctx, id: string): Promise<Refusal | undefined> {
  const { tx, scope } = ctx;
  const gone = await tx
    .deleteFrom('contact')
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .where('deleted_at', 'is not', null)
    .where('merged_into', 'is', null)
    .where(reachable(scope, 'contact', { to: 'write', ownerColumn: 'contact.owner_id' }))
    .returning('id')
    .executeTakeFirst();
  if (!gone) return refuse('not_found', 'It is not in the trash, or you may not delete it.');
  await forgetReferences(ctx, 'contact', [id]);
  ctx.changed('contact', id);
}
