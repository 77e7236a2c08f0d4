import { z } from 'zod';
import { Criteria } from '#modules/criteria/schema.ts';
import { Intent } from '#modules/gate/schema.ts';
import { Done, endpoint, Id, Instant, Named } from '#modules/team/schema.ts';
import { Paged } from '#platform/shared/paging.ts';
import { Hours, MESSAGE_CODES, MESSAGE_STATES, SEND_KINDS, SEND_STATES, SENDERS, SendFields, STATE_CODES } from '../schema.ts';

/** How many messages are in which state; `leftOut` are those who were left out when the audience was put together. */
export const MessageCounts = z.object({
  total: z.int(),
  states: z.array(z.object({ state: z.enum(MESSAGE_STATES), n: z.int() })),
  /** Why messages did not go, the most frequent first. */
  codes: z.array(z.object({ code: z.enum(MESSAGE_CODES), state: z.enum(MESSAGE_STATES), leftOut: z.boolean(), n: z.int() })),
});

const SendRow = z.object({
  id: Id,
  name: z.string(),
  side: z.enum(SENDERS),
  kind: z.enum(SEND_KINDS),
  state: z.enum(SEND_STATES),
  /** Of a pause, a stop, a cancellation. */
  stateCode: z.enum(STATE_CODES).nullable(),
  stateNote: z.string().nullable(),
  stateBy: Named.nullable(),
  stateAt: Instant,
  timing: SendFields.timing,
  plannedAt: Instant.nullable(),
  startedAt: Instant.nullable(),
  endedAt: Instant.nullable(),
  changedAt: Instant,
  createdBy: Named.nullable(),
  /** People in the audience so far, and of them handed over, still to come and left out or stopped. */
  people: z.int(),
  gone: z.int(),
  open: z.int(),
  stopped: z.int(),
});

export const listSends = endpoint({
  name: 'listSends',
  method: 'GET',
  path: '/sends',
  input: z.object({ state: z.enum(SEND_STATES).optional(), q: z.string().max(200).optional(), ...Paged }),
  output: z.object({ items: z.array(SendRow), next: z.string().nullable(), mayWrite: z.boolean() }),
  permission: 'record:read',
  summary: 'Mailings, those that were changed last first, with how far each has come.',
});

const Variant = z.object({
  id: Id,
  name: z.string(),
  share: z.number(),
  template: Named,
  /** The version that goes out, once it is scheduled; until then the newest published one, null where none is. */
  number: z.int().nullable(),
  subject: z.string().nullable(),
});

export const PROBLEM_LEVELS = ['stop', 'hint'] as const;
/** Something to do before it can go (`stop`) or to know (`hint`). */
export const SendProblem = z.object({
  level: z.enum(PROBLEM_LEVELS),
  code: z.enum([
    'no_variant',
    'no_version',
    'archived_template',
    'shares',
    'no_audience',
    'audience_unreadable',
    'no_purpose',
    'no_sender',
    'no_postal_address',
    'no_time',
    'time_passed',
    'no_metric',
    'offer_missing',
    'offer_over',
    'offer_not_running',
    'outdated_claim',
    'no_server',
    'unsigned_domain',
    'review_not_asked',
    'review_open',
    'review_against',
  ]),
  /** What is wrong and what to do, for people. */
  message: z.string(),
  /** The field of the mailing it is about. */
  field: z.string().nullable(),
});

export const getSend = endpoint({
  name: 'getSend',
  method: 'GET',
  path: '/sends/:id',
  input: z.object({ id: Id }),
  output: SendRow.extend({
    ...SendFields,
    variants: z.array(Variant),
    viewId: Id.nullable(),
    criteria: Criteria.nullable(),
    /** Names of what is chosen. */
    offer: Named.nullable(),
    purpose: Named.nullable(),
    sender: Named.extend({ email: z.string() }).nullable(),
    campaign: Named.nullable(),
    view: Named.nullable(),
    hours: Hours.nullable(),
    scheduledBy: Named.nullable(),
    scheduledAt: Instant.nullable(),
    /** When the audience is put together, how many are in it so far, when it was complete. */
    freezeAt: Instant.nullable(),
    frozenN: z.int(),
    frozenAt: Instant.nullable(),
    counts: MessageCounts,
    /** What the gate is asked; with it `listChecked` gives the people behind each figure of a preview. */
    intent: Intent,
    winner: Named.nullable(),
    /** The mailing that this one tries out on so many people; null where it is no test. */
    test: z.object({ of: Named.nullable(), people: z.int() }).nullable(),
    decidedAt: Instant.nullable(),
    problems: z.array(SendProblem),
    mayWrite: z.boolean(),
    /** Whether the caller may let a stopped one go on. */
    mayRelease: z.boolean(),
  }),
  permission: 'record:read',
  summary: 'One mailing: what goes to whom and when, how far it is, what is still to do before it can go.',
});

const Audience = { viewId: Id.nullable(), criteria: Criteria.nullable() };
/** Every field may be absent; a new mailing then has the usual value. */
const Draft = z.object({ ...SendFields, ...Audience }).partial();

export const createSend = endpoint({
  name: 'createSend',
  method: 'POST',
  path: '/sends',
  input: Draft.required({ name: true }),
  output: z.object({ id: Id }),
  permission: 'campaign:write',
  summary: 'Begins a mailing as a draft.',
});

export const changeSend = endpoint({
  name: 'changeSend',
  method: 'PATCH',
  path: '/sends/:id',
  input: Draft.extend({ id: Id }),
  output: Done,
  permission: 'campaign:write',
  summary: 'Changes a draft. What is absent stays. An audience is a saved list or a condition: giving one takes the other away.',
});

export const copySend = endpoint({
  name: 'copySend',
  method: 'POST',
  path: '/sends/:id/copies',
  input: z.object({ id: Id }),
  output: z.object({ id: Id }),
  permission: 'campaign:write',
  summary: 'Makes a new draft of a mailing, with everything but its time.',
});

export const deleteSend = endpoint({
  name: 'deleteSend',
  method: 'DELETE',
  path: '/sends/:id',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'campaign:write',
  summary: 'Throws a draft away. What was once scheduled stays.',
});
