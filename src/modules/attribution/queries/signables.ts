import { sql } from 'kysely';
import type { Signable } from '#modules/signatures/queries/awaited.ts';

export const signables: readonly Signable[] = [
  {
    subject: 'attribution',
    rows: (scope) => sql`select v.id, '' as title, v.made_at as since, '/attribution-rules' as link from attribution_version v
      where v.workspace_id = ${scope.workspaceId} and v.status = 'draft'`,
  },
];
