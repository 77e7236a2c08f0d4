import { z } from 'zod';
import { PARTIES } from '#modules/signatures/schema.ts';
import { Day, endpoint, Id, Instant } from '#modules/team/schema.ts';
import { PageLimit } from '#platform/shared/paging.ts';

const SOURCES = ['hand', 'goal', 'plan'] as const;

const Promised = z.object({
  id: Id,
  source: z.enum(SOURCES),
  by: z.enum(PARTIES),
  what: z.string(),
  dueOn: Day,
  promised: z.number().nullable(),
  delivered: z.number().nullable(),
  /** Null: not due yet, or not said. */
  kept: z.boolean().nullable(),
  madeAt: Instant,
  /** Only what was written down by hand is judged by hand. */
  judgeable: z.boolean(),
});

export const listPromises = endpoint({
  name: 'listPromises',
  method: 'GET',
  path: '/promises',
  input: z.object({ by: z.enum(PARTIES).optional(), limit: PageLimit }),
  output: z.object({
    items: z.array(Promised),
    reliability: z.array(
      z.object({
        by: z.enum(PARTIES),
        kept: z.object({ k: z.int(), n: z.int() }),
        /** How near what came was to what was promised, 1: exactly; of those with an amount. */
        near: z.object({ n: z.int(), value: z.number() }).nullable(),
      }),
    ),
  }),
  permission: 'report:read',
  summary: 'What each team promised the other, by when, and whether it was kept.',
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
