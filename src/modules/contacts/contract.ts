import { z } from 'zod';
import { text } from '#modules/activities/schema.ts';
import { Day, Done, endpoint, Id } from '#modules/team/schema.ts';
import { Contact, ContactValues, SIMILAR_BECAUSE, Surroundings } from './schema.ts';

export const createContact = endpoint({
  name: 'createContact',
  method: 'POST',
  path: '/contacts',
  input: z.object({
    ...ContactValues,
    /** Instead of `companyId`: found by name (and the mail's domain), else made. */
    companyName: text(300).optional(),
  }),
  output: z.object({ id: Id }),
  permission: 'record:write',
  summary: 'Makes a contact. One mail address is one person: an address that is taken is refused, and the answer names whose it is.',
});

export const getContact = endpoint({
  name: 'getContact',
  method: 'GET',
  path: '/contacts/:id',
  input: z.object({ id: Id }),
  output: Contact,
  permission: 'record:read',
  summary: 'One contact. One that was merged away says into which.',
});

export const changeContact = endpoint({
  name: 'changeContact',
  method: 'PATCH',
  path: '/contacts/:id',
  input: z.object({ id: Id, ...ContactValues }),
  output: Done,
  permission: 'record:write',
  summary: 'Changes fields of a contact.',
});

/** The job before ends on that day. */
export const addEmployment = endpoint({
  name: 'addEmployment',
  method: 'POST',
  path: '/contacts/:id/employments',
  input: z.object({ id: Id, companyId: Id, jobTitle: text(200).nullable().optional(), startsOn: Day.optional() }),
  output: z.object({ id: Id }),
  permission: 'record:write',
  summary: 'Notes that a contact works for another company now. What happened before stays with the company it happened at.',
});

export const trashContact = endpoint({
  name: 'trashContact',
  method: 'DELETE',
  path: '/contacts/:id',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'record:delete',
  summary: 'Moves a contact to the trash.',
});

export const restoreContact = endpoint({
  name: 'restoreContact',
  method: 'POST',
  path: '/contacts/:id/restoration',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'record:delete',
  summary: 'Takes a contact out of the trash.',
});

export const readContactSurroundings = endpoint({
  name: 'readContactSurroundings',
  method: 'GET',
  path: '/contacts/:id/surroundings',
  input: z.object({ id: Id }),
  output: Surroundings,
  permission: 'record:read',
  summary: 'Deals and leads of a contact, the colleagues, and the invoices of the company: the newest of each, and how many.',
});

/** For the form that makes a contact: is this person here already? */
export const listSimilarContacts = endpoint({
  name: 'listSimilarContacts',
  method: 'GET',
  path: '/contacts/similar',
  input: z.object({
    email: z.string().trim().max(254).optional(),
    name: z.string().trim().max(240).optional(),
    company: z.string().trim().max(300).optional(),
    phone: z.string().trim().max(60).optional(),
  }),
  output: z.object({
    items: z.array(
      z.object({
        id: Id,
        name: z.string(),
        email: z.string().nullable().optional(),
        jobTitle: z.string().nullable().optional(),
        company: z.string().nullable().optional(),
        because: z.enum(SIMILAR_BECAUSE),
      }),
    ),
  }),
  permission: 'record:read',
  summary: 'Contacts that may be the same person as one about to be made.',
});

/** Cannot be undone. Figures keep their counts. The address is remembered as a hash, so that nobody writes to it again. */
export const eraseContact = endpoint({
  name: 'eraseContact',
  method: 'POST',
  path: '/contacts/:id/erasure',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'record:erase',
  summary: 'Erases everything that names one person: record, ledger content, mails, notices, log.',
});

export const exportContact = endpoint({
  name: 'exportContact',
  method: 'GET',
  path: '/contacts/:id/export',
  input: z.object({ id: Id }),
  output: z.unknown(),
  permission: 'record:export',
  transport: 'download',
  summary: 'Everything that is known about one person, as a JSON file.',
});
