import { sql } from 'kysely';
import { type Ask, type AskSource, MOST_ASKS } from '#modules/team/queries/asks.ts';

/** Questions that nobody has answered. Their words may name the person or the company that they are about. */
export const asks: readonly AskSource[] = [
  {
    kind: 'question',
    area: 'handoffs',
    read: async ({ tx, scope }) => {
      const { rows } = await sql<Ask>`select q.id, q.words as about, w.id as "contactId", q.to_team as side, q.assignee_id as "memberId",
          q.asked_at as since, q.due_at as "dueAt", '/questions/' || q.id as link,
          array_remove(array[w.name, o.name], null) as names
        from question q left join lead l on q.subject = 'lead' and l.workspace_id = q.workspace_id and l.id = q.subject_id
          left join deal d on q.subject = 'deal' and d.workspace_id = q.workspace_id and d.id = q.subject_id
          left join handoff h on q.subject = 'handoff' and h.workspace_id = q.workspace_id and h.id = q.subject_id
          left join contact w on w.workspace_id = q.workspace_id
            and w.id = coalesce(l.contact_id, d.contact_id, h.contact_id, case when q.subject = 'contact' then q.subject_id end)
          left join company o on o.workspace_id = q.workspace_id
            and o.id = coalesce(l.company_id, d.company_id, h.company_id, w.company_id, case when q.subject = 'company' then q.subject_id end)
        where q.workspace_id = ${scope.workspaceId} and q.answered_at is null and q.withdrawn_at is null order by q.due_at limit ${MOST_ASKS}`.execute(
        tx,
      );
      return rows;
    },
  },
];
