import { type RawBuilder, sql } from 'kysely';
import { amountsOf, amountsSum, moneyBehind, moneyOfEach, noAmounts } from '#modules/leadvalues/queries/behind.ts';
import type { Amounts } from '#modules/leadvalues/schema.ts';
import { reachable, timeZoneOf } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { beyond } from '#platform/db/paging.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import { cut } from '#platform/shared/paging.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import { rateOf } from '#platform/shared/statistics.ts';
import type { getRegrets, getSecondLife, listSecondLife, suggestTactic } from '../contract/secondlife.ts';
import { recycleYield } from '../rules/recycling.ts';
import { suggestTactics } from '../rules/tactics.ts';
import { ENOUGH_CLOSED } from '../rules/value.ts';
import { TACTICS, type Tactic } from '../schema.ts';
import { WARMING_DAYS } from './limbo.ts';
import { baseCurrency } from './settings.ts';
import { valuesOfLabels } from './values.ts';

/** Plans that have had their time, ended or with a tactic for long enough: on alias `p`. */
const matured = (ctx: ReadCtx) => sql`p.workspace_id = ${ctx.scope.workspaceId} and (p.tactic is not null or p.held_out)
  and (p.ended_at is not null or coalesce(p.tactic_at, p.returned_at) < ${ctx.now}::timestamptz - make_interval(days => ${WARMING_DAYS}))`;

/** Those plans with what became of each: what the figures count and their rows list. The newest of a lead has the money behind the lead. */
const lives = (
  ctx: ReadCtx,
) => sql`select p.id, p.lead_id, p.contact_id, p.reason_id, r.label as reason, p.tactic, p.returned_at, p.ended_at, l.owner_id, l.company_id, l.deleted_at,
    p.state = 'requalified' as came_back, p.state = 'requalified' and l.stage = 'customer' as won,
    case when p.state = 'requalified' then coalesce(h.value_minor, 0) else 0 end as value,
    row_number() over (partition by p.lead_id order by p.returned_at desc, p.id desc) = 1 as newest
  from recycle_plan p join lead l on l.workspace_id = p.workspace_id and l.id = p.lead_id left join reason r on r.workspace_id = p.workspace_id and r.id = p.reason_id
    left join lateral (select h.value_minor from handoff h where h.workspace_id = p.workspace_id and h.lead_id = p.lead_id and h.handed_at >= p.ended_at order by h.handed_at limit 1) h on true
  where ${matured(ctx)}`;

interface Cell {
  reason_id: string | null;
  reason: string | null;
  tactic: Tactic | null;
  n: number;
  k: number;
  won: number;
  value: number;
  behind: Lives;
}

type Lives = OutputOf<typeof getSecondLife>['overall']['behind'];

export async function secondLife(ctx: ReadCtx): Promise<OutputOf<typeof getSecondLife>> {
  const money = moneyBehind({ scope: ctx.scope, period: { timeZone: await timeZoneOf(ctx) } }, sql`x.lead_id`, {
    once: sql`x.newest`,
    leads: sql`select p.lead_id from recycle_plan p where ${matured(ctx)}`,
  });
  const amounts = (of: RawBuilder<unknown>) => amountsOf(money.behind, (column) => sql`(sum(${column}) filter (where ${of}))::bigint`);
  const behind = money.behind
    ? sql`jsonb_build_object('all', ${amounts(sql`true`)}, 'cameBack', ${amounts(sql`x.came_back`)}, 'won', ${amounts(sql`x.won`)})`
    : sql`null::jsonb`;
  const { rows } = await sql<Cell>`
    select x.reason_id, x.reason, x.tactic, count(*)::int as n, count(*) filter (where x.came_back)::int as k,
      count(*) filter (where x.won)::int as won, coalesce(sum(x.value), 0)::float8 as value, ${behind} as behind
    from (${lives(ctx)}) x ${money.join} group by 1, 2, 3 order by 4 desc, 2, 3`.execute(ctx.tx);
  const sum = (of: readonly Cell[]) => ({
    ...rateOf(
      of.reduce((all, { k }) => all + k, 0),
      of.reduce((all, { n }) => all + n, 0),
    ),
    behind: livesSum(ctx, of),
  });
  const tried = sum(rows.filter(({ tactic }) => tactic !== null));
  const values = await valuesOfLabels(ctx.tx, ctx.scope);
  const closed = values.reduce((all, one) => ({ n: all.n + one.closed, won: all.won + one.won }), { n: 0, won: 0 });
  const averageMinor = values[0]?.averageMinor ?? 0;
  const closeRate = closed.n > 0 ? closed.won / closed.n : 0;
  const known = closed.n >= ENOUGH_CLOSED;
  return {
    cells: rows.map(({ reason_id, reason, tactic, n, k, won, value, behind }) => ({
      reason: reason_id && reason !== null ? { id: reason_id, name: reason } : null,
      tactic,
      ...rateOf(k, n),
      won,
      valueMinor: Math.round(value),
      behind,
    })),
    overall: tried,
    alone: sum(rows.filter(({ tactic }) => tactic === null)),
    yield: known
      ? { closeRate, averageMinor, valueMinor: recycleYield({ returned: tried.n, cameBack: tried.k, closeRate, averageMinor }).valueMinor }
      : null,
    currency: await baseCurrency(ctx),
    maturesDays: WARMING_DAYS,
  };
}

/** The money behind several cells. */
function livesSum({ scope }: ReadCtx, cells: readonly Cell[]): Lives {
  const none = noAmounts(scope);
  const sum = (of: (behind: NonNullable<Lives>) => Amounts) => amountsSum(cells.map(({ behind }) => behind && of(behind))) ?? none;
  const [all, cameBack, won] = [sum((of) => of.all), sum((of) => of.cameBack), sum((of) => of.won)];
  return all && cameBack && won && { all, cameBack, won };
}

export async function secondLifeRows(
  ctx: ReadCtx,
  { reasonId, tactic, cameBack, won, cursor, limit }: ParsedOf<typeof listSecondLife>,
): Promise<OutputOf<typeof listSecondLife>> {
  const at = sql`date_trunc('milliseconds', x.returned_at)`;
  const wanted = [beyond(cursor, { at, id: sql`x.id` })];
  if (reasonId) wanted.push(reasonId === 'none' ? sql`x.reason_id is null` : sql`x.reason_id = ${reasonId}`);
  if (tactic === 'alone') wanted.push(sql`x.tactic is null`);
  else if (tactic) wanted.push(tactic === 'any' ? sql`x.tactic is not null` : sql`x.tactic = ${tactic}`);
  if (cameBack !== undefined) wanted.push(sql`x.came_back = ${cameBack}`);
  if (won !== undefined) wanted.push(sql`x.won = ${won}`);
  type Row = OutputOf<typeof listSecondLife>['items'][number];
  const { rows } = await sql<Omit<Row, 'behind'> & { newest: boolean; moneyOf: string }>`
    select x.id, x.newest, x.lead_id as "moneyOf", case when m.yes then x.lead_id end as "leadId", case when m.yes then coalesce(nullif(c.name, ''), c.email, 'Someone') end as name, case when m.yes then o.name end as company,
      case when x.reason is not null then jsonb_build_object('id', x.reason_id, 'name', x.reason) end as reason, x.tactic, ${at} as "returnedAt", x.ended_at as "endedAt",
      x.came_back as "cameBack", x.won, x.value::float8 as "valueMinor"
    from (${lives(ctx)}) x join contact c on c.workspace_id = ${ctx.scope.workspaceId} and c.id = x.contact_id
      left join company o on o.workspace_id = c.workspace_id and o.id = coalesce(x.company_id, c.company_id) and o.deleted_at is null
      cross join lateral (select x.deleted_at is null and ${reachable(ctx.scope, 'lead', { to: 'read', ownerColumn: 'x.owner_id' })} as yes) m
    where ${sql.join(wanted, sql` and `)} order by ${at} desc, x.id desc limit ${limit + 1}`.execute(ctx.tx);
  const { items, next } = cut(rows, limit, ({ returnedAt, id }) => ({ at: returnedAt, id }));
  const money = await moneyOfEach(
    ctx,
    items.map((row) => row.moneyOf),
  );
  return {
    items: items.map(({ newest, moneyOf, ...row }) => ({ ...row, behind: (newest && money?.get(moneyOf)) || noAmounts(ctx.scope) })),
    next,
  };
}

/** Tactics for one returned lead, the suggested one first; those tried with this person last. */
export async function suggestionFor(ctx: ReadCtx, id: string): Promise<OutputOf<typeof suggestTactic> | Refusal> {
  const plan = await sql<{ reason_id: string | null; tried: string[] }>`select p.reason_id, p.tried from recycle_plan p
    join lead l on l.workspace_id = p.workspace_id and l.id = p.lead_id and l.deleted_at is null
    where p.workspace_id = ${ctx.scope.workspaceId} and p.id = ${id} and ${reachable(ctx.scope, 'lead', { to: 'read', ownerColumn: 'l.owner_id' })}`.execute(
    ctx.tx,
  );
  const [lead] = plan.rows;
  if (!lead) return refuse('not_found', 'This lead is not in the list any more, or it is not yours to see.');
  const { rows } = await sql<{ tactic: Tactic; same: boolean; n: number; k: number }>`
    select p.tactic, coalesce(p.reason_id = ${lead.reason_id}, false) as same, count(*)::int as n, count(*) filter (where p.state = 'requalified')::int as k
    from recycle_plan p where ${matured(ctx)} and p.tactic is not null group by 1, 2`.execute(ctx.tx);
  const forReason = rows.filter(({ same }) => same);
  const forAll = TACTICS.map((tactic) => {
    const mine = rows.filter((row) => row.tactic === tactic);
    return { tactic, n: mine.reduce((sum, { n }) => sum + n, 0), k: mine.reduce((sum, { k }) => sum + k, 0) };
  });
  const ranked = suggestTactics(
    TACTICS.filter((tactic) => tactic !== 'other'),
    { forReason, forAll },
    id,
  );
  const items = ranked.map(({ drawn: _drawn, ...one }) => ({ ...one, tried: lead.tried.includes(one.tactic) }));
  return { items: [...items.filter(({ tried }) => !tried), ...items.filter(({ tried }) => tried)] };
}

interface Bought {
  leadId: string;
  name: string;
  company: string | null;
  reachable: boolean;
  decision: OutputOf<typeof getRegrets>['items'][number]['decision'];
  reason: string | null;
  at: string;
  boughtAt: string | null;
  colleague: boolean | null;
  revived: boolean;
  won: number;
  invoiced: number;
}

/** Who was turned away and bought later. Customers of before and returns for being one are no regret. */
export async function regrets(ctx: ReadCtx, asked: { from?: string | undefined }): Promise<OutputOf<typeof getRegrets>> {
  const currency = await baseCurrency(ctx);
  const { workspaceId } = ctx.scope;
  const since = asked.from ?? new Date(Date.parse(ctx.now) - 2 * 365 * 86_400_000).toISOString();
  const { rows } = await sql<Bought>`
    with away as (
      select distinct on (lead_id) * from (
        select v.lead_id, v.decision, v.reason_id, v.decided_at as at from verdict v where v.workspace_id = ${workspaceId} and v.decision in ('rejected', 'recycled') and v.decided_at >= ${since}
        union all
        select p.lead_id, 'archived', p.reason_id, p.ended_at from recycle_plan p where p.workspace_id = ${workspaceId} and p.state = 'archived' and p.ended_at >= ${since}
      ) x order by lead_id, at
    )
    select l.id as "leadId", coalesce(nullif(c.name, ''), c.email, 'Someone') as name, o.name as company, ${reachable(ctx.scope, 'lead', { to: 'read', ownerColumn: 'l.owner_id' })} as reachable,
      a.decision, r.label as reason, a.at, least(d.at, i.at) as "boughtAt", not coalesce(d.same, false) and not coalesce(i.same, false) as colleague,
      exists (select from handoff h where h.workspace_id = l.workspace_id and h.lead_id = l.id and h.handed_at > a.at) as revived, coalesce(d.minor, 0)::float8 as won, coalesce(i.minor, 0)::float8 as invoiced
    from away a join lead l on l.workspace_id = ${workspaceId} and l.id = a.lead_id and l.deleted_at is null join contact c on c.workspace_id = l.workspace_id and c.id = l.contact_id
      left join company o on o.workspace_id = l.workspace_id and o.id = case when l.company_id is null then c.company_id else l.company_id end and o.deleted_at is null
      left join reason r on r.workspace_id = l.workspace_id and r.id = a.reason_id
      left join lateral (select min(d.closed_at) as at, sum(d.amount_minor) filter (where d.currency = ${currency}) as minor, bool_or(d.contact_id = l.contact_id) as same from deal d
        where d.workspace_id = l.workspace_id and d.status = 'won' and d.deleted_at is null and d.closed_at > a.at and (d.contact_id = l.contact_id or d.company_id = o.id) having count(*) > 0) d on true
      left join lateral (select min(i.invoiced_at) as at, sum(i.total_minor) filter (where i.currency = ${currency}) as minor, bool_or(i.contact_id = l.contact_id) as same from invoice i
        where i.workspace_id = l.workspace_id and i.cancelled_at is null and i.invoiced_at > a.at and (i.contact_id = l.contact_id or i.company_id = o.id) having count(*) > 0) i on true
    where r.class is distinct from 'already_ours' and (o.customer_since is null or o.customer_since > a.at)
    order by 8 desc nulls last`.execute(ctx.tx);
  const bought = rows.filter(({ boughtAt }) => boughtAt !== null);
  const mayDeal = !ctx.scope.hidden.has('deal.amount');
  const mayInvoice = !ctx.scope.hidden.has('invoice.total');
  const money = (may: boolean, minor: number) => (may ? Math.round(minor) : null);
  return {
    items: bought.slice(0, 500).map(({ reachable: open, won, invoiced, boughtAt, ...row }) => ({
      ...row,
      boughtAt: boughtAt ?? row.at,
      name: open ? row.name : null,
      company: open ? row.company : null,
      colleague: row.colleague ?? false,
      wonMinor: money(mayDeal, won),
      invoicedMinor: money(mayInvoice, invoiced),
    })),
    rate: rateOf(bought.length, rows.length),
    wonMinor: money(
      mayDeal,
      bought.reduce((sum, { won }) => sum + won, 0),
    ),
    invoicedMinor: money(
      mayInvoice,
      bought.reduce((sum, { invoiced }) => sum + invoiced, 0),
    ),
    currency,
  };
}
