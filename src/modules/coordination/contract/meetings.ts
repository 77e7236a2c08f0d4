import { z } from 'zod';
import { Day, endpoint, Id, Instant } from '#modules/team/schema.ts';
import { SIDES } from '../schema.ts';

/** Meetings that a coordinator calls for both teams. */
export const CALLED = ['weekly', 'monthly', 'quarterly'] as const;

export const listClientMeetings = endpoint({
  name: 'listClientMeetings',
  method: 'GET',
  path: '/coordination/meetings',
  input: z.object({}),
  output: z.object({
    items: z.array(
      z.object({
        id: Id,
        title: z.string(),
        kind: z.string(),
        startsAt: Instant,
        sides: z.array(z.object({ side: z.enum(SIDES), people: z.int(), coming: z.int() })),
        /** Items of the agenda by where they come from; what they say stays with the teams. */
        agenda: z.array(z.object({ source: z.string(), n: z.int() })),
        questions: z.int(),
      }),
    ),
    lastHeldAt: Instant.nullable(),
  }),
  permission: 'coordination:work',
  summary: 'Meetings of both teams to come, with how far their agenda is and who comes.',
});

export const arrangeMeeting = endpoint({
  name: 'arrangeMeeting',
  method: 'POST',
  path: '/coordination/meetings',
  input: z.object({
    kind: z.enum(CALLED),
    title: z.string().trim().min(3, 'Give it a title.').max(200),
    day: Day,
    time: z.string().regex(/^([01][0-9]|2[0-3]):[0-5][0-9]$/, 'Write the time as 09:30.'),
  }),
  output: z.object({ id: Id, items: z.int(), invited: z.int() }),
  permission: 'coordination:work',
  summary: 'Calls a meeting of both teams: invites their leads and two more of each, and lets the record write the agenda.',
});
