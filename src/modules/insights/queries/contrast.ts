import { sql } from 'kysely';
import { reachable } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { adjusted, liftOf, type Share } from '#platform/shared/comparison.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import { sameRate } from '#platform/shared/exact.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { ENOUGH, rateOf } from '#platform/shared/statistics.ts';
import type { getVoiceContrast, listContrastRows } from '../contract/voice.ts';
import { inTheme, NO_WORDS, periodOf, type Source, treeOf, visibleInsights } from './said.ts';

type Contrast = OutputOf<typeof getVoiceContrast>;
type Asked = ParsedOf<typeof getVoiceContrast>;

/** Things that fewer deals than this have are not compared. */
const FEWEST_WITH = 5;
const MOST_ROWS = 500;

/** Deals closed in the period (`d`) with what was heard before they closed (`i`): on the deal, its lead or its company. */
function heard(ctx: ReadCtx, asked: Asked, { start, end }: Omit<Source, 'where'>) {
  const { workspaceId: ws } = ctx.scope;
  const narrowed = [
    ...(asked.about ? [sql`i.about = ${asked.about}`] : []),
    ...(asked.fit
      ? [sql`exists (select from contact c where c.workspace_id = ${ws} and c.id = i.contact_id and c.fit = ${asked.fit})`]
      : []),
  ];
  const closed = sql`d.workspace_id = ${ws} and d.status in ('won', 'lost') and d.deleted_at is null and d.closed_at >= ${start}::timestamptz
    and d.closed_at < ${end}::timestamptz and ${reachable(ctx.scope, 'deal', { to: 'read', ownerColumn: 'd.owner_id' })}`;
  const before = sql`${visibleInsights(ctx)} and i.said_at <= d.closed_at ${narrowed.length > 0 ? sql`and ${sql.join(narrowed, sql` and `)}` : sql``}`;
  return sql`(select d.id as deal_id, d.status, i.id as insight_id, i.kind from deal d join insight i on i.company_id = d.company_id where ${closed} and ${before}
      union select d.id, d.status, i.id, i.kind from deal d join insight i on i.deal_id = d.id where ${closed} and ${before}
      union select d.id, d.status, i.id, i.kind from deal d join insight i on i.lead_id = d.lead_id where ${closed} and ${before})`;
}

interface Counted {
  kind: Contrast['lines'][number]['kind'];
  theme: Contrast['lines'][number]['theme'];
  won: number;
  lost: number;
}

/** What was heard before deals were won, against before they were lost. A deal of which nothing was heard says nothing and counts on neither side. */
export async function readContrast(ctx: ReadCtx, asked: Asked): Promise<Contrast | Refusal> {
  const period = await mayAsk(ctx, asked);
  if (isRefusal(period)) return period;
  const ws = ctx.scope.workspaceId;
  const { rows } = await sql<Counted | { kind: null; theme: null; won: number; lost: number }>`with recursive ${treeOf(ws)},
    heard as materialized (select * from ${heard(ctx, asked, period)} h),
    lines as (select kind, null::uuid as theme_id, deal_id, status from heard
      union select h.kind, tree.root, h.deal_id, h.status from heard h join insight_theme it on it.workspace_id = ${ws} and it.insight_id = h.insight_id join tree on tree.id = it.theme_id
      union select null, null, deal_id, status from heard)
    select l.kind, case when t.id is not null then jsonb_build_object('id', t.id, 'name', t.name) end as theme,
      count(*) filter (where l.status = 'won')::int as won, count(*) filter (where l.status = 'lost')::int as lost
    from lines l left join theme t on t.workspace_id = ${ws} and t.id = l.theme_id group by l.kind, t.id, t.name order by l.kind, t.id is not null, 3 desc`.execute(
    ctx.tx,
  );
  const all = rows.find((row) => row.kind === null) ?? { won: 0, lost: 0 };
  return {
    period: { from: period.from, to: period.to },
    won: all.won,
    lost: all.lost,
    enough: all.won >= ENOUGH && all.lost >= ENOUGH,
    lines: compared(
      rows.filter((row): row is Counted => row.kind !== null),
      all,
    ),
  };
}

function compared(rows: readonly Counted[], all: { won: number; lost: number }): Contrast['lines'] {
  const enough = all.won >= ENOUGH && all.lost >= ENOUGH;
  const shares = (row: Counted): [Share, Share] => [
    { k: row.won, n: all.won },
    { k: row.lost, n: all.lost },
  ];
  const tested = rows.filter((row) => enough && row.won + row.lost >= FEWEST_WITH);
  const corrected = adjusted(tested.map((row) => sameRate(...shares(row))));
  return rows.map((row) => {
    const place = tested.indexOf(row);
    const lift = place < 0 ? null : liftOf(...shares(row));
    return {
      kind: row.kind,
      theme: row.theme,
      won: rateOf(row.won, all.won),
      lost: rateOf(row.lost, all.lost),
      lift: { value: lift?.value ?? null, low: lift?.low ?? null, high: lift?.high ?? null },
      adjustedP: place < 0 ? null : (corrected[place] ?? null),
    };
  });
}

async function mayAsk(ctx: ReadCtx, asked: Asked): Promise<Omit<Source, 'where'> | Refusal> {
  if (ctx.scope.hidden.has('activity.data')) return NO_WORDS;
  if (asked.fit && ctx.scope.hidden.has('contact.fit'))
    return refuse('forbidden', 'Your role does not see how well people fit.', { field: 'fit' });
  return periodOf(ctx, asked);
}

type Rows = OutputOf<typeof listContrastRows>;

export async function readContrastRows(ctx: ReadCtx, asked: ParsedOf<typeof listContrastRows>): Promise<Rows | Refusal> {
  const period = await mayAsk(ctx, asked);
  if (isRefusal(period)) return period;
  const ws = ctx.scope.workspaceId;
  const { rows } = await sql<
    Rows['items'][number]
  >`select d.id, d.name, o.name as company, d.closed_at as "closedAt", array_agg(distinct i.words) as words
    from ${heard(ctx, asked, period)} h join deal d on d.workspace_id = ${ws} and d.id = h.deal_id
      join insight i on i.workspace_id = ${ws} and i.id = h.insight_id
      left join company o on o.workspace_id = ${ws} and o.id = d.company_id and ${reachable(ctx.scope, 'company', { to: 'read', ownerColumn: 'o.owner_id' })}
    where h.status = ${asked.status} and h.kind = ${asked.kind} and ${inTheme(ws, asked.theme)}
    group by d.id, d.name, o.name, d.closed_at order by d.closed_at desc, d.id limit ${MOST_ROWS}`.execute(ctx.tx);
  return { items: rows };
}
