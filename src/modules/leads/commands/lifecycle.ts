import { sql } from 'kysely';
import { setLifecycleStages } from '#modules/contacts/commands/lifecycle.ts';
import type { Ctx } from '#platform/context.ts';

/** A contact's lifecycle stage is that of its newest open lead; with none open, of its newest. */
export async function followLifecycle(ctx: Ctx, contactIds: readonly string[]): Promise<void> {
  const { rows } = await sql<{ contactId: string; stage: string }>`
    select distinct on (contact_id) contact_id as "contactId", stage from lead
    where workspace_id = ${ctx.scope.workspaceId} and contact_id = any (${contactIds}::uuid[]) and deleted_at is null
    order by contact_id, (closed_at is null) desc, opened_at desc, id desc`.execute(ctx.tx);
  await setLifecycleStages(ctx, rows);
}
