import { z } from 'zod';
import { text } from '#modules/activities/schema.ts';
import { DECISIONS } from '#modules/handoffs/schema.ts';
import { DEPARTMENTS, Done, endpoint, Id, Instant, Named } from '#modules/team/schema.ts';
import { Paged } from '#platform/shared/paging.ts';
import { MOST_WORDS, PARTS } from './schema.ts';

const Money = z.object({ amountMinor: z.int(), currency: z.string() });

const Head = {
  deal: Named,
  company: Named.nullable(),
  wonAt: Instant,
  /** What was booked; null where nobody wrote it down, absent where the role may not see it. */
  booked: Money.nullable().optional(),
  /** The first sign of the customer or of us, before the deal was won. */
  firstAt: Instant.nullable(),
  /** Days from there to the won deal. */
  days: z.int().nullable(),
};

export const getStory = endpoint({
  name: 'getStory',
  method: 'GET',
  path: '/deals/:id/story',
  input: z.object({ id: Id }),
  output: z.object({
    ...Head,
    /** Campaigns to which people of the deal responded, or that the deal or its lead came from, the first first. */
    campaigns: z.array(Named.extend({ at: Instant.nullable() })),
    parts: z.array(
      z.object({
        part: z.enum(PARTS),
        n: z.int(),
        /** Minutes, of what has a length. */
        minutes: z.int().nullable(),
        firstAt: Instant,
        lastAt: Instant,
      }),
    ),
    /** Documents of the library that reached people of the deal. */
    documents: z.array(Named),
    /** How the lead went from one team to the other. */
    handoffs: z.array(
      z.object({
        id: Id,
        leadId: Id,
        at: Instant,
        from: Named.nullable(),
        to: Named.nullable(),
        decision: z.enum(DECISIONS).nullable(),
        /** Hours until the verdict. */
        hours: z.number().nullable(),
      }),
    ),
    /** Who had a part in it, of both teams. */
    people: z.array(Named.extend({ department: z.enum(DEPARTMENTS) })),
    /** Not cancelled; absent where the role may not see totals. */
    invoiced: z.array(Money).optional(),
    thanks: z.array(z.object({ id: Id, from: Named, to: Named, words: z.string(), at: Instant, mine: z.boolean() })),
  }),
  permission: 'record:read',
  summary:
    'How a won deal came about: what Marketing made, what Sales did, how the lead went from one to the other, and who had a part in it.',
});

export const listWins = endpoint({
  name: 'listWins',
  method: 'GET',
  path: '/wins',
  input: z.object(Paged),
  output: z.object({
    items: z.array(
      z.object({
        ...Head,
        campaigns: z.array(z.string()),
        /** What the customer did on what Marketing made, and calls and meetings of Sales. */
        signs: z.int(),
        calls: z.int(),
        minutes: z.int(),
        meetings: z.int(),
        thanks: z.int(),
      }),
    ),
    next: z.string().nullable(),
  }),
  permission: 'record:read',
  summary: 'Won deals, the newest first, each with the part of both teams in a line.',
});

export const giveThanks = endpoint({
  name: 'giveThanks',
  method: 'POST',
  path: '/deals/:id/thanks',
  input: z.object({ id: Id, memberId: Id, words: text(MOST_WORDS).min(1, 'Say what for.') }),
  output: z.object({ id: Id }),
  permission: 'record:read',
  summary: 'Thanks a person for their part in a won deal; they are told.',
});

export const takeThanksBack = endpoint({
  name: 'takeThanksBack',
  method: 'DELETE',
  path: '/deals/:id/thanks/:thanksId',
  input: z.object({ id: Id, thanksId: Id }),
  output: Done,
  permission: 'record:read',
  summary: 'Takes back thanks of one’s own.',
});
