import { z } from 'zod';
import { Done, endpoint, Id, Instant } from '#modules/team/schema.ts';
import { ENTRY_KINDS, MOST_CAP } from '../schema.ts';

export const getAttention = endpoint({
  name: 'getAttention',
  method: 'GET',
  path: '/contacts/:id/attention',
  input: z.object({ id: Id }),
  output: z.object({
    cap: z.number(),
    /** The person's own limit; null: as for everybody. */
    ownCap: z.number().nullable(),
    refillDays: z.int(),
    level: z.number(),
    spare: z.number(),
    /** Attention that a mail of Marketing takes, and from when on there is that much; null: never. */
    mailWeight: z.number(),
    nextMailAt: Instant.nullable(),
    /** What took it and what gave it back, the newest first. `openable`: the row of the ledger is in the caller's reach. */
    entries: z.array(z.object({ at: Instant, weight: z.number(), kind: z.enum(ENTRY_KINDS), id: Id, openable: z.boolean() })),
    /** What all people of the company have left together, where both sides signed a limit for it. */
    company: z.object({ cap: z.number(), level: z.number() }).nullable(),
    writable: z.boolean(),
  }),
  permission: 'record:read',
  summary: 'How much of a person’s attention is left for both teams together, and what used it.',
});

export const setAttentionCap = endpoint({
  name: 'setAttentionCap',
  method: 'PUT',
  path: '/contacts/:id/attention-cap',
  input: z.object({ id: Id, cap: z.number().min(0.5, 'Use at least 0.5.').max(MOST_CAP).nullable() }),
  output: Done,
  permission: 'record:write',
  summary: 'Gives a person a limit of their own; null: as for everybody.',
});
