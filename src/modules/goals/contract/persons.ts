import { z } from 'zod';
import { PARTIES } from '#modules/signatures/schema.ts';
import { Day, Done, endpoint, Id, Instant, Named } from '#modules/team/schema.ts';
import { PageLimit, RowNumberMark } from '#platform/shared/paging.ts';
import { Rate } from '#platform/shared/rate.ts';
import { PROMISE_STATES } from './promises.ts';

/** `asked`: whoever is to give it has not said yes. `declined`: they said no, and it is no promise. */
export const BETWEEN_STATES = ['asked', 'declined', ...PROMISE_STATES] as const;

const Between = z.object({
  id: Id,
  source: z.enum(['hand', 'action']),
  by: Named,
  /** The person or the team that it was promised to; null, both: whoever was at the meeting. */
  to: Named.nullable(),
  toParty: z.enum(PARTIES).nullable(),
  what: z.string(),
  dueOn: Day,
  doneOn: Day.nullable(),
  state: z.enum(BETWEEN_STATES),
  /** Whoever got it has said what became of it. */
  judged: z.boolean(),
  madeAt: Instant,
  link: z.string(),
  may: z.object({ answer: z.boolean(), report: z.boolean(), judge: z.boolean() }),
});

export const listPersonPromises = endpoint({
  name: 'listPersonPromises',
  method: 'GET',
  path: '/person-promises',
  input: z.object({
    /** What this person promised; only for themselves and for whoever answers for both teams. */
    byId: Id.optional(),
    states: z.array(z.enum(BETWEEN_STATES)).max(BETWEEN_STATES.length).optional(),
    cursor: RowNumberMark.optional(),
    limit: PageLimit,
  }),
  output: z.object({ items: z.array(Between), next: z.string().nullable(), mayWrite: z.boolean() }),
  permission: 'report:read',
  summary: 'What the caller promised and was promised, person by person, the last due first; all of it for whoever answers for both teams.',
});

export const getPersonReliability = endpoint({
  name: 'getPersonReliability',
  method: 'GET',
  path: '/person-promises/figures',
  input: z.object({}),
  output: z.object({
    people: z.array(
      z.object({
        member: Named,
        /** Kept in time, of those of which somebody said what became of them; `enough` says whether that is enough to go by. */
        kept: Rate,
        late: z.int(),
        missed: z.int(),
        open: z.int(),
      }),
    ),
  }),
  permission: 'report:read',
  summary: 'What the caller kept of what they promised; of everybody for whoever answers for both teams, and for nobody else.',
});

export const createPersonPromise = endpoint({
  name: 'createPersonPromise',
  method: 'POST',
  path: '/person-promises',
  input: z.object({
    byId: Id,
    toId: Id.nullable().default(null),
    toParty: z.enum(PARTIES).nullable().default(null),
    what: z.string().trim().min(3, 'Say what is promised.').max(300),
    dueOn: Day,
  }),
  output: z.object({ id: Id, state: z.enum(['asked', 'open']) }),
  permission: 'record:write',
  summary: 'Writes down what a person promised another or a team. For somebody else it is a question first: they say yes or no.',
});

export const answerPersonPromise = endpoint({
  name: 'answerPersonPromise',
  method: 'PUT',
  path: '/person-promises/:id/answer',
  input: z.object({ id: Id, accept: z.boolean() }),
  output: Done,
  permission: 'record:write',
  summary: 'Says yes or no to a promise that somebody wrote down for the caller.',
});

export const reportPersonPromise = endpoint({
  name: 'reportPersonPromise',
  method: 'PUT',
  path: '/person-promises/:id/delivery',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'record:write',
  summary: 'Says that what the caller promised is there, today.',
});

export const judgePersonPromise = endpoint({
  name: 'judgePersonPromise',
  method: 'PUT',
  path: '/person-promises/:id/outcome',
  input: z.object({ id: Id, outcome: z.enum(['kept', 'late', 'missed']) }),
  output: Done,
  permission: 'record:write',
  summary: 'Says what became of a promise; only whoever got it does, and that stands.',
});
