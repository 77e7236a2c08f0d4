import { z } from 'zod';
import { Currency, Day, endpoint, Id, Instant } from '#modules/team/schema.ts';
import { PageLimit } from '#platform/shared/paging.ts';
import { Rate } from '#platform/shared/rate.ts';
import { MOST_ATTEMPTS, Segment, SplitName, USUAL_COST_MINOR, USUAL_MINUTES } from './schema.ts';

const Depth = z.object({
  segment: Segment,
  /** Leads that were handed off (or opened, where none was) in the period, long enough ago to be judged. */
  leads: z.int(),
  /** Nobody tried at all. */
  untried: z.int(),
  /** They answered before anybody tried. */
  byThemselves: z.int(),
  /** What reaching one is worth: won among the reached times the average sale, in minor units. */
  valueMinor: z.int().nullable(),
  /** From the segment's own leads; else of all leads together. */
  own: z.boolean(),
  depth: z.int().nullable(),
  reach: z.number(),
  attemptsPerLead: z.number(),
  open: z.boolean(),
  steps: z.array(z.object({ k: z.int(), hazard: Rate, netMinor: z.number(), enough: z.boolean() })),
});

const Period = { from: Day.optional(), to: Day.optional() };

export const getDepth = endpoint({
  name: 'getDepth',
  method: 'GET',
  path: '/attempts/depth',
  input: z.object({
    ...Period,
    by: SplitName.default('none'),
    /** What one attempt costs, in minor units of the workspace's currency. */
    costMinor: z.int().min(1).max(100_000_000).default(USUAL_COST_MINOR),
    /** What reaching someone is worth; from the own sales where absent. */
    valueMinor: z.int().min(1).max(1_000_000_000_000).optional(),
    minutes: z.int().min(1).max(600).default(USUAL_MINUTES),
  }),
  output: z.object({
    from: Day,
    to: Day,
    currency: Currency,
    costMinor: z.int(),
    minutes: z.int(),
    all: Depth,
    segments: z.array(Depth),
    /** Leads of a month on average, and the hours a month that the depth of all leads together asks for. */
    load: z.object({ leadsPerMonth: z.number(), hoursPerMonth: z.number() }),
    asOf: Instant,
  }),
  permission: 'report:read',
  summary:
    'How often it pays to try before a lead is given back, from the own history: attempts, whom they reached, what one more is worth.',
});

export const listAttempted = endpoint({
  name: 'listAttempted',
  method: 'GET',
  path: '/attempts/leads',
  input: z.object({
    ...Period,
    by: SplitName.default('none'),
    segment: Segment.optional(),
    /** Leads that came to this attempt. */
    attempt: z.int().min(0).max(MOST_ATTEMPTS).optional(),
    /** Of these, those that it reached (or not). */
    reached: z.boolean().optional(),
    cursor: Id.optional(),
    limit: PageLimit,
  }),
  output: z.object({
    items: z.array(
      z.object({
        leadId: Id,
        /** Null where the caller may not open the lead. */
        name: z.string().nullable(),
        segment: Segment,
        startedAt: Instant,
        attempts: z.int(),
        reachedAt: Instant.nullable(),
        won: z.boolean(),
      }),
    ),
    next: Id.nullable(),
  }),
  permission: 'report:read',
  summary: 'The leads behind a count of attempts.',
});
