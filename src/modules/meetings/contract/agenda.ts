import { z } from 'zod';
import { text } from '#modules/activities/schema.ts';
import { PARTIES } from '#modules/signatures/schema.ts';
import { Day, Done, endpoint, Id, Instant, Named } from '#modules/team/schema.ts';
import { Cause, DECISION_KINDS, Evidence, HAND_SOURCES, SOURCES } from '../schema.ts';

const Row = Evidence.extend({ name: z.string().nullable(), href: Id.nullable() });
const Action = z.object({ id: Id, taskId: Id, what: z.string(), owner: Named.nullable(), dueAt: Instant.nullable(), done: z.boolean() });

const Item = z.object({
  id: Id,
  source: z.enum(SOURCES),
  sentence: z.string(),
  k: z.int().nullable(),
  n: z.int().nullable(),
  /** Rows in all; the first of them are kept. */
  total: z.int(),
  minutes: z.int(),
  aside: z.boolean(),
  note: z.string(),
  addedBy: Named.nullable(),
  /** What gets to the root of such a problem. */
  ask: z.array(z.string()),
  /** Kinds of decisions that usually set such a thing right, the likeliest first. */
  fits: z.array(z.enum(DECISION_KINDS)),
  actions: z.array(Action),
});

export const getAgenda = endpoint({
  name: 'getAgenda',
  method: 'GET',
  path: '/meetings/:id/agenda',
  input: z.object({ id: Id }),
  output: z.object({
    items: z.array(Item),
    questions: z.array(
      z.object({
        id: Id,
        party: z.enum(PARTIES),
        body: z.string(),
        askedBy: Named.nullable(),
        carried: z.int(),
        answer: z.string().nullable(),
        answeredBy: Named.nullable(),
      }),
    ),
    /** Sides that have asked nothing yet. */
    silent: z.array(z.enum(PARTIES)),
    minutes: z.int(),
  }),
  permission: 'report:read',
  summary: 'The agenda of a meeting with what was asked beforehand, the notes and the actions.',
});

export const writeAgenda = endpoint({
  name: 'writeAgenda',
  method: 'POST',
  path: '/meetings/:id/agenda',
  input: z.object({ id: Id }),
  output: z.object({ added: z.int() }),
  permission: 'lead:return',
  summary: 'Looks at the record now and puts what it finds on the agenda, each with its rows.',
});

export const publishAgenda = endpoint({
  name: 'publishAgenda',
  method: 'PUT',
  path: '/meetings/:id/agenda/publication',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'agreement:write',
  summary: 'Sends the agenda to the people of the meeting now; by itself that happens a day ahead.',
});

export const listEvidence = endpoint({
  name: 'listEvidence',
  method: 'GET',
  path: '/meetings/:id/agenda/:itemId/rows',
  input: z.object({ id: Id, itemId: Id }),
  output: z.object({ items: z.array(Row), total: z.int() }),
  permission: 'report:read',
  summary: 'The rows behind an item as they were when it was written; names only of what the caller may see.',
});

export const addItem = endpoint({
  name: 'addAgendaItem',
  method: 'POST',
  path: '/meetings/:id/agenda/items',
  input: z.object({
    id: Id,
    what: z.enum(HAND_SOURCES).default('topic'),
    sentence: text(500).min(3, 'Write a sentence.'),
    minutes: z.int().min(1).max(240).default(5),
    /** Leads that it is about; a complaint has some. */
    leadIds: z.array(Id).max(50).default([]),
  }),
  output: z.object({ id: Id }),
  permission: 'lead:return',
  summary: 'Puts something on the agenda by hand. A complaint brings the records that it is about.',
});

export const changeItem = endpoint({
  name: 'changeAgendaItem',
  method: 'PATCH',
  path: '/meetings/:id/agenda/items/:itemId',
  input: z.object({
    id: Id,
    itemId: Id,
    minutes: z.int().min(1).max(240).optional(),
    aside: z.boolean().optional(),
    note: text(10_000).optional(),
    /** The notes as the writer has read them: what somebody else wrote meanwhile is not written over. Absent: whatever is there is replaced. */
    noteBefore: text(10_000).optional(),
    /** Goes before this one. */
    move: z.enum(['up', 'down']).optional(),
  }),
  output: Done,
  permission: 'lead:return',
  summary: 'Orders or times an item, puts it aside, or writes its notes.',
});

export const askQuestion = endpoint({
  name: 'askForMeeting',
  method: 'POST',
  path: '/meetings/:id/questions',
  input: z.object({ id: Id, body: text(1000).min(5, 'Write the question.') }),
  output: z.object({ id: Id }),
  permission: 'lead:return',
  summary: 'Files a question for the meeting; unanswered it goes on to the next one.',
});

export const answerQuestion = endpoint({
  name: 'answerForMeeting',
  method: 'PUT',
  path: '/meetings/:id/questions/:questionId/answer',
  input: z.object({ id: Id, questionId: Id, answer: text(2000).min(2, 'Write the answer.') }),
  output: Done,
  permission: 'lead:return',
  summary: 'Answers a question that was filed for the meeting.',
});

export const addAction = endpoint({
  name: 'addMeetingAction',
  method: 'POST',
  path: '/meetings/:id/actions',
  input: z.object({ id: Id, itemId: Id.nullable().default(null), what: text(300).min(3, 'Say what is done.'), ownerId: Id, dueOn: Day }),
  output: z.object({ id: Id, taskId: Id }),
  permission: 'lead:return',
  summary: 'Somebody does something until a day: a task of theirs.',
});

export const openMeeting = endpoint({
  name: 'openMeeting',
  method: 'PUT',
  path: '/meetings/:id/opening',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'lead:return',
  summary: 'Begins the meeting: notes are taken from now on.',
});

export const closeMeeting = endpoint({
  name: 'closeMeeting',
  method: 'PUT',
  path: '/meetings/:id/minutes',
  input: z.object({ id: Id }),
  output: z.object({ carried: z.int(), mailed: z.int() }),
  permission: 'lead:return',
  summary: 'Closes the minutes and sends them to the people of the meeting. Both sides were there, or it is not closed.',
});

const RootCause = z.object({
  id: Id,
  problem: z.string(),
  byItself: z.boolean(),
  k: z.int().nullable(),
  n: z.int().nullable(),
  openedAt: Instant,
  closedAt: Instant.nullable(),
  checkOn: Day.nullable(),
  causes: z.int(),
  actions: z.int(),
});

export const listRootCauses = endpoint({
  name: 'listRootCauses',
  method: 'GET',
  path: '/root-causes',
  input: z.object({ which: z.enum(['open', 'closed', 'all']).default('all') }),
  output: z.object({ items: z.array(RootCause), mayOpen: z.boolean() }),
  permission: 'report:read',
  summary: 'Problems that both teams look into: the open ones first.',
});

export const openRootCause = endpoint({
  name: 'openRootCause',
  method: 'POST',
  path: '/root-causes',
  input: z.object({
    problem: text(300).min(10, 'Say in a sentence what does not work.'),
    leadIds: z.array(Id).max(50).default([]),
    meetingId: Id.nullable().default(null),
  }),
  output: z.object({ id: Id }),
  permission: 'lead:return',
  summary: 'Opens a problem that both teams get to the root of.',
});

export const getRootCause = endpoint({
  name: 'getRootCause',
  method: 'GET',
  path: '/root-causes/:id',
  input: z.object({ id: Id }),
  output: RootCause.omit({ causes: true, actions: true }).extend({
    meeting: z.object({ id: Id, title: z.string(), startsAt: Instant }).nullable(),
    present: z.array(z.enum(PARTIES)),
    evidence: z.array(Row),
    total: z.int(),
    causes: z.array(Cause.extend({ fits: z.array(z.enum(DECISION_KINDS)) })),
    actions: z.array(Action),
    /** Usual causes of such a problem, to be ruled out one by one. */
    candidates: z.array(z.string()),
    outcome: z.string().nullable(),
    /** What it still lacks before it can be closed. */
    missing: z.array(z.enum(['cause', 'action', 'check', 'both_teams'])),
    may: z.object({ write: z.boolean() }),
  }),
  permission: 'report:read',
  summary: 'One problem: its evidence, the causes with their whys, the actions, and when it is looked at again.',
});

export const writeRootCause = endpoint({
  name: 'writeRootCause',
  method: 'PUT',
  path: '/root-causes/:id',
  input: z.object({ id: Id, causes: z.array(Cause).max(10), checkOn: Day.nullable(), meetingId: Id.nullable() }),
  output: Done,
  permission: 'lead:return',
  summary: 'Writes the causes, the day of the check-back and the meeting at which both teams looked at it.',
});

export const addRootCauseAction = endpoint({
  name: 'addRootCauseAction',
  method: 'POST',
  path: '/root-causes/:id/actions',
  input: z.object({ id: Id, what: text(300).min(3, 'Say what is done.'), ownerId: Id, dueOn: Day }),
  output: z.object({ id: Id, taskId: Id }),
  permission: 'lead:return',
  summary: 'Somebody does something about it until a day.',
});

export const closeRootCause = endpoint({
  name: 'closeRootCause',
  method: 'PUT',
  path: '/root-causes/:id/outcome',
  input: z.object({ id: Id, outcome: text(1000).min(10, 'Say what was found and done.') }),
  output: Done,
  permission: 'lead:return',
  summary: 'Closes it: with a cause, an action, a day on which it is looked at again, and both teams at its meeting.',
});
