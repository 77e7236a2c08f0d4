import { z } from 'zod';
import { USUAL_COST_MINOR, USUAL_MINUTES } from '#modules/attempts/schema.ts';
import { PARTIES, type Party } from '#modules/signatures/schema.ts';

export { PARTIES, type Party };

/** Fit classes that a threshold may be for; of whom too little is known goes to nobody by score. */
export const FIT_CLASSES = ['A', 'B', 'C', 'D'] as const;
export type FitClass = (typeof FIT_CLASSES)[number];
export const FitClasses = z.array(z.enum(FIT_CLASSES)).min(1, 'Choose at least one class.').max(FIT_CLASSES.length);
export const USUAL_CLASSES: readonly FitClass[] = ['A', 'B'];

/** `asking`: each side says alone what it needs; `open`: both needs are seen, a value is looked for or waits for signatures. */
export const STATUSES = ['asking', 'open', 'in_force', 'superseded', 'expired', 'withdrawn'] as const;
export type Status = (typeof STATUSES)[number];

/** Engagement points at which the table looks, the highest first. */
export const STEP = 5;
export const CUTS: readonly number[] = Array.from({ length: 100 / STEP + 1 }, (_, index) => 100 - index * STEP);
export const Cut = z.int().min(0).max(100).multipleOf(STEP);

/** Percent of those below the threshold who go to Sales all the same. */
export const MOST_EXPLORATION = 10;
/** Days before its end at which both sides hear of it, and days after it for which everybody sees that it ended. */
export const NOTICE_DAYS = 14;
export const BANNER_DAYS = 30;
/** A person is drawn into the sample for what they did within so many days. */
export const RECENT_DAYS = 30;
/** Below this share of worked leads a row is an extrapolation: hardly any of these were called. */
export const HARDLY = 0.2;

/** Hours a week that a rep has for fresh leads, where nobody says otherwise. */
export const USUAL_HOURS = 10;
export const usualCostMinor = (attempts: number): number => Math.round(attempts * USUAL_COST_MINOR);
export { USUAL_MINUTES };

const Minor = z.int().min(1).max(1_000_000_000_000);

/** What the money and the capacity of the table are worked out from. */
export const TermsInput = {
  /** What a won one brings, in minor units of the workspace's currency; the average won deal where absent. */
  valueMinor: Minor.optional(),
  /** What a lead costs Sales, in minor units. */
  costMinor: Minor.optional(),
  attempts: z.number().min(0.5).max(50).optional(),
  minutes: z.number().min(0.5).max(600).optional(),
  /** A week, of one rep, for leads that were handed off. */
  hoursPerRep: z.number().min(0.5).max(60).optional(),
  reps: z.int().min(0).max(10_000).optional(),
};

export const Terms = z.object({
  valueMinor: z.int().nullable(),
  costMinor: z.int(),
  attempts: z.number(),
  minutes: z.number(),
  hoursPerRep: z.number(),
  reps: z.int(),
});
export type Terms = z.infer<typeof Terms>;

/** What a side needs. Of Sales: at least so many of a hundred won, at most so many leads a week. Of Marketing: at least so many leads, so much value a month. */
export const NeedInput = {
  leastPrecision: z.number().min(0).max(1).nullable().default(null),
  mostPerWeek: z.number().min(0.1).max(100_000).nullable().default(null),
  leastPerMonth: z.number().min(0.1).max(100_000).nullable().default(null),
  leastValueMinor: Minor.nullable().default(null),
};
export const DEMANDS = ['leastPrecision', 'mostPerWeek', 'leastPerMonth', 'leastValueMinor'] as const;
export type Demand = (typeof DEMANDS)[number];
export const DEMANDS_OF: Readonly<Record<Party, readonly Demand[]>> = {
  sales: ['leastPrecision', 'mostPerWeek'],
  marketing: ['leastPerMonth', 'leastValueMinor'],
};
export const Need = z.object({
  leastPrecision: z.number().nullable(),
  mostPerWeek: z.number().nullable(),
  leastPerMonth: z.number().nullable(),
  leastValueMinor: z.number().nullable(),
});
export type Need = z.infer<typeof Need>;

/** What the past says that a value brings, written down when it is proposed. */
export const Expected = z.object({
  /** Version of the score whose points are meant. */
  modelNumber: z.int(),
  backtestId: z.uuid(),
  won: z.int(),
  leads: z.int(),
  precision: z.number().nullable(),
  low: z.number(),
  high: z.number(),
  perWeek: z.number(),
});
export type Expected = z.infer<typeof Expected>;
