import { z } from 'zod';
import { Id, Instant } from '#modules/team/schema.ts';
import { event } from '#platform/events/events.ts';
import { ACTIVITY_KINDS, DIRECTIONS, EVIDENCES, SIDES, TRAFFICS } from './schema.ts';

const Ref = Id.nullable();

/**
 * Something that people did, or corrected, has come onto the ledger. Not announced for imports and for the program's own rows.
 * `loggedAt` against `occurredAt` and `evidence` say how far it can be trusted as proof: a backdated manual log is weaker than a system's.
 * A correction carries `correctsId`, the first version; one that takes the row back is `retracted`.
 */
export const activityRecorded = event(
  'activity.recorded',
  z.object({
    activities: z.array(
      z.object({
        id: Id,
        kind: z.enum(ACTIVITY_KINDS),
        direction: z.enum(DIRECTIONS).nullable(),
        side: z.enum(SIDES),
        outcome: z.string().nullable(),
        evidence: z.enum(EVIDENCES),
        traffic: z.enum(TRAFFICS).nullable(),
        memberId: Ref,
        occurredAt: Instant,
        loggedAt: Instant,
        contactId: Ref,
        companyId: Ref,
        dealId: Ref,
        leadId: Ref,
        campaignId: Ref,
        correctsId: Ref,
        retracted: z.boolean(),
      }),
    ),
  }),
);
