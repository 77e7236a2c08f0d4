import { z } from 'zod';
import { Day, Done, endpoint, Id, Instant, Named } from '#modules/team/schema.ts';
import { Paged } from '#platform/shared/paging.ts';
import { Rate } from '#platform/shared/rate.ts';
import { CLOCK_STATES, CLOCK_STEPS, PARTIES, PAUSE_REASONS, SHORTEST_REASON } from '../schema.ts';

/** A clock as it stands at this moment; worked out from its events, never stored. */
export const Clock = z.object({
  id: Id,
  clauseId: Id,
  lineId: Id,
  title: z.string(),
  party: z.enum(PARTIES),
  subjectId: Id,
  causeId: Id,
  /** Who the clock is about; null where the caller may not open it. */
  label: z.string().nullable(),
  assignee: Named.nullable(),
  state: z.enum(CLOCK_STATES),
  startedAt: Instant,
  dueAt: Instant.nullable(),
  /** Negative by how much it is overdue. In the hours of its calendar. */
  remainingSeconds: z.number(),
  withinSeconds: z.int(),
  fractionUsed: z.number(),
  breachedAt: Instant.nullable(),
  metAt: Instant.nullable(),
  preContacted: z.boolean(),
  /** The proof was written down on a later day than it names. */
  flagged: z.boolean(),
  excuse: z.string().nullable(),
  nextChangeAt: Instant.nullable(),
  /** What happens next if nothing happens but time. */
  nextStep: z.object({ do: z.enum(CLOCK_STEPS), at: Instant }).nullable(),
  /** Nothing is waited for any more: it was answered, excused, or its ground is gone. A time that had passed stays passed. */
  closed: z.boolean(),
});
export type Clock = z.infer<typeof Clock>;

export const listClocks = endpoint({
  name: 'listClocks',
  method: 'GET',
  path: '/clocks',
  input: z.object({
    lineId: Id.optional(),
    party: z.enum(PARTIES).optional(),
    assigneeId: Id.optional(),
    subjectId: Id.optional(),
    states: z.array(z.enum(CLOCK_STATES)).max(CLOCK_STATES.length).optional(),
    /** Clocks that started from this instant on, and before that one. */
    from: Instant.optional(),
    to: Instant.optional(),
    ...Paged,
  }),
  output: z.object({ items: z.array(Clock), next: z.string().nullable() }),
  permission: 'report:read',
  summary: 'Clocks, newest first, in the state they are in now: the rows behind every figure of the scorecard.',
});

export const getClock = endpoint({
  name: 'getClock',
  method: 'GET',
  path: '/clocks/:id',
  input: z.object({ id: Id }),
  output: z.object({
    clock: Clock,
    events: z.array(
      z.object({
        kind: z.string(),
        at: Instant,
        loggedAt: Instant,
        by: z.string().nullable(),
        reason: z.string().nullable(),
        member: Named.nullable(),
        activityId: Id.nullable(),
      }),
    ),
  }),
  permission: 'report:read',
  summary: 'One clock with everything that happened to it.',
});

export const getRests = endpoint({
  name: 'getRests',
  method: 'GET',
  path: '/clock-rests',
  input: z.object({ from: Instant, to: Instant }),
  output: z.object({
    /** Of the clocks that ended or passed their time: excused. */
    excused: Rate,
    people: z.array(z.object({ member: Named.nullable(), rests: z.int(), lastMinute: z.int(), excused: z.int() })),
  }),
  permission: 'report:read',
  summary: 'Who paused and excused clocks that started in a period, how often just before the end, and the share that was excused.',
});

export const RESTED = ['rests', 'last_minute', 'excused'] as const;

export const listRests = endpoint({
  name: 'listRests',
  method: 'GET',
  path: '/clock-rests/rows',
  input: z.object({
    from: Instant,
    to: Instant,
    figure: z.enum(RESTED),
    /** `none`: what the program did. */
    memberId: z.union([Id, z.literal('none')]).optional(),
    ...Paged,
  }),
  output: z.object({
    items: z.array(
      z.object({
        id: Id,
        clockId: Id,
        title: z.string(),
        subjectId: Id,
        /** Null where the caller may not open the lead. */
        label: z.string().nullable(),
        member: Named.nullable(),
        at: Instant,
        reason: z.string().nullable(),
        /** A share of the clock's time, used when it was paused or excused. */
        fractionUsed: z.number(),
      }),
    ),
    next: z.string().nullable(),
  }),
  permission: 'report:read',
  summary: 'The pauses and excuses behind `getRests`, newest first.',
});

const Why = z.string().trim().min(SHORTEST_REASON, `Say why, in at least ${SHORTEST_REASON} characters.`).max(1000);

export const pauseClock = endpoint({
  name: 'pauseClock',
  method: 'POST',
  path: '/clocks/:id/pause',
  input: z.object({ id: Id, reason: z.enum(PAUSE_REASONS), note: Why, until: Day.optional() }),
  output: Done,
  permission: 'lead:work',
  summary:
    'Rests a clock until the day for which the contact asked (`until`, with something of theirs on the record), or for up to ten days while the hand-off is disputed. Counted and shown beside the attainment.',
});

export const resumeClock = endpoint({
  name: 'resumeClock',
  method: 'POST',
  path: '/clocks/:id/resumption',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'lead:work',
  summary: 'Lets a resting clock go on with the time that was left.',
});

export const excuseClock = endpoint({
  name: 'excuseClock',
  method: 'POST',
  path: '/clocks/:id/excuse',
  input: z.object({ id: Id, reason: Why }),
  output: Done,
  permission: 'agreement:excuse',
  summary: 'Takes a clock out of the attainment, with a reason that both sides see.',
});
