import { z } from 'zod';
import { OutcomeName, PatternItem } from '#modules/patterns/schema.ts';
import { PARTIES } from '#modules/signatures/schema.ts';
import { Day, Done, endpoint, Id, Instant, Named } from '#modules/team/schema.ts';
import { Paged } from '#platform/shared/paging.ts';
import { About, ENTRY_KINDS, Figure, OUTCOMES, SHORTEST_OUTCOME, STATES, SUBJECTS } from './schema.ts';

const Line = z.string().trim().min(3, 'Say in a line what is wrong.').max(300);

const Summary = z.object({
  id: Id,
  subject: z.enum(SUBJECTS),
  what: z.string(),
  raisedBy: Named.nullable(),
  raisedAt: Instant,
  /** The side that owes an answer, and who of it. */
  toParty: z.enum(PARTIES),
  answerer: Named.nullable(),
  dueOn: Day,
  /** An answer is owed and its day has passed. */
  overdue: z.boolean(),
  state: z.enum(STATES),
  outcome: z.enum(OUTCOMES).nullable(),
  outcomeNote: z.string().nullable(),
  closedBy: Named.nullable(),
  closedAt: Instant.nullable(),
  /** Records it is about in all; the first of them are attached. */
  total: z.int(),
  entries: z.int(),
  mine: z.boolean(),
});
export type Summary = z.output<typeof Summary>;

/** What stands behind it. A record out of the caller's reach is there without id and name. */
const Attached = z.object({
  kind: z.enum(['lead', 'campaign']),
  id: Id.nullable(),
  name: z.string().nullable(),
  company: z.string().nullable(),
  stage: z.string().nullable(),
  label: z.string().nullable(),
  reason: z.string().nullable(),
});

export const openDiscussion = endpoint({
  name: 'openDiscussion',
  method: 'POST',
  path: '/discussions',
  input: z.object({
    about: About,
    what: Line,
    /** Only where it is not the other side of the caller's own. */
    toParty: z.enum(PARTIES).optional(),
    /** Three working days from now where absent. */
    dueOn: Day.optional(),
  }),
  output: z.object({ id: Id, answerer: Named.nullable(), dueOn: Day }),
  permission: 'lead:return',
  summary: 'Opens a discussion with the other team on what is wrong; records and figures are attached, and an answer is owed by a day.',
});

export const listDiscussions = endpoint({
  name: 'listDiscussions',
  method: 'GET',
  path: '/discussions',
  input: z.object({
    which: z.enum(['open', 'closed', 'mine']).default('open'),
    leadId: Id.optional(),
    campaignId: Id.optional(),
    ...Paged,
  }),
  output: z.object({
    items: z.array(Summary),
    next: z.string().nullable(),
    counts: z.object({ open: z.int(), overdue: z.int(), mine: z.int() }),
  }),
  permission: 'report:read',
  summary: 'Discussions between the teams: the open ones by the day an answer is owed, the closed ones with their outcome.',
});

export const getDiscussion = endpoint({
  name: 'getDiscussion',
  method: 'GET',
  path: '/discussions/:id',
  input: z.object({ id: Id }),
  output: Summary.omit({ entries: true }).extend({
    figures: z.array(Figure),
    /** Of a pattern: its attributes; an attribute that the caller may not see is null. */
    pattern: z
      .object({
        outcome: OutcomeName,
        /** It was looked at among some of the leads only: a channel, a campaign, a reason. */
        narrowed: z.boolean(),
        items: z.array(PatternItem.extend({ label: z.string(), valueLabel: z.string() }).nullable()),
      })
      .nullable(),
    records: z.array(Attached),
    entries: z.array(z.object({ id: Id, kind: z.enum(ENTRY_KINDS), body: z.string(), by: Named.nullable(), at: Instant })),
    people: z.array(Named),
    may: z.object({ write: z.boolean(), answer: z.boolean(), join: z.boolean(), leave: z.boolean(), close: z.boolean() }),
  }),
  permission: 'report:read',
  summary: 'One discussion: what it is about, with records, figures and what was said.',
});

export const writeToDiscussion = endpoint({
  name: 'writeToDiscussion',
  method: 'POST',
  path: '/discussions/:id/entries',
  input: z.object({ id: Id, body: z.string().trim().min(3, 'Write a sentence.').max(2000) }),
  output: z.object({ id: Id, kind: z.enum(ENTRY_KINDS) }),
  permission: 'lead:return',
  summary: 'Says something in a discussion. The first word of the side that was asked is its answer. Whoever writes takes part.',
});

export const setParticipation = endpoint({
  name: 'setParticipation',
  method: 'PUT',
  path: '/discussions/:id/participation',
  input: z.object({ id: Id, joined: z.boolean() }),
  output: Done,
  permission: 'lead:return',
  summary: 'Takes part in a discussion, or no longer.',
});

export const closeDiscussion = endpoint({
  name: 'closeDiscussion',
  method: 'PUT',
  path: '/discussions/:id/outcome',
  input: z.object({
    id: Id,
    outcome: z.enum(OUTCOMES),
    note: z.string().trim().min(SHORTEST_OUTCOME, 'Say what was changed, or why it stays.').max(1000),
  }),
  output: Done,
  permission: 'lead:return',
  summary: 'Closes a discussion with its outcome: what was changed, or why it stays as it is.',
});
