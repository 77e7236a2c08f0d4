import type { ReadCtx } from '#platform/context.ts';

/** To which address a message went; null where there is none, or the person was erased. */
export async function addressOf({ tx, scope }: ReadCtx, id: string): Promise<string | null> {
  const row = await tx
    .selectFrom('message')
    .select('address')
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row?.address ?? null;
}
