import { z } from 'zod';
import { EXPECTATIONS } from '#modules/agreements/schema.ts';
import { PARTIES } from '#modules/signatures/schema.ts';
import { Day, endpoint, Id, Instant } from '#modules/team/schema.ts';
import { PageLimit, RowNumberMark } from '#platform/shared/paging.ts';
import { Rate } from '#platform/shared/rate.ts';

/** From where a promise is known: written down, or from what a team signed, announced or was asked for. */
export const PROMISE_SOURCES = ['hand', 'person', 'goal', 'plan', ...EXPECTATIONS] as const;

/** `late`: it came after its day. `missed`: its day is over and it is not there, or not as much as was promised. */
export const PROMISE_STATES = ['kept', 'late', 'missed', 'open'] as const;

const Promised = z.object({
  id: Id,
  source: z.enum(PROMISE_SOURCES),
  by: z.enum(PARTIES),
  /** Null where the caller may not read more than that it is there. */
  what: z.string().nullable(),
  dueOn: Day,
  /** When it was there, where that is on record. */
  doneOn: Day.nullable(),
  promised: z.number().nullable(),
  delivered: z.number().nullable(),
  state: z.enum(PROMISE_STATES),
  madeAt: Instant,
  /** The place in the web app where it stands. */
  link: z.string(),
  /** Only what was written down by hand is judged by hand. */
  judgeable: z.boolean(),
});

export const getPromises = endpoint({
  name: 'getPromises',
  method: 'GET',
  path: '/promises/figures',
  input: z.object({}),
  output: z.object({
    sides: z.array(
      z.object({
        by: z.enum(PARTIES),
        /** Kept in time, of those whose day is over or that were judged. */
        kept: Rate,
        late: z.int(),
        missed: z.int(),
        open: z.int(),
        /** How near what came was to what was promised, 1: exactly; of those with an amount. */
        near: z.object({ n: z.int(), value: z.number() }).nullable(),
      }),
    ),
  }),
  permission: 'report:read',
  summary: 'Of what each team promised the other: kept in time, late, missed and still open.',
});

export const listPromises = endpoint({
  name: 'listPromises',
  method: 'GET',
  path: '/promises',
  input: z.object({
    by: z.enum(PARTIES).optional(),
    states: z.array(z.enum(PROMISE_STATES)).max(PROMISE_STATES.length).optional(),
    cursor: RowNumberMark.optional(),
    limit: PageLimit,
  }),
  output: z.object({ items: z.array(Promised), next: z.string().nullable() }),
  permission: 'report:read',
  summary: 'What each team promised the other, by when, and whether it was kept; the last due first.',
});

export const createPromise = endpoint({
  name: 'createPromise',
  method: 'POST',
  path: '/promises',
  input: z.object({
    by: z.enum(PARTIES),
    what: z.string().trim().min(1, 'Say what is promised.').max(300),
    dueOn: Day,
    promised: z.number().positive().max(1e12).nullable().default(null),
  }),
  output: z.object({ id: Id }),
  permission: 'record:write',
  summary: 'Writes down what a team promised the other.',
});

export const judgePromise = endpoint({
  name: 'judgePromise',
  method: 'PUT',
  path: '/promises/:id/outcome',
  input: z.object({ id: Id, kept: z.boolean(), delivered: z.number().min(0).max(1e12).nullable().default(null) }),
  output: z.object({}),
  permission: 'record:write',
  summary: 'Says whether a promise was kept; the team that it was made to says so.',
});
