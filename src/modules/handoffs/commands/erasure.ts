import { sql } from 'kysely';
import { forgetClocksOf } from '#modules/agreements/commands/erasure.ts';
import type { Ctx } from '#platform/context.ts';

/** Empties what hand-offs, verdicts and plans said about erased people in words; that they took place, and how they ended, stays. */
export async function forgetPeople(ctx: Ctx, contactIds: readonly string[]): Promise<void> {
  const { workspaceId } = ctx.scope;
  await sql`update handoff set evidence = '{}', changes = '[]', why_now = null, override_reason = null where workspace_id = ${workspaceId} and contact_id = any (${contactIds}::uuid[])`.execute(
    ctx.tx,
  );
  await sql`update verdict v set note = null from handoff h where v.workspace_id = ${workspaceId} and h.workspace_id = v.workspace_id and h.id = v.handoff_id
    and h.contact_id = any (${contactIds}::uuid[])`.execute(ctx.tx);
  await sql`update recycle_plan set note = null, tactic_note = null, override_reason = null, snapshot = '{}' where workspace_id = ${workspaceId} and contact_id = any (${contactIds}::uuid[])`.execute(
    ctx.tx,
  );
  await sql`update dispute d set why = '', ruling_note = null from handoff h where d.workspace_id = ${workspaceId} and h.workspace_id = d.workspace_id and h.id = d.handoff_id
    and h.contact_id = any (${contactIds}::uuid[])`.execute(ctx.tx);
  await forgetClocksOf(ctx, contactIds);
}
