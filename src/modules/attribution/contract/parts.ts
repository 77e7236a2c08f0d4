import { z } from 'zod';
import { Day, Instant } from '#modules/team/schema.ts';

export const Period = z.object({
  from: Day,
  to: Day,
  timeZone: z.string(),
  basis: z.enum(['asked', 'today', 'newest']),
  asOf: Instant,
  start: Instant,
  end: Instant,
});
export { Named } from '#modules/team/schema.ts';
export { Rate } from '#platform/shared/rate.ts';
/** Minor units of the workspace's currency; null where the role does not see the amount. */
export const Minor = z.int().nullable();
