import { sql } from 'kysely';
import { type Ask, type AskSource, MOST_ASKS } from '#modules/team/queries/asks.ts';

/** Conversions that Marketing has not looked at. */
export const asks: readonly AskSource[] = [
  {
    kind: 'conversion',
    area: 'handoffs',
    read: async ({ tx, scope }) => {
      const { rows } =
        await sql<Ask>`select v.id, null as about, v.contact_id as "contactId", 'marketing' as side, null as "memberId", v.occurred_at as since,
          null as "dueAt", '/conversions' as link
        from conversion v where v.workspace_id = ${scope.workspaceId} and v.validation = 'unreviewed' and v.import_id is null
        order by v.occurred_at limit ${MOST_ASKS}`.execute(tx);
      return rows;
    },
  },
];
