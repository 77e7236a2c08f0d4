import { sql } from 'kysely';
import type { Debt } from '#modules/agreements/queries/owed.ts';

export const debts: readonly Debt[] = [
  {
    kind: 'brief',
    rows: ({
      scope,
      now,
    }) => sql`select b.id, b.party, (b.due_on + 1)::timestamp at time zone w.time_zone as due, 'Brief on ' || to_char(b.month, 'YYYY-MM') as words, m.name as who, '/briefs/' || b.id as link
      from brief b join workspace w on w.id = b.workspace_id left join member m on m.workspace_id = b.workspace_id and m.id = b.owner_id
      where b.workspace_id = ${scope.workspaceId} and b.sent_at is null and (b.due_on + 1)::timestamp at time zone w.time_zone <= ${now}`,
  },
];
