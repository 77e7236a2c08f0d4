import { z } from 'zod';
import { Done, endpoint, Id, Instant, Named } from '#modules/team/schema.ts';
import { AGAINST, HELD } from '../schema.ts';

const NUL = String.fromCharCode(0);

export const Hold = z.object({
  id: Id,
  on: z.object({ entity: z.enum(HELD), id: Id, name: z.string() }),
  against: z.enum(AGAINST),
  reason: z.string(),
  setBy: Named.nullable(),
  setAt: Instant,
  until: Instant,
  /** Stands in the way now. */
  open: z.boolean(),
  liftedBy: Named.nullable(),
  liftedAt: Instant.nullable(),
  /** The caller may lift and extend it. */
  writable: z.boolean(),
});

export const listHolds = endpoint({
  name: 'listHolds',
  method: 'GET',
  path: '/holds',
  input: z.object({ entity: z.enum(HELD), id: Id }),
  output: z.object({ items: z.array(Hold), writable: z.boolean() }),
  permission: 'record:read',
  summary: 'Holds on a record, and those that reach it through its company or its open deals; the open ones first, then what was.',
});

export const setHold = endpoint({
  name: 'setHold',
  method: 'POST',
  path: '/holds',
  input: z.object({
    entity: z.enum(HELD),
    id: Id,
    against: z.enum(AGAINST),
    reason: z
      .string()
      .trim()
      .min(1, 'Say why, so that the other team knows.')
      .max(500, 'Use at most 500 characters.')
      .refine((text) => !text.includes(NUL), 'This text contains a character that cannot be stored.'),
    until: Instant,
  }),
  output: z.object({ id: Id }),
  permission: 'record:write',
  summary: 'Asks that a person, a company’s people or those of a deal get no mail until a day. Both teams see it.',
});

export const extendHold = endpoint({
  name: 'extendHold',
  method: 'PATCH',
  path: '/holds/:id',
  input: z.object({ id: Id, until: Instant }),
  output: Done,
  permission: 'record:write',
  summary: 'Moves the end of a hold, to at most 90 days from now.',
});

export const liftHold = endpoint({
  name: 'liftHold',
  method: 'DELETE',
  path: '/holds/:id',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'record:write',
  summary: 'Ends a hold now. It stays in the history.',
});
