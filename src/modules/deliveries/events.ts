import { z } from 'zod';
import { Id, Instant } from '#modules/team/schema.ts';
import { event } from '#platform/events/events.ts';
import { Hardness, Kind } from './schema.ts';

/**
 * Something new was told about a mail to an address; announced once for each event, never for a repeat. `at` is when it happened by the teller's
 * clock. Who keeps the list of addresses that get no mail listens here: `bounced` with hardness `hard` and `complained` are the two that end an
 * address, with `eventId` as their evidence; `unsubscribed` and `subscribed` are what a person said at the provider's own page.
 */
export const deliveryRecorded = event(
  'delivery.recorded',
  z.object({
    eventId: Id,
    sourceId: Id,
    kind: Kind,
    hardness: Hardness.nullable(),
    address: z.string(),
    messageId: z.string().nullable(),
    at: Instant,
    contactId: Id.nullable(),
  }),
);
