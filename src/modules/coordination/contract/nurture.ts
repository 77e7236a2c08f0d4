import { z } from 'zod';
import { endpoint } from '#modules/team/schema.ts';

/** What a track is for, in the words of `nurture_track.kind`. */
export const NURTURE_KINDS = ['nurture', 'retention', 'deal_support', 'sequence'] as const;

export const getNurtureHealth = endpoint({
  name: 'getNurtureHealth',
  method: 'GET',
  path: '/coordination/nurture',
  input: z.object({}),
  output: z.object({
    kinds: z.array(
      z.object({
        kind: z.enum(NURTURE_KINDS),
        running: z.int(),
        paused: z.int(),
        /** Running or paused tracks that nobody who is here now answers for. */
        unowned: z.int(),
        /** People on running or paused tracks. */
        people: z.int(),
        /** Of them: on a track that is paused. */
        held: z.int(),
        /** Of those on running tracks: waiting for longer than the step says, by more than a day. */
        late: z.int(),
        /** Of those on running tracks: a written mail waits to be read by a person. */
        toRead: z.int(),
        /** Of them: neither the contact nor the lead they are on it with has an owner who is here now. */
        ownerless: z.int(),
        /** Who came off a running or paused track as a step failed, and are not on it anew. */
        stuck: z.int(),
      }),
    ),
    returned: z.object({
      /** Leads that were returned and are not worked on again. */
      open: z.int(),
      /** Of them: nobody has said how they are warmed again. */
      unplanned: z.int(),
      /** Of those: the day from which they can be spoken to again has come. */
      due: z.int(),
    }),
  }),
  permission: 'coordination:work',
  summary: 'How nurture goes, in counts: tracks, people on them, who waits too long or is stuck, returned leads without a plan.',
});
