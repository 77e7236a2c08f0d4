import { sql } from 'kysely';
import { baseCurrencyOf } from '#modules/currencies/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { plannedAnew } from '#platform/db/statements.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import { isRefusal, type Refusal } from '#platform/shared/refusal.ts';
import type { getVoice } from '../contract/voice.ts';
import { DEAL_OUTCOMES } from '../schema.ts';
import { atStake, inTheme, type Source, type Sql, saidOf, sourceOf, stakeColumns, treeOf, visibleInsights, worth } from './said.ts';

type Voice = OutputOf<typeof getVoice>;
type Line = Voice['lines'][number];

/** What customers said, by theme, with the deals of who said it. */
export async function readVoice(ctx: ReadCtx, asked: ParsedOf<typeof getVoice>): Promise<Voice | Refusal> {
  const source = await sourceOf(ctx, asked);
  if (isRefusal(source)) return source;
  return {
    period: { from: source.from, to: source.to },
    currency: await baseCurrencyOf(ctx),
    ...(await totalsOf(ctx, source)),
    lines: await linesOf(ctx, source),
  };
}

/** By theme, from one reading of what was said. */
async function linesOf(ctx: ReadCtx, source: Source): Promise<Line[]> {
  const ws = ctx.scope.workspaceId;
  const { where, from, to, zone } = source;
  const none = sql`jsonb_build_object('deals', 0)`;
  const stakes = DEAL_OUTCOMES.map((status) => sql`coalesce(stakes.${sql.ref(status)}, ${none}) as ${sql.ref(status)}`);
  const { rows } = await sql<Line>`${plannedAnew} with recursive ${treeOf(ws)}, ${saidOf(where)}, ${stakesOf(ctx, source)},
    month as (select m::date as day from generate_series(date_trunc('month', ${from}::date), ${to}::date, '1 month') m),
    monthly as materialized (select theme_id, date_trunc('month', said_at at time zone ${zone})::date as day, count(*)::int as n from said group by 1, 2),
    kinds as (select theme_id, jsonb_agg(jsonb_build_object('kind', kind, 'n', n) order by n desc, kind) as kinds
      from (select theme_id, kind, count(*)::int as n from said group by 1, 2) k group by 1),
    per as (select theme_id, sum(n)::int as n, count(company_id)::int as companies from (select theme_id, company_id, count(*) as n from said group by 1, 2) c group by 1)
    select case when t.id is not null then jsonb_build_object('id', t.id, 'name', t.name) end as theme, per.n, per.companies, kinds.kinds,
      (select array_agg(coalesce(y.n, 0) order by month.day) from month left join monthly y on y.day = month.day and y.theme_id is not distinct from per.theme_id) as months,
      ${sql.join(stakes)}
    from per join kinds on kinds.theme_id is not distinct from per.theme_id left join theme t on t.workspace_id = ${ws} and t.id = per.theme_id
      left join stakes on stakes.theme_id is not distinct from per.theme_id
    order by t.id is null, per.n desc, t.name`.execute(ctx.tx);
  return rows;
}

/** `stakes`: by theme; each deal once in each theme that its company, or whoever it was heard on, spoke of. Of `said`; to be put behind `with`. */
function stakesOf(ctx: ReadCtx, source: Source): Sql {
  const columns = DEAL_OUTCOMES.map((status) => stakeColumns(ctx, { status, amount: sql`d.worth`, as: status }));
  return sql`stake as materialized (select d.id, d.company_id, d.status, d.amount_minor, ${worth(ctx, source.zone)} as worth from deal d where ${atStake(ctx, source)}),
    touched as (select s.theme_id, d.id from (select distinct theme_id, company_id from said) s join stake d on d.company_id = s.company_id
      union select s.theme_id, d.id from said s join stake d on d.id = s.deal_id),
    stakes as (select t.theme_id, ${sql.join(columns)} from touched t join stake d on d.id = t.id group by t.theme_id)`;
}

async function totalsOf(ctx: ReadCtx, { where, from, to }: Source): Promise<Pick<Voice, 'n' | 'companies' | 'unsorted' | 'months'>> {
  const { rows } = await sql<Pick<Voice, 'n' | 'companies' | 'unsorted' | 'months'>>`${plannedAnew} select
      (select array_agg(to_char(m, 'YYYY-MM') order by m) from generate_series(date_trunc('month', ${from}::date), ${to}::date, '1 month') m) as months,
      (select count(*)::int from insight i where ${visibleInsights(ctx)} and ${inTheme(ctx.scope.workspaceId, 'unsorted')}) as unsorted,
      one.n, one.companies from (select count(*)::int as n, count(distinct i.company_id)::int as companies from insight i where ${where}) one`.execute(
    ctx.tx,
  );
  return rows[0] ?? { n: 0, companies: 0, unsorted: 0, months: [] };
}
