import { clockStates } from '#modules/agreements/queries/clocks.ts';
import { attainment } from '#modules/agreements/queries/replay.ts';
import { timeZoneOf } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { dayIn, moveDay, periodAround, startOfDay } from '#platform/shared/calendar.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { groupBy } from '#platform/shared/group.ts';
import type { getTrend } from '../contract.ts';
import { TREND_LENGTH, type TrendPeriod } from '../schema.ts';

/** The last periods, the oldest first, this one so far included. */
function periodsBack(zone: string, now: string, period: TrendPeriod): { from: string; to: string }[] {
  const at = (day: string) => new Date(startOfDay(zone, day)).toISOString();
  const periods: { from: string; to: string }[] = [];
  for (let day = dayIn(zone, now); periods.length < TREND_LENGTH; ) {
    const { from, until } = periodAround(day, period, 0);
    periods.unshift({ from: at(from), to: at(until) });
    day = moveDay(from, -1, 'day') ?? from;
  }
  return periods;
}

/** How each promise was kept, period by period, from its clocks as they are now. */
export async function readTrend(ctx: ReadCtx, { period }: { period: TrendPeriod }): Promise<OutputOf<typeof getTrend>> {
  const zone = await timeZoneOf(ctx);
  const periods = periodsBack(zone, ctx.now, period);
  const whole = { from: periods[0]?.from, to: periods.at(-1)?.to };
  const states = await clockStates(ctx.tx, ctx.scope, { ...whole, now: ctx.now });
  const points = new Map<string, ReturnType<typeof attainment>[]>();
  for (const [lineId, clocks] of groupBy(states, (one) => one.lineId)) {
    const within = ({ from, to }: { from: string; to: string }) => clocks.filter(({ startedAt }) => startedAt >= from && startedAt < to);
    points.set(
      lineId,
      periods.map((range) => attainment(within(range).map(({ state }) => state.state))),
    );
  }
  const lines = [...points].map(([lineId, counted]) => ({
    lineId,
    points: counted.map(({ k, n, rate, low, high, enough }) => ({ k, n, rate, low, high, enough })),
  }));
  return { periods, lines };
}
