import { z } from 'zod';
import { text } from '#modules/activities/schema.ts';
import { Done, endpoint, Id, Instant } from '#modules/team/schema.ts';
import { Paged } from '#platform/shared/paging.ts';
import { ENROLMENT_STATES, EnrolmentRow, LEFT_WHY, MOST, Named, NOT_ENTERED, NodeId, STEP_OUTCOMES } from '../schema.ts';

export const enrolContacts = endpoint({
  name: 'enrolContacts',
  method: 'POST',
  path: '/tracks/:id/enrolments',
  input: z.object({
    id: Id,
    contactIds: z.array(Id).min(1, 'Choose somebody.').max(MOST.enrolAtOnce),
    dealId: Id.nullable().default(null),
  }),
  output: z.object({
    enrolled: z.array(z.object({ contactId: Id, enrolmentId: Id })),
    /** Who does not come in, and why. */
    refused: z.array(z.object({ contactId: Id, name: z.string(), why: z.enum(NOT_ENTERED), says: z.string() })),
  }),
  permission: 'record:write',
  summary: 'Puts people on a track or sequence that runs, by hand. The rules of entry hold.',
});

export const listEnrolments = endpoint({
  name: 'listEnrolments',
  method: 'GET',
  path: '/tracks/:id/enrolments',
  input: z.object({
    id: Id,
    state: z.enum(['on', ...ENROLMENT_STATES]).optional(),
    nodeId: NodeId.optional(),
    why: z.enum(LEFT_WHY).optional(),
    ...Paged,
  }),
  output: z.object({ items: z.array(EnrolmentRow), next: z.string().nullable() }),
  permission: 'record:read',
  summary: 'Who is or was on a track, the newest first.',
});

const Step = z.object({
  visit: z.int(),
  nodeId: z.string(),
  name: z.string(),
  type: z.string(),
  at: Instant,
  outcome: z.enum(STEP_OUTCOMES),
  port: z.string().nullable(),
  says: z.string(),
  messageId: Id.nullable(),
  taskId: Id.nullable(),
});

export const getEnrolment = endpoint({
  name: 'getEnrolment',
  method: 'GET',
  path: '/enrolments/:id',
  input: z.object({ id: Id }),
  output: EnrolmentRow.extend({ steps: z.array(Step), mayWrite: z.boolean() }),
  permission: 'record:read',
  summary: 'One person on one track, with every step so far.',
});

export const listContactTracks = endpoint({
  name: 'listContactTracks',
  method: 'GET',
  path: '/contacts/:id/tracks',
  input: z.object({ id: Id }),
  output: z.object({ items: z.array(EnrolmentRow.extend({ mayWrite: z.boolean() })) }),
  permission: 'record:read',
  summary: 'The tracks and sequences that a person is or was on.',
});

export const endEnrolment = endpoint({
  name: 'endEnrolment',
  method: 'PUT',
  path: '/enrolments/:id/ending',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'record:write',
  summary: 'Takes a person off a track.',
});

export const holdEnrolment = endpoint({
  name: 'holdEnrolment',
  method: 'PUT',
  path: '/enrolments/:id/hold',
  input: z.object({ id: Id, until: Instant.nullable() }),
  output: Done,
  permission: 'record:write',
  summary: 'Holds a person where they are until an instant; null lets them go on.',
});

export const placeEnrolment = endpoint({
  name: 'placeEnrolment',
  method: 'PUT',
  path: '/enrolments/:id/place',
  /** Without a step: where they got stuck. */
  input: z.object({ id: Id, nodeId: NodeId.nullable().default(null) }),
  output: Done,
  permission: 'record:write',
  summary: 'Puts a person at another step of the track, or lets one who got stuck try again.',
});

export const listSequenceMails = endpoint({
  name: 'listSequenceMails',
  method: 'GET',
  path: '/sequence-mails',
  input: z.object({ contactId: Id.optional() }),
  output: z.object({
    items: z.array(
      z.object({
        id: Id,
        enrolmentId: Id,
        track: Named,
        contact: Named,
        company: Named.nullable(),
        member: Named.nullable(),
        subject: z.string(),
        text: z.string(),
        since: Instant,
      }),
    ),
  }),
  permission: 'record:read',
  summary: 'Mails of sequences that wait for the caller to read, change and send them.',
});

export const decideSequenceMail = endpoint({
  name: 'decideSequenceMail',
  method: 'PUT',
  path: '/sequence-mails/:id/decision',
  input: z.object({
    id: Id,
    decision: z.enum(['send', 'skip']),
    subject: text(300).min(1, 'Write a subject.').optional(),
    text: text(10_000).min(1, 'Write the mail.').optional(),
  }),
  output: z.object({ state: z.enum(['planned', 'held', 'skipped']), until: Instant.nullable() }),
  permission: 'record:write',
  summary: 'Sends the mail as it is written now, or goes on without it.',
});
