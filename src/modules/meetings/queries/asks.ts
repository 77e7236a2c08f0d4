import { sql } from 'kysely';
import { type Ask, type AskSource, MOST_ASKS } from '#modules/team/queries/asks.ts';

/** People who have not said whether they come to a meeting of the next two weeks. */
export const asks: readonly AskSource[] = [
  {
    kind: 'meeting',
    area: 'meetings',
    read: async ({ tx, scope, now }) => {
      const { rows } =
        await sql<Ask>`select e.id, e.title as about, null as "contactId", m.department as side, p.member_id as "memberId", p.invited_at as since,
          e.starts_at as "dueAt", '/meetings/' || e.id as link
        from meeting_person p join meeting e on e.workspace_id = p.workspace_id and e.id = p.meeting_id
          join member m on m.workspace_id = p.workspace_id and m.id = p.member_id and m.status = 'active' and m.department in ('sales', 'marketing')
        where p.workspace_id = ${scope.workspaceId} and p.reply is null and e.cancelled_at is null and e.closed_at is null
          and e.starts_at > ${now} and e.starts_at < ${now}::timestamptz + interval '14 days' order by e.starts_at limit ${MOST_ASKS}`.execute(
          tx,
        );
      return rows;
    },
  },
];
