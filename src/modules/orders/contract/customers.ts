import { z } from 'zod';
import { text } from '#modules/activities/schema.ts';
import { Done, endpoint, Id, Instant, Named } from '#modules/team/schema.ts';
import { Paged } from '#platform/shared/paging.ts';
import { MATCH_STATES, MATCHED_BY, PROPOSED_FOR } from '../schema.ts';

const Said = z.string().nullable();

export const listCustomerMatches = endpoint({
  name: 'listCustomerMatches',
  method: 'GET',
  path: '/customer-matches',
  input: z.object({ state: z.enum(MATCH_STATES).default('waiting'), ...Paged }),
  output: z.object({
    items: z.array(
      z.object({
        id: Id,
        state: z.enum(MATCH_STATES),
        how: z.enum(MATCHED_BY).nullable(),
        /** What the document says of its customer. */
        said: z.object({ number: Said, name: Said, taxId: Said, email: Said }),
        document: z.object({
          entity: z.enum(['order', 'invoice']),
          id: Id,
          number: z.string().nullable(),
          subject: z.string().nullable(),
          totalMinor: z.int().nullable(),
          currency: z.string(),
        }),
        documentAt: Instant,
        company: Named.nullable(),
        /** How many wait with the same customer number, this one included. */
        sameNumber: z.int(),
        proposals: z.array(
          z.object({
            company: Named.extend({ domain: z.string().nullable(), taxId: z.string().nullable(), city: z.string().nullable() }),
            reasons: z.array(z.enum(PROPOSED_FOR)),
          }),
        ),
      }),
    ),
    next: z.string().nullable(),
    writable: z.boolean(),
  }),
  permission: 'record:read',
  summary: 'Orders and invoices whose customer could not be told for certain, with the companies that could be meant.',
});

/** `all`: the same for every document that waits with this customer number, and for those to come. */
const All = z.boolean().default(false);

export const chooseCustomer = endpoint({
  name: 'chooseCustomer',
  method: 'PUT',
  path: '/customer-matches/:id/company',
  input: z.object({ id: Id, companyId: Id, all: All }),
  output: z.object({ settled: z.int() }),
  permission: 'order:write',
  summary: 'Says whose a document is.',
});

export const makeCustomer = endpoint({
  name: 'makeCustomer',
  method: 'POST',
  path: '/customer-matches/:id/company',
  input: z.object({ id: Id, name: text(300).min(1).optional(), all: All }),
  output: z.object({ companyId: Id, settled: z.int() }),
  permission: 'order:write',
  summary: 'Makes a company of what a document says of its customer.',
});

export const leaveCustomer = endpoint({
  name: 'leaveCustomer',
  method: 'PUT',
  path: '/customer-matches/:id/aside',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'order:write',
  summary: 'Leaves a document without a company. It still counts in sums.',
});

export const reviewCustomer = endpoint({
  name: 'reviewCustomer',
  method: 'DELETE',
  path: '/customer-matches/:id/aside',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'order:write',
  summary: 'Puts a document that was left aside back among those that wait.',
});
