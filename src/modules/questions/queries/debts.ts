import { sql } from 'kysely';
import type { Debt } from '#modules/agreements/queries/owed.ts';

export const debts: readonly Debt[] = [
  {
    // What was asked is read where it is answered: a question about a lead is not for everybody.
    kind: 'question',
    rows: ({
      scope,
      now,
    }) => sql`select q.id, q.to_team as party, q.due_at as due, 'Asked by ' || coalesce(a.name, 'somebody') as words, m.name as who, '/questions/' || q.id as link
      from question q left join member a on a.workspace_id = q.workspace_id and a.id = q.asked_by left join member m on m.workspace_id = q.workspace_id and m.id = q.assignee_id
      where q.workspace_id = ${scope.workspaceId} and q.answered_at is null and q.withdrawn_at is null and q.due_at < ${now}`,
  },
];
