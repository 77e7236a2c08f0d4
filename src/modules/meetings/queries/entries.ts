import type { Ctx } from '#platform/context.ts';
import type { Entry } from '#platform/mail/icalendar.ts';
import { instantAt, ruleWithEnd } from '#platform/shared/recurrence.ts';
import type { MeetingRow, SeriesRow } from './rows.ts';

type Linked = Pick<Ctx, 'link' | 'now'>;
type Organizer = Entry['organizer'];

export function entryOfMeeting(ctx: Linked, meeting: MeetingRow, organizer: Organizer): Entry {
  const { uid, sequence, title, zone, startsAt, minutes, place, link, slotAt, cancelledAt } = meeting;
  return {
    ...{ uid, sequence, title, zone, startsAt, minutes, place, link, organizer },
    page: ctx.link(`/meetings/${meeting.id}`),
    stamp: ctx.now,
    cancelled: cancelledAt !== null,
    ...(slotAt !== null ? { slotAt } : {}),
  };
}

export function entryOfSeries(ctx: Linked, series: SeriesRow, organizer: Organizer): Entry {
  const { uid, sequence, title, zone, minutes, place, link } = series;
  return {
    ...{ uid, sequence, title, zone, minutes, place, link, organizer },
    startsAt: instantAt(zone, series.firstOn, series.time),
    page: ctx.link('/meetings'),
    stamp: ctx.now,
    rule: ruleWithEnd(series),
    cancelled: false,
  };
}
