import { z } from 'zod';
import { Counts } from '#modules/gate/contract/rules.ts';
import { Done, endpoint, Id, Instant } from '#modules/team/schema.ts';
import { Rate } from '#platform/shared/rate.ts';
import { METRICS, TEST_PEOPLE } from '../schema.ts';
import { SendProblem } from './sends.ts';

export const checkSend = endpoint({
  name: 'checkSend',
  method: 'POST',
  path: '/sends/:id/checks',
  reads: true,
  input: z.object({ id: Id }),
  output: z.object({
    problems: z.array(SendProblem),
    /** Null where the audience can't be told. `rows`: by `listChecked` of the gate. */
    gate: Counts.nullable(),
    /** Of those who may get it: kept back to compare with, given to each variant, waiting for the winner. */
    heldOut: z.int(),
    variants: z.array(z.object({ id: Id, name: z.string(), n: z.int() })),
    waiting: z.int(),
  }),
  permission: 'record:read',
  summary: 'Before a mailing goes: what is still to do, and how many of its audience may get it. Stores nothing.',
});

export const scheduleSend = endpoint({
  name: 'scheduleSend',
  method: 'PUT',
  path: '/sends/:id/schedule',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'campaign:write',
  summary: 'Launches a draft: at its time its audience is put together and the mails go. Refused with what is still to do.',
});

export const unscheduleSend = endpoint({
  name: 'unscheduleSend',
  method: 'DELETE',
  path: '/sends/:id/schedule',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'campaign:write',
  summary: 'Makes a scheduled mailing a draft again, as long as its audience was not put together.',
});

export const pauseSend = endpoint({
  name: 'pauseSend',
  method: 'PUT',
  path: '/sends/:id/pause',
  input: z.object({ id: Id, note: z.string().trim().max(500).optional() }),
  output: Done,
  permission: 'campaign:write',
  summary: 'Nothing more of this mailing goes from now on. What is at the mail server already can’t be called back.',
});

export const resumeSend = endpoint({
  name: 'resumeSend',
  method: 'DELETE',
  path: '/sends/:id/pause',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'campaign:write',
  summary: 'Lets a paused mailing go on where it stood. Nobody gets it twice.',
});

export const releaseSend = endpoint({
  name: 'releaseSend',
  method: 'PUT',
  path: '/sends/:id/release',
  input: z.object({ id: Id, note: z.string().trim().min(3, 'Say why it may go on.').max(500) }),
  output: Done,
  permission: 'consent:write',
  summary: 'A lead lets a mailing go on that stopped by itself, and says why. What came back until now is not counted again.',
});

export const cancelSend = endpoint({
  name: 'cancelSend',
  method: 'PUT',
  path: '/sends/:id/cancellation',
  input: z.object({ id: Id, note: z.string().trim().max(500).optional() }),
  output: Done,
  permission: 'campaign:write',
  summary: 'Ends a mailing for good: whoever has not got it will not get it.',
});

export const retryFailed = endpoint({
  name: 'retryFailed',
  method: 'POST',
  path: '/sends/:id/retries',
  input: z.object({ id: Id }),
  output: z.object({ n: z.int() }),
  permission: 'campaign:write',
  summary: 'Tries those again, and only those, to whom it could not be delivered and whose address still works.',
});

export const decideSend = endpoint({
  name: 'decideSend',
  method: 'PUT',
  path: '/sends/:id/winner',
  input: z.object({ id: Id, variantId: Id }),
  output: Done,
  permission: 'campaign:write',
  summary: 'Chooses by hand the variant that those get who wait for the winner.',
});

export const sendTestOfSend = endpoint({
  name: 'sendTestOfSend',
  method: 'POST',
  path: '/sends/:id/tests',
  input: z.object({
    id: Id,
    variantId: Id,
    /** As this person would get it; a made-up one where absent. */
    contactId: Id.optional(),
  }),
  output: z.object({ to: z.string() }),
  permission: 'campaign:write',
  summary: 'Sends the caller one of the variants, to look at. It counts nowhere.',
});

/** Each rate is of the mails handed over, but `delivered`, whose n are those of which anything was heard where a provider tells of deliveries. */
const Figures = z.object({
  sent: z.int(),
  delivered: Rate,
  clicked: Rate,
  replied: Rate,
  bounced: Rate,
  bouncedHard: Rate,
  complained: Rate,
  unsubscribed: Rate,
  /** People who made an inquiry within 30 days after it. */
  converted: Rate,
  /** People of whom a deal was opened within 90 days after it, and how many of these are won. */
  deals: Rate,
  won: Rate,
});

export const DECISIONS = ['no_comparison', 'too_early', 'not_enough_data', 'no_difference', 'decided', 'by_hand'] as const;

export const getSendReport = endpoint({
  name: 'getSendReport',
  method: 'GET',
  path: '/sends/:id/report',
  input: z.object({ id: Id }),
  output: z.object({
    all: Figures,
    variants: z.array(z.object({ id: Id, name: z.string(), figures: Figures })),
    comparison: z.object({
      state: z.enum(DECISIONS),
      metric: z.enum(METRICS).nullable(),
      decidesAt: Instant.nullable(),
      minimumN: z.int(),
      winner: z.object({ id: Id, name: z.string() }).nullable(),
      /** The best against the second best: difference of the shares with its 95 % interval (Newcombe); null for fewer than two. */
      difference: z.object({ best: Id, second: Id, value: z.number(), low: z.number(), high: z.number() }).nullable(),
      waiting: z.int(),
    }),
    /** Those who were kept back, against those who got it. Null where nobody was. */
    holdOut: z
      .object({
        n: z.int(),
        converted: Rate,
        deals: Rate,
        /** Conversions of those who got it minus those kept back, with the 95 % interval. */
        lift: z.object({ value: z.number(), low: z.number(), high: z.number(), enough: z.boolean() }),
      })
      .nullable(),
    links: z.array(z.object({ url: z.string(), people: z.int(), clicks: z.int(), byMachines: z.int() })),
  }),
  permission: 'report:read',
  summary: 'What became of a mailing, every rate with its n and interval. The rows behind a figure: listSendMessages with the same filter.',
});

export const makeFieldTest = endpoint({
  name: 'makeFieldTest',
  method: 'POST',
  path: '/launch-reviews/:id/test-mailings',
  input: z.object({
    id: Id,
    /** The draft that is tried out. */
    sendId: Id,
    people: z.int().min(TEST_PEOPLE.least, `Draw at least ${TEST_PEOPLE.least} people.`).max(TEST_PEOPLE.most).default(TEST_PEOPLE.usual),
  }),
  output: z.object({ id: Id }),
  permission: 'campaign:write',
  summary:
    'Drafts a mailing of the same content to a small drawn part of the audience, as the field test of a review. It is looked through and launched like every mailing; whom it goes to does not get the same again by the launch.',
});
