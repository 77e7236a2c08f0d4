import { z } from 'zod';
import { DryRunPick, dryRunRouting } from '#modules/handoffs/contract/dryrun.ts';
import { Attained, REPLAY_STATES } from '#modules/replays/schema.ts';
import { BACKTEST_STATUSES, FITS, PASSINGS } from '#modules/scoring/schema.ts';
import { PARTIES } from '#modules/signatures/schema.ts';
import { Day, endpoint, Id, Instant } from '#modules/team/schema.ts';
import { FIT_CLASSES } from '#modules/thresholds/schema.ts';
import { PageLimit } from '#platform/shared/paging.ts';
import { Rate } from '#platform/shared/rate.ts';

const Line = { lineId: Id, title: z.string(), party: z.enum(PARTIES), changes: z.boolean() };
const Kept = z.object({ kept: z.int(), ended: z.int() });

/** What the last quarter would have been with the changed promise, beside what the agreement in force came to over the same days. */
const ClauseEffect = z.object({
  kind: z.literal('clause'),
  /** Null: nobody has run it. */
  replay: z
    .object({
      id: Id,
      state: z.enum(REPLAY_STATES),
      done: z.int(),
      total: z.int().nullable(),
      from: Day,
      to: Day,
      /** The version that stands beside it. */
      versionNumber: z.int(),
    })
    .nullable(),
  /** It has to be seen before anybody signs: there is a quarter to run over. */
  owed: z.boolean(),
  lines: z.array(z.object({ ...Line, now: Attained.nullable(), would: Attained })),
  /** Promises over periods: in how many of those that ended they were kept. */
  measures: z.array(z.object({ ...Line, now: Kept.nullable(), would: Kept })),
});

const Cut = z.object({
  cut: z.number(),
  fitClasses: z.array(z.enum(FIT_CLASSES)),
  leads: z.int(),
  won: z.int(),
  perWeek: z.number(),
  precision: Rate,
  /** Of all that were won, the share at or over this cut-off. */
  recall: z.number().nullable(),
  hoursPerWeek: z.number(),
  withinCapacity: z.boolean(),
});

const ThresholdEffect = z.object({
  kind: z.literal('threshold'),
  /** Null before the first back-test of the score in force. */
  backtest: z.object({ id: Id, createdAt: Instant, from: Instant.nullable(), to: Instant.nullable(), mature: z.int() }).nullable(),
  now: Cut.nullable(),
  would: Cut.nullable(),
});

const Move = z.object({ from: z.enum(FITS), to: z.enum(FITS), n: z.int() });

const ProfileEffect = z.object({
  kind: z.literal('profile'),
  /** Open leads, and people, by their fit before and after; those that stay included. */
  leads: z.array(Move),
  people: z.array(Move),
  /** The people are the newest of many. */
  sample: z.boolean(),
  /** Won of those who were worked to an end, by the fit that each profile gives them. */
  past: z.array(z.object({ fit: z.enum(FITS), before: Rate, after: Rate })),
});

const Handed = z.object({ n: z.int(), won: Rate });

const ScoreEffect = z.object({
  kind: z.literal('score'),
  /** The run over the past leads; null: nobody has asked for it. */
  test: z.object({ id: Id, status: z.enum(BACKTEST_STATUSES), done: z.int(), total: z.int(), windowDays: z.int() }).nullable(),
  /** It has to be seen before anybody signs. */
  owed: z.boolean(),
  /** What the past leads would have been; null before the run is done. */
  passed: z
    .object({
      leads: z.int(),
      /** Past leads by what the two scores do with them: handed to Sales by both, only with the change, only without it, by neither. */
      groups: z.array(z.object({ passing: z.enum(PASSINGS), n: z.int() })),
      /** Handed to Sales, and the won of those that are old enough to be judged. */
      now: Handed,
      would: Handed,
      /** What hands off now: the signed threshold, or the labels of the score. */
      threshold: z.object({ cut: z.number(), fitClasses: z.array(z.string()) }).nullable(),
    })
    .nullable(),
});

const { items: _items, next: _next, ...Played } = dryRunRouting.output.shape;

const RoutingEffect = z.object({
  kind: z.literal('routing'),
  /** Hand-offs from then to then, played through the rules as they would be. */
  from: Instant,
  to: Instant,
  ...Played,
});

export const getDecisionEffect = endpoint({
  name: 'getDecisionEffect',
  method: 'GET',
  path: '/decisions/:id/effect',
  input: z.object({ id: Id }),
  /** Null: what this kind changes cannot be worked out from the past, or the decision does not wait any more. */
  output: z.object({
    effect: z.discriminatedUnion('kind', [ClauseEffect, ThresholdEffect, ProfileEffect, ScoreEffect, RoutingEffect]).nullable(),
  }),
  permission: 'report:read',
  summary:
    'What a decision would change, from the record: the last quarter run anew, the past leads of the threshold, who moves between fits, whom another score hands to Sales, who would have got which hand-offs.',
});
export type DecisionEffect = NonNullable<z.output<(typeof getDecisionEffect)['output']>['effect']>;

export const runDecision = endpoint({
  name: 'runDecision',
  method: 'POST',
  path: '/decisions/:id/replays',
  input: z.object({ id: Id }),
  output: z.object({ id: Id }),
  permission: 'report:read',
  summary:
    'Runs the last quarter with the promise, or the past leads with the score, as the decision would have it. A decision is run by itself when it is written.',
});

export const listMoved = endpoint({
  name: 'listDecisionMoves',
  method: 'GET',
  path: '/decisions/:id/effect/rows',
  input: z.object({
    id: Id,
    of: z.enum(['leads', 'people', 'past']),
    from: z.enum(FITS).optional(),
    to: z.enum(FITS).optional(),
    won: z.boolean().optional(),
    cursor: Id.optional(),
    limit: PageLimit,
  }),
  output: z.object({
    items: z.array(
      z.object({
        id: Id,
        /** Null, both, where the caller may not open it. */
        contactId: Id.nullable(),
        name: z.string().nullable(),
        from: z.enum(FITS),
        to: z.enum(FITS),
      }),
    ),
    next: Id.nullable(),
  }),
  permission: 'report:read',
  summary: 'The open leads or people behind a figure of what a profile decision would change.',
});

export const listPassed = endpoint({
  name: 'listDecisionLeads',
  method: 'GET',
  path: '/decisions/:id/effect/leads',
  input: z.object({
    id: Id,
    passing: z.array(z.enum(PASSINGS)).min(1).max(PASSINGS.length),
    /** Only those that are old enough to be judged, or only the others. */
    mature: z.boolean().optional(),
    won: z.boolean().optional(),
    cursor: Id.optional(),
    limit: PageLimit,
  }),
  output: z.object({
    items: z.array(
      z.object({
        id: Id,
        /** Null where the caller may not open it. */
        name: z.string().nullable(),
        at: Instant,
        won: z.boolean(),
        passing: z.enum(PASSINGS),
        /** Points under the score in force and as it would be. */
        was: z.number().nullable(),
        becomes: z.number(),
      }),
    ),
    next: Id.nullable(),
  }),
  permission: 'report:read',
  summary: 'The past leads behind a figure of what a decision on the score would change.',
});

export const playDecision = endpoint({
  name: 'listDecisionRoutes',
  method: 'GET',
  path: '/decisions/:id/effect/routes',
  input: z.object({ id: Id, ...DryRunPick }),
  output: dryRunRouting.output,
  permission: 'report:read',
  summary: 'The hand-offs of the last 30 days behind a figure of what a decision on routing would change, with who would have got them.',
});
