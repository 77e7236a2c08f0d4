import { sql } from 'kysely';
import { baseCurrencyOf } from '#modules/currencies/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import { isRefusal, type Refusal } from '#platform/shared/refusal.ts';
import type { getVoice } from '../contract/voice.ts';
import { DEAL_OUTCOMES } from '../schema.ts';
import { atStake, inTheme, type Source, saidOf, sourceOf, stakeColumns, treeOf, visibleInsights, worth } from './said.ts';

type Voice = OutputOf<typeof getVoice>;
type Line = Voice['lines'][number];

/** What customers said, by theme, with the deals of who said it. */
export async function readVoice(ctx: ReadCtx, asked: ParsedOf<typeof getVoice>): Promise<Voice | Refusal> {
  const source = await sourceOf(ctx, asked);
  if (isRefusal(source)) return source;
  const counted = await countsOf(ctx, source);
  const stakes = await stakesOf(ctx, source);
  const totals = await totalsOf(ctx, source);
  const none = { open: { deals: 0 }, won: { deals: 0 }, lost: { deals: 0 } };
  return {
    period: { from: source.from, to: source.to },
    currency: await baseCurrencyOf(ctx),
    ...totals,
    lines: counted.map((line) => ({ ...none, ...stakes.get(line.theme?.id ?? null), ...line })),
  };
}

async function countsOf({ tx, scope }: ReadCtx, { where, from, to, zone }: Source): Promise<Omit<Line, 'open' | 'won' | 'lost'>[]> {
  const { rows } = await sql<Omit<Line, 'open' | 'won' | 'lost'>>`with recursive ${treeOf(scope.workspaceId)}, ${saidOf(where)},
    month as (select m::date as day from generate_series(date_trunc('month', ${from}::date), ${to}::date, '1 month') m),
    monthly as (select theme_id, date_trunc('month', said_at at time zone ${zone})::date as day, count(*)::int as n from said group by 1, 2),
    kinds as (select theme_id, jsonb_agg(jsonb_build_object('kind', kind, 'n', n) order by n desc, kind) as kinds
      from (select theme_id, kind, count(*)::int as n from said group by 1, 2) k group by 1),
    per as (select theme_id, count(*)::int as n, count(distinct company_id)::int as companies from said group by 1)
    select case when t.id is not null then jsonb_build_object('id', t.id, 'name', t.name) end as theme, per.n, per.companies, kinds.kinds,
      (select array_agg(coalesce(y.n, 0) order by month.day) from month left join monthly y on y.day = month.day and y.theme_id is not distinct from per.theme_id) as months
    from per join kinds on kinds.theme_id is not distinct from per.theme_id left join theme t on t.workspace_id = ${scope.workspaceId} and t.id = per.theme_id
    order by t.id is null, per.n desc, t.name`.execute(tx);
  return rows;
}

/** By theme; each deal once in each theme that its company, or whoever it was heard on, spoke of. */
async function stakesOf(ctx: ReadCtx, source: Source): Promise<Map<string | null, Pick<Line, 'open' | 'won' | 'lost'>>> {
  const ws = ctx.scope.workspaceId;
  const columns = DEAL_OUTCOMES.map((status) => stakeColumns(ctx, { status, amount: sql`d.worth`, as: status }));
  const { rows } = await sql<{ theme_id: string | null } & Pick<Line, 'open' | 'won' | 'lost'>>`
    with recursive ${treeOf(ws)}, ${saidOf(source.where)},
    who as (select distinct theme_id, company_id, deal_id from said),
    touched as (select who.theme_id, d.id from who join deal d on d.workspace_id = ${ws} and d.company_id = who.company_id
      union select who.theme_id, who.deal_id from who where who.deal_id is not null),
    worth as materialized (select d.id, d.status, d.amount_minor, ${worth(ctx, source.zone)} as worth from deal d
      where d.id in (select id from touched) and ${atStake(ctx, source)})
    select t.theme_id, ${sql.join(columns)} from touched t join worth d on d.id = t.id group by t.theme_id`.execute(ctx.tx);
  return new Map(rows.map(({ theme_id, ...stake }) => [theme_id, stake]));
}

async function totalsOf(ctx: ReadCtx, { where, from, to }: Source): Promise<Pick<Voice, 'n' | 'companies' | 'unsorted' | 'months'>> {
  const { rows } = await sql<Pick<Voice, 'n' | 'companies' | 'unsorted' | 'months'>>`select
      (select array_agg(to_char(m, 'YYYY-MM') order by m) from generate_series(date_trunc('month', ${from}::date), ${to}::date, '1 month') m) as months,
      (select count(*)::int from insight i where ${visibleInsights(ctx)} and ${inTheme(ctx.scope.workspaceId, 'unsorted')}) as unsorted,
      one.n, one.companies from (select count(*)::int as n, count(distinct i.company_id)::int as companies from insight i where ${where}) one`.execute(
    ctx.tx,
  );
  return rows[0] ?? { n: 0, companies: 0, unsorted: 0, months: [] };
}
