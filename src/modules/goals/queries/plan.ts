import { type RawBuilder, sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { ENOUGH } from '#platform/shared/statistics.ts';
import type { ByHand, previewPlan as Preview } from '../contract/plan.ts';
import { type Steps, shifted, workBack } from '../rules/plan.ts';
import { ENOUGH_WINS, HORIZON, STEPS, type Step } from '../schema.ts';
import { currencyOf } from './goals.ts';
import { type KernelReading, REACHED, readKernel, revenueByMonth, type Standing, stageCounts, standingOf } from './kernel.ts';
import { hidesMetric } from './metrics.ts';
import { monthDay, monthNumber, periodOf } from './time.ts';

export type WorkedPlan = OutputOf<typeof Preview>['worked'];
type StepRead = WorkedPlan['steps'][number];

const MONTHS = 3;
/** Months of sales without a lead that the quarter's part of them is read from. */
const BASE_MONTHS = 12;

export const NO_HANDS: ByHand = { handed: null, accepted: null, qualified: null, won: null, saleMinor: null, lag: 0 };

export interface PlanAsked {
  day: string;
  targetMinor: number;
  marketingPercent: number;
  byHand: ByHand;
  /** What was signed stays as it was: levers, base, cost and months are given. */
  frozen?: Pick<WorkedPlan, 'steps' | 'shares' | 'baseMinor' | 'leadCostMinor'>;
}

/** Works a quarter back from its target, with what the workspace measured or a person entered. */
export async function workedPlan(ctx: ReadCtx, asked: PlanAsked): Promise<WorkedPlan> {
  const standing = await standingOf(ctx);
  const reading = await readKernel(ctx, standing);
  const steps = asked.frozen?.steps ?? stepsOf(reading, await stageCounts(ctx, standing), asked.byHand);
  const quarter = await periodOf(ctx, asked.day, 'quarter');
  const first = monthNumber(quarter.starts);
  const shares = asked.frozen?.shares ?? shifted(reading.kernel.shares, asked.byHand.lag);
  const baseMinor = asked.frozen?.baseMinor ?? (await baseOf(ctx, standing));
  const leadCostMinor = asked.frozen ? asked.frozen.leadCostMinor : await leadCostOf(ctx, standing);
  const known = valuesOf(steps);
  const enough = reading.kernel.wins >= ENOUGH_WINS;
  return {
    steps,
    shares,
    kernel: { leads: reading.kernel.leads, wins: reading.kernel.wins, enough },
    basis: standing.basis,
    targetMinor: asked.targetMinor,
    baseMinor,
    leadCostMinor,
    result:
      known && shares.some((one) => one > 0)
        ? await resultOf(ctx, { ...asked, known, shares, first, baseMinor, leadCostMinor, standing, reading })
        : null,
  };
}

interface Known extends PlanAsked {
  known: Steps;
  shares: readonly number[];
  first: number;
  baseMinor: number;
  leadCostMinor: number | null;
  standing: Standing;
  reading: KernelReading;
}

async function resultOf(ctx: ReadCtx, of: Known): Promise<WorkedPlan['result']> {
  const last = of.first + MONTHS - 1;
  const now = of.standing.month;
  const leadsAt = (month: number) => of.reading.cohorts.find((one) => one.month === month)?.leads ?? 0;
  const past = Array.from({ length: HORIZON }, (_none, n) => leadsAt(now - HORIZON + 1 + n));
  const actual = await actualMonths(ctx, of.standing, { from: Math.min(now, of.first), to: last });
  const money = await revenueByMonth(ctx, of.standing, { from: Math.min(now, of.first), to: Math.min(now, last) });
  const came = new Map(money.map(({ month, fromLeads, without }) => [month, fromLeads + without - of.baseMinor / MONTHS]));
  const worked = workBack({
    came,
    steps: of.known,
    shares: of.shares,
    now,
    first: of.first,
    last,
    past,
    targetMinor: of.targetMinor,
    baseMinor: of.baseMinor,
    most: 3 * Math.max(10, ...of.reading.cohorts.map(({ leads }) => leads)),
    marketingPercent: of.marketingPercent,
    leadCostMinor: of.leadCostMinor,
  });
  const current = worked.months.find(({ month }) => month === now);
  return {
    ...worked,
    movableMinor:
      (current?.reaches ?? 0) * leadsAt(now) * of.known.handed * of.known.accepted * of.known.qualified * of.known.won * of.known.sale,
    months: worked.months.map(({ month, ...rest }) => ({
      ...rest,
      month: monthDay(month),
      actual: actual.get(month) ?? { leads: 0, handoffs: 0, spendMinor: null, minor: null },
    })),
  };
}

/** Measured where there is enough, else entered by hand, else missing. What is entered by hand counts in any case. */
function stepsOf({ kernel }: KernelReading, counts: Awaited<ReturnType<typeof stageCounts>>, byHand: ByHand): StepRead[] {
  const won =
    kernel.leads > 0 && counts.leads > 0 && counts.deals > 0 ? Math.min(1, kernel.conversion / (counts.deals / counts.leads)) : null;
  const measured: Record<Step, { value: number | null; k: number; n: number; enough: boolean }> = {
    handed: share(counts.handed, counts.leads),
    accepted: share(counts.accepted, counts.handed),
    qualified: share(counts.deals, counts.accepted),
    won: { value: won, k: kernel.wins, n: counts.deals, enough: kernel.wins >= ENOUGH_WINS },
    sale: {
      value: kernel.wins > 0 ? kernel.sale : null,
      k: kernel.wins,
      n: kernel.wins,
      enough: kernel.wins >= ENOUGH_WINS && kernel.sale > 0,
    },
  };
  const hands: Record<Step, number | null> = { ...byHand, sale: byHand.saleMinor };
  return STEPS.map((step) => {
    const { value, k, n, enough } = measured[step];
    const hand = hands[step];
    if (hand !== null) return { step, value: hand, source: 'assumed', k, n };
    return enough ? { step, value, source: 'measured', k, n } : { step, value: null, source: 'missing', k, n };
  });
}

const share = (k: number, n: number) => ({ value: n > 0 ? k / n : null, k, n, enough: n >= ENOUGH });

export function valuesOf(steps: readonly StepRead[]): Steps | null {
  const of = (step: Step) => steps.find((one) => one.step === step)?.value ?? null;
  const [handed, accepted, qualified, won, sale] = STEPS.map(of);
  return handed != null && accepted != null && qualified != null && won != null && sale != null
    ? { handed, accepted, qualified, won, sale }
    : null;
}

/** Sales without a lead on record, for a quarter, as in the year before. */
async function baseOf(ctx: ReadCtx, standing: Standing): Promise<number> {
  const months = await revenueByMonth(ctx, standing, { from: standing.month - BASE_MONTHS, to: standing.month - 1 });
  return Math.round((months.reduce((sum, { without }) => sum + without, 0) / BASE_MONTHS) * MONTHS);
}

/** What a lead of Marketing cost in the year before, from the cost of the campaigns that began in it; null where none is known. */
async function leadCostOf(ctx: ReadCtx, standing: Standing): Promise<number | null> {
  const [from, to] = [monthDay(standing.month - 12), monthDay(standing.month)];
  const ws = ctx.scope.workspaceId;
  const { rows } = await sql<{
    minor: number | null;
    leads: number;
  }>`select (select sum(in_base(c.workspace_id, c.cost_minor, c.currency, c.starts_on))::float8 from campaign c
      where c.workspace_id = ${ws} and c.deleted_at is null and c.starts_on >= ${from}::date and c.starts_on < ${to}::date) as minor,
    (select count(*)::int from lead_journey j where j.workspace_id = ${ws} and j.team = 'marketing' and j.month >= ${from}::date and j.month < ${to}::date) as leads`.execute(
    ctx.tx,
  );
  const [row] = rows;
  return row?.minor && row.leads > 0 ? Math.round(row.minor / row.leads) : null;
}

/** Campaigns that began in these months, up to the day as of which the record is read, with what each cost: a figure and its rows are read from here alike. */
export function spendRows({ scope }: ReadCtx, { asOf }: Standing, { from, to }: { from: number; to: number }): RawBuilder<unknown> {
  const zone = sql`(select time_zone from workspace where id = ${scope.workspaceId})`;
  const cost = scope.hidden.has('campaign.cost') ? sql`null::int8` : sql`in_base(c.workspace_id, c.cost_minor, c.currency, c.starts_on)`;
  return sql`(select c.id, 'campaign' as entity, c.id as opens, c.starts_on as day, c.starts_on::timestamp at time zone ${zone} as at, 'marketing' as side, c.owner_id,
      ${cost} as value, c.name as title
    from campaign c where c.workspace_id = ${scope.workspaceId} and c.deleted_at is null and c.cost_minor is not null and c.starts_on >= ${monthDay(from)}::date
      and c.starts_on < ${monthDay(to + 1)}::date and c.starts_on <= (${asOf}::timestamptz at time zone ${zone})::date)`;
}

/** What there is of each month, up to the instant as of which the record is read. */
export async function actualMonths(ctx: ReadCtx, standing: Standing, { from, to }: { from: number; to: number }) {
  const ws = ctx.scope.workspaceId;
  const { rows } = await sql<{
    day: string;
    leads: number;
    handoffs: number;
  }>`select j.month::text as day, count(*)::int as leads, count(*) filter (where ${REACHED.handed})::int as handoffs
    from lead_journey j where j.workspace_id = ${ws} and j.month >= ${monthDay(from)}::date and j.month <= ${monthDay(to)}::date and j.opened_at <= ${standing.asOf} group by 1`.execute(
    ctx.tx,
  );
  const { rows: spent } = await sql<{
    day: string;
    minor: number | null;
  }>`select date_trunc('month', m.day)::date::text as day, sum(m.value)::float8 as minor from ${spendRows(ctx, standing, { from, to })} m group by 1`.execute(
    ctx.tx,
  );
  const seesMoney = !ctx.scope.hidden.has(standing.basis === 'invoiced' ? 'invoice.total' : 'deal.amount');
  const money = await revenueByMonth(ctx, standing, { from, to });
  return new Map(
    money.map(({ month, fromLeads, without }) => {
      const row = rows.find(({ day }) => monthNumber(day) === month);
      const spend = spent.find(({ day }) => monthNumber(day) === month)?.minor ?? null;
      const came = month <= standing.month ? fromLeads + without : 0;
      return [month, { leads: row?.leads ?? 0, handoffs: row?.handoffs ?? 0, spendMinor: spend, minor: seesMoney ? came : null }];
    }),
  );
}

/** A worked plan as the caller may see it: without amounts there is no working back, without costs no spend. What is kept with a plan is worked out in full. */
export function veiled(ctx: ReadCtx, worked: WorkedPlan): WorkedPlan {
  const sees = {
    money: !hidesMetric(ctx, worked.basis === 'invoiced' ? 'revenue' : 'booked'),
    spend: !ctx.scope.hidden.has('campaign.cost'),
  };
  const months = (of: NonNullable<WorkedPlan['result']>['months']) => of.map((one) => (sees.spend ? one : { ...one, spendMinor: null }));
  return {
    ...worked,
    steps: worked.steps.map((one) => (one.step === 'sale' && !sees.money ? { ...one, value: null } : one)),
    baseMinor: sees.money ? worked.baseMinor : 0,
    leadCostMinor: sees.spend ? worked.leadCostMinor : null,
    result: worked.result && sees.money ? { ...worked.result, months: months(worked.result.months) } : null,
  };
}

type PreviewAsked = { day: string; targetMinor: number; marketingPercent: number; lag: number } & Partial<
  Record<'handed' | 'accepted' | 'qualified' | 'won' | 'saleMinor', number>
>;

export async function preview(
  ctx: ReadCtx,
  { day, targetMinor, marketingPercent, lag, ...hands }: PreviewAsked,
): Promise<OutputOf<typeof Preview>> {
  const byHand: ByHand = { ...NO_HANDS, ...hands, lag };
  return { currency: await currencyOf(ctx), worked: veiled(ctx, await workedPlan(ctx, { day, targetMinor, marketingPercent, byHand })) };
}
