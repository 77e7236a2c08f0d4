import { sql } from 'kysely';
import type { Expectation } from '#modules/agreements/queries/expectations.ts';

export const expectations: readonly Expectation[] = [
  {
    // Who takes something on at a meeting of both, with a day, has promised it: nobody writes that down twice.
    source: 'action',
    rows: ({
      scope,
      zone,
    }) => sql`select a.id, m.department as by, m.id as by_id, t.subject as what, (t.due_at at time zone ${zone})::date as due_on,
        (t.done_at at time zone ${zone})::date as done_on, a.created_at as made_at,
        case when a.meeting_id is not null then '/meetings/' || a.meeting_id else '/root-causes/' || a.root_cause_id end as link
      from meeting_action a join task t on t.workspace_id = a.workspace_id and t.id = a.task_id and t.status <> 'cancelled' and t.due_at is not null
        join member m on m.workspace_id = t.workspace_id and m.id = t.assignee_id
      where a.workspace_id = ${scope.workspaceId} and (a.meeting_id is not null or a.root_cause_id is not null)`,
  },
];
