import type { Ctx } from '#platform/context.ts';
import { expectedMonths } from '../queries/forecast.ts';
import { readKernel, standingOf } from '../queries/kernel.ts';
import { monthDay, monthNumber, today } from '../queries/time.ts';

/** Keeps what is expected today of the months to come; a second time on the same day changes nothing. Old data is not forecast. */
export async function keepForecast(ctx: Ctx): Promise<void> {
  const standing = await standingOf(ctx);
  const day = await today(ctx);
  if (standing.month !== monthNumber(day)) return;
  const months = await expectedMonths(ctx, standing, await readKernel(ctx, standing));
  if (!months) return;
  await ctx.tx
    .insertInto('forecast_month')
    .values(
      months.map((one, step) => ({
        workspace_id: ctx.scope.workspaceId,
        made_on: day,
        month: monthDay(standing.month + step),
        low_minor: Math.round(one.low),
        expected_minor: Math.round(one.expected),
        high_minor: Math.round(one.high),
        in_pipe_minor: Math.round(one.inPipe),
        made_at: ctx.now,
      })),
    )
    .onConflict((clash) => clash.columns(['workspace_id', 'made_on', 'month']).doNothing())
    .execute();
}
