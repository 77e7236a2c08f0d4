import { z } from 'zod';
import { endpoint, Id, Instant } from '#modules/team/schema.ts';
import { RowNumberMark } from '#platform/shared/paging.ts';
import { Rate } from '#platform/shared/rate.ts';
import { BACKTEST_STATUSES } from '../schema.ts';

const Share = z.number().nullable();
/** `recall`: of all that were won, the share among these. `lift`: how many times likelier to be won than any. */
const part = { n: z.int(), won: z.int(), precision: Rate, recall: Share, lift: Share };
const Side = z.object({
  number: z.int(),
  auc: z.object({ auc: z.number(), low: z.number(), high: z.number() }).nullable(),
  labels: z.array(z.object({ label: z.string(), ...part })),
  classes: z.array(z.object({ class: z.string(), ...part })),
  handedOff: z.object({ ...part, perWeek: z.number() }),
  scenarios: z.array(z.object({ shift: z.int(), ...part, perWeek: z.number() })),
});

const Result = z.object({
  leads: z.int(),
  /** Too young for the window: counted, and set aside. */
  immature: z.int(),
  mature: z.int(),
  won: z.int(),
  base: Rate,
  from: Instant.nullable(),
  to: Instant.nullable(),
  weeks: z.number(),
  fitOfThen: z.int(),
  draft: Side,
  live: Side.nullable(),
  rules: z.array(
    z.object({
      label: z.string(),
      points: z.number(),
      had: z.object(part),
      suggested: z.number().nullable(),
      why: z.enum(['enough', 'few', 'no_difference']),
    }),
  ),
});

export const askBacktest = endpoint({
  name: 'askBacktest',
  method: 'POST',
  path: '/score-model/versions/:id/backtests',
  input: z.object({ id: Id, windowDays: z.int().min(7).max(1095).default(180) }),
  output: z.object({ id: Id }),
  permission: 'profile:write',
  summary: 'Runs a version of the score over the leads of the past, in the background.',
});

export const getBacktest = endpoint({
  name: 'getBacktest',
  method: 'GET',
  path: '/score-model/versions/:id/backtests',
  input: z.object({ id: Id }),
  output: z.object({
    /** The newest; null before the first. */
    backtest: z
      .object({
        id: Id,
        status: z.enum(BACKTEST_STATUSES),
        windowDays: z.int(),
        total: z.int(),
        done: z.int(),
        askedBy: z.string().nullable(),
        createdAt: Instant,
        /** The version says something else by now. */
        outdated: z.boolean(),
        result: Result.nullable(),
      })
      .nullable(),
  }),
  permission: 'record:read',
  summary:
    'What a version of the score would have done with past leads: volume, precision with its interval, recall and lift by label, against the one in force.',
});

export const listBacktestLeads = endpoint({
  name: 'listBacktestLeads',
  method: 'GET',
  path: '/score-backtests/:id/leads',
  input: z.object({
    id: Id,
    /** Under which of the two the label or class is meant. */
    side: z.enum(['draft', 'live']).default('draft'),
    label: z.string().max(2).optional(),
    class: z.enum(['1', '2', '3', '4']).optional(),
    /** Of the rule in this place. */
    rule: z.int().min(0).max(60).optional(),
    mature: z.enum(['yes', 'no']).default('yes'),
    cursor: RowNumberMark.optional(),
  }),
  output: z.object({
    items: z.array(
      z.object({
        leadId: Id,
        contactId: Id,
        name: z.string(),
        at: Instant,
        won: z.boolean(),
        mature: z.boolean(),
        engagement: z.number(),
        label: z.string().nullable(),
        liveEngagement: z.number().nullable(),
        liveLabel: z.string().nullable(),
        fitOfThen: z.boolean(),
      }),
    ),
    next: z.string().nullable(),
  }),
  permission: 'record:read',
  summary: 'The past leads behind a figure of a back-test, as far as they are the caller’s to see.',
});

/** One decision for two: the points are written into a draft, and both sides still sign it. */
export const takeSuggestedPoints = endpoint({
  name: 'takeSuggestedPoints',
  method: 'POST',
  path: '/score-backtests/:id/calibrations',
  input: z.object({ id: Id }),
  output: z.object({ id: Id, number: z.int(), changed: z.int() }),
  permission: 'profile:write',
  summary: 'Writes the points that past deals suggest into the draft of the score, beginning one where there is none.',
});
