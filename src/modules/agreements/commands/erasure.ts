import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';

/** Takes the names of erased people off their clocks; how the promises ended stays. */
export async function forgetClocksOf(ctx: Ctx, contactIds: readonly string[]): Promise<void> {
  await sql`update clock set label = 'Erased person' where workspace_id = ${ctx.scope.workspaceId} and contact_id = any (${contactIds}::uuid[])`.execute(
    ctx.tx,
  );
}
