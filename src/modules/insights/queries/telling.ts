import { sql } from 'kysely';
import type { Teller } from '#modules/briefs/queries/tellers.ts';
import { visibleInsights } from './said.ts';

const MOST = 3;

/** What customers told a team, by the themes that came up most: the other team meets the same customers. */
export const tellers: readonly Teller[] = [
  {
    name: 'insights.themes',
    section: 'changes',
    parties: ['sales', 'marketing'],
    tell: async (ctx, { party, from, until }) => {
      if (ctx.scope.hidden.has('activity.data')) return [];
      const ws = ctx.scope.workspaceId;
      const { rows } = await sql<{ name: string; n: number; companies: number; id: string }>`
        select t.id, t.name, count(distinct i.id)::int as n, count(distinct i.company_id)::int as companies
        from insight i join insight_theme x on x.workspace_id = ${ws} and x.insight_id = i.id join theme s on s.workspace_id = ${ws} and s.id = x.theme_id
          join theme t on t.workspace_id = ${ws} and t.id = coalesce(s.merged_into, s.id)
          join member m on m.workspace_id = ${ws} and m.id = i.member_id and m.department = ${party}
        where ${visibleInsights(ctx)} and i.said_at >= ${from} and i.said_at < ${until}
        group by t.id, t.name order by 3 desc, t.name limit ${MOST}`.execute(ctx.tx);
      return rows.map(({ id, name, n, companies }) => ({
        words: `Customers told us of “${name}”: ${n} times, ${companies === 1 ? 'one company' : `${companies} companies`}`,
        link: `/voice?theme=${id}`,
      }));
    },
  },
];
