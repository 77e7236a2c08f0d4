import { z } from 'zod';
import { Day, DepartmentName, Done, endpoint, Id, Instant, Named } from '#modules/team/schema.ts';
import { Paged } from '#platform/shared/paging.ts';
import { About, KINDS, LONGEST_ANSWER, LONGEST_QUESTION, OUTCOMES, STATES, SUBJECTS, THROUGH, To } from '../schema.ts';

const Words = z.string().trim().min(3, 'Write a sentence.').max(LONGEST_QUESTION);
const Answer = z.string().trim().min(1, 'Write the answer.').max(LONGEST_ANSWER);

/** Where the caller may not read the record it is about, what was said is null and so are the record's id and name. */
export const Question = z.object({
  id: Id,
  kind: z.enum(KINDS),
  about: z.object({ subject: z.enum(SUBJECTS), id: Id.nullable(), name: z.string().nullable() }).nullable(),
  words: z.string().nullable(),
  askedBy: Named.nullable(),
  askedAt: Instant,
  toTeam: DepartmentName,
  /** Null: whoever of the team takes it first. */
  assignee: Named.nullable(),
  dueAt: Instant,
  state: z.enum(STATES),
  /** The answer is owed and its time has passed. */
  overdue: z.boolean(),
  answer: z.string().nullable(),
  answeredBy: Named.nullable(),
  answeredAt: Instant.nullable(),
  through: z.enum(THROUGH).nullable(),
  outcome: z.enum(OUTCOMES).nullable(),
  /** The answer is kept for all. */
  kept: z.boolean(),
  /** How many people it spared a question. */
  helped: z.int(),
  may: z.object({ answer: z.boolean(), take: z.boolean(), withdraw: z.boolean(), keep: z.boolean(), say: z.boolean() }),
});
export type Question = z.output<typeof Question>;

export const askQuestion = endpoint({
  name: 'askQuestion',
  method: 'POST',
  path: '/questions',
  input: z.object({
    about: About.optional(),
    kind: z.enum(KINDS).default('question'),
    words: Words,
    to: To,
    /** One working day of the team’s calendar, or what the settings say, where absent. */
    dueAt: Instant.optional(),
  }),
  output: z.object({ id: Id, assignee: Named.nullable(), dueAt: Instant }),
  permission: 'question:write',
  summary: 'Asks a person or a team something, about a record or in general; an answer is owed by a time.',
});

export const listQuestions = endpoint({
  name: 'listQuestions',
  method: 'GET',
  path: '/questions',
  input: z.object({
    /** `mine`: the caller owes the answer, or may take it; `asked`: the caller asked; `counted`: the rows behind the figures of a team. */
    which: z.enum(['mine', 'asked', 'open', 'answered', 'all', 'counted']).default('open'),
    subject: z.enum(SUBJECTS).optional(),
    subjectId: Id.optional(),
    team: DepartmentName.optional(),
    inTime: z.boolean().optional(),
    from: Day.optional(),
    to: Day.optional(),
    ...Paged,
  }),
  output: z.object({
    items: z.array(Question),
    next: z.string().nullable(),
    counts: z.object({ mine: z.int(), open: z.int(), overdue: z.int() }),
  }),
  permission: 'record:read',
  summary: 'Questions: the open ones by the time their answer is owed, the answered ones newest first.',
});

export const getQuestion = endpoint({
  name: 'getQuestion',
  method: 'GET',
  path: '/questions/:id',
  input: z.object({ id: Id }),
  output: Question.extend({
    said: z.array(z.object({ id: Id, body: z.string(), by: Named.nullable(), at: Instant, through: z.enum(THROUGH) })),
    remindedAt: Instant.nullable(),
    escalatedAt: Instant.nullable(),
  }),
  permission: 'record:read',
  summary: 'One question with its answer and what was said since.',
});

export const answerQuestion = endpoint({
  name: 'answerQuestion',
  method: 'PUT',
  path: '/questions/:id/answer',
  input: z.object({ id: Id, answer: Answer, /** Of a request for help. */ outcome: z.enum(OUTCOMES).optional() }),
  output: Done,
  permission: 'question:write',
  summary: 'Answers a question; whoever asked hears of it.',
});

export const sayMore = endpoint({
  name: 'sayMore',
  method: 'POST',
  path: '/questions/:id/words',
  input: z.object({ id: Id, body: Answer }),
  output: z.object({ id: Id }),
  permission: 'question:write',
  summary: 'Says something more to a question.',
});

export const takeQuestion = endpoint({
  name: 'takeQuestion',
  method: 'PUT',
  path: '/questions/:id/assignee',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'question:write',
  summary: 'Takes a question that the caller’s team was asked.',
});

export const withdrawQuestion = endpoint({
  name: 'withdrawQuestion',
  method: 'PUT',
  path: '/questions/:id/withdrawal',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'question:write',
  summary: 'Takes back a question that is not answered yet.',
});

export const keepAnswer = endpoint({
  name: 'keepAnswer',
  method: 'PUT',
  path: '/questions/:id/keeping',
  input: z.object({ id: Id, kept: z.boolean() }),
  output: Done,
  permission: 'question:write',
  summary: 'Keeps an answer for all, or no longer.',
});

export const noteHelp = endpoint({
  name: 'noteHelp',
  method: 'PUT',
  path: '/questions/:id/help',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'question:write',
  summary: 'Says that an answer that was there already has helped the caller.',
});

export const similarQuestions = endpoint({
  name: 'similarQuestions',
  method: 'GET',
  path: '/similar-questions',
  input: z.object({ words: z.string().trim().min(3).max(LONGEST_QUESTION) }),
  output: z.object({ items: z.array(Question) }),
  permission: 'record:read',
  summary: 'Answered questions that resemble one that is being written, of those the caller may read.',
});

export const listKeptAnswers = endpoint({
  name: 'listKeptAnswers',
  method: 'GET',
  path: '/kept-answers',
  input: z.object({ text: z.string().trim().max(200).optional(), ...Paged }),
  output: z.object({ items: z.array(Question), next: z.string().nullable() }),
  permission: 'record:read',
  summary: 'Answers that are kept for all.',
});
