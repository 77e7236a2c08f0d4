import { z } from 'zod';
import { Criteria } from '#modules/criteria/schema.ts';
import { CODES } from '#modules/gate/schema.ts';
import { Day, Done, endpoint, Id, Instant, Named } from '#modules/team/schema.ts';
import { PageLimit } from '#platform/shared/paging.ts';
import { AUDIENCES, POSTAL_STATES, SENDERS } from '../schema.ts';

const Line = z
  .string()
  .trim()
  .min(1, 'Name it.')
  .max(200)
  .regex(/^[^\p{Cc}\u2028\u2029]*$/u, 'Write it in one line.');

const Fields = {
  name: Line,
  side: z.enum(SENDERS),
  audience: z.enum(AUDIENCES),
  onDay: Day,
  /** A saved list of contacts, or a condition: giving one takes the other away. */
  viewId: Id.nullable(),
  criteria: Criteria.nullable(),
  offerId: Id.nullable(),
};

export const createPostal = endpoint({
  name: 'createPostal',
  method: 'POST',
  path: '/postal-mailings',
  input: z.object(Fields).partial().required({ name: true, side: true, audience: true, onDay: true }),
  output: z.object({ id: Id }),
  permission: 'record:bulk',
  summary: 'Plans a mailing by post: it stands in the calendar of both teams.',
});

export const getPostal = endpoint({
  name: 'getPostal',
  method: 'GET',
  path: '/postal-mailings/:id',
  input: z.object({ id: Id }),
  output: z.object({
    ...Fields,
    id: Id,
    state: z.enum(POSTAL_STATES),
    view: Named.nullable(),
    offer: Named.nullable(),
    createdBy: Named.nullable(),
    listedAt: Instant.nullable(),
    endedBy: Named.nullable(),
    endedAt: Instant.nullable(),
    /** Of the list within the caller's reach: whom it goes to, and whom the gate left out. */
    letters: z.int(),
    leftOut: z.array(z.object({ code: z.enum(CODES), n: z.int() })),
    mayWrite: z.boolean(),
  }),
  permission: 'record:read',
  summary: 'One mailing by post: day, list, offer, and how far it is.',
});

export const changePostal = endpoint({
  name: 'changePostal',
  method: 'PATCH',
  path: '/postal-mailings/:id',
  input: z.object(Fields).partial().extend({ id: Id }),
  output: Done,
  permission: 'record:bulk',
  summary: 'Changes a planned mailing by post. A list that was drawn falls.',
});

export const drawPostalList = endpoint({
  name: 'drawPostalList',
  method: 'PUT',
  path: '/postal-mailings/:id/list',
  input: z.object({ id: Id }),
  output: z.object({ letters: z.int(), leftOut: z.int() }),
  permission: 'record:bulk',
  summary: 'Draws the list: the gate decides of each, and whom it lets through gets a letter. Can be drawn anew until it is posted.',
});

export const listPostalRecipients = endpoint({
  name: 'listPostalRecipients',
  method: 'GET',
  path: '/postal-mailings/:id/recipients',
  input: z.object({ id: Id, leftOut: z.boolean().default(false), cursor: Id.optional(), limit: PageLimit }),
  output: z.object({
    items: z.array(
      z.object({
        contact: Named,
        company: z.string().nullable(),
        street: z.string().nullable(),
        postalCode: z.string().nullable(),
        city: z.string().nullable(),
        country: z.string().nullable(),
        code: z.enum(CODES).nullable(),
      }),
    ),
    next: z.string().nullable(),
  }),
  permission: 'record:read',
  summary: 'Whom a letter goes to, with the postal address; or whom the gate left out and why.',
});

export const completePostal = endpoint({
  name: 'completePostal',
  method: 'PUT',
  path: '/postal-mailings/:id/completion',
  input: z.object({ id: Id }),
  output: z.object({ letters: z.int() }),
  permission: 'record:bulk',
  summary: 'It went to the post: a letter is written down for each person of the list, takes their attention, and tells them of the offer.',
});

export const cancelPostal = endpoint({
  name: 'cancelPostal',
  method: 'DELETE',
  path: '/postal-mailings/:id',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'record:bulk',
  summary: 'Takes a mailing by post off the calendar that was not posted.',
});
