import { sql } from 'kysely';
import type { Debt } from '#modules/agreements/queries/owed.ts';

export const debts: readonly Debt[] = [
  {
    kind: 'content',
    rows: ({
      scope,
      now,
    }) => sql`select r.id, 'marketing' as party, r.due_at as due, case when ${scope.permissions.has('record:read')} then r.need end as words, null as who, '/library/requests' as link
      from asset_request r where r.workspace_id = ${scope.workspaceId} and r.status in ('asked', 'accepted') and r.due_at < ${now}`,
  },
];
