import { sql } from 'kysely';
import type { Signable } from '#modules/signatures/queries/awaited.ts';

export const signables: readonly Signable[] = [
  {
    subject: 'decision',
    rows: (scope) => sql`select d.id, d.title, d.created_at as since, '/decisions' as link from decision d
      where d.workspace_id = ${scope.workspaceId} and d.withdrawn_at is null and d.applied_at is null`,
  },
];
