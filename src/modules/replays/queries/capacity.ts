import { type CurrentCalendar, currentCalendars, hoursAt, versionsOfCalendar } from '#modules/agreements/queries/calendars.ts';
import { seats } from '#modules/handoffs/queries/seats.ts';
import { leaveBetween } from '#modules/team/queries/people.ts';
import type { ReadCtx } from '#platform/context.ts';
import { moveDay, startOfDay } from '#platform/shared/calendar.ts';
import { groupBy } from '#platform/shared/group.ts';
import { type Available, availableOn, type Worker } from '../rules/capacity.ts';
import { hoursOfWeek } from '../rules/result.ts';

export interface Capacity {
  people: number;
  /** Of an ordinary week, of one person. */
  hoursPerWeek: number;
  /** By the Monday of each week, on those of its days that are run over. */
  weeks: Map<string, Available>;
}

/** A day and night calendar is nobody's working week. */
const USUAL_HOURS = 40;
const WEEK = [0, 1, 2, 3, 4, 5, 6];

/**
 * Who takes leads, and what they could take in each week: the hours of the calendar in their own time zone, else of the first calendar with business hours,
 * as they held in that week, without its holidays and without their leave.
 */
export async function capacityOver(
  ctx: ReadCtx,
  over: { from: string; to: string; zone: string; weeks: Iterable<string> },
): Promise<Capacity> {
  const calendars = [...(await currentCalendars(ctx.tx, ctx.scope)).values()].filter(({ hours }) => !hours.always);
  const ids = (await seats(ctx)).filter(({ onDuty }) => onDuty).map(({ memberId }) => memberId);
  const [first] = calendars;
  const hoursPerWeek = first ? hoursOfWeek(first.windows) : USUAL_HOURS;
  const weeks = new Map<string, Available>();
  if (!first) return { people: ids.length, hoursPerWeek, weeks };
  const people = await peopleOn(ctx, { ids, calendars, first, over });
  const versions = new Map<string, Awaited<ReturnType<typeof versionsOfCalendar>>>();
  for (const { id } of calendars) versions.set(id, await versionsOfCalendar(ctx.tx, ctx.scope, id));
  for (const week of over.weeks) {
    const days = WEEK.flatMap((n) => moveDay(week, n, 'day') ?? []).filter((day) => day >= over.from && day <= over.to);
    const at = new Date(startOfDay(over.zone, days[0] ?? week)).toISOString();
    const held = new Map([...versions].map(([id, all]) => [id, hoursAt(all, at).hours]));
    const workers = people.map(({ calendar, leaves }): Worker => ({ calendar: held.get(calendar.id) ?? calendar.hours, leaves }));
    weeks.set(week, availableOn(over.zone, days, workers));
  }
  return { people: ids.length, hoursPerWeek, weeks };
}

async function peopleOn(
  ctx: ReadCtx,
  of: { ids: readonly string[]; calendars: readonly CurrentCalendar[]; first: CurrentCalendar; over: { from: string; to: string } },
): Promise<{ calendar: CurrentCalendar; leaves: Worker['leaves'] }[]> {
  if (of.ids.length === 0) return [];
  const members = await ctx.tx
    .selectFrom('member')
    .select(['id', 'time_zone'])
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', 'in', [...of.ids])
    .execute();
  const leaves = groupBy(await leaveBetween(ctx.tx, ctx.scope, of.over), ({ memberId }) => memberId);
  return members.map(({ id, time_zone: zone }) => ({
    calendar: of.calendars.find(({ hours }) => hours.zone === zone) ?? of.first,
    leaves: leaves.get(id) ?? [],
  }));
}
