import { z } from 'zod';
import { Day, DepartmentName, Done, endpoint, Id, Instant } from '#modules/team/schema.ts';
import { Rate } from '#platform/shared/rate.ts';
import { LEAST_SECONDS, MOST_SECONDS, RULES, SUBJECTS } from '../schema.ts';

export const getAnswering = endpoint({
  name: 'getAnswering',
  method: 'GET',
  path: '/answering',
  input: z.object({ from: Day, to: Day }),
  output: z.object({
    teams: z.array(
      z.object({
        team: DepartmentName,
        /** Of the questions whose answer was owed in the period: those answered by then. */
        inTime: Rate,
        answered: z.int(),
        /** From asking to the answer, in hours of the clock; null where nothing was answered. */
        medianHours: z.number().nullable(),
      }),
    ),
  }),
  permission: 'report:read',
  summary: 'How the teams answer: the median time, and the share answered by the time it was owed, with n. Both days included.',
});

const Settings = z.object({
  withinSeconds: z.int().min(LEAST_SECONDS).max(MOST_SECONDS),
  calendarId: Id.nullable(),
  rule: z.enum(RULES),
});

export const getQuestionSettings = endpoint({
  name: 'getQuestionSettings',
  method: 'GET',
  path: '/question-settings',
  input: z.object({}),
  output: Settings.extend({ replyAddress: z.string().nullable() }),
  permission: 'record:read',
  summary: 'Within how much working time an answer is owed, on which calendar, and who gets what a team is asked.',
});

export const setQuestionSettings = endpoint({
  name: 'setQuestionSettings',
  method: 'PUT',
  path: '/question-settings',
  input: Settings,
  output: Done,
  permission: 'brief:write',
  summary: 'Changes within how much working time an answer is owed. Questions that are open keep their time.',
});

export const noteLook = endpoint({
  name: 'noteLook',
  method: 'PUT',
  path: '/presence',
  input: z.object({ subject: z.enum(SUBJECTS).optional(), id: Id.optional() }),
  output: Done,
  permission: 'signedIn',
  summary: 'Says that the caller is around, and which record they look at. Only the last look is kept.',
});

export const setVisibility = endpoint({
  name: 'setVisibility',
  method: 'PUT',
  path: '/presence/visibility',
  input: z.object({ hidden: z.boolean() }),
  output: Done,
  permission: 'signedIn',
  summary: 'Shows the caller to others as being around, or not.',
});

export const listAround = endpoint({
  name: 'listAround',
  method: 'GET',
  path: '/presence',
  input: z.object({ subject: z.enum(SUBJECTS).optional(), id: Id.optional() }),
  output: z.object({
    hidden: z.boolean(),
    people: z.array(
      z.object({
        id: Id,
        name: z.string(),
        team: DepartmentName.nullable(),
        seenAt: Instant,
        /** They look at the record that was asked about. */
        here: z.boolean(),
      }),
    ),
  }),
  permission: 'record:read',
  summary: 'Who else is around now, and who looks at a record.',
});
