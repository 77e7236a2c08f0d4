import { z } from 'zod';
import { Id, Instant } from '#modules/team/schema.ts';
import { event } from '#platform/events/events.ts';

/** Somebody sent a form, and it was taken in: at once, or after a person had looked at it. */
export const formAnswered = event(
  'form.answered',
  z.object({ formId: Id, answerId: Id, contactId: Id.nullable(), leadId: Id.nullable(), at: Instant }),
);
