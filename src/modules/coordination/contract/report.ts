import { z } from 'zod';
import { Day, endpoint, Id } from '#modules/team/schema.ts';
import { Rate, RESULTS, SIDES } from '../schema.ts';

const Seconds = z.object({ median: z.number().nullable(), n: z.int() });

/** The same components for a span of days; nothing is added up to one number. */
export const Components = z.object({
  /** First day, and the first day after. */
  from: z.string(),
  until: z.string(),
  sides: z.array(z.object({ side: z.enum(SIDES), kept: Rate })),
  accepted: Rate,
  silent: Rate,
  /** Returned with a reason that says something. */
  reasoned: Rate,
  verdictSeconds: Seconds,
  /** From a reminder until the thing was no longer open. */
  nudgeSeconds: Seconds,
  nudges: z.int(),
  disputes: z.int(),
  discussions: z.object({ opened: z.int(), answered: z.int() }),
  money: z
    .object({ booked: z.int(), invoiced: z.int(), withoutRate: z.int(), deals: z.int(), invoices: z.int(), currency: z.string() })
    .nullable(),
});

export const getAlignmentReport = endpoint({
  name: 'getAlignmentReport',
  method: 'GET',
  path: '/coordination/report',
  /** Any day of the month. */
  input: z.object({ month: Day }),
  output: z.object({
    month: z.string(),
    /** Whether the month is still going on. */
    running: z.boolean(),
    now: Components,
    /** The three months before it, taken together. */
    before: Components,
    openAsks: z.array(z.object({ side: z.enum(SIDES), open: z.int(), overdue: z.int() })),
    gaps: z.array(z.object({ gap: z.string(), missing: z.int(), total: z.int() })),
    decisions: z.array(
      z.object({
        id: Id,
        title: z.string(),
        agreedAt: z.string(),
        measure: z.string().nullable(),
        checkOn: z.string().nullable(),
        outcome: z.enum(RESULTS).nullable(),
        outcomeNote: z.string().nullable(),
      }),
    ),
  }),
  permission: 'coordination:work',
  summary: 'How both teams worked together in a month beside the three before it: components with n, no index.',
});
