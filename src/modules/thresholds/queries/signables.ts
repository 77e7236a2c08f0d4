import { sql } from 'kysely';
import type { Signable } from '#modules/signatures/queries/awaited.ts';

export const signables: readonly Signable[] = [
  {
    subject: 'threshold',
    rows: (scope) => sql`select t.id, '' as title, t.proposed_at as since, '/threshold' as link from threshold t
      where t.workspace_id = ${scope.workspaceId} and t.status = 'open' and t.cut is not null and t.proposed_at is not null`,
  },
];
