import { z } from 'zod';
import { text } from '#modules/activities/schema.ts';
import { ASK_KINDS, Done, endpoint, Id, Instant } from '#modules/team/schema.ts';
import { Named, SIDES } from '../schema.ts';

/** An ask as it stands by its record: a request to take it over does not change whose it is there. */
const Asked = { kind: z.enum(ASK_KINDS), askId: Id, side: z.enum(SIDES), ownerId: Id.nullable() };

export const listAskTakers = endpoint({
  name: 'listAskTakers',
  method: 'GET',
  path: '/coordination/asks/:kind/:askId/takers',
  input: z.object({ ...Asked, ownerId: Id.optional() }),
  output: z.object({ items: z.array(Named) }),
  permission: 'coordination:work',
  summary: 'Who of the same side could take an open ask over.',
});

export const passAsk = endpoint({
  name: 'passAsk',
  method: 'POST',
  path: '/coordination/asks/:kind/:askId/passes',
  input: z.object({ ...Asked, toId: Id, words: text(300).min(3, 'Say in a sentence why.') }),
  output: z.object({ id: Id }),
  permission: 'coordination:work',
  summary: 'Asks another member of the same side to take an ask over; both hear of it.',
});

export const withdrawPass = endpoint({
  name: 'withdrawPass',
  method: 'DELETE',
  path: '/coordination/passes/:id',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'coordination:work',
  summary: 'Takes back the request to take an ask over, which then is with whoever it was with.',
});

export const listOwnPasses = endpoint({
  name: 'listOwnPasses',
  method: 'GET',
  path: '/coordination/passes',
  input: z.object({}),
  output: z.object({
    items: z.array(
      z.object({
        id: Id,
        kind: z.enum(ASK_KINDS),
        about: z.string().nullable(),
        contact: z.string().nullable(),
        words: z.string(),
        state: z.enum(['asked', 'taken']),
        /** Whether the caller is the one named; else it is theirs and another was named. */
        toMe: z.boolean(),
        from: Named.nullable(),
        to: Named,
        by: Named.nullable(),
        askedAt: Instant,
        dueAt: Instant.nullable(),
        overdue: z.boolean(),
        /** Taking it also makes the record theirs, by their own rights. */
        moves: z.boolean(),
        link: z.string(),
      }),
    ),
  }),
  permission: 'report:read',
  summary: 'What the caller is asked to take over, has taken over, or somebody else is asked to take over from them.',
});

export const answerPass = endpoint({
  name: 'answerPass',
  method: 'PUT',
  path: '/coordination/passes/:id/answer',
  input: z.object({ id: Id, answer: z.enum(['taken', 'declined']) }),
  /** `moved`: the record itself is now the caller's. */
  output: z.object({ moved: z.boolean() }),
  permission: 'report:read',
  summary: 'Takes over what another coordinates, or declines: whoever was named can.',
});
