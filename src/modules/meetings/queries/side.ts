import type { ReadCtx } from '#platform/context.ts';
import { PARTIES, type Party } from '../schema.ts';

/** The side of whoever asks; null for those of neither. */
export async function sideOf({ tx, scope }: ReadCtx): Promise<Party | null> {
  if (!scope.actor.memberId) return null;
  const row = await tx
    .selectFrom('member')
    .select('department')
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', scope.actor.memberId)
    .executeTakeFirst();
  return PARTIES.find((party) => party === row?.department) ?? null;
}
