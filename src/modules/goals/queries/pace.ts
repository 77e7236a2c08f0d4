import { sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';
import { paceOf } from '../rules/pace.ts';
import { isMoney, type Metric, type PeriodKind } from '../schema.ts';
import type { Goal } from './goals.ts';
import { periodsPast } from './history.ts';
import { hidesMetric, inBase, metricRows, WON_AT } from './metrics.ts';
import type { Days } from './time.ts';

const DAY_MS = 86_400_000;
/** What the rows of a metric can be read as beside its own figure: money is counted, won deals and hand-offs have what they are worth. */
function otherKind({ scope }: ReadCtx, metric: Metric): 'count' | 'money' | null {
  if (isMoney(metric)) return 'count';
  return (metric === 'deals_won' || metric === 'handoffs') && !scope.hidden.has('deal.amount') ? 'money' : null;
}

function otherOf(ctx: ReadCtx, metric: Metric) {
  const kind = otherKind(ctx, metric);
  if (kind === null) return sql`null::float8`;
  if (kind === 'count') return sql`count(*)::float8`;
  const { scope } = ctx;
  const ws = scope.workspaceId;
  const worth =
    metric === 'handoffs'
      ? sql`(select h.value_minor from handoff h where h.workspace_id = ${ws} and h.id = m.id)`
      : sql`(select ${inBase(scope, { amount: sql`d.amount_minor`, currency: sql`d.currency`, at: WON_AT })} from deal d where d.workspace_id = ${ws} and d.id = m.id)`;
  return sql`coalesce(sum(${worth}), 0)::float8`;
}

/** What a metric came to in a period up to now, by side, and what was to be expected. */
export async function paceOfGoal(
  ctx: ReadCtx,
  of: { metric: Metric; period: PeriodKind; target: number; days: Days },
): Promise<Goal['pace']> {
  if (hidesMetric(ctx, of.metric)) return null;
  const { rows } = await sql<{
    side: 'marketing' | 'sales' | 'none';
    value: number;
    other: number | null;
    noRate: number;
  }>`select m.side, coalesce(sum(m.value), 0)::float8 as value, ${otherOf(ctx, of.metric)} as other,
      count(*) filter (where m.value is null)::int as "noRate" from ${metricRows(ctx.scope, of.metric, of.days)} m group by 1`.execute(
    ctx.tx,
  );
  const side = (name: string) => rows.find((row) => row.side === name)?.value ?? 0;
  const kind = otherKind(ctx, of.metric);
  const other = (name: string) => rows.find((row) => row.side === name)?.other ?? 0;
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
    other: kind && {
      kind,
      actual: rows.reduce((sum, { other }) => sum + (other ?? 0), 0),
      marketing: other('marketing'),
      sales: other('sales'),
    },
    ...paceOf({ target: of.target, actual, elapsed, past }),
  };
}
