import { z } from 'zod';
import { Day, Done, endpoint, Id, Instant, Named } from '#modules/team/schema.ts';
import { PageLimit } from '#platform/shared/paging.ts';
import { Rate } from '#platform/shared/rate.ts';
import { ENTRY_STATES } from '../schema.ts';

const Fields = {
  title: z
    .string()
    .trim()
    .min(1, 'Name it.')
    .max(200)
    .regex(/^[^\p{Cc}\u2028\u2029]*$/u, 'Write it in one line.'),
  /** Both included. */
  from: Day,
  to: Day,
  /** Somebody of sales. */
  ownerId: Id,
};

export const createBlitz = endpoint({
  name: 'createBlitz',
  method: 'POST',
  path: '/call-blitzes',
  /** Exactly one of a saved list of contacts and a campaign. Whom it works through is kept as it is now, within the caller's reach. */
  input: z.object({ ...Fields, viewId: Id.optional(), campaignId: Id.optional() }),
  output: z.object({ id: Id, people: z.int() }),
  permission: 'record:bulk',
  summary:
    'Plans a call blitz: days on which sales works through a list or a campaign by telephone. It stands in the calendar of both teams.',
});

export const getBlitz = endpoint({
  name: 'getBlitz',
  method: 'GET',
  path: '/call-blitzes/:id',
  input: z.object({ id: Id }),
  output: z.object({
    id: Id,
    title: z.string(),
    from: Day,
    to: Day,
    state: z.enum(ENTRY_STATES),
    owner: Named.nullable(),
    view: Named.nullable(),
    campaign: Named.nullable(),
    createdBy: Named.nullable(),
    /** Of the people within the caller's reach: how many were called in its days. */
    called: Rate,
    /** Calls with them that were logged for its days, of both directions. */
    calls: z.int(),
    mayWrite: z.boolean(),
  }),
  permission: 'record:read',
  summary: 'One call blitz: its days, its owner, the list, and how far it is by the calls that were logged.',
});

export const changeBlitz = endpoint({
  name: 'changeBlitz',
  method: 'PATCH',
  path: '/call-blitzes/:id',
  input: z.object(Fields).partial().extend({ id: Id }),
  output: Done,
  permission: 'record:bulk',
  summary: 'Changes the name, the days or the owner of a call blitz.',
});

export const cancelBlitz = endpoint({
  name: 'cancelBlitz',
  method: 'DELETE',
  path: '/call-blitzes/:id',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'record:bulk',
  summary: 'Takes a call blitz off the calendar. Calls that were logged stay.',
});

export const listBlitzPeople = endpoint({
  name: 'listBlitzPeople',
  method: 'GET',
  path: '/call-blitzes/:id/people',
  /** Without `called`: everybody. */
  input: z.object({ id: Id, called: z.boolean().optional(), cursor: Id.optional(), limit: PageLimit }),
  output: z.object({
    items: z.array(z.object({ contact: Named, company: Named.nullable(), calls: z.int(), lastAt: Instant.nullable() })),
    next: z.string().nullable(),
  }),
  permission: 'record:read',
  summary: 'The people of a call blitz, with how often each was called in its days.',
});

export const listBlitzCalls = endpoint({
  name: 'listBlitzCalls',
  method: 'GET',
  path: '/call-blitzes/:id/calls',
  input: z.object({ id: Id, cursor: Id.optional(), limit: PageLimit }),
  output: z.object({
    items: z.array(
      z.object({
        id: Id,
        at: Instant,
        contact: Named,
        by: Named.nullable(),
        direction: z.enum(['in', 'out']).nullable(),
        outcome: z.string().nullable(),
        seconds: z.int().nullable(),
      }),
    ),
    next: z.string().nullable(),
  }),
  permission: 'record:read',
  summary: 'The calls that were logged with the people of a call blitz in its days.',
});
