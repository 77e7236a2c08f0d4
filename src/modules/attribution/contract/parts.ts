import { z } from 'zod';
import { Day, Id, Instant } from '#modules/team/schema.ts';

export const Period = z.object({
  from: Day,
  to: Day,
  timeZone: z.string(),
  basis: z.enum(['asked', 'today', 'newest']),
  asOf: Instant,
  start: Instant,
  end: Instant,
});
export const Rate = z.object({
  k: z.int(),
  n: z.int(),
  rate: z.number().nullable(),
  low: z.number(),
  high: z.number(),
  enough: z.boolean(),
});
export const Named = z.object({ id: Id, name: z.string() });
/** Minor units of the workspace's currency; null where the role does not see the amount. */
export const Minor = z.int().nullable();
