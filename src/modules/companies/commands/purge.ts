import { reachable } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { forgetReferences } from '#platform/db/upsert.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';

/** Deletes a company that lies in the trash, for good. Its people, deals and history stay, without it. */
export async function purgeCompany(ctx: Ctx, id: string): Promise<Refusal | undefined> {
  const { tx, scope } = ctx;
  const gone = await tx
    .deleteFrom('company')
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .where('deleted_at', 'is not', null)
    .where('merged_into', 'is', null)
    .where(reachable(scope, 'company', { to: 'write', ownerColumn: 'company.owner_id' }))
    .returning('id')
    .executeTakeFirst();
  if (!gone) return refuse('not_found', 'It is not in the trash, or you may not delete it.');
  await forgetReferences(ctx, 'company', [id]);
  ctx.changed('company', id);
}
