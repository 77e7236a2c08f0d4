import { sql } from 'kysely';
import type { Teller, Told } from '#modules/briefs/queries/tellers.ts';

/** A rule by which credit is shared that waits for this team: figures stay as they are until both have signed. */
export const tellers: readonly Teller[] = [
  {
    name: 'attribution.unsigned',
    section: 'concerns',
    parties: ['sales', 'marketing'],
    tell: async ({ tx, scope }, { party, until }) => {
      const { rows } = await sql<Told>`select 'A new rule for sharing credit waits for our signature' as words, '/attribution-rules' as link
        from attribution_version v where v.workspace_id = ${scope.workspaceId} and v.status = 'draft' and v.made_at < ${until}
          and not exists (select from signature s where s.workspace_id = v.workspace_id and s.subject = 'attribution' and s.subject_id = v.id and s.party = ${party})
        order by v.made_at limit 1`.execute(tx);
      return rows;
    },
  },
];
