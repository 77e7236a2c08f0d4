import { z } from 'zod';
import { Criteria } from '#modules/criteria/schema.ts';
import { endpoint, Id } from '#modules/team/schema.ts';
import { PageLimit } from '#platform/shared/paging.ts';
import { Rate } from '#platform/shared/rate.ts';

export const getCampaignGoals = endpoint({
  name: 'getCampaignGoals',
  method: 'GET',
  path: '/campaigns/:id/goals',
  input: z.object({ id: Id }),
  output: z.object({
    /** Null where no signed goal that Sales has a part in says whom it is about in the campaign's time, for a campaign that is over or for customers, or where a fact that is asked for is not shown. */
    aim: z
      .object({
        /** Of people of whom the facts are known, those whom none of the goals is about. */
        outside: Rate,
        unknown: z.int(),
        /** Surely more than half lie outside: what the campaign aims at and what Sales shall reach are not the same. */
        against: z.boolean(),
        goals: z.array(z.object({ id: Id, title: z.string(), segment: Criteria })),
      })
      .nullable(),
  }),
  permission: 'record:read',
  summary: 'How many of a campaign’s people lie outside of whom the signed goals of Sales are about.',
});

export const listCampaignOutsideGoals = endpoint({
  name: 'listCampaignOutsideGoals',
  method: 'GET',
  path: '/campaigns/:id/goals/outside',
  input: z.object({ id: Id, cursor: Id.optional(), limit: PageLimit }),
  output: z.object({
    /** Without a name or company: not the caller's to see. */
    items: z.array(z.object({ contactId: Id, name: z.string().nullable(), company: z.string().nullable() })),
    next: z.string().nullable(),
  }),
  permission: 'record:read',
  summary: 'The people of a campaign whom none of the signed goals of Sales is about.',
});
