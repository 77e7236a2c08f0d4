import { z } from 'zod';
import { PARTIES } from '#modules/agreements/schema.ts';
import { Behind } from '#modules/leadvalues/schema.ts';
import { endpoint, Id, Instant } from '#modules/team/schema.ts';
import { Rate } from '#platform/shared/rate.ts';

export const ScorecardLine = z.object({
  lineId: Id,
  title: z.string(),
  party: z.enum(PARTIES),
  target: z.number(),
  ...Rate.shape,
  met: z.int(),
  metLate: z.int(),
  breached: z.int(),
  /** Not decided yet; outside the rate. */
  open: z.int(),
  paused: z.int(),
  /** Rested at some time. */
  everPaused: z.int(),
  metByCustomer: z.int(),
  excused: z.int(),
  void: z.int(),
  /** Met by a log that was written down on a later day. */
  flagged: z.int(),
  preContacted: z.int(),
  /** Of the breached verdicts: silence, which is acceptance. */
  bySilence: z.int(),
  /** How probable it is that the true rate is at least the target. */
  chance: z.number(),
});

const Side = z.object({
  /** The promise that is kept least against its target; null where nothing is decided. */
  lowest: z.object({ title: z.string(), rate: z.number(), target: z.number(), n: z.int(), ofTarget: z.number() }).nullable(),
});

export const getScorecard = endpoint({
  name: 'getScorecard',
  method: 'GET',
  path: '/scorecard',
  input: z.object({
    from: Instant,
    to: Instant,
    /** With the money behind the hand-offs. */
    money: z.boolean().default(false),
  }),
  output: z.object({
    agreement: z.object({ number: z.int(), inForce: z.boolean() }).nullable(),
    lines: z.array(ScorecardLine),
    sales: Side,
    marketing: Side,
    lower: z.enum(['sales', 'marketing', 'both']).nullable(),
    handoffs: z.object({
      total: z.int(),
      pending: z.int(),
      decided: z.int(),
      /** Accepted of decided, silence included; without the agreed sample below the threshold. */
      acceptance: Rate,
      acceptedByDefault: z.int(),
      rejected: z.int(),
      recycled: z.int(),
      withdrawn: z.int(),
      /** Accepted first, given back later. */
      returnedLater: z.int(),
      overrides: z.int(),
      /** The agreed sample below the threshold. */
      sample: z.int(),
      reasons: z.array(z.object({ id: Id, class: z.string(), label: z.string(), n: z.int(), behind: Behind.optional() })),
      /** Returns whose reason the record speaks against. */
      contradicted: z.int(),
      /** The money behind each count, a lead's at its newest hand-off; absent where it was not asked for, or the role may not see amounts. */
      behind: z
        .object({
          total: Behind,
          pending: Behind,
          accepted: Behind,
          acceptedByDefault: Behind,
          rejected: Behind,
          recycled: Behind,
          withdrawn: Behind,
          returnedLater: Behind,
          overrides: Behind,
          sample: Behind,
        })
        .optional(),
    }),
    asOf: Instant,
  }),
  permission: 'report:read',
  summary:
    'Both sides of the agreement for what started in a period, with n and interval; a promise counts clocks, which have no money. The rows: `GET /clocks` and `GET /handoffs`.',
});
