import { sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';
import { paceOf } from '../rules/pace.ts';
import type { Metric, PeriodKind } from '../schema.ts';
import type { Goal } from './goals.ts';
import { periodsPast } from './history.ts';
import { metricRows } from './metrics.ts';
import type { Days } from './time.ts';

const DAY_MS = 86_400_000;
const NEEDS: Partial<Record<Metric, string>> = { revenue: 'invoice.total', booked: 'deal.amount' };

/** A role that may not see amounts sees no sum of them either. */
export const hidesMetric = ({ scope }: ReadCtx, metric: Metric): boolean => scope.hidden.has(NEEDS[metric] ?? '');

/** What a metric came to in a period up to now, by side, and what was to be expected. */
export async function paceOfGoal(
  ctx: ReadCtx,
  of: { metric: Metric; period: PeriodKind; target: number; days: Days },
): Promise<Goal['pace']> {
  if (hidesMetric(ctx, of.metric)) return null;
  const { rows } = await sql<{
    side: 'marketing' | 'sales' | 'none';
    value: number;
    noRate: number;
  }>`select m.side, coalesce(sum(m.value), 0)::float8 as value,
      count(*) filter (where m.value is null)::int as "noRate" from ${metricRows(ctx.scope, of.metric, of.days)} m group by 1`.execute(
    ctx.tx,
  );
  const side = (name: string) => rows.find((row) => row.side === name)?.value ?? 0;
  const actual = rows.reduce((sum, { value }) => sum + value, 0);
  const [start, end] = [Date.parse(of.days.from), Date.parse(of.days.to)];
  const elapsed = Math.min(1, Math.max(0, (Date.parse(ctx.now) - start) / (end - start)));
  const gone = Math.max(0, Math.round((Math.min(Date.parse(ctx.now), end) - start) / DAY_MS));
  const past = await periodsPast(ctx, { metric: of.metric, period: of.period, starts: of.days.starts, gone });
  return {
    actual,
    marketing: side('marketing'),
    sales: side('sales'),
    neither: side('none'),
    noRate: rows.reduce((sum, { noRate }) => sum + noRate, 0),
    elapsed,
    ...paceOf({ target: of.target, actual, elapsed, past }),
  };
}
