import { z } from 'zod';
import { Done, endpoint, Id } from '#modules/team/schema.ts';
import { DEFAULT_SEED, PLACES } from './schema.ts';

const Made = z.object({
  workspaceId: Id,
  /** The sample was there already; nothing was made. */
  existed: z.boolean(),
  rows: z.int(),
});

export const makeSample = endpoint({
  name: 'makeSample',
  method: 'POST',
  path: '/sample',
  input: z.object({ into: z.enum(PLACES).default('separate'), seed: z.string().min(1).max(60).default(DEFAULT_SEED) }),
  output: Made,
  permission: 'workspace:write',
  summary: 'Makes an invented company with a year of data up to today: in a workspace of its own, or in this one while it is empty.',
});

export const removeSample = endpoint({
  name: 'removeSample',
  method: 'DELETE',
  path: '/sample',
  input: z.object({}),
  output: Done.extend({
    /** The workspace is gone; false: it was emptied, because the caller has no other. */
    workspaceRemoved: z.boolean(),
  }),
  permission: 'workspace:write',
  summary: 'Removes the sample company of this workspace with everything in it.',
});
