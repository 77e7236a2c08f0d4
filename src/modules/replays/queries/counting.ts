import type { MeasureClauseRow } from '#modules/agreements/queries/agreement.ts';
import { countMeasure } from '#modules/agreements/queries/measures.ts';
import { AMOUNT_MEASURES, EVERYTHING } from '#modules/agreements/schema.ts';
import type { ReadCtx } from '#platform/context.ts';
import { periodAround, startOfDay } from '#platform/shared/calendar.ts';
import { isRefusal } from '#platform/shared/refusal.ts';
import type { CountedLine } from '../schema.ts';

export interface Counting {
  from: string;
  to: string;
  zone: string;
  currency: string;
}

/** A promise over periods, counted for each month or quarter that the days meet. Only whole ones that have ended are kept or not. */
export async function countOver(ctx: ReadCtx, clause: MeasureClauseRow, over: Counting): Promise<CountedLine> {
  const { lineId, title, party, measure, period } = clause;
  const periods: CountedLine['periods'] = [];
  let problem: string | null = null;
  let asked = 0;
  for (let day = over.from; day <= over.to && problem === null; day = periodAround(day, period, 0).until) {
    const whole = periodAround(day, period, 0);
    const span = { from: instantOf(over.zone, whole.from), to: instantOf(over.zone, whole.until) };
    const counted = await countMeasure(ctx, clause, span);
    if (isRefusal(counted)) problem = counted.message;
    else periods.push({ ...span, ended: whole.from >= over.from && span.to <= ctx.now, ...counted });
    asked += await askedOf(ctx, clause, span);
  }
  const isKept = ({ k, rate, asked: owed }: CountedLine['periods'][number]) =>
    clause.family === 'share' ? rate !== null && rate >= clause.target : k >= (owed ?? clause.amount);
  const ended = periods.filter((one) => one.ended);
  const terms =
    clause.family === 'share'
      ? { target: clause.target, amount: null, currency: null }
      : { target: null, amount: clause.amount, currency: AMOUNT_MEASURES[clause.measure].unit === 'money' ? over.currency : null };
  return {
    lineId,
    title,
    party,
    measure,
    period,
    ...terms,
    kept: ended.filter(isKept).length,
    ended: ended.length,
    periods,
    judgedToday: { k: asked, n: asked },
    problem,
  };
}

function instantOf(zone: string, day: string): string {
  return new Date(startOfDay(zone, day)).toISOString();
}

/** How many rows the criteria of a promise were asked about; what is counted over a period has no record of what was answered then. */
async function askedOf(ctx: ReadCtx, clause: MeasureClauseRow, span: { from: string; to: string }): Promise<number> {
  if (clause.criteria.of.length === 0) return 0;
  const all = await countMeasure(ctx, { ...clause, criteria: EVERYTHING }, span);
  return isRefusal(all) ? 0 : all.n;
}
