import { sql } from 'kysely';
import { type Ask, type AskSource, MOST_ASKS } from '#modules/team/queries/asks.ts';

/** Briefs that are drafted and not sent. */
export const asks: readonly AskSource[] = [
  {
    kind: 'brief',
    area: 'meetings',
    read: async ({ tx, scope }) => {
      const { rows } =
        await sql<Ask>`select b.id, to_char(b.month, 'YYYY-MM') as about, null as "contactId", b.party as side, b.owner_id as "memberId",
          b.drafted_at as since, (b.due_on + 1)::timestamp at time zone w.time_zone as "dueAt", '/briefs/' || b.id as link
        from brief b join workspace w on w.id = b.workspace_id where b.workspace_id = ${scope.workspaceId} and b.sent_at is null
        order by b.due_on limit ${MOST_ASKS}`.execute(tx);
      return rows;
    },
  },
];
