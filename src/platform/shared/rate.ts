import { z } from 'zod';

/** How a `rateOf` of statistics.ts travels: k of n with its 95 % interval (Wilson); below 30 cases `enough` is false, and the counts are shown. */
export const Rate = z.object({
  k: z.int(),
  n: z.int(),
  rate: z.number().nullable(),
  low: z.number(),
  high: z.number(),
  enough: z.boolean(),
});
