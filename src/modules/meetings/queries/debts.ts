import { sql } from 'kysely';
import type { Debt } from '#modules/agreements/queries/owed.ts';

export const debts: readonly Debt[] = [
  {
    kind: 'action',
    rows: ({ scope, now }) => sql`select a.id, m.department as party, t.due_at as due, t.subject as words, m.name as who,
        case when a.meeting_id is not null then '/meetings/' || a.meeting_id when a.root_cause_id is not null then '/root-causes/' || a.root_cause_id end as link
      from meeting_action a join task t on t.workspace_id = a.workspace_id and t.id = a.task_id join member m on m.workspace_id = t.workspace_id and m.id = t.assignee_id
      where a.workspace_id = ${scope.workspaceId} and t.status = 'open' and t.due_at < ${now}`,
  },
];
