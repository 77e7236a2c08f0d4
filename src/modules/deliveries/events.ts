import { z } from 'zod';
import { Id, Instant } from '#modules/team/schema.ts';
import { event } from '#platform/events/events.ts';
import { Hardness, Kind } from './schema.ts';

/**
 * Something new was told about a mail to an address; announced once for each event, never for a repeat, and after the list of addresses that get no
 * mail knows of it. `at` is when it happened by the teller's clock.
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
