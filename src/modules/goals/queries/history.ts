import { sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';
import { type Feasible, feasibility } from '../rules/pace.ts';
import type { Metric, PeriodKind } from '../schema.ts';
import { hidesMetric } from './metrics.ts';
import { periodOf, periodsBefore, today } from './time.ts';

/** Periods that are looked back at. */
const BACK: Readonly<Record<PeriodKind, number>> = { month: 24, quarter: 12, year: 3 };

export interface Before {
  total: number;
  byThen: number;
}

/**
 * What the periods before came to, the nearest first, and how much of it was there after so many days. Periods before anything was written down are none.
 * @param gone days of the period that are over
 */
export async function periodsPast(
  ctx: ReadCtx,
  of: { metric: Metric; period: PeriodKind; starts: string; gone: number },
): Promise<Before[]> {
  const spans = periodsBefore(of.starts, of.period, BACK[of.period]);
  const { rows } = await sql<{ place: number; total: number; byThen: number }>`
    with first as (select min(day) as day from metric_day where workspace_id = ${ctx.scope.workspaceId} and metric = ${of.metric})
    select p.place::int as place, coalesce(sum(m.value), 0)::float8 as total, coalesce(sum(m.value) filter (where m.day < p.starts + ${of.gone}::int), 0)::float8 as "byThen"
    from jsonb_to_recordset(${JSON.stringify(spans.map((span, place) => ({ ...span, place })))}::jsonb) as p (place int, starts date, ends date)
      join first on first.day <= p.starts
      left join metric_day m on m.workspace_id = ${ctx.scope.workspaceId} and m.metric = ${of.metric} and m.day >= p.starts and m.day < p.ends
    group by p.place order by p.place`.execute(ctx.tx);
  return rows.map(({ total, byThen }) => ({ total, byThen }));
}

/** What Sales can take in a period: the open leads that its seats hold at once, turned over as often as the last months did. Null where no seat has a limit. */
async function capacityOf(ctx: ReadCtx, metric: Metric, days: number): Promise<number | null> {
  if (metric !== 'handoffs') return null;
  const { rows } = await sql<{
    seats: number | null;
    open: number | null;
  }>`select (select sum(capacity)::int from routing_seat where workspace_id = ${ctx.scope.workspaceId} and capacity is not null) as seats,
    (select percentile_cont(0.5) within group (order by extract(epoch from closed_at - handed_at) / 86400.0)::float8 from handoff
      where workspace_id = ${ctx.scope.workspaceId} and closed_at is not null and handed_at > ${ctx.now}::timestamptz - interval '180 days') as open`.execute(
    ctx.tx,
  );
  const [row] = rows;
  return row?.seats && row.open && row.open > 0 ? Math.floor((row.seats * days) / row.open) : null;
}

export async function feasibilityOf(
  ctx: ReadCtx,
  asked: { metric: Metric; period: PeriodKind; day: string; target: number },
): Promise<Feasible & { capacity: number | null }> {
  const { starts, ends } = await periodOf(ctx, asked.day, asked.period);
  if (hidesMetric(ctx, asked.metric)) return { ...feasibility(asked.target, []), capacity: null };
  // Only what is over can be compared with.
  const now = await periodOf(ctx, await today(ctx), asked.period);
  const past = await periodsPast(ctx, { ...asked, starts: [starts, now.starts].sort()[0] ?? starts, gone: 0 });
  const found = feasibility(
    asked.target,
    past.map(({ total }) => total),
  );
  return { ...found, capacity: await capacityOf(ctx, asked.metric, (Date.parse(ends) - Date.parse(starts)) / 86_400_000) };
}
