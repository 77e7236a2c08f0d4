import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';

/** Moves a deal's last activity forward, never back. */
export async function touchDeals(ctx: Ctx, touches: readonly { id: string; at: string }[]): Promise<void> {
  if (touches.length === 0) return;
  const { rows } = await sql<{ id: string }>`
    update deal d set last_activity_at = t.at from (
      select id, max(at) as at from json_to_recordset(${JSON.stringify(touches)}::json) as t(id uuid, at timestamptz) group by id) t
    where d.workspace_id = ${ctx.scope.workspaceId} and d.id = t.id and (d.last_activity_at is null or d.last_activity_at < t.at) returning d.id`.execute(
    ctx.tx,
  );
  for (const { id } of rows) ctx.changed('deal', id);
}
