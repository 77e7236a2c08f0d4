import { z } from 'zod';
import { endpoint, Id, Instant } from '#modules/team/schema.ts';
import { Rate, SIDES } from '../schema.ts';

export const getDisputeDesk = endpoint({
  name: 'getDisputeDesk',
  method: 'GET',
  path: '/coordination/disputes',
  input: z.object({}),
  output: z.object({
    items: z.array(
      z.object({
        kind: z.enum(['verdict', 'content', 'discussion']),
        id: Id,
        /** The asset, the contact (or its pseudonym), or what the discussion is about. */
        name: z.string(),
        why: z.string().nullable(),
        reason: z.string().nullable(),
        since: Instant,
        /** Of the two sides: those that have judged, signed or answered. */
        heard: z.array(z.enum(SIDES)),
        /** Verdicts on which both judged and differ: ready for a ruling that both sign. */
        ready: z.boolean(),
        draftId: Id.nullable(),
      }),
    ),
    /** Blind cases of the last year; κ (Cohen) with its interval. */
    agreement: z.object({
      n: z.int(),
      observed: z.number(),
      kappa: z.number().nullable(),
      low: z.number(),
      high: z.number(),
      enough: z.boolean(),
    }),
    disputed: z.object(Rate.shape),
    overturned: z.object(Rate.shape),
    /** A sample as the judges see it: without name, rep, source and verdict. */
    sample: z.array(
      z.object({
        alias: z.string(),
        drawnAt: Instant,
        industry: z.string().nullable(),
        employeeCount: z.int().nullable(),
        country: z.string().nullable(),
        waitsFor: z.array(z.enum(SIDES)),
      }),
    ),
  }),
  permission: 'coordination:work',
  summary: 'What the teams dispute, whom it waits for, and whether both mean the same by a good lead.',
});
