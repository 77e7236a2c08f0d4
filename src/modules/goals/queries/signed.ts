import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import type { getPlan as GetPlan } from '../contract/plan.ts';
import { besideSigned, type MonthFigures, type WorkedMonth } from '../rules/signed.ts';
import { standingOf } from './kernel.ts';
import { hidesMetric } from './metrics.ts';
import { actualMonths, type WorkedPlan } from './plan.ts';
import { monthNumber } from './time.ts';

type Result = NonNullable<WorkedPlan['result']>;
type Beside = NonNullable<OutputOf<typeof GetPlan>['signed']>['beside'];

/** Months as they are kept with a plan; those of plans written before spend was kept have none. */
export type KeptMonth = Result['months'][number];

/** Each month of a plan as it was written and signed, as it has to be by today's working back, and as far as it came. */
export async function monthsBeside(
  ctx: ReadCtx,
  { kept, worked, quarterOn }: { kept: readonly KeptMonth[]; worked: WorkedPlan; quarterOn: string },
): Promise<Beside> {
  const standing = await standingOf(ctx);
  const today = worked.result?.months ?? [];
  const days = [...new Set([...kept, ...today].map(({ month }) => month))].sort();
  const [from, to] = [days[0], days.at(-1)];
  if (!from || !to) return [];
  const done = await actualMonths(ctx, standing, { from: monthNumber(from), to: monthNumber(to) });
  const first = monthNumber(quarterOn);
  const month = (day: string, of: readonly KeptMonth[]): WorkedMonth | undefined => {
    const found = of.find((one) => one.month === day);
    return found && { ...found, there: { ...found.actual, spendMinor: found.actual.spendMinor ?? null } };
  };
  const hides = {
    money: hidesMetric(ctx, worked.basis === 'invoiced' ? 'revenue' : 'booked'),
    spend: ctx.scope.hidden.has('campaign.cost'),
  };
  const shown = (figures: MonthFigures | null): MonthFigures | null =>
    figures && { ...figures, ...(hides.money ? { minor: null } : {}), ...(hides.spend ? { spendMinor: null } : {}) };
  return days.map((day) => {
    const { signed, now, ...beside } = besideSigned({
      month: monthNumber(day),
      current: standing.month,
      first,
      baseMinor: worked.baseMinor / 3,
      signed: month(day, kept),
      today: month(day, today),
      done: done.get(monthNumber(day)) ?? { leads: 0, handoffs: 0, spendMinor: null, minor: null },
    });
    return { month: day, ...beside, signed: shown(signed), now: shown(now) };
  });
}
