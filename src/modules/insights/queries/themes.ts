import { sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { listSaidOn, listThemes } from '../contract/themes.ts';
import { rises } from '../rules/rise.ts';
import { AGAINST } from '../schema.ts';
import { NO_WORDS, saidOf, treeOf, visibleInsights } from './said.ts';

type Themes = OutputOf<typeof listThemes>;

export async function readThemes(ctx: ReadCtx): Promise<Themes> {
  const ws = ctx.scope.workspaceId;
  const { rows } = await sql<Themes['items'][number]>`with recursive ${treeOf(ws)}, ${saidOf(visibleInsights(ctx))}
    select t.id, t.name, t.words, (select count(*)::int from said where said.theme_id = t.id) as n,
      coalesce((select jsonb_agg(jsonb_build_object('id', m.id, 'name', m.name) order by m.name) from theme m where m.workspace_id = ${ws} and m.merged_into = t.id), '[]') as merged,
      coalesce((select jsonb_agg(jsonb_build_object('id', k.id, 'target', k.target, 'linkedAt', k.linked_at,
          'of', case when k.target <> 'profile' then jsonb_build_object('id', coalesce(a.id, f.id, c.id), 'name', coalesce(a.name, f.name, c.statement)) end) order by k.linked_at)
        from theme_link k left join asset a on a.workspace_id = ${ws} and a.id = k.asset_id left join offer f on f.workspace_id = ${ws} and f.id = k.offer_id
          left join lateral (select v.claim_id as id, v.statement from claim_version v where v.workspace_id = ${ws} and v.claim_id = k.claim_id order by v.number desc limit 1) c on true
        where k.workspace_id = ${ws} and k.theme_id = t.id), '[]') as links
    from theme t where t.workspace_id = ${ws} and t.merged_into is null order by lower(t.name)`.execute(ctx.tx);
  return { items: rows };
}

type Said = OutputOf<typeof listSaidOn>;
const COLUMNS = { asset: 'asset_id', offer: 'offer_id', claim: 'claim_id' } as const;
/** Days that are counted, and those of either half of a comparison. */
export const SPAN = { year: 365, half: 90 } as const;

export async function readSaidOn(ctx: ReadCtx, { target, ofId }: ParsedOf<typeof listSaidOn>): Promise<Said | Refusal> {
  if (ctx.scope.hidden.has('activity.data')) return NO_WORDS;
  if (target !== 'profile' && !ofId) return refuse('invalid', 'Say of which one.', { field: 'ofId' });
  const ws = ctx.scope.workspaceId;
  const which = target === 'profile' ? sql`true` : sql`${sql.ref(`k.${COLUMNS[target]}`)} = ${ofId}`;
  const since = (days: number) => sql`${ctx.now}::timestamptz - make_interval(days => ${days})`;
  const against = sql`said.kind = any (${AGAINST})`;
  const { rows } = await sql<Omit<Said['items'][number], 'rising'>>`with recursive ${treeOf(ws)},
    ${saidOf(sql`${visibleInsights(ctx)} and i.said_at > ${since(SPAN.year)} and i.said_at <= ${ctx.now}::timestamptz`)}
    select jsonb_build_object('id', t.id, 'name', t.name) as theme, k.id as "linkId", count(said.id)::int as n, count(distinct said.company_id)::int as companies,
      count(*) filter (where ${against})::int as against, count(*) filter (where ${against} and said.said_at > ${since(SPAN.half)})::int as recent,
      count(*) filter (where ${against} and said.said_at <= ${since(SPAN.half)} and said.said_at > ${since(2 * SPAN.half)})::int as before,
      coalesce((select array_agg(x.words) from (select i.words from said s join insight i on i.workspace_id = ${ws} and i.id = s.id where s.theme_id = t.id
        order by s.said_at desc, s.id limit 3) x), '{}') as newest
    from theme_link k join tree on tree.id = k.theme_id join theme t on t.workspace_id = ${ws} and t.id = tree.root left join said on said.theme_id = t.id
    where k.workspace_id = ${ws} and k.target = ${target} and ${which} group by t.id, t.name, k.id order by count(said.id) desc, t.name`.execute(
    ctx.tx,
  );
  return { items: rows.map((row) => ({ ...row, rising: rises(row) })) };
}
