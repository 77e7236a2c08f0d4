import { sql } from 'kysely';
import { type Ask, type AskSource, MOST_ASKS } from '#modules/team/queries/asks.ts';

/** A draft of the rule by which credit is shared, for each side that has not signed it. */
export const asks: readonly AskSource[] = [
  {
    kind: 'attribution_signature',
    area: 'figures',
    read: async ({ tx, scope }) => {
      const { rows } =
        await sql<Ask>`select v.id, null as about, null as "contactId", p.party as side, null as "memberId", v.made_at as since, null as "dueAt",
          '/attribution-rules' as link
        from attribution_version v cross join (values ('sales'), ('marketing')) p (party)
        where v.workspace_id = ${scope.workspaceId} and v.status = 'draft' and not exists (select from signature s where s.workspace_id = v.workspace_id
          and s.subject = 'attribution' and s.subject_id = v.id and s.party = p.party) order by v.made_at limit ${MOST_ASKS}`.execute(tx);
      return rows;
    },
  },
];
