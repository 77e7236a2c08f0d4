import { sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';
import { FLAT_PACE, MOMENTUM_DAYS, type Pace } from '../rules/momentum.ts';

/** From which change on someone counts as rising or falling, as measured last. */
export async function paceNow(ctx: ReadCtx): Promise<Pace> {
  const { rows } = await sql<Pace>`select falling, rising from score_pace where workspace_id = ${ctx.scope.workspaceId}`.execute(ctx.tx);
  return rows[0] ?? FLAT_PACE;
}

/** Quartiles of the change among people who have points, or lost the last of them within the week. */
export async function quartilesOfChange(ctx: ReadCtx): Promise<{ low: number; high: number; people: number }> {
  const { rows } = await sql<{ low: number | null; high: number | null; people: number }>`
    select percentile_cont(0.25) within group (order by engagement_change::float8) as low,
      percentile_cont(0.75) within group (order by engagement_change::float8) as high, count(*)::int as people
    from contact where workspace_id = ${ctx.scope.workspaceId} and deleted_at is null and (engagement_score > 0 or engagement_change <> 0)
      and scored_at > ${new Date(Date.parse(ctx.now) - MOMENTUM_DAYS * 86_400_000).toISOString()}`.execute(ctx.tx);
  const [row] = rows;
  return { low: row?.low ?? 0, high: row?.high ?? 0, people: row?.people ?? 0 };
}
