import { z } from 'zod';
import { Id } from '#modules/team/schema.ts';
import { event } from '#platform/events/events.ts';

/**
 * A person was erased. Whoever keeps free text about them (evidence of a hand-off, rows of an import, undo records of a merge) empties it now;
 * mail addresses, numbers and full names are replaced everywhere by the erasure itself. `contactIds` includes those merged into the person;
 * `mails` are the addresses that were theirs, for what is no text of the database, such as uploaded files.
 */
export const contactErased = event(
  'contact.erased',
  z.object({ contactIds: z.array(Id), leadIds: z.array(Id), mails: z.array(z.string()).default([]) }),
);

/** A person works for another company now. Guards follow the company of today. */
export const employerChanged = event('contact.employer_changed', z.object({ contactId: Id, from: Id.nullable(), to: Id.nullable() }));
