import { z } from 'zod';
import { endpoint, Id, Instant } from '#modules/team/schema.ts';
import { Paged } from '#platform/shared/paging.ts';
import { OWED, PARTIES } from '../schema.ts';

export const getOwed = endpoint({
  name: 'getOwed',
  method: 'GET',
  path: '/owed',
  input: z.object({}),
  output: z.object({
    /** Only what is past its time; kinds of which nothing is are left out. */
    items: z.array(z.object({ kind: z.enum(OWED), party: z.enum(PARTIES), n: z.int(), oldestAt: Instant })),
    asOf: Instant,
  }),
  permission: 'report:read',
  summary:
    'What each side owes the other and is past its time: first touches, answers, confirmations, actions, content, briefs, plan items.',
});

export const listOwed = endpoint({
  name: 'listOwed',
  method: 'GET',
  path: '/owed/rows',
  input: z.object({ kind: z.enum(OWED), party: z.enum(PARTIES), ...Paged }),
  output: z.object({
    items: z.array(
      z.object({
        id: Id,
        /** Null where the caller may not see more than that it is there. */
        words: z.string().nullable(),
        who: z.string().nullable(),
        dueAt: Instant,
        link: z.string().nullable(),
      }),
    ),
    next: z.string().nullable(),
  }),
  permission: 'report:read',
  summary: 'The rows behind what a side owes, the longest past its time first.',
});
