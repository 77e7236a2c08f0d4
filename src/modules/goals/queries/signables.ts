import { sql } from 'kysely';
import type { Signable } from '#modules/signatures/queries/awaited.ts';

export const signables: readonly Signable[] = [
  {
    subject: 'goal',
    rows: (scope) => sql`select v.id, v.title, v.drafted_at as since, '/goals' as link from goal_version v
        join goal g on g.workspace_id = v.workspace_id and g.id = v.goal_id and g.retired_at is null
      where v.workspace_id = ${scope.workspaceId} and v.signed_at is null`,
  },
  {
    subject: 'joint_plan',
    rows: (
      scope,
    ) => sql`select p.id, to_char(p.quarter_on, '"Q"Q YYYY') as title, p.drafted_at as since, '/plan?day=' || p.quarter_on as link from joint_plan p
      where p.workspace_id = ${scope.workspaceId} and p.signed_at is null`,
  },
];
