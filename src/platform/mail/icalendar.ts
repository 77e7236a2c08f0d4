import { getVtimezoneComponent } from '@touch4it/ical-timezones';
import ical, { type ICalCalendar, ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import { Temporal } from 'temporal-polyfill';

/** One entry of a calendar. What is about customers stays out of it: a title, a time and a place, and the way into the app. */
export interface Entry {
  uid: string;
  sequence: number;
  title: string;
  zone: string;
  startsAt: string;
  minutes: number;
  place: string | null;
  /** The address of the page in the app, and where people meet from afar. */
  page: string;
  link: string | null;
  /** When it was written last. */
  stamp: string;
  /** RFC 5545, of a rhythm. */
  rule?: string;
  /** The slot of the rhythm that this one stands for. */
  slotAt?: string;
  cancelled: boolean;
  organizer: Party | null;
  attendee?: Party;
}

interface Party {
  name: string;
  email: string;
}

const METHODS = { request: ICalCalendarMethod.REQUEST, cancel: ICalCalendarMethod.CANCEL, publish: ICalCalendarMethod.PUBLISH } as const;
export type Method = keyof typeof METHODS;

/** A calendar as other programs read it (RFC 5545, RFC 5546), with the zones that its entries use. */
export function calendarText(entries: readonly Entry[], { method, name }: { method: Method; name?: string }): string {
  const calendar = ical({
    prodId: { company: 'Truce', product: 'Meetings' },
    method: METHODS[method],
    // Without a zone of its own the calendar writes its stamps in UTC, as they have to be.
    timezone: { name: null, generator: getVtimezoneComponent },
    ...(name === undefined ? {} : { name }),
  });
  for (const entry of entries) write(calendar, entry);
  return calendar.toString();
}

function write(calendar: ICalCalendar, entry: Entry): void {
  const { zone } = entry;
  const zoned = (at: string) => Temporal.Instant.from(at).toZonedDateTimeISO(zone);
  const start = zoned(entry.startsAt);
  const event = calendar.createEvent({
    id: entry.uid,
    sequence: entry.sequence,
    stamp: Temporal.Instant.from(entry.stamp),
    start,
    end: start.add({ minutes: entry.minutes }),
    timezone: zone,
    summary: entry.title,
    description: entry.link ? `${entry.link}\n${entry.page}` : entry.page,
    url: entry.link ?? entry.page,
    status: entry.cancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    ...(entry.place ? { location: entry.place } : {}),
    ...(entry.rule ? { repeating: `RRULE:${entry.rule}` } : {}),
    ...(entry.slotAt ? { recurrenceId: zoned(entry.slotAt) } : {}),
    ...(entry.organizer ? { organizer: plain(entry.organizer) } : {}),
  });
  if (entry.attendee) event.createAttendee({ ...plain(entry.attendee), rsvp: true });
}

/** A name stands between double quotes, which cannot be written within them (RFC 5545 3.1): one would begin a parameter of its own. */
function plain({ name, email }: Party): Party {
  return { name: name.replaceAll('"', '’').replace(/[\p{Cc}\u2028\u2029]+/gu, ' '), email };
}
