import { sql } from 'kysely';
import { type Ask, type AskSource, MOST_ASKS } from '#modules/team/queries/asks.ts';

/** A customer profile that one side has signed and the other has not. */
export const asks: readonly AskSource[] = [
  {
    kind: 'profile_signature',
    area: 'figures',
    read: async ({ tx, scope }) => {
      const { rows } =
        await sql<Ask>`select v.id, v.name as about, null as "contactId", p.party as side, null as "memberId", x.signed_at as since, null as "dueAt",
          '/profile' as link
        from profile_version v join signature x on x.workspace_id = v.workspace_id and x.subject = 'profile' and x.subject_id = v.id
          join (values ('sales'), ('marketing')) p (party) on p.party <> x.party
        where v.workspace_id = ${scope.workspaceId} and v.status = 'signed_by_one'
          and not exists (select from signature s where s.workspace_id = v.workspace_id and s.subject = 'profile' and s.subject_id = v.id and s.party = p.party)
        order by x.signed_at limit ${MOST_ASKS}`.execute(tx);
      return rows;
    },
  },
];
