import { z } from 'zod';
import { ChangedClause } from '#modules/agreements/schema.ts';
import { PERIODS } from '#modules/goals/schema.ts';
import { ChangedTerritory } from '#modules/handoffs/schema.ts';
import { ChangedRule, CriterionInput } from '#modules/scoring/schema.ts';
import { PARTIES, type Party } from '#modules/signatures/schema.ts';
import { Day, Id } from '#modules/team/schema.ts';
import { MOST_EXPLORATION } from '#modules/thresholds/schema.ts';

export { PARTIES, type Party };

/** `team`: the meeting of one side, with guests of the other; all others are of both. */
export const KINDS = ['weekly', 'monthly', 'quarterly', 'root_cause', 'team'] as const;
export type Kind = (typeof KINDS)[number];

/** What is worked out from the record of a meeting and the time. `missed`: its time has passed, and nobody says that it took place. */
export const STATES = ['planned', 'running', 'held', 'missed', 'cancelled'] as const;
export type State = (typeof STATES)[number];

export const ATTENDANCES = ['in_person', 'remote', 'absent'] as const;
export type Attendance = (typeof ATTENDANCES)[number];

/** At least so many of the other team. */
export const USUAL_GUESTS = 2;
/** Hours after its end at which a meeting that nobody held counts as missed. */
export const GRACE_HOURS = 24;
/** Hours ahead at which an agenda is published, and at which it begins to be written. */
export const PUBLISH_HOURS = 24;
export const WRITE_HOURS = 72;
/** Days for which the meetings of a series are made ahead. */
export const AHEAD_DAYS = 100;
/** Days without a word after which silence is on the agenda. */
export const SILENT_DAYS = 7;
/** Weeks below its target after which a promise becomes an issue, and decided cases a week must have to count. */
export const DROP_WEEKS = 3;
export const LEAST_CASES = 3;
/** Rows that are kept with an item; it says how many there are in all. */
export const MOST_ROWS = 50;

/** Where items of the agenda come from. `hand`: somebody wrote it. */
export const SOURCES = [
  'checkback',
  'issue',
  'breach',
  'dispute',
  'reason',
  'drift',
  'silence',
  'discrepancy',
  'discussion',
  'promise',
  'confirmation',
  'goal',
  'plan',
  'course',
  'question',
  'challenge',
  'hand',
] as const;
export type Source = (typeof SOURCES)[number];

/** What a row of evidence is. */
export const ENTITIES = [
  'campaign',
  'lead',
  'dispute',
  'discussion',
  'discrepancy',
  'drift',
  'change',
  'task',
  'decision',
  'request',
  'root_cause',
  'goal',
  'gap',
  'plan',
  'plan_item',
  'expectation',
  'signal',
  'question',
  'challenge',
] as const;
export type Entity = (typeof ENTITIES)[number];
export const Evidence = z.object({
  entity: z.enum(ENTITIES),
  id: Id,
  text: z.string(),
  /** Of plans and what explains a difference: the first day of the period, and its kind. */
  day: Day.optional(),
  period: z.enum(PERIODS).optional(),
});
export type Evidence = z.infer<typeof Evidence>;

/** What somebody who complains brings along: records, or the item has no place on an agenda. */
export const HAND_SOURCES = ['topic', 'complaint'] as const;

/** `source`, `field`, `score_rule`: where poor leads come from, in the words in which they can be set right. */
export const CAUSES = [
  'lead_quality',
  'source',
  'field',
  'score_rule',
  'capacity',
  'routing',
  'content',
  'calendar',
  'agreement',
  'tools',
  'other',
] as const;
export const Cause = z.strictObject({
  category: z.enum(CAUSES),
  text: z.string().trim().min(5, 'Say what the cause is.').max(500),
  /** Asked again and again, at most five times. */
  whys: z.array(z.string().trim().min(1).max(500)).max(5),
});
export type Cause = z.infer<typeof Cause>;

/** What a decision is measured by; each is counted from rows, over the time before it and after it. */
export const METRICS = ['attainment', 'accepted', 'returned', 'won', 'handoffs', 'confirmed'] as const;
export type Metric = (typeof METRICS)[number];
/** All but the number of hand-offs a week are shares. */
export const isShare = (metric: Metric): boolean => metric !== 'handoffs';
export const Measured = z.object({
  value: z.number().nullable(),
  k: z.int(),
  n: z.int(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  from: Day,
  to: Day,
});
export type Measured = z.infer<typeof Measured>;

export const DECISION_KINDS = ['threshold', 'clause', 'profile', 'score', 'routing', 'asset', 'offer', 'action'] as const;
export type DecisionKind = (typeof DECISION_KINDS)[number];
/** `waits`: for signatures; `checked`: measured on its day. */
export const DECISION_STATES = ['waits', 'applied', 'checked', 'withdrawn'] as const;
export type DecisionState = (typeof DECISION_STATES)[number];

const Weight = z.number().gt(0, 'A weight is more than 0.').max(1000);

/** Exactly what changes; each kind is carried out by the module that it belongs to. */
export const Change = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('threshold'),
    cut: z.int().min(0).max(100).multipleOf(5, 'The table looks at every fifth point.'),
    fitClasses: z
      .array(z.enum(['A', 'B', 'C', 'D']))
      .min(1, 'Choose at least one class.')
      .max(4),
    exploration: z.int().min(0).max(MOST_EXPLORATION),
    expiresOn: Day,
  }),
  z.strictObject({
    kind: z.literal('clause'),
    /** At least one term; each only where the promise has it. */
    ...ChangedClause.shape,
  }),
  z.strictObject({
    kind: z.literal('profile'),
    /** Null: a new criterion. */
    criterionId: Id.nullable(),
    /** What it says from then on. */
    criterion: CriterionInput.extend({ weight: Weight }).optional(),
    /** Its weight alone, where nothing else of it changes; null: it is left out. */
    weight: Weight.nullable().optional(),
  }),
  z.strictObject({
    kind: z.literal('score'),
    /** A new rule, or one of the score in force: other words, other points, or left out. */
    ...ChangedRule.shape,
  }),
  z.strictObject({
    kind: z.literal('routing'),
    /** A new rule of routing, or one in force: for whom and to whom, its place in the order, or left out. */
    ...ChangedTerritory.shape,
  }),
  z.strictObject({ kind: z.literal('asset'), need: z.string().trim().min(5, 'Say what is needed.').max(2000), dueOn: Day }),
  z.strictObject({
    kind: z.literal('offer'),
    offerId: Id,
    untilOn: Day.optional(),
    discountPercent: z.number().gt(0).max(100).multipleOf(0.01).optional(),
  }),
  z.strictObject({ kind: z.literal('action'), what: z.string().trim().min(5, 'Say what is done.').max(300), ownerId: Id, dueOn: Day }),
]);
export type Change = z.infer<typeof Change>;
