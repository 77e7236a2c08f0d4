import { sql } from 'kysely';
import { type Ask, type AskSource, MOST_ASKS } from '#modules/team/queries/asks.ts';

/** A version of the agreement that is proposed, by the side that has not signed it. */
export const asks: readonly AskSource[] = [
  {
    kind: 'agreement_signature',
    area: 'figures',
    read: async ({ tx, scope }) => {
      const { rows } =
        await sql<Ask>`select v.id, v.title as about, null as "contactId", p.party as side, null as "memberId", v.proposed_at as since, null as "dueAt",
          '/agreement' as link
        from agreement_version v cross join (values ('sales'), ('marketing')) p (party)
        where v.workspace_id = ${scope.workspaceId} and v.status in ('proposed', 'signed_by_one') and v.proposed_at is not null
          and not exists (select from signature s where s.workspace_id = v.workspace_id and s.subject = 'agreement' and s.subject_id = v.id and s.party = p.party)
        order by v.proposed_at limit ${MOST_ASKS}`.execute(tx);
      return rows;
    },
  },
];
