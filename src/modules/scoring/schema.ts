import { z } from 'zod';
import { type Condition, Criteria, HISTORY_KINDS, MOST } from '#modules/criteria/schema.ts';
import { PARTIES, type Party } from '#modules/signatures/schema.ts';
import { Day, Id } from '#modules/team/schema.ts';

/** The two sides that sign the customer profile and the score. */
export { PARTIES, type Party };

export const PROFILE_STATUSES = ['draft', 'signed_by_one', 'active', 'superseded'] as const;
export type ProfileStatus = (typeof PROFILE_STATUSES)[number];
export const MODEL_STATUSES = ['draft', 'signed_by_one', 'active', 'superseded'] as const;
export type ModelStatus = (typeof MODEL_STATUSES)[number];

/** Fit by engagement, the best first; `?` where too little is known about the person to say. */
export const LABELS = ['A1', 'A2', 'A3', 'A4', 'B1', 'B2', 'B3', 'B4', 'C1', 'C2', 'C3', 'C4', 'D1', 'D2', 'D3', 'D4', '?'] as const;
export const HANDOFF_LABELS = LABELS.filter((label) => label !== '?') as Exclude<(typeof LABELS)[number], '?'>[];

const Label = z.string().trim().min(1, 'Name it.').max(120);

export const CriterionInput = z.strictObject({
  /** `disqualifier`: whoever meets it is a D, whatever the rest says. */
  kind: z.enum(['weighted', 'disqualifier']),
  label: Label,
  /** Relative to the other weights; without meaning for a disqualifier. */
  weight: z.number().gt(0, 'A weight is more than 0.').max(1000).default(1),
  condition: Criteria,
});
export type CriterionInput = z.infer<typeof CriterionInput>;
/** A criterion as it is given back. */
export const Criterion = CriterionInput.extend({ weight: z.number() });

export const MOST_CRITERIA = 30;

export const ProfileContent = {
  name: z.string().trim().min(1, 'Name the profile.').max(200),
  note: z.string().trim().max(4000).nullable(),
  /** When both teams look at it again. */
  reviewOn: Day.nullable(),
  criteria: z.array(CriterionInput).max(MOST_CRITERIA),
};

/** How a draft is written: by both in one text, by each side alone and unseen, or line by line where both lie open. */
export const DRAFTINGS = ['together', 'apart', 'argued'] as const;
export type Drafting = (typeof DRAFTINGS)[number];
/** How a line of a joint draft was settled: by one side's words, because both said the same, by new words, or by leaving it out. */
export const SETTLEMENTS = ['sales', 'marketing', 'both', 'new', 'none'] as const;
export type Settlement = (typeof SETTLEMENTS)[number];
/** In what two criteria about the same thing differ. */
export const DIFFERENCES = ['kind', 'condition', 'weight', 'label'] as const;
export type Difference = (typeof DIFFERENCES)[number];
/** What became of a person whom both teams worked; null while that is open. */
export const OUTCOMES = ['won', 'not_won'] as const;
export const ANSWERS = ['met', 'unmet', 'unknown'] as const;
export const FITS = ['A', 'B', 'C', 'D', '?'] as const;

/** Opens are not behaviour: mail programs and scanners open by themselves. */
export const NEVER_SCORES: readonly string[] = ['opened', 'open', 'open_unverified', 'opened_unverified'];

/** Which rows of the ledger a rule counts. Only what people did; opens never. */
export const RuleMatch = z.strictObject({
  kinds: z.array(z.enum(HISTORY_KINDS)).min(1, 'Choose what happened.').max(HISTORY_KINDS.length),
  direction: z.enum(['in', 'out']).optional(),
  outcomes: z.array(z.string().min(1).max(60)).min(1).max(30).optional(),
  text: z
    .strictObject({
      in: z.enum(['subject', 'address']),
      op: z.enum(['is', 'contains', 'starts_with']),
      value: z.string().min(1).max(MOST.text),
    })
    .optional(),
  campaignIds: z.array(Id).min(1).max(MOST.values).optional(),
  /** Whose doing counts; everyone's where absent. */
  onlyFor: Criteria.optional(),
});
export type RuleMatch = z.infer<typeof RuleMatch>;

export const FADINGS = ['half_life', 'linear'] as const;

export const RuleInput = z.strictObject({
  label: Label,
  match: RuleMatch,
  points: z
    .number()
    .min(-100)
    .max(100)
    .refine((points) => points !== 0, 'A rule gives or takes points.'),
  /** Days after which half is left; null: never fades. */
  halfLifeDays: z.number().gt(0).max(3650).nullable(),
  /** `linear`: evenly, half after the half-life, nothing after twice of it. */
  fading: z.enum(FADINGS).default('half_life'),
  cap: z.number().gt(0).max(1000).nullable().default(null),
  dailyCap: z.number().gt(0).max(1000).nullable().default(null),
  group: z.string().trim().min(1).max(60).nullable().default(null),
});
export type RuleInput = z.infer<typeof RuleInput>;

export const MOST_RULES = 60;

/** A rule with everything said, nothing left to what is usual. */
export const WholeRule = RuleInput.extend({
  fading: z.enum(FADINGS),
  cap: RuleInput.shape.cap.unwrap(),
  dailyCap: RuleInput.shape.dailyCap.unwrap(),
  group: RuleInput.shape.group.unwrap(),
});

/** One change of a score: a rule that is new, says something else, gives other points or is left out. */
export const ChangedRule = z.strictObject({
  /** Of the version that it changes; null: a new one. */
  ruleId: Id.nullable(),
  /** What it says from then on. */
  rule: WholeRule.optional(),
  /** Its points alone, where nothing else of it changes; null: it is left out. */
  points: RuleInput.shape.points.nullable().optional(),
});
export type ChangedRule = z.infer<typeof ChangedRule>;

/** What another score does with a past lead: handed to Sales by both, only by the other, only by the one in force, by neither. */
export const PASSINGS = ['both', 'gained', 'lost', 'neither'] as const;
export type Passing = (typeof PASSINGS)[number];

export const ModelContent = {
  name: z.string().trim().min(1, 'Name the score.').max(200),
  note: z.string().trim().max(4000).nullable(),
  /** Labels that hand a lead to Sales. */
  handoffLabels: z.array(z.enum(HANDOFF_LABELS)).min(1, 'Choose at least one label that hands off.'),
  /** Labels that nobody hands off, not even with a reason; whoever raises a hand is looked at all the same. The rest is nurtured. */
  neverLabels: z.array(z.enum(HANDOFF_LABELS)).default([]),
  /** Taken off, once, from whoever did nothing that gives points for so many days. */
  inactivity: z
    .strictObject({ afterDays: z.int().min(1).max(730), points: z.number().gt(0).max(100) })
    .nullable()
    .default(null),
  groups: z.array(z.strictObject({ name: z.string().trim().min(1).max(60), cap: z.number().gt(0).max(1000) })).max(20),
  rules: z.array(RuleInput).max(MOST_RULES),
};

/** Whom it is about is said in criteria; rules take the types from here. */
export type { Condition, Criteria };

/** Where the engagement score went within a week, against the others who are active. */
export const MOMENTA = ['rising', 'steady', 'falling'] as const;
export type Momentum = (typeof MOMENTA)[number];

/** What a rule says, beside its name. */
export const RULE_FACTS = ['match', 'points', 'halfLifeDays', 'fading', 'cap', 'dailyCap', 'group'] as const;
export type RuleFact = (typeof RULE_FACTS)[number];

export const BACKTEST_STATUSES = ['waiting', 'running', 'done', 'failed'] as const;
export type BacktestStatus = (typeof BACKTEST_STATUSES)[number];
