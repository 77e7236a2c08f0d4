import { z } from 'zod';
import { Done, endpoint, Id, Instant } from '#modules/team/schema.ts';
import { Paged } from '#platform/shared/paging.ts';
import {
  ACTIVITY_KINDS,
  ActivityRow,
  CALL_OUTCOMES,
  CONSENTS,
  DIRECTIONS,
  INSIGHT_KINDS,
  Insight,
  MEETING_OUTCOMES,
  MOST_TEXT,
  NextStep,
  Recording,
  SIDES,
  SUBJECTS,
  SubjectIds,
  TASK_STATUSES,
  TaskRow,
  Timeliness,
  TimelinessLine,
  text,
} from './schema.ts';

const Logged = z.object({ id: Id, taskId: Id.nullable() });
const Common = {
  ...SubjectIds,
  /** When it happened; now where absent. */
  occurredAt: Instant.optional(),
  insights: z.array(Insight).max(20).optional(),
  nextStep: NextStep.optional(),
};
const Notes = text(MOST_TEXT).optional();
const Subject = text(300);

export const logCall = endpoint({
  name: 'logCall',
  method: 'POST',
  path: '/activities/calls',
  input: z.object({
    ...Common,
    outcome: z.enum(CALL_OUTCOMES),
    direction: z.enum(DIRECTIONS).default('out'),
    durationSeconds: z.int().min(0).max(86_400).optional(),
    /** Minutes that went into getting ready for it. */
    preparationMinutes: z.int().min(0).max(1440).optional(),
    subject: Subject.optional(),
    notes: Notes,
    recording: Recording.optional(),
  }),
  output: Logged,
  permission: 'record:write',
  summary: 'Logs a call: how it ended, how long it took, what was said, and the next step as a task.',
});

export const logMeeting = endpoint({
  name: 'logMeeting',
  method: 'POST',
  path: '/activities/meetings',
  input: z.object({
    ...Common,
    outcome: z.enum(MEETING_OUTCOMES).default('held'),
    durationSeconds: z.int().min(0).max(604_800).optional(),
    subject: Subject.min(1, 'Name the meeting.'),
    notes: Notes,
    place: text(200).optional(),
  }),
  output: Logged,
  permission: 'record:write',
  summary: 'Logs a meeting with a customer.',
});

export const logMail = endpoint({
  name: 'logMail',
  method: 'POST',
  path: '/activities/mails',
  input: z.object({
    ...Common,
    direction: z.enum(DIRECTIONS).default('out'),
    subject: Subject.min(1, 'Write the subject of the mail.'),
    notes: Notes,
  }),
  output: Logged,
  permission: 'record:write',
  summary: 'Logs a mail that was written or received elsewhere.',
});

export const addNote = endpoint({
  name: 'addNote',
  method: 'POST',
  path: '/activities/notes',
  input: z.object({
    ...SubjectIds,
    body: text(MOST_TEXT).min(1, 'Write the note.'),
    /** Members named in the text; each is told. */
    mentions: z.array(Id).max(50).optional(),
    insights: z.array(Insight).max(20).optional(),
  }),
  output: Logged,
  permission: 'record:write',
  summary: 'Writes a note; members mentioned in it are told.',
});

/** The original stays as it is; readings show the newest version. Fields that are absent stay as they were. */
export const correctActivity = endpoint({
  name: 'correctActivity',
  method: 'POST',
  path: '/activities/:id/corrections',
  input: z.object({
    id: Id,
    occurredAt: Instant.optional(),
    direction: z.enum(DIRECTIONS).optional(),
    outcome: z.enum([...CALL_OUTCOMES, ...MEETING_OUTCOMES]).optional(),
    durationSeconds: z.int().min(0).max(604_800).nullable().optional(),
    subject: Subject.nullable().optional(),
    body: text(MOST_TEXT).nullable().optional(),
    insights: z.array(Insight).max(20).optional(),
  }),
  output: z.object({ id: Id }),
  permission: 'record:write',
  summary: 'Corrects something that a person logged, by a new row.',
});

export const retractActivity = endpoint({
  name: 'retractActivity',
  method: 'POST',
  path: '/activities/:id/retraction',
  input: z.object({ id: Id, reason: text(500).optional() }),
  output: z.object({ id: Id }),
  permission: 'record:write',
  summary: 'Takes back something that was logged by mistake. The original stays, marked.',
});

/** `refused` drops the reference to the recording from every version; the fact of the call stays. */
export const setRecordingConsent = endpoint({
  name: 'setRecordingConsent',
  method: 'PUT',
  path: '/activities/:id/recording-consent',
  input: z.object({ id: Id, consent: z.enum(CONSENTS) }),
  output: Done,
  permission: 'record:write',
  summary: 'Notes whether the other side agreed to the recording of a call.',
});

export const getActivity = endpoint({
  name: 'getActivity',
  method: 'GET',
  path: '/activities/:id',
  input: z.object({ id: Id }),
  output: z.object({ versions: z.array(ActivityRow) }),
  permission: 'record:read',
  summary: 'One row of the ledger with every version of it, newest first.',
});

const Rows = z.object({ items: z.array(ActivityRow), next: z.string().nullable() });

export const listActivities = endpoint({
  name: 'listActivities',
  method: 'GET',
  path: '/activities',
  input: z.object({
    kinds: z.array(z.enum(ACTIVITY_KINDS)).max(ACTIVITY_KINDS.length).optional(),
    side: z.enum(SIDES).optional(),
    direction: z.enum(DIRECTIONS).optional(),
    outcomes: z.array(z.string().max(60)).max(20).optional(),
    memberId: Id.optional(),
    teamId: Id.optional(),
    campaignId: Id.optional(),
    /** Rows in which the customer said something of this kind. */
    insight: z.enum(INSIGHT_KINDS).optional(),
    /** Conversations by when they were written down: within 24 h, or later. */
    logged: z.enum(['on_time', 'late']).optional(),
    from: Instant.optional(),
    to: Instant.optional(),
    ...Paged,
  }),
  output: Rows,
  permission: 'record:read',
  summary: 'The ledger across all records, newest first: the rows behind a figure.',
});

/**
 * A company's timeline holds what happened while its people were there, and what its people of today did before they had a company.
 * A lead's holds its contact's as far as it belongs to no other lead.
 */
export const readTimeline = endpoint({
  name: 'readTimeline',
  method: 'GET',
  path: '/timeline',
  input: z.object({
    of: z.enum(SUBJECTS),
    id: Id,
    kinds: z.array(z.enum(ACTIVITY_KINDS)).max(ACTIVITY_KINDS.length).optional(),
    sides: z.array(z.enum(SIDES)).max(SIDES.length).optional(),
    ...Paged,
  }),
  output: Rows,
  permission: 'record:read',
  summary: 'Everything that happened to one contact, company, deal, lead or campaign, newest first.',
});

export const readTimeliness = endpoint({
  name: 'readTimeliness',
  method: 'GET',
  path: '/activities/timeliness',
  input: z.object({
    by: z.enum(['member', 'team']).default('member'),
    /** The last 90 days where absent. */
    from: Instant.optional(),
    to: Instant.optional(),
  }),
  output: z.object({ from: Instant, total: Timeliness, lines: z.array(TimelinessLine) }),
  permission: 'report:read',
  summary:
    'How soon conversations are written down, by person or team. The rows: `GET /activities` with `memberId` or `teamId` and `logged`.',
});

const TaskFields = {
  subject: text(300).min(1, 'Write what is to be done.'),
  body: text(MOST_TEXT).nullable(),
  dueAt: Instant.nullable(),
  assigneeId: Id.nullable(),
};
const TaskSubjects = { contactId: Id.optional(), companyId: Id.optional(), dealId: Id.optional(), leadId: Id.optional() };

export const listTasks = endpoint({
  name: 'listTasks',
  method: 'GET',
  path: '/tasks',
  input: z.object({
    /** `mine`: those the caller has to do. */
    whose: z.enum(['mine', 'all']).default('all'),
    assigneeId: Id.optional(),
    status: z.enum(TASK_STATUSES).default('open'),
    /** By the day of the caller's request, in the workspace's time zone. */
    due: z.enum(['overdue', 'today', 'later', 'none']).optional(),
    ...TaskSubjects,
    ...Paged,
  }),
  output: z.object({ items: z.array(TaskRow), next: z.string().nullable(), overdue: z.int(), open: z.int() }),
  permission: 'record:read',
  summary:
    'Tasks, the most urgent first; done ones by when they were done. `overdue` and `open` count the same choice of people and records.',
});

export const createTask = endpoint({
  name: 'createTask',
  method: 'POST',
  path: '/tasks',
  input: z.object({
    subject: TaskFields.subject,
    body: TaskFields.body.optional(),
    dueAt: TaskFields.dueAt.optional(),
    /** Absent: the caller. */
    assigneeId: TaskFields.assigneeId.optional(),
    ...TaskSubjects,
  }),
  output: z.object({ id: Id }),
  permission: 'record:write',
  summary: 'Makes a task, with or without a record it is about.',
});

export const changeTask = endpoint({
  name: 'changeTask',
  method: 'PATCH',
  path: '/tasks/:id',
  input: z.object({
    id: Id,
    subject: TaskFields.subject.optional(),
    body: TaskFields.body.optional(),
    dueAt: TaskFields.dueAt.optional(),
    assigneeId: TaskFields.assigneeId.optional(),
  }),
  output: Done,
  permission: 'record:write',
  summary: 'Changes what a task says, when it is due and who does it.',
});

/** `done` puts a row on the timeline; back to `open` takes that row back. */
export const setTaskStatus = endpoint({
  name: 'setTaskStatus',
  method: 'PUT',
  path: '/tasks/:id/status',
  input: z.object({ id: Id, status: z.enum(TASK_STATUSES) }),
  output: Done,
  permission: 'record:write',
  summary: 'Marks a task done, cancelled or open again.',
});
