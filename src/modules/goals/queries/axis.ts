import { type RawBuilder, sql } from 'kysely';
import { entriesOf } from '#modules/calendar/queries/entries.ts';
import { inBase as inBaseOn } from '#modules/currencies/queries.ts';
import { timeZoneOf } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { moveDay } from '#platform/shared/calendar.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { groupBy } from '#platform/shared/group.ts';
import type { getAxis, listAxisDeals } from '../contract/axis.ts';
import { type Column, columnOf, columnsOf } from '../rules/axis.ts';
import { AXIS_KINDS, MOST_ON_AXIS, type Zoom } from '../schema.ts';
import { expectedMonths } from './forecast.ts';
import { currencyOf } from './goals.ts';
import { readKernel, standingOf } from './kernel.ts';
import { DEALS, hidesMetric, inBase, SALE_SIDE, WON_AT } from './metrics.ts';
import { pageOf } from './rows.ts';
import { monthDay, today } from './time.ts';

type Axis = OutputOf<typeof getAxis>;
type Sql = RawBuilder<unknown>;
interface Asked {
  of: 'open' | 'won' | 'undated';
  from?: string | undefined;
  until?: string | undefined;
}

/** Everything on one axis: the plans of both teams as the calendar has them, and when deals are expected to become money. */
export async function readAxis(ctx: ReadCtx, { zoom }: { zoom: Zoom }): Promise<Axis> {
  const day = await today(ctx);
  const columns = columnsOf(day, zoom);
  const [from, until] = [columns[0]?.from ?? day, columns.at(-1)?.until ?? day];
  const runs = await runsOf(ctx, { from, to: moveDay(until, -1, 'day') ?? until });
  const won = await sumsOf(ctx, { of: 'won', from, until });
  const open = await sumsOf(ctx, { of: 'open', until });
  const undated = await sumsOf(ctx, { of: 'undated' });
  const forecast = zoom === 'year' ? await forecastOf(ctx) : new Map<string, Axis['columns'][number]['forecast']>();
  const weighs = (sums: readonly DaySum[]) => weighted(ctx, sums);
  const within = (sums: readonly DaySum[], place: number) => sums.filter((one) => columnOf(columns, one.day) === place);
  return {
    ...{ today: day, currency: await currencyOf(ctx), from, until },
    ...{ runs: runs.slice(0, MOST_ON_AXIS), more: Math.max(0, runs.length - MOST_ON_AXIS) },
    columns: columns.map((column: Column, place) => {
      const { deals, minor } = weighs(within(won, place));
      return { ...column, won: { deals, minor }, open: weighs(within(open, place)), forecast: forecast.get(column.from) ?? null };
    }),
    overdue: weighs(open.filter((one) => one.day < from)),
    undated: weighs(undated),
  };
}

/** What is under way or to come. A track sends on many days: it runs from its first to its last. Who may not read records sees none. */
async function runsOf(ctx: ReadCtx, span: { from: string; to: string }): Promise<Axis['runs']> {
  if (!ctx.scope.permissions.has('record:read')) return [];
  const open = (await entriesOf(ctx, span)).flatMap(({ kind, state, ...entry }) => {
    const known = AXIS_KINDS.find((one) => one === kind);
    return known && (state === 'planned' || state === 'running') ? [{ ...entry, kind: known, state }] : [];
  });
  return [...groupBy(open, ({ kind, id }) => `${kind} ${id}`).values()].flatMap((days) => {
    const [first] = days;
    if (!first) return [];
    const { kind, id, name, side, from } = first;
    const ends = days.map(({ to }) => to);
    const people = days.flatMap((one) => (one.people === null ? [] : [one.people]));
    return [
      {
        ...{ kind, id, name, side, from },
        state: days.some(({ state }) => state === 'running') ? ('running' as const) : ('planned' as const),
        to: ends.includes(null) ? null : (ends.toSorted().at(-1) ?? null),
        people: people.length === 0 ? null : people.reduce((sum, one) => sum + one, 0),
      },
    ];
  });
}

/** The forecast of months, where enough was ever won and the caller sees amounts. */
async function forecastOf(ctx: ReadCtx): Promise<Map<string, Axis['columns'][number]['forecast']>> {
  const standing = await standingOf(ctx);
  if (hidesMetric(ctx, standing.basis === 'invoiced' ? 'revenue' : 'booked')) return new Map();
  const months = (await expectedMonths(ctx, standing, await readKernel(ctx, standing))) ?? [];
  return new Map(
    months.map(({ low, expected, high }, step) => [
      monthDay(standing.month + step),
      { lowMinor: low, expectedMinor: expected, highMinor: high },
    ]),
  );
}

interface DaySum {
  day: string;
  deals: number;
  minor: number;
  weightedMinor: number;
  noRate: number;
}

function weighted({ scope }: ReadCtx, sums: readonly DaySum[]): Axis['overdue'] {
  const total = (of: (one: DaySum) => number) => sums.reduce((all, one) => all + of(one), 0);
  const hidden = scope.hidden.has('deal.amount');
  return {
    deals: total(({ deals }) => deals),
    minor: hidden ? null : total(({ minor }) => minor),
    weightedMinor: hidden ? null : total(({ weightedMinor }) => weightedMinor),
    noRate: total(({ noRate }) => noRate),
  };
}

/** @returns a query of `day` (of the workspace), `whole` and `value`, and what `pageOf` reads: one row for each deal */
async function dealRows(ctx: ReadCtx, { of, from, until }: Asked): Promise<Sql> {
  const { scope } = ctx;
  const zone = await timeZoneOf(ctx);
  const hidden = scope.hidden.has('deal.amount');
  const won = of === 'won';
  const day = won ? sql`(${WON_AT} at time zone ${zone})::date` : sql`d.expected_close_on`;
  const amount = { amount: sql`d.amount_minor`, currency: sql`d.currency` };
  // An open deal is worth what the newest rate says.
  const whole = won ? inBase(scope, { ...amount, at: WON_AT }) : inBaseOn(scope, { ...amount, day: sql`'infinity'` });
  const value = won ? whole : sql`round(${whole} * coalesce(d.probability, s.probability))::int8`;
  const days =
    of === 'undated'
      ? sql`d.expected_close_on is null`
      : sql`${day} is not null and ${from === undefined ? sql`true` : sql`${day} >= ${from}::date`} and ${until === undefined ? sql`true` : sql`${day} < ${until}::date`}`;
  return sql`(select d.id, 'deal' as entity, d.id as opens, ${of === 'open' ? sql`${day}::timestamp at time zone ${zone}` : won ? WON_AT : sql`d.created_at`} as at,
      case ${SALE_SIDE} when 'sales' then 'sales' when 'marketing' then 'marketing' else 'none' end as side, d.owner_id, d.name as title,
      ${day} as day, d.amount_minor as amount, ${hidden ? sql`null::int8` : whole} as whole, ${hidden ? sql`null::int8` : value} as value
    from ${DEALS} join pipeline_stage s on s.workspace_id = d.workspace_id and s.id = d.stage_id
    where d.workspace_id = ${scope.workspaceId} and d.deleted_at is null and d.status = ${won ? 'won' : 'open'} and ${days})`;
}

/** Sums by day: figures and rows read one source. */
async function sumsOf(ctx: ReadCtx, asked: Asked): Promise<DaySum[]> {
  const { rows } =
    await sql<DaySum>`select coalesce(m.day::text, '') as day, count(*)::int as deals, coalesce(sum(m.whole), 0)::float8 as minor,
      coalesce(sum(m.value), 0)::float8 as "weightedMinor", count(*) filter (where m.amount is not null and m.whole is null and not ${ctx.scope.hidden.has('deal.amount')})::int as "noRate"
    from ${await dealRows(ctx, asked)} m group by 1`.execute(ctx.tx);
  return rows;
}

export async function axisRows(
  ctx: ReadCtx,
  { of, from, until, ...page }: Asked & { cursor?: string; limit: number },
): Promise<OutputOf<typeof listAxisDeals>> {
  return pageOf(ctx, await dealRows(ctx, { of, from, until }), page);
}
