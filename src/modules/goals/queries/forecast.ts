import { sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { getArrival as GetArrival, getForecast as GetForecast, listForecastRows as ListRows } from '../contract/money.ts';
import { maturity, type Yield } from '../rules/cohorts.ts';
import { projectedWins } from '../rules/kernel.ts';
import { calibration, comingCases, type Expected, outlook } from '../rules/outlook.ts';
import { type Cut, ENOUGH_WINS, HORIZON } from '../schema.ts';
import { leadRows, saleRows } from './gap.ts';
import { currencyOf } from './goals.ts';
import {
  type KernelReading,
  measuredLeads,
  measuredWin,
  REACHED,
  readKernel,
  revenueByMonth,
  type Standing,
  standingOf,
} from './kernel.ts';
import { spendRows } from './plan.ts';
import { pageOf } from './rows.ts';
import { monthDay, monthNumber } from './time.ts';
import { velocityBy } from './velocity.ts';

type Forecast = OutputOf<typeof GetForecast>;

const BACK = 6;
export const AHEAD = 9;
/** Months that say how many leads come now, and how sales without a lead vary. */
const PACE_MONTHS = 3;
const BASE_MONTHS = 12;

/** Revenue of the running month and those after it; null where too little was ever won. */
export async function expectedMonths(ctx: ReadCtx, standing: Standing, reading: KernelReading): Promise<Expected[] | null> {
  if (reading.kernel.wins < ENOUGH_WINS) return null;
  const base = await revenueByMonth(ctx, standing, { from: standing.month - BASE_MONTHS, to: standing.month - 1 });
  const recent = reading.cohorts.filter(({ month }) => month < standing.month && month >= standing.month - PACE_MONTHS);
  const coming = recent.reduce((sum, { leads }) => sum + leads, 0) / PACE_MONTHS;
  const flow = { kernel: reading.kernel, cohorts: reading.cohorts, coming, base: base.map(({ without }) => without) };
  return outlook(flow, { now: standing.month, from: standing.month, n: AHEAD });
}

export async function readForecast(ctx: ReadCtx, { cut }: { cut: Cut }): Promise<Forecast> {
  const standing = await standingOf(ctx);
  const reading = await readKernel(ctx, standing);
  const { kernel } = reading;
  const hidden = ctx.scope.hidden.has(standing.basis === 'invoiced' ? 'invoice.total' : 'deal.amount');
  const months = hidden ? null : await monthsOf(ctx, standing, reading);
  return {
    asOf: standing.asOf,
    currency: await currencyOf(ctx),
    basis: standing.basis,
    readAt: standing.readAt,
    noRate: (await revenueByMonth(ctx, standing, { from: standing.month - BASE_MONTHS, to: standing.month })).reduce(
      (sum, one) => sum + one.noRate,
      0,
    ),
    kernel: {
      leads: kernel.leads,
      wins: kernel.wins,
      enough: kernel.wins >= ENOUGH_WINS,
      conversion: kernel.conversion,
      saleMinor: hidden ? 0 : kernel.sale,
      shares: hidden ? kernel.rates.map(() => 0) : [...kernel.shares],
      rates: kernel.rates,
      medianMonths: medianAge(kernel.rates),
    },
    months,
    cohorts: cohortsOf(reading, standing, hidden),
    history: hidden ? { within: 0, n: 0, bias: null, said: [] } : await historyOf(ctx, standing),
    velocity: hidden ? [] : await velocityBy(ctx, standing, cut),
    flow: await flowOf(ctx),
  };
}

/** The age in months by which half of those that are ever won are won. */
function medianAge(rates: readonly number[]): number | null {
  const whole = rates.reduce((sum, one) => sum + one, 0);
  if (whole === 0) return null;
  return rates.findIndex((_one, age) => rates.slice(0, age + 1).reduce((sum, one) => sum + one, 0) >= whole / 2);
}

async function monthsOf(ctx: ReadCtx, standing: Standing, reading: KernelReading): Promise<Forecast['months']> {
  const expected = await expectedMonths(ctx, standing, reading);
  if (!expected) return null;
  const past = await revenueByMonth(ctx, standing, { from: standing.month - BACK, to: standing.month });
  const actual = (month: number) =>
    past.filter((one) => one.month === month).map(({ fromLeads, without }) => fromLeads + without)[0] ?? null;
  const before = past.slice(0, -1).map(({ month }) => {
    const came = actual(month) ?? 0;
    return { month: monthDay(month), lowMinor: came, expectedMinor: came, highMinor: came, inPipeMinor: 0, actualMinor: came };
  });
  const after = expected.map((one, step) => ({
    month: monthDay(standing.month + step),
    lowMinor: one.low,
    expectedMinor: one.expected,
    highMinor: one.high,
    inPipeMinor: one.inPipe,
    actualMinor: step === 0 ? actual(standing.month) : null,
  }));
  return [...before, ...after];
}

function cohortsOf({ cohorts, yields, kernel }: KernelReading, standing: Standing, hidden: boolean): Forecast['cohorts'] {
  return cohorts.slice(-13).map(({ month, leads }) => {
    const mine = yields.filter((one) => one.month === month);
    const total = (of: (one: Yield) => number) => mine.reduce((sum, one) => sum + of(one), 0);
    const wins = total((one) => one.wins);
    const age = standing.month - month - 1;
    return {
      month: monthDay(month),
      leads,
      wins,
      minor: hidden ? 0 : total(({ minor }) => minor),
      byAge: Array.from({ length: HORIZON }, (_none, n) => mine.filter((one) => one.age === n).reduce((sum, one) => sum + one.wins, 0)),
      projectedWins: age >= 0 ? projectedWins(wins, age, kernel.rates) : null,
      maturity: kernel.conversion > 0 ? maturity(kernel.rates, age) / kernel.conversion : 0,
    };
  });
}

interface SaidRow {
  month: string;
  madeOn: string;
  lowMinor: number;
  expectedMinor: number;
  highMinor: number;
}

/** Of each month that is over: the last forecast that was made before it began, and what it came to. */
async function historyOf(ctx: ReadCtx, standing: Standing): Promise<Forecast['history']> {
  const { rows } =
    await sql<SaidRow>`select distinct on (month) month::text, made_on::text as "madeOn", low_minor::float8 as "lowMinor", expected_minor::float8 as "expectedMinor", high_minor::float8 as "highMinor"
    from forecast_month where workspace_id = ${ctx.scope.workspaceId} and made_on < month and month < ${monthDay(standing.month)}::date and month >= ${monthDay(standing.month - 24)}::date
    order by month, made_on desc`.execute(ctx.tx);
  const money = await revenueByMonth(ctx, standing, { from: standing.month - 24, to: standing.month - 1 });
  const said = rows.map((row) => {
    const came = money.find(({ month }) => month === monthNumber(row.month));
    return { ...row, actualMinor: (came?.fromLeads ?? 0) + (came?.without ?? 0) };
  });
  return {
    ...calibration(said.map((one) => ({ low: one.lowMinor, expected: one.expectedMinor, high: one.highMinor, actual: one.actualMinor }))),
    said,
  };
}

const FLOW_WEEKS = 12;
const WEEK_SECONDS = 7 * 86_400;

/** Hand-offs to expect, from those of the twelve weeks before: the caller's own and everybody's. Nobody else's by name. */
async function flowOf(ctx: ReadCtx): Promise<Forecast['flow']> {
  const { rows } = await sql<{
    week: number;
    all: number;
    own: number;
  }>`select w.week, coalesce(h.n, 0)::int as all, coalesce(h.own, 0)::int as own
    from generate_series(1, ${FLOW_WEEKS}::int) w (week) left join (
      select ceil(extract(epoch from ${ctx.now}::timestamptz - h.handed_at) / ${WEEK_SECONDS}::int) as week, count(*) as n,
        count(*) filter (where h.assignee_id = ${ctx.scope.actor.memberId}) as own
      from handoff h where h.workspace_id = ${ctx.scope.workspaceId} and h.decision is distinct from 'withdrawn'
        and h.handed_at >= ${ctx.now}::timestamptz - make_interval(weeks => ${FLOW_WEEKS}::int) and h.handed_at < ${ctx.now}::timestamptz
      group by 1) h on h.week = w.week`.execute(ctx.tx);
  return (['own', 'all'] as const).flatMap((whose) => {
    const weeks = rows.map((row) => row[whose]);
    if (weeks.every((n) => n === 0)) return [];
    return [2, 4].flatMap((ahead) => {
      const found = comingCases(weeks, ahead);
      return found ? [{ whose, weeks: ahead, ...found }] : [];
    });
  });
}

export async function forecastRows(
  ctx: ReadCtx,
  { of, month, ...page }: ParsedOf<typeof ListRows>,
): Promise<OutputOf<typeof ListRows> | Refusal> {
  const won = sql`case when j.won_at is not null then 1 else 0 end`;
  const standing = await standingOf(ctx);
  if (of === 'kernel') return pageOf(ctx, leadRows(ctx, measuredLeads(standing), won), page);
  if (of === 'won') return pageOf(ctx, leadRows(ctx, sql`${measuredLeads(standing)} and ${measuredWin(standing)}`, won), page);
  if (month === undefined) return refuse('invalid', 'Say of which month.', { field: 'month' });
  const first = monthDay(monthNumber(month));
  if (of === 'cohort') return pageOf(ctx, leadRows(ctx, sql`j.month = ${first}::date`, won), page);
  if (of === 'handed') return pageOf(ctx, leadRows(ctx, sql`j.month = ${first}::date and ${REACHED.handed}`, won), page);
  if (of === 'spend') return pageOf(ctx, spendRows(ctx, standing, { from: monthNumber(month), to: monthNumber(month) }), page);
  return pageOf(ctx, saleRows(ctx, standing, sql`e.month = ${first}::date`), page);
}

/** When a campaign's leads become money, by the kernel of the whole workspace: its own are too few. */
export async function readArrival(ctx: ReadCtx, { id }: { id: string }): Promise<OutputOf<typeof GetArrival> | Refusal> {
  const standing = await standingOf(ctx);
  const campaign = await ctx.tx
    .selectFrom('campaign')
    .select('id')
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
  if (!campaign) return refuse('not_found', 'This campaign is not there any more.');
  const whole = await readKernel(ctx, standing);
  const own = await readKernel(ctx, standing, sql`j.campaign_id = ${id}`);
  const first = own.cohorts[0]?.month ?? standing.month;
  const n = Math.max(1, Math.min(36, standing.month - first + HORIZON));
  // What is expected of months that are over is expected from the leads alone, as it would have been.
  const expected = outlook({ kernel: whole.kernel, cohorts: own.cohorts, coming: 0, base: [] }, { now: standing.month, from: first, n });
  const came = (month: number) => own.yields.filter((one) => one.month + one.age === month).reduce((sum, { minor }) => sum + minor, 0);
  const hidden = ctx.scope.hidden.has(standing.basis === 'invoiced' ? 'invoice.total' : 'deal.amount');
  const enough = whole.kernel.wins >= ENOUGH_WINS && !hidden;
  const months = enough
    ? expected.map((one, step) => ({
        month: monthDay(first + step),
        lowMinor: one.low,
        expectedMinor: one.expected,
        highMinor: one.high,
        actualMinor: first + step <= standing.month ? came(first + step) : null,
      }))
    : [];
  return {
    currency: await currencyOf(ctx),
    basis: standing.basis,
    leads: own.cohorts.reduce((sum, { leads }) => sum + leads, 0),
    enough,
    expectedMinor: months.reduce((sum, one) => sum + one.expectedMinor, 0),
    soFarMinor: months.reduce((sum, one) => sum + (one.actualMinor ?? 0), 0),
    months,
  };
}
