import { sql } from 'kysely';
import type { Signable } from '#modules/signatures/queries/awaited.ts';

export const signables: readonly Signable[] = [
  {
    // What each side still writes for itself is not laid open yet.
    subject: 'profile',
    rows: (scope) => sql`select v.id, v.name as title, v.updated_at as since, '/profile' as link from profile_version v
      where v.workspace_id = ${scope.workspaceId} and v.status in ('draft', 'signed_by_one') and v.drafting <> 'apart'`,
  },
  {
    subject: 'score_model',
    rows: (scope) => sql`select v.id, v.name as title, v.updated_at as since, '/profile?tab=score' as link from score_model_version v
      where v.workspace_id = ${scope.workspaceId} and v.status in ('draft', 'signed_by_one')`,
  },
];
