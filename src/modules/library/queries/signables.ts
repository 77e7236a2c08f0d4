import { sql } from 'kysely';
import type { Signable } from '#modules/signatures/queries/awaited.ts';

export const signables: readonly Signable[] = [
  {
    subject: 'asset_dispute',
    rows: (scope) => sql`select d.id, a.name as title, d.raised_at as since, '/library/' || a.id as link from asset_dispute d
        join asset a on a.workspace_id = d.workspace_id and a.id = d.asset_id
      where d.workspace_id = ${scope.workspaceId} and d.outcome is not null and d.decided_at is null`,
  },
];
