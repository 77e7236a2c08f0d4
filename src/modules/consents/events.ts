import { z } from 'zod';
import { Id, Instant } from '#modules/team/schema.ts';
import { event } from '#platform/events/events.ts';
import { CAUSES } from './schema.ts';

const Whom = { hash: z.string(), contactId: Id.nullable(), at: Instant };

/** Somebody may be written to for a purpose from now on; with double opt-in it is announced by the confirmation. Not announced for imports. */
export const consentGiven = event('consent.given', z.object({ ...Whom, purposeId: Id }));

/** Somebody wants no more of a purpose; `purposeId` null: nothing at all. Not announced for imports. */
export const consentWithdrawn = event('consent.withdrawn', z.object({ ...Whom, purposeId: Id.nullable() }));

/** An address, or a whole domain, gets no mail from now on. */
export const addressSuppressed = event(
  'address.suppressed',
  z.object({ suppressionId: Id, hash: z.string().nullable(), domain: z.string().nullable(), cause: z.enum(CAUSES) }),
);
