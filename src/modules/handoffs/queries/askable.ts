import { sql } from 'kysely';
import type { Askable } from '#modules/questions/queries/subjects.ts';
import { reachable } from '#modules/team/queries.ts';

/** A hand-off is read by whoever reads its lead; who handed it off and who has it answer for it. */
export const askables: readonly Askable[] = [
  {
    kind: 'handoff',
    rows: (
      scope,
    ) => sql`select h.id, coalesce(case when ${reachable(scope, 'contact', { to: 'read', ownerColumn: 'c.owner_id' })} then coalesce(nullif(c.name, ''), c.email) end, 'A hand-off') as name, array[h.assignee_id, h.from_member_id] as owners
      from handoff h join lead l on l.workspace_id = h.workspace_id and l.id = h.lead_id and l.deleted_at is null
        join contact c on c.workspace_id = h.workspace_id and c.id = h.contact_id
      where h.workspace_id = ${scope.workspaceId} and ${reachable(scope, 'lead', { to: 'read', ownerColumn: 'l.owner_id' })}`,
  },
];
