import { z } from 'zod';
import { Done, endpoint, Id, Instant, Named } from '#modules/team/schema.ts';
import { Paged } from '#platform/shared/paging.ts';
import { ANSWER_STATES, DIFFERENCE_STATES, FIELD_KINDS, SUSPICIONS } from '../schema/form.ts';

const AnswerRow = z.object({
  id: Id,
  form: Named,
  version: z.int(),
  state: z.enum(ANSWER_STATES),
  suspicions: z.array(z.enum(SUSPICIONS)),
  receivedAt: Instant,
  contact: Named.nullable(),
  conversionId: Id.nullable(),
  /** The first words of it; null where the caller may not see them. */
  words: z.string().nullable(),
  openDifferences: z.int(),
  rescued: z.object({ by: Named.nullable(), at: Instant }).nullable(),
});

const filter = {
  formId: Id.optional(),
  state: z.enum(ANSWER_STATES).optional(),
  /** Only those that say something else than the record. */
  differing: z.boolean().optional(),
  q: z.string().trim().max(120).optional(),
  from: Instant.optional(),
  to: Instant.optional(),
};

export const listFormAnswers = endpoint({
  name: 'listFormAnswers',
  method: 'GET',
  path: '/form-answers',
  input: z.object({ ...filter, contactId: Id.optional(), ...Paged }),
  output: z.object({ items: z.array(AnswerRow), next: z.string().nullable() }),
  permission: 'record:read',
  summary: 'What was sent by forms, newest first: of contacts in reach, and, for those who validate conversions, of nobody known.',
});

export const getFormAnswer = endpoint({
  name: 'getFormAnswer',
  method: 'GET',
  path: '/form-answers/:id',
  input: z.object({ id: Id }),
  output: AnswerRow.extend({
    fields: z.array(
      z.object({
        key: z.string(),
        label: z.string(),
        kind: z.enum(FIELD_KINDS),
        target: z.string().nullable(),
        value: z.string().nullable(),
      }),
    ),
    files: z.array(z.object({ id: Id, field: z.string(), name: z.string(), sizeBytes: z.int() })),
    differences: z.array(
      z.object({
        id: Id,
        target: z.string(),
        label: z.string(),
        /** What is on record now. */
        held: z.string().nullable(),
        given: z.string(),
        state: z.enum(DIFFERENCE_STATES),
        decidedBy: Named.nullable(),
        decidedAt: Instant.nullable(),
      }),
    ),
    origin: z.object({
      page: z.string().optional(),
      referrer: z.string().optional(),
      utm: z.record(z.string(), z.string()).optional(),
    }),
    identified: z.boolean(),
    leadId: Id.nullable(),
    agent: z.string().nullable(),
  }),
  permission: 'record:read',
  summary: 'One answer: what was asked and said, files, and where it differs from the record.',
});

export const rescueFormAnswer = endpoint({
  name: 'rescueFormAnswer',
  method: 'PUT',
  path: '/form-answers/:id/rescue',
  input: z.object({ id: Id }),
  output: z.object({ contactId: Id.nullable(), conversionId: Id.nullable() }),
  permission: 'conversion:validate',
  summary: 'Takes in an answer that was kept aside, as if it had not been suspected.',
});

export const decideFormDifference = endpoint({
  name: 'decideFormDifference',
  method: 'PUT',
  path: '/form-differences/:id/decision',
  input: z.object({ id: Id, accept: z.boolean() }),
  output: Done,
  permission: 'record:write',
  summary: 'Takes what an answer says into the record, or leaves the record as it is.',
});

export const exportFormAnswers = endpoint({
  name: 'exportFormAnswers',
  method: 'GET',
  path: '/forms/:id/answers.csv',
  input: z.object({ id: Id, state: z.enum(ANSWER_STATES).default('taken') }),
  output: z.object({}),
  permission: 'record:export',
  summary: 'The answers to a form as CSV, a column for each question of all its versions.',
  transport: 'download',
});

export const downloadFormFile = endpoint({
  name: 'downloadFormFile',
  method: 'GET',
  path: '/form-files/:id',
  input: z.object({ id: Id }),
  output: z.object({}),
  permission: 'record:read',
  summary: 'A file that was sent with an answer, as a download.',
  transport: 'download',
});
