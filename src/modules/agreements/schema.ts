import { z } from 'zod';
import { type Condition, Criteria, EVERYTHING, type History, type Node } from '#modules/criteria/schema.ts';
import { PARTIES, type Party } from '#modules/signatures/schema.ts';
import { Day, Id, TimeZone } from '#modules/team/schema.ts';

/** Whom a promise is about is said in criteria; rules take them from here. */
/** The two sides that sign and owe. */
export { type Condition, type Criteria, EVERYTHING, type History, type Node, PARTIES, type Party };

/** What counts as done, as rows of the ledger. Those of a cause belong to one hand-off or one returned lead, the rest to the contact. */
export const PROOFS = ['call', 'mail', 'meeting', 'chat', 'verdict', 'new_tactic'] as const;
export type Proof = (typeof PROOFS)[number];

/** Ways to reach a person: what attempts are counted in. */
export const CHANNELS = ['call', 'mail', 'meeting', 'chat'] as const satisfies readonly Proof[];
export type Channel = (typeof CHANNELS)[number];

interface StartTerms {
  /** What the clock runs on. */
  subject: 'lead';
  words: string;
  /** What can answer it. */
  proofs: readonly Proof[];
  /** Who can owe it. */
  parties: readonly Party[];
}

/**
 * What sets a clause's clock going: the one list from which the builder, the check, the printed text and the engine take it. Something new that is owed
 * is one line here, one `startClocks` where it begins, and the ledger row that proves it.
 */
export const START_TERMS = {
  handed_off: { subject: 'lead', words: 'When Marketing hands off a lead', proofs: [...CHANNELS, 'verdict'], parties: ['sales'] },
  hand_raised: {
    subject: 'lead',
    words: 'When a customer asks to be contacted',
    proofs: [...CHANNELS, 'verdict'],
    parties: ['sales', 'marketing'],
  },
  recycled: {
    subject: 'lead',
    words: 'When Sales returns a lead to be warmed again',
    proofs: [...CHANNELS, 'new_tactic'],
    parties: ['marketing'],
  },
} as const satisfies Record<string, StartTerms>;
export type Starts = keyof typeof START_TERMS;
export const STARTS = Object.keys(START_TERMS) as [Starts, ...Starts[]];

/** The least that counts: what a person wrote down, what the customer or another system confirmed, what our own system saw. */
export const LEAST_EVIDENCES = ['manual', 'confirmed', 'system'] as const;
export type LeastEvidence = (typeof LEAST_EVIDENCES)[number];

export const ESCALATIONS = ['sales_lead', 'marketing_lead', 'revenue_lead'] as const;
export type Escalation = (typeof ESCALATIONS)[number];

/** Shares are written, printed and run to the tenth of a percent. */
function isPerMille(share: number): boolean {
  return Math.abs(share * 1000 - Math.round(share * 1000)) < 1e-9;
}

/** A further time after the due time, in seconds of the clause's calendar. */
const After = z.int().min(60, 'Give at least a minute.').max(31_622_400, 'Give at most a year.');

/**
 * One step of the ladder: reminding whoever owes at a share of the time; telling a role when the time has passed; giving the lead to the next by the
 * rules of routing, or to the pool, a further time later. Only steps that run are here: a promise prints what happens.
 */
export const Step = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('remind'), at: z.number().gt(0).lt(1).refine(isPerMille, 'Give at most one digit after the point.') }),
  z.strictObject({ do: z.literal('tell'), role: z.enum(ESCALATIONS) }),
  z.strictObject({ do: z.literal('reassign'), after: After }),
  z.strictObject({ do: z.literal('pool'), after: After }),
]);
export type Step = z.infer<typeof Step>;

/** Kinds of steps, from the first to the last. */
export const CLIMBS = ['remind', 'tell', 'reassign', 'pool'] as const satisfies readonly Step['do'][];
export type Climb = (typeof CLIMBS)[number];

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

/** What happens to a clock next if nothing happens but time. `pass`: its time passes and nobody is told. */
export const CLOCK_STEPS = ['start', 'remind', 'tell', 'pass', 'resume', 'reassign', 'pool'] as const;
export type ClockStep = (typeof CLOCK_STEPS)[number];

/** Why a clock may rest. A rep who is away is no such reason: the lead is given to someone else. */
export const PAUSE_REASONS = ['contact_asked', 'dispute'] as const;

/** The longest that a clock may rest for a contact who asked for another day. */
export const LONGEST_REST_DAYS = 60;
/** A rest for a dispute ends by itself after so many days. */
export const DISPUTE_REST_DAYS = 10;

export const SHORTEST_REASON = 10;

const WallTime = z.string().max(5);
const TimeWindows = z.array(z.strictObject({ from: WallTime, to: WallTime })).max(12);
export const Windows = z.partialRecord(z.enum(['1', '2', '3', '4', '5', '6', '7']), TimeWindows);
export type Windows = z.infer<typeof Windows>;

/** A day with hours of its own: none is a holiday, some are a half day. `library`: taken from the public holidays of the calendar's place. */
export const SpecialDay = z.strictObject({
  date: Day,
  name: z.string().trim().max(120),
  windows: TimeWindows,
  from: z.enum(['hand', 'library']),
});
export type SpecialDay = z.infer<typeof SpecialDay>;

const PlaceCode = z.string().regex(/^[A-Za-z0-9-]{1,12}$/, 'Choose from the list.');
/** Whose public holidays a calendar has. */
export const Place = z.strictObject({ country: PlaceCode, state: PlaceCode.nullable(), region: PlaceCode.nullable() });
export type Place = z.infer<typeof Place>;

/** The hours of a calendar: windows by ISO weekday (1 is Monday), several a day; days with hours of their own as local dates. */
export const CalendarHours = {
  zone: TimeZone,
  windows: Windows,
  days: z.array(SpecialDay).max(2000),
  place: Place.nullable(),
  /** Calendar hours: time runs day and night, windows and holidays do not matter. */
  always: z.boolean(),
};

/** What a share is counted from, and who can owe it. */
export const SHARE_MEASURES = {
  accepted: { about: 'lead', parties: ['marketing'] },
  complete: { about: 'lead', parties: ['marketing'] },
  logged_in_time: { about: null, parties: ['sales', 'marketing'] },
  reasons_given: { about: 'lead', parties: ['sales'] },
  not_left_lying: { about: 'lead', parties: ['sales'] },
  changes_confirmed: { about: null, parties: ['sales'] },
  announced_ahead: { about: null, parties: ['marketing'] },
  requests_served: { about: null, parties: ['marketing'] },
} as const satisfies Record<string, { about: 'lead' | null; parties: readonly Party[] }>;
export type ShareMeasure = keyof typeof SHARE_MEASURES;

/** What an amount is counted from, in what unit, and who can owe it. Money is in minor units of the workspace's currency. `each`: every rep owes the amount. */
export const AMOUNT_MEASURES = {
  value_delivered: { about: 'lead', unit: 'money', parties: ['marketing'], each: false },
  handoffs_delivered: { about: 'lead', unit: 'count', parties: ['marketing'], each: false },
  sales_sourced: { about: 'lead', unit: 'count', parties: ['sales'], each: false },
  calls_each: { about: 'lead', unit: 'count', parties: ['sales'], each: true },
  touches_each: { about: 'lead', unit: 'count', parties: ['sales'], each: true },
} as const satisfies Record<string, { about: 'lead' | null; unit: 'count' | 'money'; parties: readonly Party[]; each: boolean }>;
export type AmountMeasure = keyof typeof AMOUNT_MEASURES;
export type MeasureName = ShareMeasure | AmountMeasure;

/** Measures that are about a time of their own: to write down, to leave untouched, to confirm a change, to tell of it before, to serve a request. */
export const TIMED_MEASURES: readonly MeasureName[] = [
  'logged_in_time',
  'not_left_lying',
  'changes_confirmed',
  'announced_ahead',
  'requests_served',
];

/** What the rows of a measure are, where they are not about a person: what a row opens. */
export const MEASURED_RECORDS = ['offer', 'claim', 'asset', 'asset_request'] as const;
export type MeasuredRecord = (typeof MEASURED_RECORDS)[number];

export const PERIODS = ['month', 'quarter'] as const;
export type Period = (typeof PERIODS)[number];

/** What can be asked of a hand-off, as it was known when it was made. */
export const REQUIRED = ['company', 'campaign', 'email', 'phone', 'job_title', 'score', 'why_now'] as const;
export type Required = (typeof REQUIRED)[number];

const common = {
  /** The same promise in the version before; absent for a new one. */
  lineId: Id.optional(),
  title: z.string().trim().min(1, 'Name the promise.').max(120),
  party: z.enum(PARTIES),
  /** Which leads are meant. */
  criteria: Criteria.default(EVERYTHING),
};
const Seconds = z.int().min(60, 'Give at least a minute.').max(31_622_400, 'Give at most a year.');
const Share = z
  .number()
  .gt(0, 'The target is more than 0 %.')
  .max(1, 'The target is at most 100 %.')
  .refine(isPerMille, 'Give at most one digit after the point.');

const clocked = {
  ...common,
  startsWhen: z.enum(STARTS),
  leastEvidence: z.enum(LEAST_EVIDENCES).default('manual'),
  withinSeconds: Seconds,
  calendarId: Id,
  escalation: z.array(Step).max(8).default([]),
  /** Share of the clocks that are answered in time. */
  target: Share,
};

export const InTime = z.strictObject({
  family: z.literal('in_time'),
  ...clocked,
  proof: z.array(z.enum(PROOFS)).min(1, 'Choose what counts as done.').max(PROOFS.length),
});
export const Depth = z.strictObject({
  family: z.literal('depth'),
  ...clocked,
  proof: z.array(z.enum(CHANNELS)).min(1, 'Choose what counts as an attempt.').max(CHANNELS.length),
  attempts: z.int().min(2, 'Ask for two attempts or more.').max(50, 'Ask for at most fifty.'),
  channels: z.int().min(1).max(CHANNELS.length),
});
const measured = { ...common, period: z.enum(PERIODS) };
export const ShareOver = z.strictObject({
  family: z.literal('share'),
  ...measured,
  measure: z.enum(Object.keys(SHARE_MEASURES) as [ShareMeasure, ...ShareMeasure[]]),
  /** Of measures with a time of their own. */
  withinSeconds: Seconds.nullable().default(null),
  /** Of `complete`: what has to be known. */
  required: z.array(z.enum(REQUIRED)).max(REQUIRED.length).default([]),
  target: Share,
});
export const AmountOver = z.strictObject({
  family: z.literal('amount'),
  ...measured,
  measure: z.enum(Object.keys(AMOUNT_MEASURES) as [AmountMeasure, ...AmountMeasure[]]),
  amount: z.int().min(1, 'Ask for one or more.').max(1_000_000_000_000),
});

/** A promise: answered in time, tried often enough, a share kept over a period, an amount reached in a period. */
export const ClauseInput = z.discriminatedUnion('family', [InTime, Depth, ShareOver, AmountOver]);
export type ClauseInput = z.infer<typeof ClauseInput>;
export const FAMILIES = ['in_time', 'depth', 'share', 'amount'] as const satisfies readonly ClauseInput['family'][];
export type Family = (typeof FAMILIES)[number];
/** Promises that clocks run on. */
export type ClockClause = Extract<ClauseInput, { family: 'in_time' | 'depth' }>;
/** Promises that are counted over a period. */
export type MeasureClause = Extract<ClauseInput, { family: 'share' | 'amount' }>;

export function isClocked<C extends { family: Family }>(clause: C): clause is Extract<C, { family: 'in_time' | 'depth' }> {
  return clause.family === 'in_time' || clause.family === 'depth';
}

/** Shares of the time at which whoever owes is reminded, ascending. */
export function remindersOf(escalation: readonly Step[]): number[] {
  return [...new Set(escalation.flatMap((step) => (step.do === 'remind' ? step.at : [])))].sort((a, b) => a - b);
}

/** Who is told when the time has passed, in the order of the ladder. */
export function toldOf(escalation: readonly Step[]): Escalation[] {
  return [...new Set(escalation.flatMap((step) => (step.do === 'tell' ? step.role : [])))];
}

/** What can be changed in a promise without writing it anew; each only where the promise has it. */
export const ClauseTerms = z.strictObject({
  withinSeconds: Seconds.optional(),
  calendarId: Id.optional(),
  target: Share.optional(),
  attempts: z.int().min(2).max(50).optional(),
  amount: z.int().min(1, 'Ask for one or more.').max(1_000_000_000_000).optional(),
});
export type ClauseTerms = z.infer<typeof ClauseTerms>;
export const TERMS = ClauseTerms.keyof().options;
/** One promise of a version with other terms. */
export const ChangedClause = ClauseTerms.extend({ lineId: Id });
export type ChangedClause = z.infer<typeof ChangedClause>;

export type PassOn = Extract<Step, { after: number }>;

/** How the lead is passed on after the due time, in the order in which it happens; the pool is the end of it, whatever is written after. */
export function passOnsOf(escalation: readonly Step[]): PassOn[] {
  const steps = escalation.filter((step) => 'after' in step).sort((a, b) => a.after - b.after || (a.do < b.do ? -1 : 1));
  const once = steps.filter(({ after }, index) => steps[index - 1]?.after !== after);
  const pool = once.findIndex((step) => step.do === 'pool');
  return pool < 0 ? once : once.slice(0, pool + 1);
}

/** What the state of a clock is worked out from, of its ladder. */
export function ladderOf(escalation: readonly Step[]): Ladder {
  const known = ladders.get(escalation);
  if (known) return known;
  const ladder = { warnAt: remindersOf(escalation), passOnAfter: passOnsOf(escalation).map(({ after }) => after) };
  ladders.set(escalation, ladder);
  return ladder;
}

interface Ladder {
  readonly warnAt: readonly number[];
  readonly passOnAfter: readonly number[];
}

/** Worked out once for each clause that was read: tens of thousands of clocks may run under it. */
const ladders = new WeakMap<readonly Step[], Ladder>();

/** What becomes of clocks that run when a version comes into force; both sides sign it. */
export const OPEN_CLOCKS = ['new_only', 'open_too'] as const;
export type OpenClocks = (typeof OPEN_CLOCKS)[number];

export const VersionContent = {
  title: z.string().trim().min(1, 'Name the agreement.').max(200),
  /** The first day on which it counts, in the workspace's time zone; null: from the second signature on. */
  effectiveOn: Day.nullable(),
  note: z.string().trim().max(4000).nullable(),
  openClocks: z.enum(OPEN_CLOCKS).default('new_only'),
  clauses: z.array(ClauseInput).max(40),
};

/** Records other than agreements, plans and goals by which one side lets the other expect something by a day. */
export const EXPECTATIONS = ['offer', 'content', 'action'] as const;
export type ExpectationSource = (typeof EXPECTATIONS)[number];

/** What a side can owe the other past its time. */
export const OWED = [
  'clock',
  'question',
  'confirmation',
  'action',
  'content',
  'brief',
  'plan_item',
  'promise',
  'debrief',
  'challenge',
] as const;
export type Owed = (typeof OWED)[number];
