import { z } from 'zod';
import { ContentHash, PARTIES, Signature } from '#modules/signatures/schema.ts';
import { Currency, Day, endpoint, Id, Instant } from '#modules/team/schema.ts';
import { BASES, STEPS } from '../schema.ts';
import { Person } from './goals.ts';

const Money = z.int().min(0).max(9_000_000_000_000);
const Share = z.number().min(0).max(1);

/** What is entered by hand instead of what was measured; null: as measured. */
const ByHand = z.object({
  handed: Share.nullable().default(null),
  accepted: Share.nullable().default(null),
  qualified: Share.nullable().default(null),
  won: Share.nullable().default(null),
  saleMinor: Money.nullable().default(null),
  /** Months later than measured; below 0: sooner. */
  lag: z.int().min(-6).max(6).default(0),
});
export type ByHand = z.output<typeof ByHand>;

const StepRead = z.object({
  step: z.enum(STEPS),
  /** A share, or minor units for the sale. */
  value: z.number().nullable(),
  source: z.enum(['measured', 'assumed', 'missing']),
  k: z.int(),
  n: z.int(),
});

const Done = z.object({
  leads: z.int(),
  /** Of these leads, those that were handed off. */
  handoffs: z.int(),
  /** Cost of the campaigns that began in it; null where none is known or shown. */
  spendMinor: z.number().nullable(),
  /** Null where amounts are not shown. */
  minor: z.number().nullable(),
});

const PlanMonth = z.object({
  month: Day,
  leads: z.number(),
  handoffs: z.number(),
  spendMinor: z.number().nullable(),
  reaches: z.number(),
  inFlightMinor: z.number(),
  plannedMinor: z.number(),
  /** What there is of it. */
  actual: Done,
});

/** What a month of a plan comes to. */
const Figures = z.object({ leads: z.number(), handoffs: z.number(), spendMinor: z.number().nullable(), minor: z.number().nullable() });

const Beside = z.object({
  month: Day,
  /** As it was written and signed; null where the plan did not reach it. */
  signed: Figures.nullable(),
  /** What it has to come to by today's working back; null once it is over. */
  now: Figures.nullable(),
  done: Done,
  /** `too_late`: leads of it come too late for the quarter. */
  state: z.enum(['over', 'too_late', 'movable']),
});

export const Worked = z.object({
  steps: z.array(StepRead),
  shares: z.array(z.number()),
  /** Leads and wins the kernel rests on. */
  kernel: z.object({ leads: z.int(), wins: z.int(), enough: z.boolean() }),
  basis: z.enum(BASES),
  targetMinor: z.number(),
  baseMinor: z.number(),
  leadCostMinor: z.number().nullable(),
  /** Null where a step is missing: enter it by hand. */
  result: z
    .object({
      months: z.array(PlanMonth),
      inFlightMinor: z.number(),
      gapMinor: z.number(),
      outOfReachMinor: z.number(),
      /** Of the target: what leads of the running month can still bring into this quarter at most. */
      movableMinor: z.number(),
    })
    .nullable(),
});

const Item = z.object({
  id: Id,
  what: z.string(),
  accountable: Person,
  responsible: z.array(Person),
  dueOn: Day,
  doneAt: Instant.nullable(),
});

const Plan = z.object({
  id: Id,
  number: z.int(),
  quarterOn: Day,
  vision: z.string().nullable(),
  marketingPercent: z.int(),
  byHand: ByHand,
  status: z.enum(['draft', 'signed', 'superseded']),
  contentHash: ContentHash,
  signatures: z.array(Signature),
  signedAt: Instant.nullable(),
  items: z.array(Item),
  worked: Worked,
  beside: z.array(Beside),
});

export const previewPlan = endpoint({
  name: 'previewPlan',
  method: 'GET',
  path: '/plan-preview',
  input: z.object({
    day: Day,
    targetMinor: z.coerce.number().int().min(1).max(9_000_000_000_000),
    marketingPercent: z.coerce.number().int().min(0).max(100).default(60),
    handed: z.coerce.number().min(0).max(1).optional(),
    accepted: z.coerce.number().min(0).max(1).optional(),
    qualified: z.coerce.number().min(0).max(1).optional(),
    won: z.coerce.number().min(0).max(1).optional(),
    saleMinor: z.coerce.number().int().min(0).max(9_000_000_000_000).optional(),
    lag: z.coerce.number().int().min(-6).max(6).default(0),
  }),
  output: z.object({ currency: Currency, worked: Worked }),
  permission: 'report:read',
  summary: 'Works a quarter’s target back to leads by month, with other rates or lags if wished; nothing is kept.',
});

export const getPlan = endpoint({
  name: 'getPlan',
  method: 'GET',
  path: '/plans',
  input: z.object({ day: Day.optional() }),
  output: z.object({
    asOf: Instant,
    currency: Currency,
    quarterOn: Day,
    signed: Plan.nullable(),
    draft: Plan.nullable(),
    signsFor: z.enum(PARTIES).nullable(),
  }),
  permission: 'report:read',
  summary: 'The joint plan of a quarter: what is signed and what is being written.',
});

export const getPlanNeeds = endpoint({
  name: 'getPlanNeeds',
  method: 'GET',
  path: '/plan-needs',
  input: z.object({}),
  output: z.object({
    /** Months of signed plans that have not begun and want leads, the next first. */
    months: z.array(
      z.object({
        month: Day,
        quarterOn: Day,
        leads: z.number(),
        handoffs: z.number(),
        spendMinor: z.number().nullable(),
        /** The last day on which material for it is asked for in time. */
        askBy: Day,
        /** Announced offers that start in the month, and content that was asked for and falls due for it. */
        offers: z.int(),
        content: z.int(),
        state: z.enum(['open', 'late', 'asked']),
      }),
    ),
  }),
  permission: 'report:read',
  summary:
    'What signed plans want of the coming months, until when offers and content for it have to be asked for, and what is on its way.',
});

const Written = {
  day: Day,
  vision: z.string().trim().max(4000).nullable().default(null),
  targetMinor: z.int().min(1).max(9_000_000_000_000),
  marketingPercent: z.int().min(0).max(100),
  byHand: ByHand.prefault({}),
  items: z
    .array(
      z.object({
        what: z.string().trim().min(1).max(300),
        accountableId: Id,
        responsibleIds: z.array(Id).max(20).default([]),
        dueOn: Day,
      }),
    )
    .max(40)
    .default([]),
};

export const writePlan = endpoint({
  name: 'writePlan',
  method: 'PUT',
  path: '/plans',
  input: z.object(Written),
  output: z.object({ id: Id, contentHash: ContentHash }),
  permission: 'agreement:write',
  summary: 'Writes the draft of a quarter’s joint plan; what was signed on the draft is cleared.',
});

export const signPlan = endpoint({
  name: 'signPlan',
  method: 'POST',
  path: '/plans/:id/signatures',
  input: z.object({ id: Id, contentHash: ContentHash }),
  output: z.object({ party: z.enum(PARTIES), complete: z.boolean() }),
  permission: 'agreement:sign',
  summary: 'Signs the draft of a joint plan for the caller’s side.',
});

export const setPlanItem = endpoint({
  name: 'setPlanItem',
  method: 'PUT',
  path: '/plan-items/:id',
  input: z.object({ id: Id, done: z.boolean() }),
  output: z.object({}),
  permission: 'record:write',
  summary: 'Says that an item of a plan is done, or not yet.',
});
