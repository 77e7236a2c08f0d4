import { sql } from 'kysely';
import { type Ask, type AskSource, MOST_ASKS } from '#modules/team/queries/asks.ts';

/** Discussions that nobody has answered. */
export const asks: readonly AskSource[] = [
  {
    kind: 'discussion',
    area: 'handoffs',
    read: async ({ tx, scope }) => {
      const { rows } =
        await sql<Ask>`select d.id, d.what as about, null as "contactId", d.to_party as side, d.answerer_id as "memberId", d.raised_at as since,
          (d.due_on + 1)::timestamp at time zone w.time_zone as "dueAt", '/discussions/' || d.id as link,
          coalesce((select array_agg(c.name) from discussion_record r join lead l on l.workspace_id = r.workspace_id and l.id = r.lead_id
            join contact c on c.workspace_id = l.workspace_id and c.id = l.contact_id
            where r.workspace_id = d.workspace_id and r.discussion_id = d.id), '{}') as names
        from discussion d join workspace w on w.id = d.workspace_id
        where d.workspace_id = ${scope.workspaceId} and d.state = 'open' order by d.due_on limit ${MOST_ASKS}`.execute(tx);
      return rows;
    },
  },
];
