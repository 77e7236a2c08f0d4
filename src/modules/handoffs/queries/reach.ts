import { sql } from 'kysely';
import { reachable } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';

/** A hand-off whose lead the caller may open. */
export async function reachableHandoff(ctx: ReadCtx, id: string) {
  const { rows } = await sql<{
    id: string;
    contact_id: string;
    company_id: string | null;
    handed_at: string;
  }>`select h.id, h.contact_id, h.company_id, h.handed_at from handoff h
    join lead l on l.workspace_id = h.workspace_id and l.id = h.lead_id and l.deleted_at is null
    where h.workspace_id = ${ctx.scope.workspaceId} and h.id = ${id} and ${reachable(ctx.scope, 'lead', { to: 'read', ownerColumn: 'l.owner_id' })}`.execute(
    ctx.tx,
  );
  return rows[0];
}
