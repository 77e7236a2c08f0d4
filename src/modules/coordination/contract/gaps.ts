import { z } from 'zod';
import { Done, endpoint, Id, Instant } from '#modules/team/schema.ts';
import { DECISIONS, GapName, Named, SIDES } from '../schema.ts';

export const listGaps = endpoint({
  name: 'listGaps',
  method: 'GET',
  path: '/coordination/gaps',
  input: z.object({}),
  output: z.object({
    items: z.array(
      z.object({
        gap: GapName,
        /** Who could give it, and who needs it. */
        giver: z.enum(SIDES),
        needer: z.enum(SIDES),
        missing: z.int(),
        total: z.int(),
        blocks: z.array(z.enum(DECISIONS)),
        /** Missing values times the kinds of decision that wait for each. */
        blocked: z.int(),
        /** Whose records they are, the most first; `asked`: there is an open ask already. */
        people: z.array(Named.extend({ missing: z.int(), asked: z.boolean() })),
      }),
    ),
    complete: z.array(GapName),
  }),
  permission: 'coordination:work',
  summary: 'What each team lacks of the other, by the decisions that wait for it.',
});

/** Also for whoever was asked: reps and marketers see what is theirs. */
export const listInformationGapRows = endpoint({
  name: 'listInformationGapRows',
  method: 'GET',
  path: '/coordination/gaps/:gap/rows',
  input: z.object({ gap: GapName, memberId: Id.optional() }),
  output: z.object({
    items: z.array(
      z.object({ id: Id, name: z.string().nullable(), member: Named.nullable(), since: Instant, link: z.string().nullable() }),
    ),
    total: z.int(),
    /** The ask that is open to the caller for this gap. */
    ask: z.object({ id: Id, by: z.string().nullable(), askedAt: Instant, dueAt: Instant }).nullable(),
  }),
  permission: 'report:read',
  summary: 'The records that lack it, the oldest first. The first 200.',
});

export const askGap = endpoint({
  name: 'askGap',
  method: 'POST',
  path: '/coordination/gaps/:gap/asks',
  input: z.object({ gap: GapName, memberId: Id }),
  output: z.object({ id: Id, missing: z.int(), dueAt: Instant }),
  permission: 'coordination:work',
  summary: 'Asks a person to fill in what is missing in their records.',
});

export const closeGapAsk = endpoint({
  name: 'closeGapAsk',
  method: 'PUT',
  path: '/coordination/gap-asks/:id/closure',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'report:read',
  summary: 'Says that this is done, or that it cannot be told any more: whoever was asked can.',
});
