import { z } from 'zod';
import { Id, Instant } from '#modules/team/schema.ts';
import { event } from '#platform/events/events.ts';

/** Each step of a request, with who owes what until when: whoever keeps promises can count from these. */
const Step = z.object({ requestId: Id, at: Instant, byMemberId: Id.nullable(), dueAt: Instant, dealIds: z.array(Id) });

export const libraryRequested = event('library.requested', Step);
/** Accepted, or declined with a reason: both are an answer. */
export const libraryAnswered = event('library.answered', Step.extend({ accepted: z.boolean() }));
export const libraryDelivered = event('library.delivered', Step.extend({ assetId: Id }));

/** A person (never a machine) has opened what was given to them. */
export const documentOpened = event(
  'library.opened',
  z.object({ shareId: Id, assetId: Id, versionId: Id, contactId: Id, memberId: Id.nullable(), at: Instant }),
);
