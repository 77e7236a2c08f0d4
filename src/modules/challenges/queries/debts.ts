import { sql } from 'kysely';
import type { Debt } from '#modules/agreements/queries/owed.ts';
import { TRIED_DAYS } from '../schema.ts';

export const debts: readonly Debt[] = [
  {
    kind: 'challenge',
    rows: ({
      scope,
      now,
    }) => sql`select c.id, coalesce(m.department, c.party) as party, (c.state_on + ${TRIED_DAYS}::int)::timestamp at time zone w.time_zone as due,
        c.title as words, m.name as who, '/challenges' as link
      from challenge c join workspace w on w.id = c.workspace_id
        left join member m on m.workspace_id = c.workspace_id and m.id = c.state_by and m.department in ('sales', 'marketing')
      where c.workspace_id = ${scope.workspaceId} and c.state = 'working' and (c.state_on + ${TRIED_DAYS}::int)::timestamp at time zone w.time_zone <= ${now}`,
  },
];
