import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';

/** The lifecycle stage that a contact's leads say; set-wise. The leads decide, this only writes it down. */
export async function setLifecycleStages(ctx: Ctx, stages: readonly { contactId: string; stage: string }[]): Promise<void> {
  if (stages.length === 0) return;
  const { rows } = await sql<{ id: string }>`
    update contact c set lifecycle_stage = s.stage, updated_at = ${ctx.now}
    from json_to_recordset(${JSON.stringify(stages)}::json) as s("contactId" uuid, stage text)
    where c.workspace_id = ${ctx.scope.workspaceId} and c.id = s."contactId" and c.lifecycle_stage <> s.stage returning c.id`.execute(
    ctx.tx,
  );
  for (const { id } of rows) ctx.changed('contact', id);
}
