import { notify } from '#modules/notices/commands.ts';
import type { Ctx } from '#platform/context.ts';
import { dayIn } from '#platform/shared/calendar.ts';
import { currentCalendars } from '../queries/calendars.ts';
import { holidayChanges } from '../queries/holidays.ts';
import { peopleOf } from './notices.ts';

/**
 * Looks once a year at what the public holidays of each calendar's place would change in the years to come, and puts it before the leads of both teams.
 * Nothing changes by itself: a calendar is what somebody saved.
 */
export async function proposeHolidays(ctx: Ctx): Promise<void> {
  for (const calendar of (await currentCalendars(ctx.tx, ctx.scope)).values()) {
    const changes = await holidayChanges(calendar, ctx.now);
    if ('refused' in changes || changes.add.length + changes.remove.length === 0) continue;
    const year = dayIn(calendar.hours.zone, ctx.now).slice(0, 4);
    const people = new Set([...(await peopleOf(ctx, 'sales_lead')), ...(await peopleOf(ctx, 'marketing_lead'))]);
    for (const memberId of people)
      await notify(ctx, {
        memberId,
        kind: 'calendar.holidays',
        title: `“${calendar.name}” lacks holidays of the coming years`,
        body: `${changes.add.length} to add, ${changes.remove.length} to take out. Look at them and save the calendar.`,
        link: `/settings/calendars?holidays=${calendar.id}`,
        dedupeKey: `holidays:${calendar.id}:${year}`,
      });
  }
}
