import { sql } from 'kysely';
import type { Signable } from '#modules/signatures/queries/awaited.ts';

export const signables: readonly Signable[] = [
  {
    subject: 'agreement',
    rows: (
      scope,
    ) => sql`select v.id, v.title, coalesce(v.proposed_at, v.created_at) as since, '/agreement?version=' || v.number as link from agreement_version v
      where v.workspace_id = ${scope.workspaceId} and v.status in ('proposed', 'signed_by_one')`,
  },
];
