import { sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';

/** Whoever leads a side, or both. */
export async function leadersOfBothSides(ctx: ReadCtx): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select id from member where workspace_id = ${ctx.scope.workspaceId} and status = 'active'
    and roles && '{sales_lead,marketing_lead,revenue_lead}'::text[] order by id`.execute(ctx.tx);
  return rows.map(({ id }) => id);
}
