import { sql } from 'kysely';
import { reachable } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { beyond } from '#platform/db/paging.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import { cut } from '#platform/shared/paging.ts';
import { isRefusal, type Refusal } from '#platform/shared/refusal.ts';
import type { InsightRow, listInsights, listVoiceCompanies, listVoiceDeals } from '../contract/voice.ts';
import { DEAL_OUTCOMES } from '../schema.ts';
import { atStake, inTheme, type Sql, sourceOf, stakeColumns, treeOf, worth } from './said.ts';

/** Rows of lists that are not read page by page. */
const MOST_ROWS = 500;

const named = (alias: string, name: Sql) =>
  sql`case when ${sql.ref(`${alias}.id`)} is not null then jsonb_build_object('id', ${sql.ref(`${alias}.id`)}, 'name', ${name}) end`;

export async function readInsights(ctx: ReadCtx, asked: ParsedOf<typeof listInsights>): Promise<OutputOf<typeof listInsights> | Refusal> {
  const source = await sourceOf(ctx, asked);
  if (isRefusal(source)) return source;
  const ws = ctx.scope.workspaceId;
  const about = (['company', 'deal', 'lead'] as const).flatMap((of) => {
    const id = asked[`${of}Id`];
    return id ? [sql`${sql.ref(`i.${of}_id`)} = ${id}`] : [];
  });
  const where = sql`${sql.join([source.where, inTheme(ws, asked.theme), ...about], sql` and `)}`;
  const at = sql`date_trunc('milliseconds', i.said_at)`;
  const { rows } = await sql<InsightRow>`with recursive ${treeOf(ws)}
    select i.id, i.activity_id as "activityId", i.kind, i.about, i.words, i.said_at as "saidAt", i.through, i.lead_id as lead, i.sorted_at is not null as sorted,
      ${named('c', sql`coalesce(nullif(c.name, ''), c.email, '')`)} as contact, ${named('o', sql`o.name`)} as company, ${named('d', sql`d.name`)} as deal,
      ${named('m', sql`m.name`)} as "heardBy",
      coalesce((select jsonb_agg(distinct jsonb_build_object('id', t.id, 'name', t.name)) from insight_theme it join tree on tree.id = it.theme_id
        join theme t on t.workspace_id = ${ws} and t.id = tree.root where it.workspace_id = ${ws} and it.insight_id = i.id), '[]') as themes
    from insight i
      left join contact c on c.workspace_id = ${ws} and c.id = i.contact_id and c.deleted_at is null
      left join company o on o.workspace_id = ${ws} and o.id = i.company_id and o.deleted_at is null
      left join deal d on d.workspace_id = ${ws} and d.id = i.deal_id and d.deleted_at is null
      left join member m on m.workspace_id = ${ws} and m.id = i.member_id
    where ${where} and ${beyond(asked.cursor, { at, id: sql`i.id` })} order by ${at} desc, i.id desc limit ${asked.limit + 1}`.execute(
    ctx.tx,
  );
  const { rows: counted } = await sql<{ n: number }>`select count(*)::int as n from insight i where ${where}`.execute(ctx.tx);
  return { n: counted[0]?.n ?? 0, ...cut(rows, asked.limit, ({ saidAt, id }) => ({ at: saidAt, id })) };
}

export async function readVoiceCompanies(
  ctx: ReadCtx,
  asked: ParsedOf<typeof listVoiceCompanies>,
): Promise<OutputOf<typeof listVoiceCompanies> | Refusal> {
  const source = await sourceOf(ctx, asked);
  if (isRefusal(source)) return source;
  const ws = ctx.scope.workspaceId;
  const { rows } = await sql<{ id: string; name: string; n: number; lastAt: string; all: number }>`
    select o.id, o.name, count(*)::int as n, max(i.said_at) as "lastAt", (count(*) over ())::int as "all"
    from insight i join company o on o.workspace_id = ${ws} and o.id = i.company_id and ${reachable(ctx.scope, 'company', { to: 'read', ownerColumn: 'o.owner_id' })}
    where ${source.where} and ${inTheme(ws, asked.theme)} group by o.id, o.name order by n desc, "lastAt" desc, o.id limit ${MOST_ROWS}`.execute(
    ctx.tx,
  );
  return { n: rows[0]?.all ?? 0, items: rows.map(({ all: _all, ...row }) => row) };
}

type Deals = OutputOf<typeof listVoiceDeals>;

export async function readVoiceDeals(ctx: ReadCtx, asked: ParsedOf<typeof listVoiceDeals>): Promise<Deals | Refusal> {
  const source = await sourceOf(ctx, asked);
  if (isRefusal(source)) return source;
  const { workspaceId: ws, hidden } = ctx.scope;
  const touched = sql`with said as materialized (select distinct i.company_id, i.deal_id from insight i where ${source.where} and ${inTheme(ws, asked.theme)}),
    touched as (select d.id from said join deal d on d.workspace_id = ${ws} and d.company_id = said.company_id union select deal_id from said where deal_id is not null),
    d as materialized (select d.id, d.name, d.company_id, d.status, d.amount_minor, d.currency, d.closed_at, ${worth(ctx, source.zone)} as worth from deal d
      where d.id in (select id from touched) and d.status = ${asked.status} and ${atStake(ctx, source)})`;
  const columns = DEAL_OUTCOMES.map((status) => stakeColumns(ctx, { status, amount: sql`d.worth`, as: status }));
  const { rows: sums } = await sql<
    Record<Deals['items'][number]['id'], Deals['stake']>
  >`${touched} select ${sql.join(columns)} from d`.execute(ctx.tx);
  const amount = hidden.has('deal.amount')
    ? sql``
    : sql`, case when d.amount_minor is not null then jsonb_build_object('amountMinor', d.amount_minor, 'currency', coalesce(d.currency, w.base_currency)) end as amount`;
  const { rows } = await sql<
    Deals['items'][number]
  >`${touched} select d.id, d.name, ${named('o', sql`o.name`)} as company, d.closed_at as "closedAt" ${amount}
    from d join workspace w on w.id = ${ws}
      left join company o on o.workspace_id = ${ws} and o.id = d.company_id and ${reachable(ctx.scope, 'company', { to: 'read', ownerColumn: 'o.owner_id' })}
    order by ${hidden.has('deal.amount') ? sql`d.name` : sql`d.worth desc nulls last`}, d.id limit ${MOST_ROWS}`.execute(ctx.tx);
  return { stake: sums[0]?.[asked.status] ?? { deals: 0 }, items: rows };
}
