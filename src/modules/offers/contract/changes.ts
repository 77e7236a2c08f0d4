import { z } from 'zod';
import { Done, endpoint, Id, Instant, Named } from '#modules/team/schema.ts';
import { Paged } from '#platform/shared/paging.ts';
import { Change, CONCERNS, CONFIRMATION_STATES, NoticeTerms } from '../schema.ts';

const Notice = z.object({
  id: Id,
  about: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('offer'), offer: Named, number: z.int(), talkingPoints: z.array(z.string()) }),
    z.object({ kind: z.literal('claim'), claimId: Id, number: z.int(), statement: z.string(), why: z.string().nullable() }),
    z.object({ kind: z.literal('document'), document: Named, number: z.int(), changes: z.string().nullable() }),
  ]),
  difference: z.array(Change),
  concerns: z.enum(CONCERNS),
  announcedBy: z.string().nullable(),
  announcedAt: Instant,
  dueAt: Instant,
  closedAt: Instant.nullable(),
  /** Of those who were asked and still have access. */
  confirmed: z.int(),
  asked: z.int(),
  /** The caller's own; null where they were not asked. */
  mine: z.object({ state: z.enum(CONFIRMATION_STATES), confirmedAt: Instant.nullable() }).nullable(),
});

export const listChangeNotices = endpoint({
  name: 'listChangeNotices',
  method: 'GET',
  path: '/change-notices',
  input: z.object({
    /** `waiting`: those that wait for the caller's confirmation. */
    show: z.enum(['waiting', 'all']).default('all'),
    ...Paged,
  }),
  output: z.object({ items: z.array(Notice), waiting: z.int(), next: z.string().nullable() }),
  permission: 'record:read',
  summary: 'What changed in offers, claims and documents, newest first, with the difference and who has confirmed.',
});

export const confirmChange = endpoint({
  name: 'confirmChange',
  method: 'PUT',
  path: '/change-notices/:id/confirmation',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'record:write',
  summary: 'Confirms having read a change; only whoever was asked can.',
});

export const listConfirmations = endpoint({
  name: 'listConfirmations',
  method: 'GET',
  path: '/change-notices/:id/confirmations',
  input: z.object({ id: Id }),
  output: z.object({
    items: z.array(z.object({ member: Named, state: z.enum(CONFIRMATION_STATES), confirmedAt: Instant.nullable(), active: z.boolean() })),
  }),
  permission: 'record:read',
  summary: 'Who was asked to confirm a change and who has.',
});

export const getNoticeTerms = endpoint({
  name: 'getNoticeTerms',
  method: 'GET',
  path: '/change-notice-terms',
  input: z.object({}),
  output: z.object({
    ...NoticeTerms,
    usual: z.boolean(),
    changedBy: z.string().nullable(),
    mayChange: z.boolean(),
    /** Versions of the agreement in force whose promises these are: the share and the time to confirm, the time ahead. Null: the settings stand in. */
    agreed: z.object({ confirm: z.int().nullable(), ahead: z.int().nullable() }),
  }),
  permission: 'record:read',
  summary: 'How many have to confirm a change before it starts, how long it waits otherwise, and within what time to confirm.',
});

export const setNoticeTerms = endpoint({
  name: 'setNoticeTerms',
  method: 'PUT',
  path: '/change-notice-terms',
  input: z.object(NoticeTerms),
  output: Done,
  permission: 'agreement:write',
  summary: 'Changes what counts for changes that are announced from now on.',
});
