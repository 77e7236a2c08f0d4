import { currentCalendars } from '#modules/agreements/queries/calendars.ts';
import { timeZoneOf } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { businessSecondsBetween } from '#platform/shared/businesstime.ts';
import { dayIn, moveDay, startOfDay } from '#platform/shared/calendar.ts';
import type { Span } from './delivered.ts';

export async function thisMonth(ctx: ReadCtx): Promise<string> {
  return dayIn(await timeZoneOf(ctx), ctx.now).slice(0, 7);
}

const nextMonth = (month: string) => moveDay(`${month}-01`, 1, 'month') ?? `${month}-28`;

/** From the first instant of a month in the workspace's zone to the first of the next. */
export async function monthSpan(ctx: ReadCtx, month: string): Promise<Span> {
  const zone = await timeZoneOf(ctx);
  const at = (day: string) => new Date(startOfDay(zone, day)).toISOString();
  return { from: at(`${month}-01`), to: at(nextMonth(month)) };
}

/** Working days of a month up to and with today, and in all, by the first calendar with business hours. */
export async function workingDays(ctx: ReadCtx, month: string): Promise<{ gone: number; all: number; calendar: string }> {
  const calendars = [...(await currentCalendars(ctx.tx, ctx.scope)).values()];
  const calendar = calendars.find(({ hours }) => !hours.always) ?? calendars[0];
  const today = dayIn(await timeZoneOf(ctx), ctx.now);
  const count = { gone: 0, all: 0, calendar: calendar?.name ?? '' };
  if (!calendar) return count;
  const start = (day: string) => new Date(startOfDay(calendar.hours.zone, day)).toISOString();
  for (let day = `${month}-01`; day < nextMonth(month); day = moveDay(day, 1, 'day') ?? '9999-12-31') {
    const after = moveDay(day, 1, 'day') ?? day;
    if (businessSecondsBetween(start(day), start(after), calendar.hours) === 0) continue;
    count.all += 1;
    if (day <= today) count.gone += 1;
  }
  return count;
}
