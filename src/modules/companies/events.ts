import { z } from 'zod';
import { Id } from '#modules/team/schema.ts';
import { event } from '#platform/events/events.ts';
import { CUSTOMER_STATUSES } from './schema.ts';

/** Companies became customers, former customers or prospects, by invoices and won deals. */
export const customerStatusChanged = event(
  'company.customer_status_changed',
  z.object({ companies: z.array(z.object({ companyId: Id, from: z.enum(CUSTOMER_STATUSES), to: z.enum(CUSTOMER_STATUSES) })) }),
);
