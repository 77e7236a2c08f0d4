import { sql } from 'kysely';
import type { Signable } from '#modules/signatures/queries/awaited.ts';

export const signables: readonly Signable[] = [
  {
    subject: 'gate',
    rows: (scope) => sql`select g.id, '' as title, g.proposed_at as since, '/settings/gate' as link from gate_rules g
      where g.workspace_id = ${scope.workspaceId} and g.status = 'proposed'`,
  },
];
