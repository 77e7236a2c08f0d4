import { z } from 'zod';
import { DECISION_KINDS, DECISION_STATES } from '#modules/meetings/schema.ts';
import { Day, endpoint, Id, Instant, OneLine } from '#modules/team/schema.ts';
import { Named, SIDES } from '../schema.ts';

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
        /** The caller can open it: they called it, or are of the workspace itself. */
        opens: z.boolean(),
      }),
    ),
    /** Those held of the last half year that the caller can open, the newest first; at most ten. */
    held: z.array(z.object({ id: Id, title: z.string(), startsAt: Instant })),
    lastHeldAt: Instant.nullable(),
  }),
  permission: 'coordination:work',
  summary: 'Meetings of both teams to come, with how far their agenda is and who comes.',
});

export const getClientMeeting = endpoint({
  name: 'getClientMeeting',
  method: 'GET',
  path: '/coordination/meetings/:id',
  input: z.object({ id: Id }),
  output: z.object({
    id: Id,
    title: z.string(),
    kind: z.string(),
    startsAt: Instant,
    held: z.boolean(),
    /**
     * Items in their order by where they come from: so many (k of n), the rows behind, and the sentence where it tells counts alone; a title in it is left out.
     * Null: what it says stays with the teams.
     */
    agenda: z.array(
      z.object({ source: z.string(), k: z.int().nullable(), n: z.int().nullable(), rows: z.int(), sentence: z.string().nullable() }),
    ),
    decisions: z.array(z.object({ kind: z.enum(DECISION_KINDS), state: z.enum(DECISION_STATES), checkOn: Day })),
    actions: z.array(z.object({ dueOn: Day.nullable(), done: z.boolean(), member: Named.nullable() })),
    /** Null: kept by the teams, as both sides have not signed that the caller may read them. */
    minutes: z.array(z.object({ source: z.string(), text: z.string() })).nullable(),
  }),
  permission: 'coordination:work',
  summary:
    'A meeting of both teams that the caller called: its agenda in counts and in sentences without names, decisions, actions, and the minutes if both sides allow it.',
});

export const arrangeMeeting = endpoint({
  name: 'arrangeMeeting',
  method: 'POST',
  path: '/coordination/meetings',
  input: z.object({
    kind: z.enum(CALLED),
    title: OneLine.min(3, 'Give it a title.'),
    day: Day,
    time: z.string().regex(/^([01][0-9]|2[0-3]):[0-5][0-9]$/, 'Write the time as 09:30.'),
  }),
  output: z.object({ id: Id, items: z.int(), invited: z.int() }),
  permission: 'coordination:work',
  summary: 'Calls a meeting of both teams: invites their leads and two more of each, and lets the record write the agenda.',
});
