import { z } from 'zod';
import { PARTIES } from '#modules/signatures/schema.ts';
import { Day, DepartmentName, Done, endpoint, Id, Instant, Named, OneLine, TimeZone } from '#modules/team/schema.ts';
import { Paged } from '#platform/shared/paging.ts';
import { Rate } from '#platform/shared/rate.ts';
import { FREQUENCIES } from '#platform/shared/recurrence.ts';
import { ATTENDANCES, KINDS, STATES, USUAL_GUESTS } from '../schema.ts';

/** Also the subject of its invitations. */
const Title = OneLine.min(1, 'Name the meeting.');
const Place = z.string().trim().max(200).nullable().default(null);
const Link = z
  .url({ protocol: /^https?$/, error: 'Write a web address, with https.' })
  .max(500)
  .nullable()
  .default(null);
const LeastGuests = z.int().min(0).max(20).default(USUAL_GUESTS);
const Minutes = z.int().min(5, 'A meeting takes five minutes or more.').max(480);

/** Both sides of a meeting: who is asked, who said yes, who came. */
const Seats = z.object({
  party: z.enum(PARTIES),
  asked: z.int(),
  filled: z.int(),
  attended: z.int(),
  remote: z.int(),
  /** How many there have to be; less where the team is smaller. */
  least: z.int(),
  /** The team has fewer people than the rule asks for. */
  relaxed: z.boolean(),
});

const Summary = z.object({
  id: Id,
  seriesId: Id.nullable(),
  kind: z.enum(KINDS),
  title: z.string(),
  side: z.enum(PARTIES).nullable(),
  startsAt: Instant,
  zone: z.string(),
  minutes: z.int(),
  place: z.string().nullable(),
  link: z.string().nullable(),
  state: z.enum(STATES),
  moved: z.boolean(),
  publishedAt: Instant.nullable(),
  /** Seats that the rule asks for: of the other side at a team meeting, of both at a joint one. */
  seats: z.array(Seats),
  /** Null until it was held. */
  compliant: z.boolean().nullable(),
  mine: z.boolean(),
});
export type Summary = z.output<typeof Summary>;

export const listMeetings = endpoint({
  name: 'listMeetings',
  method: 'GET',
  path: '/meetings',
  input: z.object({
    which: z.enum(['coming', 'past', 'mine']).default('coming'),
    ...Paged,
  }),
  output: z.object({ items: z.array(Summary), next: z.string().nullable(), mayPlan: z.boolean() }),
  permission: 'report:read',
  summary: 'Meetings of both teams: those to come by their time, those that were, and the caller’s own.',
});

export const createMeeting = endpoint({
  name: 'createMeeting',
  method: 'POST',
  path: '/meetings',
  input: z.object({
    kind: z.enum(KINDS),
    title: Title,
    side: z.enum(PARTIES).nullable().default(null),
    /** The first day and the time, in the zone. */
    day: Day,
    time: z.string().regex(/^([01][0-9]|2[0-3]):[0-5][0-9]$/, 'Write the time as 09:30.'),
    /** That of the workspace where absent. */
    zone: TimeZone.optional(),
    minutes: Minutes.default(45),
    place: Place,
    link: Link,
    leastGuests: LeastGuests,
    people: z.array(Id).max(200).default([]),
    /** Absent: it takes place once. Monthly keeps the weekday, such as the second Tuesday. */
    repeats: z
      .strictObject({ frequency: z.enum(FREQUENCIES), every: z.int().min(1).max(12).default(1), until: Day.nullable().default(null) })
      .optional(),
  }),
  output: z.object({ id: Id, seriesId: Id.nullable(), made: z.int() }),
  permission: 'agreement:write',
  summary: 'Plans a meeting, once or on a rhythm, and invites its people by mail with an entry for their calendars.',
});

const Person = z.object({
  id: Id,
  name: z.string(),
  /** That of the day of the meeting. */
  department: DepartmentName.nullable(),
  reply: z.enum(['yes', 'no']).nullable(),
  attendance: z.enum(ATTENDANCES).nullable(),
});

export const getMeeting = endpoint({
  name: 'getMeeting',
  method: 'GET',
  path: '/meetings/:id',
  input: z.object({ id: Id }),
  output: Summary.extend({
    organizer: Named.nullable(),
    rhythm: z.object({ frequency: z.enum(FREQUENCIES), every: z.int(), until: Day.nullable(), endedAt: Instant.nullable() }).nullable(),
    cancelReason: z.string().nullable(),
    openedAt: Instant.nullable(),
    closedAt: Instant.nullable(),
    closedBy: Named.nullable(),
    people: z.array(Person),
    me: z.object({ side: z.enum(PARTIES).nullable(), asked: z.boolean(), reply: z.enum(['yes', 'no']).nullable() }),
    may: z.object({ plan: z.boolean(), take: z.boolean(), write: z.boolean() }),
  }),
  permission: 'report:read',
  summary: 'One meeting: its time and place, who is asked, who said yes and who was there.',
});

export const changeMeeting = endpoint({
  name: 'changeMeeting',
  method: 'PATCH',
  path: '/meetings/:id',
  input: z.object({
    id: Id,
    title: Title.optional(),
    startsAt: Instant.optional(),
    minutes: Minutes.optional(),
    place: z.string().trim().max(200).nullable().optional(),
    link: z
      .url({ protocol: /^https?$/ })
      .max(500)
      .nullable()
      .optional(),
  }),
  output: Done,
  permission: 'agreement:write',
  summary: 'Moves or changes this one meeting; its people get the changed entry. The others of its rhythm stay.',
});

export const cancelMeeting = endpoint({
  name: 'cancelMeeting',
  method: 'PUT',
  path: '/meetings/:id/cancellation',
  input: z.object({ id: Id, reason: z.string().trim().min(3, 'Say why, in a few words.').max(500) }),
  output: Done,
  permission: 'agreement:write',
  summary: 'Cancels this one meeting; its people get a cancellation. The open questions go to the next one.',
});

export const endSeries = endpoint({
  name: 'endMeetingSeries',
  method: 'PUT',
  path: '/meetings/:id/rhythm/end',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'agreement:write',
  summary: 'Ends the rhythm that this meeting belongs to, from this meeting on.',
});

export const invitePeople = endpoint({
  name: 'inviteToMeeting',
  method: 'POST',
  path: '/meetings/:id/people',
  input: z.object({ id: Id, people: z.array(Id).min(1).max(100), whole: z.boolean().default(false) }),
  output: z.object({ invited: z.int() }),
  permission: 'agreement:write',
  summary: 'Invites more people, to this meeting or to all of its rhythm.',
});

export const replyToMeeting = endpoint({
  name: 'replyToMeeting',
  method: 'PUT',
  path: '/meetings/:id/reply',
  input: z.object({ id: Id, reply: z.enum(['yes', 'no']) }),
  output: Done,
  permission: 'report:read',
  summary: 'Says whether the caller comes; a guest who was not asked takes a seat by saying yes.',
});

export const recordAttendance = endpoint({
  name: 'recordAttendance',
  method: 'PUT',
  path: '/meetings/:id/attendance',
  input: z.object({
    id: Id,
    people: z
      .array(z.object({ memberId: Id, attendance: z.enum(ATTENDANCES) }))
      .min(1)
      .max(200),
  }),
  output: Done,
  permission: 'lead:return',
  summary: 'Records who was there, in the room or from elsewhere.',
});

export const getCompliance = endpoint({
  name: 'getMeetingCompliance',
  method: 'GET',
  path: '/meetings/compliance',
  input: z.object({ from: Day.optional(), to: Day.optional() }),
  output: z.object({
    from: Day,
    to: Day,
    /** Of those held: with enough of the other team there, in the room or from elsewhere. */
    compliant: Rate,
    byKind: z.array(
      z.object({
        kind: z.enum(KINDS),
        side: z.enum(PARTIES).nullable(),
        compliant: Rate,
        missed: z.int(),
        cancelled: z.int(),
        lastHeldAt: Instant.nullable(),
      }),
    ),
    /** Rhythms whose last meetings did not take place. */
    missedRhythms: z.array(
      z.object({
        seriesId: Id,
        meetingId: Id,
        title: z.string(),
        kind: z.enum(KINDS),
        missedInRow: z.int(),
        lastHeldAt: Instant.nullable(),
      }),
    ),
  }),
  permission: 'report:read',
  summary: 'How many meetings had enough guests of the other team, which were missed or cancelled, and which rhythms stand still.',
});

export const listSharedDays = endpoint({
  name: 'listSharedDays',
  method: 'GET',
  path: '/shared-days',
  input: z.object({ from: Day.optional() }),
  output: z.object({
    items: z.array(
      z.object({
        id: Id,
        onDay: Day,
        host: Named,
        guest: Named,
        place: z.string().nullable(),
        happened: z.boolean().nullable(),
        come: z.boolean(),
      }),
    ),
    mayPlan: z.boolean(),
  }),
  permission: 'report:read',
  summary: 'Who sits with whom, from a day on (this week where absent). `come`: the day is there, so it can be said whether they did.',
});

export const createSharedDay = endpoint({
  name: 'createSharedDay',
  method: 'POST',
  path: '/shared-days',
  input: z.object({ onDay: Day, hostId: Id, guestId: Id, place: Place }),
  output: z.object({ id: Id }),
  permission: 'agreement:write',
  summary: 'Plans that somebody sits with a person of the other team for a day.',
});

export const recordSharedDay = endpoint({
  name: 'recordSharedDay',
  method: 'PUT',
  path: '/shared-days/:id/outcome',
  input: z.object({ id: Id, happened: z.boolean() }),
  output: Done,
  permission: 'lead:return',
  summary: 'Says whether they sat together, from that day on.',
});

export const deleteSharedDay = endpoint({
  name: 'deleteSharedDay',
  method: 'DELETE',
  path: '/shared-days/:id',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'agreement:write',
  summary: 'Takes a planned day back.',
});

export const getFeed = endpoint({
  name: 'getMeetingFeed',
  method: 'GET',
  path: '/meeting-feed',
  input: z.object({}),
  output: z.object({ address: z.string().nullable() }),
  permission: 'signedIn',
  summary: 'The secret address under which the caller’s calendar program reads their meetings; null where there is none.',
});

export const openFeed = endpoint({
  name: 'openMeetingFeed',
  method: 'POST',
  path: '/meeting-feed',
  input: z.object({}),
  output: z.object({ address: z.string() }),
  permission: 'signedIn',
  summary: 'Makes the caller’s calendar address anew; the one before opens nothing any more.',
});

export const closeFeed = endpoint({
  name: 'closeMeetingFeed',
  method: 'DELETE',
  path: '/meeting-feed',
  input: z.object({}),
  output: Done,
  permission: 'signedIn',
  summary: 'Closes the caller’s calendar address.',
});
