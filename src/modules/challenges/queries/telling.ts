import { sql } from 'kysely';
import type { Teller, Told } from '#modules/briefs/queries/tellers.ts';

const MOST = 5;

/** What is hard for a team right now, what most of its people find hard first. The board says no more either: nobody is named. */
export const tellers: readonly Teller[] = [
  {
    name: 'challenges.open',
    section: 'concerns',
    parties: ['sales', 'marketing'],
    tell: async ({ tx, scope }, { party, until }) => {
      const { rows } =
        await sql<Told>`select 'Hard for us: ' || c.title || ' (' || v.voices || case when v.voices = 1 then ' person)' else ' people)' end as words,
          '/challenges' as link
        from challenge c cross join lateral (select count(*)::int as voices from challenge_voice where workspace_id = ${scope.workspaceId} and challenge_id = c.id) v
        where c.workspace_id = ${scope.workspaceId} and c.party = ${party} and c.state <> 'solved' and c.raised_in < ${until}::timestamptz
        order by v.voices desc, c.title limit ${MOST}`.execute(tx);
      return rows;
    },
  },
];
