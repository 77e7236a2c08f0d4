import { sql } from 'kysely';
import { reachable } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import { inTheme, NO_WORDS, visibleInsights } from './said.ts';

interface OfTheme {
  name: string;
  /** The newest first, at most `limit`; `total` of them in all. */
  leadIds: string[];
  total: number;
  /** Insights in the theme, of all insights. */
  said: number;
  all: number;
}

/** The leads of whoever spoke of a theme, for a talk about it: each by itself, or the newest of the person. */
export async function leadsOfTheme(ctx: ReadCtx, { id, limit }: { id: string; limit: number }): Promise<OfTheme | Refusal> {
  const { scope, tx } = ctx;
  if (scope.hidden.has('activity.data')) return NO_WORDS;
  const ws = scope.workspaceId;
  const { rows } = await sql<{
    name: string;
    said: number;
    all: number;
  }>`select t.name, (select count(*)::int from insight i where ${visibleInsights(ctx)}) as all,
      (select count(*)::int from insight i where ${visibleInsights(ctx)} and ${inTheme(ws, id)}) as said
    from theme t where t.workspace_id = ${ws} and t.id = ${id}`.execute(tx);
  const [theme] = rows;
  if (!theme) return refuse('not_found', 'This theme is not here any more.', { field: 'about' });
  const { rows: leads } = await sql<{ id: string; total: number }>`select l.id, (count(*) over ())::int as total from (
      select coalesce(i.lead_id, (select n.id from lead n where n.workspace_id = ${ws} and n.contact_id = i.contact_id and n.deleted_at is null order by n.opened_at desc limit 1)) as lead_id,
        max(i.said_at) as at from insight i where ${visibleInsights(ctx)} and ${inTheme(ws, id)} group by 1) s
    join lead l on l.workspace_id = ${ws} and l.id = s.lead_id and l.deleted_at is null and ${reachable(scope, 'lead', { to: 'read', ownerColumn: 'l.owner_id' })}
    order by s.at desc, l.id limit ${limit}`.execute(tx);
  return { ...theme, leadIds: leads.map((lead) => lead.id), total: leads[0]?.total ?? 0 };
}
