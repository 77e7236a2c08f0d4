import { type RawBuilder, sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import type { getGap as GetGap, listGapRows as ListGapRows } from '../contract/money.ts';
import { maturity } from '../rules/cohorts.ts';
import { type Course, courseOf, type Due, gapOf, rounded } from '../rules/gap.ts';
import { type Cut, HORIZON, LEVERS, type Lever, type PeriodKind } from '../schema.ts';
import { currencyOf } from './goals.ts';
import { REACHED, readKernel, type Standing, standingOf } from './kernel.ts';
import { valuesOf } from './plan.ts';
import { planRows } from './plans.ts';
import { pageOf } from './rows.ts';
import { type Days, monthDay, monthNumber, periodOf, periodsBefore, today } from './time.ts';

type Gap = OutputOf<typeof GetGap>;
type Sql = RawBuilder<unknown>;

/** Leads that are too young say nothing about who is won: they stand in as planned. */
const RIPE = 0.25;

interface Frame {
  standing: Standing;
  shares: readonly number[];
  cut: Cut | undefined;
}

const segmentOf = (cut: Cut | undefined, alias: string): Sql => (cut ? sql.ref(`${alias}.${cut}`) : sql`'all'`);
const moneyColumns = sql`coalesce(e.amount_minor, 0)`;

/** Of the money of leads of a month, the share that falls due in a period. */
function dueShare(shares: readonly number[], lead: number, months: { from: number; to: number }): number {
  let due = 0;
  for (let month = months.from; month <= months.to; month += 1) due += shares[month - lead] ?? 0;
  return due;
}

const monthsOf = ({ starts, ends }: Pick<Days, 'starts' | 'ends'>) => ({ from: monthNumber(starts), to: monthNumber(ends) - 1 });

/** Counts by segment, each lead weighted by what of it falls due in the period. @param expected the share of deals won that young leads stand in with */
async function dueOf(
  ctx: ReadCtx,
  { standing, shares, cut }: Frame,
  { days, expected }: { days: Pick<Days, 'starts' | 'ends'>; expected: number },
): Promise<Map<string, Due>> {
  const months = monthsOf(days);
  const ws = ctx.scope.workspaceId;
  const { rows } = await sql<{
    segment: string;
    day: string;
    handed: number;
    accepted: number;
    deals: number;
    won: number;
  }>`select ${segmentOf(cut, 'j')} as segment, j.month::text as day,
      count(*) filter (where ${REACHED.handed})::int as handed, count(*) filter (where ${REACHED.accepted})::int as accepted,
      count(*) filter (where ${REACHED.deal})::int as deals, count(*) filter (where ${REACHED.won})::int as won
    from lead_journey j where j.workspace_id = ${ws} and j.month > ${monthDay(months.from - HORIZON)}::date and j.month <= ${monthDay(months.to)}::date group by 1, 2`.execute(
    ctx.tx,
  );
  const found = new Map<string, Due>();
  const at = (segment: string): Due => {
    const known = found.get(segment) ?? { handed: 0, accepted: 0, deals: 0, won: 0, wins: 0, minor: 0 };
    found.set(segment, known);
    return known;
  };
  for (const row of rows) {
    const weight = dueShare(shares, monthNumber(row.day), months);
    const ripe = maturity(shares, standing.month - monthNumber(row.day));
    const due = at(row.segment);
    due.handed += weight * row.handed;
    due.accepted += weight * row.accepted;
    due.deals += weight * row.deals;
    due.won += weight * (ripe < RIPE ? row.deals * expected : row.won / ripe);
  }
  const money = await sql<{
    segment: string;
    wins: number;
    minor: number;
  }>`select ${segmentOf(cut, 'j')} as segment, count(distinct e.lead_id)::int as wins, sum(${moneyColumns})::float8 as minor
    from revenue_entry e join lead_journey j on j.workspace_id = e.workspace_id and j.lead_id = e.lead_id
    where e.workspace_id = ${ws} and e.basis = ${standing.basis} and e.month >= ${days.starts}::date and e.month < ${days.ends}::date group by 1`.execute(
    ctx.tx,
  );
  for (const row of money.rows) Object.assign(at(row.segment), { wins: row.wins, minor: row.minor });
  return found;
}

async function withoutLead(
  ctx: ReadCtx,
  { basis }: Standing,
  { starts, ends }: Pick<Days, 'starts' | 'ends'>,
): Promise<{ minor: number; noRate: number }> {
  const { rows } = await sql<{
    minor: number;
    noRate: number;
  }>`select coalesce(sum(e.amount_minor) filter (where j.lead_id is null), 0)::float8 as minor, count(*) filter (where e.amount_minor is null)::int as "noRate"
    from revenue_entry e left join lead_journey j on j.workspace_id = e.workspace_id and j.lead_id = e.lead_id
    where e.workspace_id = ${ctx.scope.workspaceId} and e.basis = ${basis} and e.month >= ${starts}::date and e.month < ${ends}::date`.execute(
    ctx.tx,
  );
  return rows[0] ?? { minor: 0, noRate: 0 };
}

interface Planned {
  against: 'plan' | 'before';
  baseMinor: number;
  bySegment: Map<string, { course: Course; minor: number }>;
}

/** The signed plan of the quarter the period lies in, a month's third of it. It names no segments: they had their shares of the year before. */
async function fromPlan(ctx: ReadCtx, frame: Frame, { days, period }: { days: Days; period: PeriodKind }): Promise<Planned | null> {
  if (period === 'year') return null;
  const quarter = await periodOf(ctx, days.starts, 'quarter');
  const row = (await planRows(ctx, { quarterOn: quarter.starts })).find(({ signed_at, superseded_at }) => signed_at && !superseded_at);
  const steps = row && valuesOf(row.levers.steps);
  if (!row || !steps) return null;
  const parts = period === 'month' ? 3 : 1;
  const baseMinor = Math.round(row.base_minor / parts);
  const minor = Math.round(row.target_minor / parts) - baseMinor;
  const rates = { acceptance: steps.accepted, qualification: steps.qualified, winRate: steps.won, size: steps.sale, timing: 1 };
  const each = rates.acceptance * rates.qualification * rates.winRate * rates.size;
  const year = { starts: monthDay(monthNumber(days.starts) - 12), ends: days.starts };
  const weights = await dueOf(ctx, frame, { days: year, expected: steps.won });
  const whole = [...weights.values()].reduce((sum, one) => sum + one.handed, 0);
  const segments: [string, number][] = whole > 0 ? [...weights].map(([segment, { handed }]) => [segment, handed / whole]) : [['all', 1]];
  const amounts = rounded(
    segments.map(([, share]) => share * minor),
    minor,
  );
  const bySegment = new Map(
    segments.map(([segment], n) => [
      segment,
      { minor: amounts[n] ?? 0, course: { volume: each > 0 ? (amounts[n] ?? 0) / each : 0, ...rates } },
    ]),
  );
  return { against: 'plan', baseMinor, bySegment };
}

const NOTHING: Course = { volume: 0, acceptance: 0, qualification: 0, winRate: 0, size: 0, timing: 1 };

async function fromBefore(ctx: ReadCtx, frame: Frame, { days, period }: { days: Days; period: PeriodKind }): Promise<Planned | null> {
  const [before] = periodsBefore(days.starts, period, 1);
  if (!before) return null;
  const due = await dueOf(ctx, frame, { days: before, expected: 0 });
  const { minor } = await withoutLead(ctx, frame.standing, before);
  const bySegment = new Map([...due].map(([segment, one]) => [segment, { minor: Math.round(one.minor), course: courseOf(one, NOTHING) }]));
  const any = minor > 0 || [...bySegment.values()].some((one) => one.minor > 0);
  return any ? { against: 'before', baseMinor: Math.round(minor), bySegment } : null;
}

export async function readGap(ctx: ReadCtx, asked: { day?: string; period: PeriodKind; cut?: Cut }): Promise<Gap> {
  const standing = await standingOf(ctx);
  const days = await periodOf(ctx, asked.day ?? (await today(ctx)), asked.period);
  const { kernel } = await readKernel(ctx, standing);
  const frame: Frame = { standing, shares: kernel.shares, cut: asked.cut };
  const of = { days, period: asked.period };
  const planned = (await fromPlan(ctx, frame, of)) ?? (await fromBefore(ctx, frame, of));
  const head = {
    asOf: standing.asOf,
    currency: await currencyOf(ctx),
    basis: standing.basis,
    startsOn: days.starts,
    endsOn: days.ends,
    over: days.to <= standing.asOf,
  };
  const without = await withoutLead(ctx, standing, days);
  const hidden = ctx.scope.hidden.has('invoice.total') || ctx.scope.hidden.has('deal.amount');
  if (!planned || hidden) return { ...head, against: null, noRate: without.noRate, gap: null };
  const expected = [...planned.bySegment.values()][0]?.course.winRate ?? 0;
  const due = await dueOf(ctx, frame, { days, expected });
  return { ...head, against: planned.against, noRate: without.noRate, gap: splitOf(planned, due, Math.round(without.minor)) };
}

function splitOf(planned: Planned, due: ReadonlyMap<string, Due>, actualBase: number): Gap['gap'] {
  const names = [...new Set([...planned.bySegment.keys(), ...due.keys()])].sort();
  const typical = wholeCourse([...planned.bySegment.values()].map(({ course }) => course));
  const parts = names.map((segment) => {
    const plan = planned.bySegment.get(segment) ?? { minor: 0, course: { ...typical, volume: 0 } };
    const mine = due.get(segment) ?? { handed: 0, accepted: 0, deals: 0, won: 0, wins: 0, minor: 0 };
    const course = courseOf(mine, plan.course.volume > 0 ? plan.course : typical);
    const actualMinor = Math.round(mine.minor);
    return {
      segment,
      course,
      plannedMinor: plan.minor,
      actualMinor,
      ...gapOf(plan.course, course, { plan: plan.minor, actual: actualMinor }),
    };
  });
  const sum = (of: (part: (typeof parts)[number]) => number) => parts.reduce((all, part) => all + of(part), 0);
  const actual = wholeCourse(parts.map(({ course }) => course));
  const [plannedMinor, actualMinor] = [sum((part) => part.plannedMinor) + planned.baseMinor, sum((part) => part.actualMinor) + actualBase];
  return {
    plannedMinor,
    actualMinor,
    gapMinor: actualMinor - plannedMinor,
    by: parts.every(({ by }) => by === 'exact') ? 'exact' : 'sequential',
    levers: LEVERS.map((lever) => ({ lever, minor: sum(({ effects }) => effects[lever]), planned: typical[lever], actual: actual[lever] })),
    without: { plannedMinor: planned.baseMinor, actualMinor: actualBase, minor: actualBase - planned.baseMinor },
    segments: parts.map(({ segment, plannedMinor: plan, actualMinor: came, gap, by, effects }) => ({
      segment,
      plannedMinor: plan,
      actualMinor: came,
      gapMinor: gap,
      by,
      effects,
    })),
  };
}

/** Levers of all segments together: each by what it multiplies. */
function wholeCourse(courses: readonly Course[]): Course {
  const chain = (upTo: number) =>
    courses.reduce((all, course) => all + LEVERS.slice(0, upTo + 1).reduce((product, lever) => product * course[lever], 1), 0);
  const values = LEVERS.map((_lever, n) => (n === 0 ? chain(0) : chain(n - 1) > 0 ? chain(n) / chain(n - 1) : 0));
  return Object.fromEntries(LEVERS.map((lever, n) => [lever, values[n] ?? 0])) as unknown as Course;
}

const LEAD_ROWS: Partial<Record<Lever, Sql>> = {
  volume: REACHED.handed,
  acceptance: REACHED.handed,
  qualification: REACHED.accepted,
  winRate: REACHED.deal,
};
const LEAD_VALUE: Partial<Record<Lever, Sql>> = {
  volume: REACHED.handed,
  acceptance: REACHED.accepted,
  qualification: REACHED.deal,
  winRate: REACHED.won,
};

interface RowsAsked {
  day: string;
  period: PeriodKind;
  lever: Lever | 'without';
  cut?: Cut;
  segment?: string;
  cursor?: string;
  limit: number;
}

/** Of the first four levers: the leads whose money falls due, with 1 where they went on; of the others the sales of the period, with their money. */
export async function gapRows(
  ctx: ReadCtx,
  { day, period, lever, cut, segment, ...page }: RowsAsked,
): Promise<OutputOf<typeof ListGapRows>> {
  const days = await periodOf(ctx, day, period);
  const standing = await standingOf(ctx);
  const narrowed = cut && segment !== undefined ? sql`${sql.ref(`j.${cut}`)} = ${segment}` : sql`true`;
  const only = lever === 'without' ? undefined : LEAD_ROWS[lever];
  if (only && lever !== 'without') {
    const months = monthsOf(days);
    const where = sql`j.month > ${monthDay(months.from - HORIZON)}::date and j.month <= ${monthDay(months.to)}::date and ${only} and ${narrowed}`;
    return pageOf(ctx, leadRows(ctx, where, sql`case when ${LEAD_VALUE[lever] ?? sql`true`} then 1 else 0 end`), page);
  }
  const known = lever === 'without' ? sql`j.lead_id is null` : sql`j.lead_id is not null and ${narrowed}`;
  return pageOf(ctx, saleRows(ctx, standing, sql`e.month >= ${days.starts}::date and e.month < ${days.ends}::date and ${known}`), page);
}

/** Leads as rows of a figure. @param where on alias `j` */
export const leadRows = (
  { scope }: ReadCtx,
  where: Sql,
  value: Sql,
): Sql => sql`(select j.lead_id as id, 'lead' as entity, j.lead_id as opens, j.opened_at as at,
    case when j.team in ('marketing', 'sales') then j.team else 'none' end as side, l.owner_id, ${value} as value, p.name as title
  from lead_journey j join lead l on l.workspace_id = j.workspace_id and l.id = j.lead_id join contact p on p.workspace_id = l.workspace_id and p.id = l.contact_id
  where j.workspace_id = ${scope.workspaceId} and ${where})`;

/** Sales as rows of a figure. @param where on aliases `e` and `j` (its lead, where there is one) */
export const saleRows = ({ scope }: ReadCtx, { basis }: Standing, where: Sql): Sql => {
  const hidden = scope.hidden.has(basis === 'invoiced' ? 'invoice.total' : 'deal.amount');
  return sql`(select e.entity_id as id, case e.basis when 'invoiced' then 'invoice' else 'deal' end as entity, e.entity_id as opens, e.at,
      case when e.team in ('marketing', 'sales') then e.team else 'none' end as side, coalesce(i.owner_id, d.owner_id) as owner_id, ${hidden ? sql`null::int8` : sql`e.amount_minor`} as value,
      coalesce(i.number, i.subject, d.name, '') as title
    from revenue_entry e left join lead_journey j on j.workspace_id = e.workspace_id and j.lead_id = e.lead_id
      left join invoice i on e.basis = 'invoiced' and i.workspace_id = e.workspace_id and i.id = e.entity_id
      left join deal d on e.basis = 'booked' and d.workspace_id = e.workspace_id and d.id = e.entity_id
    where e.workspace_id = ${scope.workspaceId} and e.basis = ${basis} and ${where})`;
};
