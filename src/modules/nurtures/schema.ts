import { z } from 'zod';
import { text } from '#modules/activities/schema.ts';
import { Criteria, EVERYTHING } from '#modules/criteria/schema.ts';
import { AUDIENCES } from '#modules/gate/schema.ts';
import { TACTICS } from '#modules/handoffs/schema.ts';
import { STAGES } from '#modules/leads/schema.ts';
import { Id, Instant, Named, RoleName } from '#modules/team/schema.ts';

/** What a track is for: people who are not ready, customers, people of an open deal, and a rep's own steps with one person. */
export const TRACK_KINDS = ['nurture', 'retention', 'deal_support', 'sequence'] as const;
export type TrackKind = (typeof TRACK_KINDS)[number];
export const TRACK_STATES = ['draft', 'running', 'paused', 'ended'] as const;
export type TrackState = (typeof TRACK_STATES)[number];
export const TRACK_SIDES = ['marketing', 'sales'] as const;
export const sideOf = (kind: TrackKind): (typeof TRACK_SIDES)[number] => (kind === 'sequence' ? 'sales' : 'marketing');
export { AUDIENCES };
export type Audience = (typeof AUDIENCES)[number];

export const MOST = {
  nodes: 120,
  edges: 300,
  triggers: 10,
  branches: 8,
  arms: 6,
  enrolAtOnce: 500,
  immediateSteps: 40,
  hooks: 20,
} as const;

/** Names a node for good: people keep their place by it when the track changes. */
export const NodeId = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,39}$/, 'Use small letters, digits, - and _.');
const PortId = NodeId;

export const WAIT_UNITS = ['minute', 'hour', 'day', 'week'] as const;
const Span = z.strictObject({ n: z.int().min(0, 'Use 0 or more.').max(1_000, 'Use at most 1,000.'), unit: z.enum(WAIT_UNITS) });
export type WaitSpan = z.infer<typeof Span>;
const WallTime = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'Write the time as HH:MM.');
const Weekdays = z
  .array(z.int().min(1).max(7))
  .min(1, 'Choose a day.')
  .max(7)
  .refine((days) => new Set(days).size === days.length, 'A day is named twice.');
const FieldKey = z.string().min(1).max(120);
const Words = (most: number) => text(most);

// ---------------------------------------------------------------- what starts a track, and what it is for
export const TRIGGER_EVENTS = ['by_hand', 'criteria', 'form', 'stage', 'recycled', 'asset', 'clicked', 'purchase', 'date', 'list'] as const;
/** A null names no one in particular: any form, any document, any mail. */
export const TriggerOn = z.discriminatedUnion('event', [
  z.strictObject({ event: z.literal('by_hand') }),
  /** Becomes true of somebody; who met it already when the track began is not meant. */
  z.strictObject({ event: z.literal('criteria'), criteria: Criteria }),
  z.strictObject({ event: z.literal('form'), formId: Id.nullable() }),
  z.strictObject({ event: z.literal('stage'), stages: z.array(z.enum(STAGES)).min(1, 'Choose a stage.').max(STAGES.length) }),
  /** No reason at all: any of them. */
  z.strictObject({ event: z.literal('recycled'), reasonIds: z.array(Id).max(100) }),
  z.strictObject({ event: z.literal('asset'), assetId: Id.nullable() }),
  z.strictObject({ event: z.literal('clicked'), templateId: Id.nullable() }),
  z.strictObject({ event: z.literal('purchase') }),
  /** So many days after the day in the field; before it where negative. */
  z.strictObject({ event: z.literal('date'), field: FieldKey, days: z.int().min(-365).max(365) }),
  /** Comes onto a list (a saved view of people). */
  z.strictObject({ event: z.literal('list'), viewId: Id }),
]);
export type TriggerOn = z.infer<typeof TriggerOn>;

export const GOAL_EVENTS = ['replied', 'clicked', 'meeting', 'form', 'asset', 'handed_off', 'deal_opened', 'deal_won', 'purchase'] as const;
export type GoalEvent = (typeof GOAL_EVENTS)[number];
export const GoalOn = z.union([
  z.strictObject({ events: z.array(z.enum(GOAL_EVENTS)).min(1, 'Choose what counts as reached.').max(GOAL_EVENTS.length) }),
  z.strictObject({ criteria: Criteria }),
]);
export type GoalOn = z.infer<typeof GoalOn>;

// ---------------------------------------------------------------- what a track waits for
export const WaitUntil = z.discriminatedUnion('by', [
  /** With a calendar of the agreement, only its hours count. */
  z.strictObject({ by: z.literal('duration'), span: Span, calendarId: Id.nullable().default(null) }),
  /** The next moment between two times of a day, by the person's clock where it is known. */
  z.strictObject({
    by: z.literal('window'),
    weekdays: Weekdays,
    from: WallTime,
    to: WallTime,
    zone: z.enum(['person', 'workspace']).default('person'),
  }),
  /** The next moment that the calendar counts. */
  z.strictObject({ by: z.literal('hours'), calendarId: Id }),
  z.strictObject({ by: z.literal('date'), field: FieldKey, days: z.int().min(-365).max(365), at: WallTime.default('09:00') }),
  /** Ports `met` and `late`. */
  z.strictObject({ by: z.literal('criteria'), criteria: Criteria, limit: Span }),
]);
export type WaitUntil = z.infer<typeof WaitUntil>;

// ---------------------------------------------------------------- what a track does
/** Who is meant; found when the step comes. `owner`: who owns the deal, the lead or the person. */
export const Whom = z.discriminatedUnion('who', [
  z.strictObject({ who: z.enum(['owner', 'enroller', 'track_owner']) }),
  z.strictObject({ who: z.literal('member'), memberId: Id }),
  z.strictObject({ who: z.literal('role'), role: RoleName }),
]);
export type Whom = z.infer<typeof Whom>;

export const TASKS = ['call', 'todo', 'linkedin', 'postal'] as const;
/** What a step may write. Everything else belongs to people. */
export const SETTABLE = ['jobFunction', 'seniority', 'buyingRole', 'sourceChannel', 'source', 'locale', 'interests'] as const;
export const ON_BLOCK = ['skip', 'end'] as const;

/** Whose name stands on it: the person's owner, whoever put them on the track, a sender of the templates. */
export const MailFrom = z.discriminatedUnion('by', [
  z.strictObject({ by: z.enum(['owner', 'enroller']) }),
  z.strictObject({ by: z.literal('sender'), senderId: Id }),
]);
export const MailWhat = z.union([
  z.strictObject({ templateId: Id }),
  /** Own words, in the language of the templates. */
  z.strictObject({
    subject: Words(300).min(1, 'Write a subject.'),
    text: Words(10_000).min(1, 'Write the mail.'),
  }),
]);
export type MailWhat = z.infer<typeof MailWhat>;

const common = {
  id: NodeId,
  name: Words(80).default(''),
  /** Where it stands on the canvas. */
  at: z.strictObject({ x: z.number().min(-100_000).max(100_000), y: z.number().min(-100_000).max(100_000) }).default({ x: 0, y: 0 }),
};
const Tag = text(60).min(1);
export const TrackNode = z.discriminatedUnion('type', [
  z.strictObject({ ...common, type: z.literal('trigger'), on: TriggerOn }),
  z.strictObject({ ...common, type: z.literal('goal'), on: GoalOn }),
  z.strictObject({ ...common, type: z.literal('wait'), until: WaitUntil }),
  /** The first branch that is met; `else` where none is. */
  z.strictObject({
    ...common,
    type: z.literal('branch'),
    branches: z
      .array(z.strictObject({ id: PortId, name: Words(80).min(1, 'Name the branch.'), criteria: Criteria }))
      .min(1, 'Add a branch.')
      .max(MOST.branches),
  }),
  /** Shares are weights: 1 and 1 is half and half. A person comes out the same way each time. */
  z.strictObject({
    ...common,
    type: z.literal('split'),
    arms: z
      .array(z.strictObject({ id: PortId, name: Words(80).min(1, 'Name the way.'), share: z.int().min(0).max(1_000) }))
      .min(2, 'Add a second way.')
      .max(MOST.arms),
  }),
  z.strictObject({
    ...common,
    type: z.literal('mail'),
    what: MailWhat,
    from: MailFrom.default({ by: 'owner' }),
    offerId: Id.nullable().default(null),
    topics: z.array(z.string().trim().min(1).max(100)).max(20).default([]),
    /** The rep reads, changes and sends it; only in a sequence. */
    review: z.boolean().default(false),
    onBlock: z.enum(ON_BLOCK).default('skip'),
  }),
  z.strictObject({
    ...common,
    type: z.literal('task'),
    what: z.enum(TASKS),
    subject: Words(300).min(1, 'Write what is to be done.'),
    body: Words(5_000).default(''),
    for: Whom.default({ who: 'owner' }),
    due: Span.default({ n: 1, unit: 'day' }),
    /** Goes on when it is done, or when a week has passed since it was due. */
    waits: z.boolean().default(false),
  }),
  z.strictObject({ ...common, type: z.literal('handoff'), why: Words(500).min(10, 'Say in a sentence why Sales should call.') }),
  z.strictObject({ ...common, type: z.literal('tag'), add: z.array(Tag).max(20).default([]), remove: z.array(Tag).max(20).default([]) }),
  z.strictObject({ ...common, type: z.literal('field'), field: z.enum(SETTABLE), value: Words(200).min(1, 'Write the value.') }),
  z.strictObject({ ...common, type: z.literal('notify'), to: Whom, text: Words(500).min(1, 'Write what to tell.') }),
  z.strictObject({ ...common, type: z.literal('webhook'), hookId: Id }),
  /** Notes on the recycle plan how the person is warmed. */
  z.strictObject({ ...common, type: z.literal('tactic'), tactic: z.enum(TACTICS) }),
  z.strictObject({ ...common, type: z.literal('end') }),
]);
export type TrackNode = z.infer<typeof TrackNode>;
export type NodeType = TrackNode['type'];
export type NodeOf<T extends NodeType> = Extract<TrackNode, { type: T }>;

/** From a port of one node to another. Ports: `next`; `met` and `late` of a wait for criteria; branches and `else`; arms of a split. */
export const TrackEdge = z.strictObject({ from: NodeId, port: PortId, to: NodeId });
export type TrackEdge = z.infer<typeof TrackEdge>;
export const Graph = z.strictObject({ nodes: z.array(TrackNode).max(MOST.nodes), edges: z.array(TrackEdge).max(MOST.edges) });
export type Graph = z.infer<typeof Graph>;

// ---------------------------------------------------------------- who comes in, and what takes them off
export const EXIT_EVENTS = ['replied', 'meeting', 'deal_opened', 'deal_won', 'purchase', 'became_customer'] as const;
export type ExitEvent = (typeof EXIT_EVENTS)[number];
export const TrackSettings = z.strictObject({
  entry: Criteria.default(EVERYTHING),
  again: z
    .discriminatedUnion('mode', [
      z.strictObject({ mode: z.literal('once') }),
      z.strictObject({ mode: z.literal('always') }),
      z.strictObject({ mode: z.literal('after'), days: z.int().min(1).max(3_650) }),
    ])
    .default({ mode: 'once' }),
  /** Days of rest after a track of the same kind. */
  coolDownDays: z.int().min(0).max(365).default(0),
  /** Not while the person is on another track of the same kind. */
  oneOfKind: z.boolean().default(true),
  /** Of a hundred who would come in, so many are kept back at random, to compare with. Of tracks of Marketing only. */
  holdOut: z.number().min(0).max(50).multipleOf(0.1).default(0),
  /** Besides these, an opt-out, an address that does not exist and the trash always end it; a rep's hold pauses it. */
  exits: z.array(z.enum(EXIT_EVENTS)).max(EXIT_EVENTS.length).default(['replied', 'meeting', 'deal_opened', 'deal_won', 'purchase']),
});
export type TrackSettings = z.infer<typeof TrackSettings>;
/** What is versioned together. */
export const Content = z.strictObject({ graph: Graph, settings: TrackSettings });
export type Content = z.infer<typeof Content>;

// ---------------------------------------------------------------- a person on a track
/** `waiting`: its time comes, or something is awaited. `review`: a mail waits for the rep. Left: `finished`, `reached` (a goal), `left`, `failed`. */
export const ENROLMENT_STATES = ['waiting', 'review', 'finished', 'reached', 'left', 'failed'] as const;
export type EnrolmentState = (typeof ENROLMENT_STATES)[number];
export const OPEN_STATES = ['waiting', 'review'] as const;
/** What an enrolment waits for at its node. */
export const AWAITED = ['time', 'criteria', 'task', 'message', 'hold', 'review'] as const;
export type Awaited = (typeof AWAITED)[number];
export const LEFT_WHY = [
  ...EXIT_EVENTS,
  'opted_out',
  'bounced',
  'audience',
  'blocked',
  'by_hand',
  'deal_closed',
  'track_ended',
  'trashed',
  'came_back',
  'merged',
  'no_way_on',
] as const;
export type LeftWhy = (typeof LEFT_WHY)[number];
export const ENTERED_BY = [...TRIGGER_EVENTS, 'assignment', 'deal_support', 'sequence'] as const;
export type EnteredBy = (typeof ENTERED_BY)[number];
/** What became of one step. */
export const STEP_OUTCOMES = ['passed', 'queued', 'done', 'skipped', 'blocked', 'late', 'reached', 'done_before', 'failed'] as const;
export type StepOutcome = (typeof STEP_OUTCOMES)[number];
/** Why somebody does not come onto a track. */
export const NOT_ENTERED = [
  'not_there',
  'not_running',
  'on_it',
  'once',
  'too_soon',
  'cool_down',
  'other_track',
  'audience',
  'entry',
  'no_address',
  'kept_back',
] as const;
export type NotEntered = (typeof NOT_ENTERED)[number];

/** Tracks that can keep people back: whom a rep puts on a sequence or a deal's support was chosen. */
export const HOLDING: readonly TrackKind[] = ['nurture', 'retention'];
/** So long after coming in what becomes of people is compared, and so long who was kept back stays away. */
export const HOLD_OUT_DAYS = 180;
/** Longer than this nobody waits until enough people have come in. */
export const HOLD_OUT_WEEKS = 26;

// ---------------------------------------------------------------- around the tracks
export const REMOVED = ['next', 'stay'] as const;
/** Where people go whose node is gone: on to the next that is left, or to the end on the version they are on. */
export type Removed = (typeof REMOVED)[number];

/** The first line that fits is taken; one without any condition is the usual. */
export const AssignmentLine = z.strictObject({
  reasonId: Id.nullable(),
  interest: z.string().trim().min(1).max(60).nullable(),
  stage: z.enum(STAGES).nullable(),
  trackId: Id,
  /** Begins so many days before the day from which the lead may come back. */
  daysBefore: z.int().min(0).max(365).default(0),
});
export type AssignmentLine = z.infer<typeof AssignmentLine>;

export const SUPPORT_STATES = ['requested', 'running', 'declined', 'withdrawn', 'ended'] as const;
export type SupportState = (typeof SUPPORT_STATES)[number];

export const SIGNALS = ['late_order', 'competitor', 'renewal', 'complaint', 'falling', 'no_contact'] as const;
export type Signal = (typeof SIGNALS)[number];
export const RetentionSettings = z.strictObject({
  /** Words that name a competitor, looked for in notes, calls and mails. */
  competitors: z.array(z.string().trim().min(2).max(60)).max(100).default([]),
  /** A date field of the company's own, by key; null: none is kept. */
  renewalField: z.string().max(60).nullable().default(null),
  renewalDays: z.int().min(1).max(365).default(60),
  /** So many times the usual gap between orders without one. */
  lateFactor: z.number().min(1).max(5).default(1.5),
  /** Days in which mentions and complaints count. */
  recentDays: z.int().min(7).max(365).default(90),
});
export type RetentionSettings = z.infer<typeof RetentionSettings>;

export const HOOK_DELIVERY_STATES = ['waiting', 'delivered', 'failed'] as const;
export const STARTERS = ['recycled_timing', 'welcome', 'customer_care', 'deal_support', 'rep_sequence'] as const;
export type StarterKey = (typeof STARTERS)[number];

// ---------------------------------------------------------------- what is shown
export const Problem = z.object({ nodeId: z.string().nullable(), message: z.string(), level: z.enum(['stop', 'hint']) });
export type Problem = z.infer<typeof Problem>;
export { Named } from '#modules/team/schema.ts';
export { Rate } from '#platform/shared/rate.ts';
export const EnrolmentRow = z.object({
  id: Id,
  track: Named,
  kind: z.enum(TRACK_KINDS),
  version: z.int(),
  contact: Named,
  company: Named.nullable(),
  dealId: Id.nullable(),
  leadId: Id.nullable(),
  state: z.enum(ENROLMENT_STATES),
  /** Null where the person has left. */
  node: z.object({ id: z.string(), name: z.string(), type: z.string() }).nullable(),
  awaits: z.enum(AWAITED).nullable(),
  dueAt: Instant.nullable(),
  /** Why it waits longer, in words: the gate's hold until a day. */
  note: z.string().nullable(),
  enteredAt: Instant,
  enteredBy: z.enum(ENTERED_BY),
  enteredByMember: Named.nullable(),
  endedAt: Instant.nullable(),
  leftWhy: z.enum(LEFT_WHY).nullable(),
  reachedAt: Instant.nullable(),
});
export type EnrolmentRow = z.infer<typeof EnrolmentRow>;

/** The ways that lead on from a node. */
export function portsOf(node: TrackNode): string[] {
  if (node.type === 'end') return [];
  if (node.type === 'branch') return [...node.branches.map(({ id }) => id), 'else'];
  if (node.type === 'split') return node.arms.map(({ id }) => id);
  if (node.type === 'wait' && node.until.by === 'criteria') return ['met', 'late'];
  return ['next'];
}

/** Nodes that people come to from outside of the graph: no way leads to them. */
export const isEntrance = ({ type }: TrackNode): boolean => type === 'trigger' || type === 'goal';

export const NODE_TYPES = [
  'trigger',
  'goal',
  'wait',
  'branch',
  'split',
  'mail',
  'task',
  'handoff',
  'tag',
  'field',
  'notify',
  'webhook',
  'tactic',
  'end',
] as const satisfies readonly NodeType[];
