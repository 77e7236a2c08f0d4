import { z } from 'zod';
import { Id } from '#modules/team/schema.ts';
import { job } from '#platform/jobs/job.ts';

/** Look into a mailbox now. */
export const readBox = job('mailbox:read', z.object({ id: Id }));
/** Count a mailbox against its server. */
export const countBox = job('mailbox:count', z.object({ id: Id }));
