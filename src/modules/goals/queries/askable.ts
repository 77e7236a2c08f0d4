import { sql } from 'kysely';
import type { Askable } from '#modules/questions/queries/subjects.ts';

export const askables: readonly Askable[] = [
  {
    kind: 'goal',
    rows: (scope) => sql`select distinct on (g.id) g.id, v.title as name, array_prepend(v.accountable_id, v.responsible_ids) as owners
      from goal g join goal_version v on v.workspace_id = g.workspace_id and v.goal_id = g.id
      where g.workspace_id = ${scope.workspaceId} and g.retired_at is null and ${scope.permissions.has('report:read')}
      order by g.id, v.signed_at is not null and v.superseded_at is null desc, v.number desc`,
  },
];
