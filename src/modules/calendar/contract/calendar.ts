import { z } from 'zod';
import { Day, endpoint, Id } from '#modules/team/schema.ts';
import { PageLimit } from '#platform/shared/paging.ts';
import { AUDIENCES, Entry, EntryRef, GROUPS, REACHING, SENDERS } from '../schema.ts';

const Span = { from: Day, to: Day };

export const getCalendar = endpoint({
  name: 'getCalendar',
  method: 'GET',
  path: '/calendar',
  input: z.object({
    ...Span,
    side: z.enum(SENDERS).optional(),
    offerId: Id.optional(),
    audience: z.enum(AUDIENCES).optional(),
    group: z.enum(GROUPS).optional(),
  }),
  output: z.object({ items: z.array(Entry), timeZone: z.string(), mayPlan: z.boolean() }),
  permission: 'record:read',
  summary:
    'All that both teams did and plan between two days: mailings, letters, offers, campaigns, tracks with how many people their steps reach on each day, call blitzes, meetings, and the days of agreements, profiles, thresholds, plans and decisions.',
});

const Planned = z.object({ kind: z.enum(REACHING), id: Id, name: z.string(), from: Day, people: z.int() });

export const getOverlaps = endpoint({
  name: 'getOverlaps',
  method: 'GET',
  path: '/calendar/overlaps',
  input: z.object(Span),
  output: z.object({
    /** The plans that were laid side by side, with the people that each would reach within the caller's reach. */
    entries: z.array(Planned),
    /** Plans of which nobody is known yet, or whose list the caller can't read. */
    untold: z.int(),
    /** Two plans that would reach the same people, the most of them first. */
    pairs: z.array(z.object({ one: Planned, other: Planned, people: z.int() })),
  }),
  permission: 'record:read',
  summary: 'How many people two plans would both reach, of what is still to come between two days (the next twelve).',
});

export const listOverlap = endpoint({
  name: 'listOverlap',
  method: 'GET',
  path: '/calendar/overlaps/people',
  input: z.object({ one: EntryRef, other: EntryRef, cursor: Id.optional(), limit: PageLimit }),
  output: z.object({
    items: z.array(z.object({ id: Id, name: z.string(), company: z.object({ id: Id, name: z.string() }).nullable() })),
    next: z.string().nullable(),
  }),
  permission: 'record:read',
  summary: 'The people that two plans would both reach.',
});
