import { z } from 'zod';
import { endpoint, Id, Instant } from '#modules/team/schema.ts';
import { PARTIES, SUBJECTS } from './schema.ts';

export const listAwaitedSignatures = endpoint({
  name: 'listAwaitedSignatures',
  method: 'GET',
  path: '/awaited-signatures',
  input: z.object({}),
  output: z.object({
    items: z.array(
      z.object({
        subject: z.enum(SUBJECTS),
        id: Id,
        /** Empty where the subject says it all. */
        title: z.string(),
        since: Instant,
        /** The path of the screen on which it is signed. */
        link: z.string(),
        /** Sides that have not signed; never empty. */
        waitsFor: z.array(z.enum(PARTIES)),
      }),
    ),
    /** The caller's department, where it is one of the two sides. */
    side: z.enum(PARTIES).nullable(),
  }),
  permission: 'report:read',
  summary: 'What waits for a signature of either side, the oldest first, and where it is signed.',
});
