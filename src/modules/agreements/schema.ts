import { z } from 'zod';
import { type Condition, Criteria, EVERYTHING, type History, type Node } from '#modules/criteria/schema.ts';
import { PARTIES, type Party } from '#modules/signatures/schema.ts';
import { Day, Id, TimeZone } from '#modules/team/schema.ts';

/** Whom a promise is about is said in criteria; rules take them from here. */
/** The two sides that sign and owe. */
export { type Condition, type Criteria, EVERYTHING, type History, type Node, PARTIES, type Party };

/** What sets a clause's clock going. */
export const STARTS = ['handed_off', 'hand_raised', 'recycled'] as const;
export type Starts = (typeof STARTS)[number];

/** What counts as done, as rows of the ledger. `verdict` and `new_tactic` belong to one hand-off or one returned lead; the rest to the contact. */
export const PROOFS = ['call', 'mail', 'meeting', 'chat', 'verdict', 'new_tactic'] as const;
export type Proof = (typeof PROOFS)[number];

/** The least that counts: what a person wrote down, what the customer or another system confirmed, what our own system saw. */
export const LEAST_EVIDENCES = ['manual', 'confirmed', 'system'] as const;
export type LeastEvidence = (typeof LEAST_EVIDENCES)[number];

export const ESCALATIONS = ['sales_lead', 'marketing_lead', 'revenue_lead'] as const;
export type Escalation = (typeof ESCALATIONS)[number];

/** `signed` is in force from its day until the next one is; both are facts of time. */
export const VERSION_STATUSES = ['draft', 'proposed', 'signed_by_one', 'signed'] as const;
export const VERSION_STATES = ['draft', 'proposed', 'signed_by_one', 'waiting', 'in_force', 'superseded'] as const;
export type VersionState = (typeof VERSION_STATES)[number];

export const CLOCK_STATES = [
  'waiting',
  'running',
  'due_soon',
  'paused',
  'met',
  'met_late',
  'met_by_customer',
  'breached',
  'excused',
  'void',
] as const;

/** Why a clock may rest. A rep who is away is no such reason: the lead is given to someone else. */
export const PAUSE_REASONS = ['contact_asked', 'dispute'] as const;

export const SHORTEST_REASON = 10;

const WallTime = z.string().max(5);
export const Windows = z.partialRecord(
  z.enum(['1', '2', '3', '4', '5', '6', '7']),
  z.array(z.strictObject({ from: WallTime, to: WallTime })).max(12),
);

export type Windows = z.infer<typeof Windows>;

/** The hours of a calendar: windows by ISO weekday (1 is Monday), several a day; holidays as local dates. */
export const CalendarHours = {
  zone: TimeZone,
  windows: Windows,
  holidays: z.array(z.string().max(10)).max(2000),
  /** Calendar hours: time runs day and night, windows and holidays do not matter. */
  always: z.boolean(),
};

const Title = z.string().trim().min(1, 'Name the promise.').max(120);

export const ClauseInput = z.strictObject({
  /** The same promise in the version before; absent for a new one. */
  lineId: Id.optional(),
  title: Title,
  party: z.enum(PARTIES),
  startsWhen: z.enum(STARTS),
  /** Which leads are meant. */
  criteria: Criteria.default(EVERYTHING),
  proof: z.array(z.enum(PROOFS)).min(1, 'Choose what counts as done.').max(PROOFS.length),
  leastEvidence: z.enum(LEAST_EVIDENCES).default('manual'),
  withinSeconds: z.int().min(60, 'Give at least a minute.').max(31_622_400, 'Give at most a year.'),
  calendarId: Id,
  /** Shares of the time at which whoever owes is reminded. */
  warnAt: z.array(z.number().gt(0).lt(1)).max(5).default([0.5, 0.8]),
  /** Who is told when the time has passed; null: nobody. */
  escalateTo: z.enum(ESCALATIONS).nullable().default(null),
  target: z.number().gt(0, 'The target is more than 0 %.').max(1, 'The target is at most 100 %.'),
});
export type ClauseInput = z.infer<typeof ClauseInput>;

export const VersionContent = {
  title: z.string().trim().min(1, 'Name the agreement.').max(200),
  /** The first day on which it counts, in the workspace's time zone; null: from the second signature on. */
  effectiveOn: Day.nullable(),
  note: z.string().trim().max(4000).nullable(),
  clauses: z.array(ClauseInput).max(40),
};
