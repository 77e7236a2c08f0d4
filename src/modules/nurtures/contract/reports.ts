import { z } from 'zod';
import { TACTICS } from '#modules/handoffs/schema.ts';
import { endpoint, Id, Instant } from '#modules/team/schema.ts';
import { Paged } from '#platform/shared/paging.ts';
import { LEFT_WHY, Named, NodeId, Rate, STEP_OUTCOMES, TRACK_KINDS } from '../schema.ts';

const Left = z.object({ why: z.enum([...LEFT_WHY, 'finished', 'reached', 'failed']), n: z.int() });

export const getThroughput = endpoint({
  name: 'getThroughput',
  method: 'GET',
  path: '/tracks/:id/throughput',
  input: z.object({ id: Id, version: z.coerce.number().int().min(1).optional() }),
  output: z.object({
    entered: z.int(),
    on: z.int(),
    finished: z.int(),
    /** Of those who entered: reached a goal; with the middle time to it. */
    reached: Rate,
    medianDaysToReach: z.number().nullable(),
    left: z.array(Left),
    nodes: z.array(
      z.object({
        nodeId: z.string(),
        /** People who came to it, are at it now, went on from it; steps for steps that repeat. */
        entered: z.int(),
        waiting: z.int(),
        passed: z.int(),
        left: z.array(Left),
        /** Which way they took. */
        ports: z.array(z.object({ port: z.string(), n: z.int() })),
        /** Mails of this step; clicks and answers are people's, never a machine's. */
        mail: z.object({ queued: z.int(), sent: z.int(), clicked: Rate, replied: Rate, blocked: z.int(), held: z.int() }).nullable(),
        /** For a goal. */
        reached: Rate.nullable(),
        medianDaysToReach: z.number().nullable(),
      }),
    ),
  }),
  permission: 'record:read',
  summary: 'What becomes of people at each step of a track.',
});

export const listStepRows = endpoint({
  name: 'listStepRows',
  method: 'GET',
  path: '/tracks/:id/steps/:nodeId/rows',
  input: z.object({ id: Id, nodeId: NodeId, outcome: z.enum(STEP_OUTCOMES).optional(), port: NodeId.optional(), ...Paged }),
  output: z.object({
    items: z.array(
      z.object({
        id: Id,
        enrolmentId: Id,
        contact: Named,
        company: Named.nullable(),
        at: Instant,
        outcome: z.enum(STEP_OUTCOMES),
        port: z.string().nullable(),
        says: z.string(),
      }),
    ),
    next: z.string().nullable(),
  }),
  permission: 'record:read',
  summary: 'The people behind a figure of a step.',
});

export const getTrackReport = endpoint({
  name: 'getTrackReport',
  method: 'GET',
  path: '/track-report',
  input: z.object({ kind: z.enum(TRACK_KINDS).optional() }),
  output: z.object({
    tracks: z.array(
      z.object({
        track: Named,
        kind: z.enum(TRACK_KINDS),
        tactic: z.enum(TACTICS).nullable(),
        entered: z.int(),
        on: z.int(),
        reached: Rate,
        medianDaysToReach: z.number().nullable(),
        replied: Rate,
        /** Of the people who were on it: bought afterwards. An association, no proof. */
        bought: Rate,
      }),
    ),
    /** Which track brought back leads that were returned for which reason. The track is null for those on none. */
    revived: z.array(z.object({ reason: Named.nullable(), track: Named.nullable(), ...Rate.shape })),
    /** Customers on a retention track and those on none: of those who bought before, who bought again. */
    retention: z.object({ on: Rate, off: Rate, days: z.int() }),
  }),
  permission: 'report:read',
  summary: 'What each track brings, and which one revives leads of which reason, with n and interval.',
});
