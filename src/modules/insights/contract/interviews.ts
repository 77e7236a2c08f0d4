import { z } from 'zod';
import { Insight, text } from '#modules/activities/schema.ts';
import { endpoint, Id, Instant, Named } from '#modules/team/schema.ts';
import { INTERVIEWS } from '../schema.ts';

export const listInterviews = endpoint({
  name: 'listInterviews',
  method: 'GET',
  path: '/interviews',
  input: z.object({ kind: z.enum(INTERVIEWS).optional(), state: z.enum(['due', 'done']).default('due') }),
  output: z.object({
    items: z.array(
      z.object({
        deal: Named,
        company: Named.nullable(),
        owner: Named.nullable(),
        kind: z.enum(INTERVIEWS),
        status: z.enum(['won', 'lost']),
        closedAt: Instant,
        dueAt: Instant,
        overdue: z.boolean(),
        /** Held, or why it will not be. */
        doneAt: Instant.nullable(),
        by: Named.nullable(),
        skippedBecause: z.string().nullable(),
        /** The caller may hold it: a debrief is the owner's or their lead's, an interview anybody's but the owner's. */
        mine: z.boolean(),
      }),
    ),
  }),
  permission: 'report:read',
  summary:
    'Talks that are owed on why a deal was won or lost: with the rep within 48 hours, with the buyer by somebody neutral from day 30 to day 90. At most 200.',
});

export const holdInterview = endpoint({
  name: 'holdInterview',
  method: 'POST',
  path: '/interviews',
  input: z.object({
    dealId: Id,
    kind: z.enum(INTERVIEWS),
    notes: text(5000).default(''),
    insights: z.array(Insight).max(20).default([]),
    skippedBecause: text(300).min(1).optional(),
  }),
  output: z.object({ id: Id }),
  permission: 'interview:write',
  summary: 'Writes down such a talk with what was heard, as an entry on the timeline of the deal, or why it will not be held.',
});
