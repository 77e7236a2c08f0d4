import { z } from 'zod';
import { Criteria } from '#modules/criteria/schema.ts';
import { ContentHash, PARTIES, Signature } from '#modules/signatures/schema.ts';
import { Currency, Day, endpoint, Id, Instant } from '#modules/team/schema.ts';
import { Paged } from '#platform/shared/paging.ts';
import { BASES, LAYERS, MetricName, PeriodName, Segment } from '../schema.ts';

export const Person = z.object({ id: Id, name: z.string() });

/** What both teams get once so much of the target came, in hundredths of it. */
const Reward = z.strictObject({ text: z.string().trim().min(1, 'Say what it is.').max(300), atPercent: z.int().min(1).max(200) });

const Terms = {
  title: z.string().trim().min(1, 'Give the goal a name.').max(160),
  why: z.string().trim().max(2000).nullable().default(null),
  metric: MetricName,
  period: PeriodName,
  /** Any day of the period. */
  day: Day,
  /** A count, or minor units of the base currency. */
  target: z.int().min(1).max(9_000_000_000_000),
  /** Marketing's share of the target in hundredths; the rest is Sales'. */
  marketingPercent: z.int().min(0).max(100),
  parentId: Id.nullable().default(null),
  accountableId: Id,
  responsibleIds: z.array(Id).max(20).default([]),
  reward: Reward.nullable().default(null),
  /** Whom it is about, as conditions on a person; null: everybody. */
  segment: Segment.nullable().default(null),
};

const Pace = z.object({
  actual: z.number(),
  marketing: z.number(),
  sales: z.number(),
  /** Rows whose side nobody knows. */
  neither: z.number(),
  /** Rows with an amount that has no exchange rate; they are in no sum. */
  noRate: z.int(),
  expected: z.number(),
  basis: z.enum(['seasonal', 'linear']),
  /** Share of the period that is over. */
  elapsed: z.number(),
  projected: z.object({ value: z.number(), low: z.number().nullable(), high: z.number().nullable() }).nullable(),
  /** The same rows read the other way: how many sales a goal of money has, what the rows of a count are worth. Null where no such reading is on record, or it is not shown. */
  other: z.object({ kind: z.enum(['count', 'money']), actual: z.number(), marketing: z.number(), sales: z.number() }).nullable(),
});

const Feasible = z.object({
  n: z.int(),
  mean: z.number(),
  deviation: z.number(),
  most: z.number(),
  chance: z.number().nullable(),
  /** Deviations above the mean of earlier periods. */
  z: z.number().nullable(),
  basis: z.enum(['counted', 'normal', 'none']),
  verdict: z.enum(['within', 'stretch', 'not_enough_data']),
  /** Hand-offs that Sales can take in the period by the capacity of its seats; null where none is set or another metric is meant. */
  capacity: z.number().nullable(),
});

export const Goal = z.object({
  id: Id,
  versionId: Id,
  number: z.int(),
  title: z.string(),
  why: z.string().nullable(),
  metric: MetricName,
  layer: z.enum(LAYERS),
  period: PeriodName,
  startsOn: Day,
  endsOn: Day,
  target: z.number(),
  marketingPercent: z.int(),
  parentId: Id.nullable(),
  accountable: Person,
  responsible: z.array(Person),
  reward: Reward.nullable(),
  /** Whom it is about; null: everybody. */
  segment: Criteria.nullable(),
  status: z.enum(['draft', 'signed']),
  contentHash: ContentHash,
  signatures: z.array(Signature),
  signedAt: Instant.nullable(),
  /** Null where the role may not see amounts. */
  pace: Pace.nullable(),
});

export const listGoals = endpoint({
  name: 'listGoals',
  method: 'GET',
  path: '/goals',
  input: z.object({ day: Day.optional() }),
  output: z.object({
    asOf: Instant,
    currency: Currency,
    /** Signed goals and drafts whose period has the day in it, or comes after. */
    goals: z.array(Goal),
    /** For which side the caller can sign; null for none. */
    signsFor: z.enum(PARTIES).nullable(),
  }),
  permission: 'report:read',
  summary: 'The goals of both teams from awareness to revenue, with pace and signatures.',
});

export const getGoal = endpoint({
  name: 'getGoal',
  method: 'GET',
  path: '/goals/:id',
  input: z.object({ id: Id }),
  output: z.object({
    currency: Currency,
    goal: Goal,
    /** The version that is being written beside the one that is signed. */
    draft: Goal.nullable(),
    feasible: Feasible.nullable(),
    /** Earlier versions, the newest first, with what the next one changed. */
    versions: z.array(
      z.object({
        number: z.int(),
        signedAt: Instant.nullable(),
        /** Whom that version is about. */
        segment: Criteria.nullable(),
        /** `segment` is among them without words: they stand in the versions. */
        changes: z.array(z.object({ field: z.string(), from: z.string(), to: z.string() })),
      }),
    ),
    signsFor: z.enum(PARTIES).nullable(),
  }),
  permission: 'report:read',
  summary: 'One goal with its versions and whether it can be reached.',
});

export const getFeasibility = endpoint({
  name: 'getFeasibility',
  method: 'GET',
  path: '/goal-feasibility',
  input: z.object({ metric: MetricName, period: PeriodName, day: Day, target: z.coerce.number().int().min(1) }),
  output: Feasible,
  permission: 'report:read',
  summary: 'How probable a target is against what earlier periods came to, before it is written down.',
});

export const listGoalRows = endpoint({
  name: 'listGoalRows',
  method: 'GET',
  path: '/goals/:id/rows',
  input: z.object({ id: Id, ...Paged }),
  output: z.object({
    items: z.array(
      z.object({
        id: Id,
        entity: z.enum(['contact', 'lead', 'deal', 'invoice', 'campaign']),
        /** Null where the caller may not open it: it counts all the same. */
        opens: Id.nullable(),
        title: z.string().nullable(),
        at: Instant,
        side: z.enum(['marketing', 'sales', 'none']),
        value: z.number().nullable(),
      }),
    ),
    next: z.string().nullable(),
  }),
  permission: 'report:read',
  summary: 'The rows that a goal’s figure counts; their values add up to it.',
});

export const createGoal = endpoint({
  name: 'createGoal',
  method: 'POST',
  path: '/goals',
  input: z.object(Terms),
  output: z.object({ id: Id, contentHash: ContentHash }),
  permission: 'agreement:write',
  summary: 'Drafts a goal; it counts when both sides have signed it.',
});

export const changeGoal = endpoint({
  name: 'changeGoal',
  method: 'PUT',
  path: '/goals/:id',
  input: z.object({ id: Id, ...Terms }),
  output: z.object({ id: Id, contentHash: ContentHash }),
  permission: 'agreement:write',
  summary: 'Changes the draft of a goal, or drafts the next version of a signed one. Signatures on a draft are cleared.',
});

export const signGoal = endpoint({
  name: 'signGoal',
  method: 'POST',
  path: '/goals/:id/signatures',
  input: z.object({ id: Id, contentHash: ContentHash }),
  output: z.object({ party: z.enum(PARTIES), complete: z.boolean() }),
  permission: 'agreement:sign',
  summary: 'Signs the draft of a goal for the caller’s side.',
});

export const retireGoal = endpoint({
  name: 'retireGoal',
  method: 'POST',
  path: '/goals/:id/retirement',
  input: z.object({ id: Id }),
  output: z.object({}),
  permission: 'agreement:sign',
  summary: 'Takes back a goal that both sides have not signed, or ends one that they have.',
});

export const getSharedGoal = endpoint({
  name: 'getSharedGoal',
  method: 'GET',
  path: '/shared-goal',
  input: z.object({}),
  output: z.object({
    currency: Currency,
    basis: z.enum(BASES),
    /** The signed revenue goal of the quarter, or of the month or year where there is none for the quarter. */
    goal: Goal.nullable(),
  }),
  permission: 'report:read',
  summary: 'The one revenue goal of both teams: the same number for every role.',
});
