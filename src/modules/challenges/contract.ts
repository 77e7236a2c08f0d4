import { z } from 'zod';
import { text } from '#modules/activities/schema.ts';
import { PARTIES } from '#modules/signatures/schema.ts';
import { Day, Done, endpoint, Id, Instant, Named } from '#modules/team/schema.ts';
import { Paged } from '#platform/shared/paging.ts';
import { Rate } from '#platform/shared/rate.ts';
import { RHYTHMS, STATES } from './schema.ts';

export const listChallenges = endpoint({
  name: 'listChallenges',
  method: 'GET',
  path: '/challenges',
  input: z.object({ party: z.enum(PARTIES).optional(), state: z.enum(STATES).optional() }),
  output: z.object({
    items: z.array(
      Named.omit({ name: true }).extend({
        title: z.string(),
        words: z.string(),
        party: z.enum(PARTIES),
        anonymous: z.boolean(),
        /** Null where anonymous: nobody can tell. */
        raisedBy: Named.nullable(),
        /** The Monday of its week. */
        raisedIn: Day,
        state: z.enum(STATES),
        stateBy: Named.nullable(),
        stateOn: Day.nullable(),
        helped: z.string().nullable(),
        discussion: z.object({ id: Id, what: z.string() }).nullable(),
        /** People for whom it is hard, whoever raised it included. */
        voices: z.int(),
        /** The caller is one of them; the caller raised it. */
        mine: z.boolean(),
        raisedByMe: z.boolean(),
      }),
    ),
    counts: z.object({ open: z.int(), working: z.int(), solved: z.int() }),
    /** The caller's own side; null for who belongs to neither. */
    party: z.enum(PARTIES).nullable(),
  }),
  permission: 'record:read',
  summary: 'What is hard right now for either team, what most people find hard first. At most 500.',
});

export const raiseChallenge = endpoint({
  name: 'raiseChallenge',
  method: 'POST',
  path: '/challenges',
  input: z.object({
    title: text(120).min(3, 'Say in a line what is hard.'),
    words: text(2000).default(''),
    anonymous: z.boolean().default(false),
    /** Only of who belongs to neither side. */
    party: z.enum(PARTIES).optional(),
  }),
  output: z.object({ id: Id }),
  permission: 'record:read',
  // An answer that is kept to be given again would stand beside the name of who asked.
  idempotent: false,
  summary: 'Says what is hard right now, with a name or without. Without, nobody can find out who it was, and it can still be taken back.',
});

export const setVoice = endpoint({
  name: 'setVoice',
  method: 'PUT',
  path: '/challenges/:id/voice',
  input: z.object({ id: Id, counts: z.boolean() }),
  output: Done,
  permission: 'record:read',
  summary: 'Says “me too”, or takes it back. Who did is told to nobody.',
});

export const updateChallenge = endpoint({
  name: 'updateChallenge',
  method: 'PATCH',
  path: '/challenges/:id',
  input: z.object({
    id: Id,
    state: z.enum(STATES).optional(),
    /** What helped; needed for `solved`. */
    helped: text(1000).optional(),
    discussionId: Id.nullable().optional(),
  }),
  output: Done,
  permission: 'lead:return',
  summary: 'Says that it is being worked on, or what solved it; or joins it to a discussion.',
});

export const withdrawChallenge = endpoint({
  name: 'withdrawChallenge',
  method: 'DELETE',
  path: '/challenges/:id',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'record:read',
  summary: 'Takes back a challenge of one’s own, anonymous ones included.',
});

/** Answers to one question of a team in one period that is over. */
const Point = z.object({
  period: Day,
  /** Five answers and more; below nothing is told, not even how many. */
  enough: z.boolean(),
  n: z.int().nullable(),
  mean: z.number().nullable(),
  /** In the order of the alphabet. */
  words: z.array(z.string()),
});

export const readPulse = endpoint({
  name: 'readPulse',
  method: 'GET',
  path: '/pulse',
  input: z.object({}),
  output: z.object({
    teams: z.array(
      z.object({
        party: z.enum(PARTIES),
        question: z.object({ id: Id, words: z.string(), rhythm: z.enum(RHYTHMS), startsOn: Day }).nullable(),
        /** Of the running question: the period that is open, and its last day. */
        period: Day.nullable(),
        until: Day.nullable(),
        /** Periods that are over, the first first. */
        course: z.array(Point),
        mayAnswer: z.boolean(),
        mayAsk: z.boolean(),
        /** The caller's own answer of the open period, to nobody else. */
        mine: z.object({ value: z.int(), word: z.string().nullable() }).nullable(),
      }),
    ),
  }),
  permission: 'record:read',
  summary:
    'One question to each team, week by week or month by month: the mean of answers where there are five and more, of periods that are over.',
});

export const askPulse = endpoint({
  name: 'askPulse',
  method: 'POST',
  path: '/pulse/questions',
  input: z.object({ party: z.enum(PARTIES), words: text(200).min(5, 'Write the question.'), rhythm: z.enum(RHYTHMS) }),
  output: z.object({ id: Id }),
  permission: 'agreement:write',
  summary: 'Asks a team something else from now on; the question before it ends, its course stays.',
});

export const answerPulse = endpoint({
  name: 'answerPulse',
  method: 'PUT',
  path: '/pulse/answer',
  input: z.object({ questionId: Id, value: z.int().min(1).max(5), word: text(40).optional() }),
  output: Done,
  permission: 'record:read',
  summary: 'Answers the question to one’s own team for the period that is open; answering again replaces it.',
});

export const withdrawPulse = endpoint({
  name: 'withdrawPulse',
  method: 'DELETE',
  path: '/pulse/answer',
  input: z.object({ questionId: Id }),
  output: Done,
  permission: 'record:read',
  summary: 'Takes back one’s answer as long as the period is open.',
});

export const getReluctance = endpoint({
  name: 'getReluctance',
  method: 'GET',
  path: '/challenges/warnings',
  input: z.object({}),
  output: z.object({
    /** Days of the newer stretch and of the older one before it. */
    days: z.object({ recent: z.int(), before: z.int() }),
    sources: z.array(
      z.object({
        /** The channel of the lead; null where unknown. */
        channel: z.string().nullable(),
        acceptance: z.object({ recent: Rate, before: Rate, falls: z.boolean() }),
        /** Hours from hand-off to the first touch, median, of those touched; and how many of the newer took longer than the older half did. */
        touch: z.object({ recentHours: z.number().nullable(), beforeHours: z.number().nullable(), longer: Rate, rises: z.boolean() }),
        warn: z.boolean(),
      }),
    ),
  }),
  permission: 'report:read',
  summary: 'Where following up begins to lose heart: by source, acceptance and hours to the first touch of late against before.',
});

export const RELUCTANCE_FIGURES = ['judged', 'accepted', 'touched', 'longer', 'longer_of'] as const;

export const listReluctanceRows = endpoint({
  name: 'listReluctanceRows',
  method: 'GET',
  path: '/challenges/warnings/rows',
  input: z.object({
    figure: z.enum(RELUCTANCE_FIGURES),
    stretch: z.enum(['recent', 'before']),
    /** Absent: leads whose channel nobody knows. */
    channel: z.string().max(200).optional(),
    ...Paged,
  }),
  output: z.object({
    items: z.array(
      z.object({
        id: Id,
        /** Null, with the name, where the caller may not open the lead. */
        leadId: Id.nullable(),
        name: z.string().nullable(),
        handedAt: Instant,
        accepted: z.boolean(),
        judged: z.boolean(),
        /** From the hand-off to the first touch; to now where it still waits. */
        hours: z.number().nullable(),
        waits: z.boolean(),
      }),
    ),
    next: z.string().nullable(),
  }),
  permission: 'report:read',
  summary: 'The hand-offs behind an early warning, the newest first. Nobody who works them is named.',
});
