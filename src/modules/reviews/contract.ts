import { z } from 'zod';
import { Done, endpoint, Id, Instant, Named } from '#modules/team/schema.ts';
import { Paged } from '#platform/shared/paging.ts';
import { Rate } from '#platform/shared/rate.ts';
import { About, MOST_REVIEWERS, SUBJECTS, VOTES } from './schema.ts';

const Line = (most: number) => z.string().trim().max(most, `Use at most ${most} characters.`);

const Review = z.object({
  id: Id,
  words: z.string().nullable(),
  askedBy: Named.nullable(),
  askedAt: Instant,
  /** Everybody who was asked, and who has answered. */
  reviewers: z.array(Named.extend({ answered: z.boolean() })),
  tally: z.object({ would_send: z.int(), would_change: z.int(), would_not: z.int() }),
  /** What was said. Whose it is stands there for people of the reviewer's own department and for who leads both; for the others it is null. */
  votes: z.array(z.object({ by: Named.nullable(), vote: z.enum(VOTES), sentence: z.string().nullable() })),
  /** The caller was asked: what the caller said, null: nothing yet. */
  mine: z.object({ vote: z.enum(VOTES).nullable(), sentence: z.string().nullable() }).nullable(),
  /** The mailing that tried it out, and replies and clicks of those whom it reached; null where none is named. */
  test: z.object({ send: Named, replies: Rate, clicks: Rate, lastAt: Instant.nullable() }).nullable(),
});
export type Review = z.infer<typeof Review>;

export const getLaunchReview = endpoint({
  name: 'getLaunchReview',
  method: 'GET',
  path: '/launch-reviews',
  input: z.object(About),
  output: z.object({ /** Null: nobody was asked. */ review: Review.nullable(), mayAsk: z.boolean() }),
  permission: 'record:read',
  summary: 'Whether Sales was asked if a campaign, mailing, offer or document resonates, what they said, and how the field test went.',
});

export const askLaunchReview = endpoint({
  name: 'askLaunchReview',
  method: 'POST',
  path: '/launch-reviews',
  input: z.object({
    ...About,
    memberIds: z.array(Id).min(1, 'Choose whom to ask.').max(MOST_REVIEWERS, `Ask at most ${MOST_REVIEWERS} people.`),
    words: Line(1000).optional(),
  }),
  output: z.object({ id: Id }),
  permission: 'campaign:write',
  summary: 'Asks people of Sales whether something resonates, before it launches. Asking again adds people.',
});

export const listWaitingReviews = endpoint({
  name: 'listWaitingReviews',
  method: 'GET',
  path: '/launch-reviews/waiting',
  input: z.object({}),
  output: z.object({
    items: z.array(
      z.object({
        id: Id,
        subject: z.enum(SUBJECTS),
        subjectId: Id,
        name: z.string(),
        words: z.string().nullable(),
        askedBy: Named.nullable(),
        askedAt: Instant,
        /** How many were asked: with few, whose vote it is can be guessed. */
        reviewers: z.int(),
      }),
    ),
  }),
  permission: 'record:read',
  summary: 'What waits for the caller’s vote, the oldest first.',
});

export const voteOnReview = endpoint({
  name: 'voteOnLaunchReview',
  method: 'PUT',
  path: '/launch-reviews/:id/vote',
  input: z.object({ id: Id, vote: z.enum(VOTES), sentence: Line(500).optional() }),
  output: Done,
  permission: 'question:write',
  summary: 'Says whether one would send it, would change it or would not send it, in a sentence. Can be said anew.',
});

export const setFieldTest = endpoint({
  name: 'setFieldTest',
  method: 'PUT',
  path: '/launch-reviews/:id/test',
  input: z.object({ id: Id, sendId: Id.nullable() }),
  output: Done,
  permission: 'campaign:write',
  summary: 'Names the mailing that tries it out on a small part first; the mailing itself where its own first part is the test.',
});

export const listFieldTestRows = endpoint({
  name: 'listFieldTestRows',
  method: 'GET',
  path: '/launch-reviews/:id/test/rows',
  input: z.object({ id: Id, replied: z.boolean().optional(), clicked: z.boolean().optional(), ...Paged }),
  output: z.object({
    items: z.array(
      z.object({
        id: Id,
        at: Instant,
        replied: z.boolean(),
        clicked: z.boolean(),
        /** Null where the caller may not open the person. */
        contact: Named.nullable(),
      }),
    ),
    next: z.string().nullable(),
  }),
  permission: 'record:read',
  summary: 'The mails of a field test, the newest first: to whom, and who replied.',
});
