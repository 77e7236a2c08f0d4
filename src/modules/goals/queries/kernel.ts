import { type RawBuilder, sql } from 'kysely';
import { timeZoneOf } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { dayIn } from '#platform/shared/calendar.ts';
import { type Cohort, type Measured, measure, type Yield } from '../rules/cohorts.ts';
import { type Basis, HISTORY_MONTHS, HORIZON, STALE_DAYS } from '../schema.ts';
import { monthDay, monthNumber } from './time.ts';

type Sql = RawBuilder<unknown>;

/** As of when the record is read: now, or its own end where nothing is younger than two months. */
export interface Standing {
  asOf: string;
  /** The month that is not over, counted through. */
  month: number;
  /** When the readings were brought forward; null before they were first. */
  readAt: string | null;
  basis: Basis;
}

export async function standingOf(ctx: ReadCtx): Promise<Standing> {
  const ws = ctx.scope.workspaceId;
  const { rows } = await sql<{
    readAt: string;
    newest: string | null;
    invoiced: boolean;
  }>`select s.read_at as "readAt", s.newest_at as newest,
      exists (select from revenue_entry where workspace_id = ${ws} and basis = 'invoiced' and lead_id is not null) as invoiced
    from journey_state s where s.workspace_id = ${ws}`.execute(ctx.tx);
  const [state] = rows;
  const newest = state?.newest ?? null;
  const old = newest !== null && Date.parse(ctx.now) - Date.parse(newest) > STALE_DAYS * 86_400_000;
  const asOf = old ? newest : ctx.now;
  const month = monthNumber(dayIn(await timeZoneOf(ctx), asOf));
  return { asOf, month, readAt: state?.readAt ?? null, basis: state?.invoiced ? 'invoiced' : 'booked' };
}

/** A stage that was skipped counts as reached. On alias `j`. */
export const REACHED = {
  won: sql`j.won_at is not null`,
  deal: sql`coalesce(j.deal_at, j.won_at) is not null`,
  accepted: sql`coalesce(j.accepted_at, j.deal_at, j.won_at) is not null`,
  handed: sql`coalesce(j.handed_at, j.accepted_at, j.deal_at, j.won_at) is not null`,
} as const;

const MONTHS_BETWEEN = (later: Sql, earlier: Sql): Sql =>
  sql`((extract(year from ${later}) - extract(year from ${earlier})) * 12 + extract(month from ${later}) - extract(month from ${earlier}))::int`;

export interface KernelReading {
  kernel: Measured;
  cohorts: Cohort[];
  yields: Yield[];
}

/** Leads on alias `j` that have a month behind them: those on which `measure` rests. */
export const measuredLeads = ({ month }: Pick<Standing, 'month'>): Sql =>
  sql`j.month >= ${monthDay(month - HISTORY_MONTHS)}::date and j.month < ${monthDay(month)}::date`;

/** And of these the wins that it counts: in a month that is over, within its horizon. */
export const measuredWin = ({ month }: Pick<Standing, 'month'>): Sql =>
  sql`j.won_month < ${monthDay(month)}::date and ${MONTHS_BETWEEN(sql`j.won_month`, sql`j.month`)} < ${HORIZON}`;

/** Cohorts by month of the lead and what they brought at which age. @param only a condition on alias `j` */
export async function readKernel(ctx: ReadCtx, standing: Standing, only: Sql = sql`true`): Promise<KernelReading> {
  const from = monthDay(standing.month - HISTORY_MONTHS);
  const ours = sql`j.workspace_id = ${ctx.scope.workspaceId} and j.month >= ${from}::date and j.month <= ${monthDay(standing.month)}::date and ${only}`;
  const cohorts = await sql<{
    day: string;
    leads: number;
  }>`select j.month::text as day, count(*)::int as leads from lead_journey j where ${ours} group by 1 order by 1`.execute(ctx.tx);
  const wins = await sql<{
    day: string;
    age: number;
    wins: number;
  }>`select j.month::text as day, ${MONTHS_BETWEEN(sql`j.won_month`, sql`j.month`)} as age, count(*)::int as wins
    from lead_journey j where ${ours} and j.won_month is not null group by 1, 2`.execute(ctx.tx);
  const money = await sql<{
    day: string;
    age: number;
    minor: number;
    squares: number;
  }>`select day, age, sum(minor)::float8 as minor, sum(case when first then whole ^ 2 else 0 end)::float8 as squares
    from (select j.month::text as day, ${MONTHS_BETWEEN(sql`e.month`, sql`j.month`)} as age, coalesce(e.amount_minor, 0)::float8 as minor,
        sum(coalesce(e.amount_minor, 0)::float8) over (partition by e.lead_id) as whole, row_number() over (partition by e.lead_id order by e.at, e.entity_id) = 1 as first
      from revenue_entry e join lead_journey j on j.workspace_id = e.workspace_id and j.lead_id = e.lead_id
      where e.workspace_id = ${ctx.scope.workspaceId} and e.basis = ${standing.basis} and ${ours}) sold group by 1, 2`.execute(ctx.tx);
  const yields = new Map<string, Yield>();
  const at = (day: string, age: number): Yield => {
    const known = yields.get(`${day} ${age}`) ?? { month: monthNumber(day), age: Math.max(0, age), wins: 0, minor: 0, squares: 0 };
    yields.set(`${day} ${age}`, known);
    return known;
  };
  for (const one of wins.rows) at(one.day, one.age).wins += one.wins;
  for (const one of money.rows) Object.assign(at(one.day, one.age), { minor: one.minor, squares: one.squares });
  const read = cohorts.rows.map(({ day, leads }) => ({ month: monthNumber(day), leads }));
  const all = [...yields.values()];
  return { cohorts: read, yields: all, kernel: measure(read, all, { now: standing.month, horizon: HORIZON }) };
}

export interface StageCounts {
  leads: number;
  handed: number;
  accepted: number;
  deals: number;
}

/** How far leads went that had time to: opened in the year before the last three months. */
export async function stageCounts(ctx: ReadCtx, standing: Standing): Promise<StageCounts> {
  const { rows } = await sql<StageCounts>`select count(*)::int as leads, count(*) filter (where ${REACHED.handed})::int as handed,
      count(*) filter (where ${REACHED.accepted})::int as accepted, count(*) filter (where ${REACHED.deal})::int as deals
    from lead_journey j where j.workspace_id = ${ctx.scope.workspaceId} and j.month >= ${monthDay(standing.month - 15)}::date and j.month < ${monthDay(standing.month - 3)}::date`.execute(
    ctx.tx,
  );
  return rows[0] ?? { leads: 0, handed: 0, accepted: 0, deals: 0 };
}

export interface MonthMoney {
  month: number;
  /** From leads, from sales without a lead, minor units of the base currency. */
  fromLeads: number;
  without: number;
  noRate: number;
}

/** Revenue by month, the first month first; months without any are in it with zero. */
export async function revenueByMonth(ctx: ReadCtx, { basis }: Standing, months: { from: number; to: number }): Promise<MonthMoney[]> {
  const { rows } = await sql<{ day: string; fromLeads: number; without: number; noRate: number }>`select e.month::text as day,
      coalesce(sum(e.amount_minor) filter (where e.lead_id is not null), 0)::float8 as "fromLeads", coalesce(sum(e.amount_minor) filter (where e.lead_id is null), 0)::float8 as without,
      count(*) filter (where e.amount_minor is null)::int as "noRate"
    from revenue_entry e where e.workspace_id = ${ctx.scope.workspaceId} and e.basis = ${basis} and e.month >= ${monthDay(months.from)}::date and e.month <= ${monthDay(months.to)}::date
    group by 1`.execute(ctx.tx);
  return Array.from({ length: months.to - months.from + 1 }, (_none, n) => {
    const month = months.from + n;
    const row = rows.find(({ day }) => monthNumber(day) === month);
    return { month, fromLeads: row?.fromLeads ?? 0, without: row?.without ?? 0, noRate: row?.noRate ?? 0 };
  });
}
