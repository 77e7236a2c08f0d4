import { sql } from 'kysely';
import { type Ask, type AskSource, MOST_ASKS } from '#modules/team/queries/asks.ts';

/** Changes of offers and claims that somebody has not confirmed. */
export const asks: readonly AskSource[] = [
  {
    kind: 'change',
    area: 'content',
    read: async ({ tx, scope }) => {
      const { rows } = await sql<Ask>`select n.id, coalesce(o.name, c.statement, n.asset_name) as about, null as "contactId",
          case when m.department = 'marketing' then 'marketing' else 'sales' end as side, k.member_id as "memberId", n.announced_at as since,
          n.due_at as "dueAt", '/changes' as link
        from change_confirmation k join change_notice n on n.workspace_id = k.workspace_id and n.id = k.notice_id and n.closed_at is null
          join member m on m.workspace_id = k.workspace_id and m.id = k.member_id and m.status = 'active'
          left join offer_version v on v.workspace_id = n.workspace_id and v.id = n.offer_version_id
          left join offer o on o.workspace_id = n.workspace_id and o.id = v.offer_id
          left join claim_version c on c.workspace_id = n.workspace_id and c.id = n.claim_version_id
        where k.workspace_id = ${scope.workspaceId} and k.confirmed_at is null order by n.due_at limit ${MOST_ASKS}`.execute(tx);
      return rows;
    },
  },
];
