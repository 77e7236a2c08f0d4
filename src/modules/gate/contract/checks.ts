import { z } from 'zod';
import { Criteria } from '#modules/criteria/schema.ts';
import { PeopleListName } from '#modules/lists/schema.ts';
import { endpoint, Id, Instant } from '#modules/team/schema.ts';
import { PageLimit } from '#platform/shared/paging.ts';
import { CODES, EVIDENCE, Intent, Reason, VERDICTS } from '../schema.ts';
import { Counts } from './rules.ts';

/** Who is meant: contacts within the caller's reach. */
export const Audience = {
  intent: Intent,
  criteria: Criteria.optional(),
  /** A saved list of contacts: in place of criteria. */
  viewId: Id.optional(),
};

export const checkGate = endpoint({
  name: 'checkGate',
  method: 'POST',
  path: '/gate/checks',
  reads: true,
  input: z.object(Audience),
  output: Counts,
  permission: 'record:read',
  summary: 'Before something is sent: how many of an audience may get it, and what stands in the way of the others. Stores nothing.',
});

export const listChecked = endpoint({
  name: 'listChecked',
  method: 'POST',
  path: '/gate/checks/rows',
  reads: true,
  input: z.object({
    ...Audience,
    verdict: z.enum(VERDICTS).optional(),
    code: z.enum(CODES).optional(),
    cursor: Id.optional(),
    limit: PageLimit,
  }),
  output: z.object({
    items: z.array(
      z.object({
        contact: z.object({ id: Id, name: z.string() }),
        company: z.object({ id: Id, name: z.string() }).nullable(),
        verdict: z.enum(VERDICTS),
        until: Instant.nullable(),
        /** Evidence with its name where the caller may open it. */
        reasons: z.array(Reason.extend({ evidence: z.array(z.object({ entity: z.enum(EVIDENCE), id: Id, name: z.string().nullable() })) })),
      }),
    ),
    next: z.string().nullable(),
  }),
  permission: 'record:read',
  summary: 'The people behind a figure of a check, with every reason.',
});

export const listOfChecked = endpoint({
  name: 'createListOfChecked',
  method: 'POST',
  path: '/gate/checks/list',
  input: z.object({ ...Audience, verdict: z.enum(VERDICTS).optional(), code: z.enum(CODES).optional(), name: PeopleListName }),
  output: z.object({ id: Id, people: z.int() }),
  permission: 'record:write',
  summary: 'Makes a list of exactly the people behind a figure of a check, as they are now.',
});

export const checkContact = endpoint({
  name: 'checkContact',
  method: 'POST',
  path: '/contacts/:id/gate-checks',
  reads: true,
  input: z.object({ id: Id, intent: Intent }),
  output: z.object({ verdict: z.enum(VERDICTS), until: Instant.nullable(), first: z.enum(CODES).nullable(), reasons: z.array(Reason) }),
  permission: 'record:read',
  summary: 'May this person get this, then, from us? Stores nothing.',
});
