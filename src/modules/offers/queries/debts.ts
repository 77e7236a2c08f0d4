import { sql } from 'kysely';
import type { Debt } from '#modules/agreements/queries/owed.ts';

export const debts: readonly Debt[] = [
  {
    // One row for each change and person, as each of them owes it; named by a hash of the two (a UUID of version 8).
    kind: 'confirmation',
    rows: ({
      scope,
      now,
    }) => sql`select overlay(overlay(md5(n.id::text || m.id::text) placing '8' from 13) placing '8' from 17)::uuid as id, m.department as party, n.due_at as due, n.concerns as words, m.name as who, '/changes?show=all' as link
      from change_notice n join change_confirmation k on k.workspace_id = n.workspace_id and k.notice_id = n.id and k.confirmed_at is null
        join member m on m.workspace_id = k.workspace_id and m.id = k.member_id and m.status = 'active'
      where n.workspace_id = ${scope.workspaceId} and n.closed_at is null and n.due_at < ${now}`,
  },
];
