import { sql } from 'kysely';
import { type Ask, type AskSource, MOST_ASKS } from '#modules/team/queries/asks.ts';
import { TRIED_DAYS } from '../schema.ts';

/** What somebody took up, and has not said yet what helped. What was raised without a name is told without its words, too. */
export const asks: readonly AskSource[] = [
  {
    kind: 'challenge',
    area: 'meetings',
    read: async ({ tx, scope }) => {
      const { rows } = await sql<Ask>`select c.id, case when c.anonymous then null else c.title end as about, null as "contactId",
          coalesce(m.department, c.party) as side, m.id as "memberId", c.state_on::timestamp at time zone w.time_zone as since,
          (c.state_on + ${TRIED_DAYS}::int)::timestamp at time zone w.time_zone as "dueAt", '/challenges' as link
        from challenge c join workspace w on w.id = c.workspace_id
          left join member m on m.workspace_id = c.workspace_id and m.id = c.state_by and m.status = 'active' and m.department in ('sales', 'marketing')
        where c.workspace_id = ${scope.workspaceId} and c.state = 'working' and c.state_on is not null order by c.state_on, c.id limit ${MOST_ASKS}`.execute(
        tx,
      );
      return rows;
    },
  },
];
