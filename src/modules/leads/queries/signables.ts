import { sql } from 'kysely';
import type { Signable } from '#modules/signatures/queries/awaited.ts';

export const signables: readonly Signable[] = [
  {
    subject: 'reasons',
    rows: (
      scope,
    ) => sql`select p.id, coalesce(p.change ->> 'label', p.before ->> 'label', '') as title, p.proposed_at as since, '/settings/reasons' as link from reason_proposal p
      where p.workspace_id = ${scope.workspaceId} and p.state = 'open'`,
  },
];
