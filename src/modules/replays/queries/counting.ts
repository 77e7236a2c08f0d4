import type { MeasureClauseRow } from '#modules/agreements/queries/agreement.ts';
import { currentCalendars } from '#modules/agreements/queries/calendars.ts';
import { countMeasure } from '#modules/agreements/queries/measures.ts';
import { AMOUNT_MEASURES } from '#modules/agreements/schema.ts';
import { seats } from '#modules/handoffs/queries/seats.ts';
import type { ReadCtx } from '#platform/context.ts';
import { periodAround, startOfDay } from '#platform/shared/calendar.ts';
import { isRefusal } from '#platform/shared/refusal.ts';
import { hoursOfWeek } from '../rules/result.ts';
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
  for (let day = over.from; day <= over.to && problem === null; day = periodAround(day, period, 0).until) {
    const whole = periodAround(day, period, 0);
    const span = { from: instantOf(over.zone, whole.from), to: instantOf(over.zone, whole.until) };
    const counted = await countMeasure(ctx, clause, span);
    if (isRefusal(counted)) problem = counted.message;
    else periods.push({ ...span, ended: whole.from >= over.from && span.to <= ctx.now, ...counted });
  }
  const isKept = ({ k, rate }: CountedLine['periods'][number]) =>
    clause.family === 'share' ? rate !== null && rate >= clause.target : k >= clause.amount;
  const ended = periods.filter((one) => one.ended);
  const asked =
    clause.family === 'share'
      ? { target: clause.target, amount: null, currency: null }
      : { target: null, amount: clause.amount, currency: AMOUNT_MEASURES[clause.measure].unit === 'money' ? over.currency : null };
  return { lineId, title, party, measure, period, ...asked, kept: ended.filter(isKept).length, ended: ended.length, periods, problem };
}

function instantOf(zone: string, day: string): string {
  return new Date(startOfDay(zone, day)).toISOString();
}

/** Who takes leads, and the working hours of an ordinary week. */
export async function capacityOf(ctx: ReadCtx): Promise<{ people: number; hoursPerWeek: number }> {
  const people = (await seats(ctx)).filter(({ onDuty }) => onDuty).length;
  const business = [...(await currentCalendars(ctx.tx, ctx.scope)).values()].find(({ hours }) => !hours.always);
  return { people, hoursPerWeek: business ? hoursOfWeek(business.windows) : 40 };
}
