import { sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';
import { type CountForecast, forecastCounts } from '#platform/shared/forecast.ts';

/** Whole weeks of the past that a forecast rests on, and the weeks ahead that it names. */
const PAST_WEEKS = 12;
const AHEAD = [2, 4];

/** The leads that each rep can expect, from the hand-offs of the last whole weeks; weeks before the first hand-off of the workspace do not count. */
export async function forecastFlow(
  ctx: ReadCtx,
  memberIds: readonly string[],
): Promise<Map<string, (CountForecast & { weeks: number })[]>> {
  const { rows } = await sql<{ member_id: string; back: number; n: number }>`
    select assignee_id as member_id, greatest(0, ceil(extract(epoch from ${ctx.now}::timestamptz - handed_at) / 604800)::int - 1) as back, count(*)::int as n from handoff
    where workspace_id = ${ctx.scope.workspaceId} and handed_at >= ${ctx.now}::timestamptz - make_interval(weeks => ${PAST_WEEKS}) and handed_at <= ${ctx.now}
      and assignee_id = any (${memberIds}::uuid[]) group by 1, 2`.execute(ctx.tx);
  const first = await sql<{
    weeks: number | null;
  }>`select floor(extract(epoch from ${ctx.now}::timestamptz - min(handed_at)) / 604800)::int as weeks from handoff
    where workspace_id = ${ctx.scope.workspaceId}`.execute(ctx.tx);
  const weeks = Math.min(PAST_WEEKS, first.rows[0]?.weeks ?? 0);
  return new Map(
    memberIds.map((memberId) => {
      const counts = Array.from(
        { length: weeks },
        (_, back) => rows.find((row) => row.member_id === memberId && row.back === back)?.n ?? 0,
      );
      return [memberId, AHEAD.map((ahead) => ({ weeks: ahead, ...forecastCounts(counts, ahead) }))];
    }),
  );
}
