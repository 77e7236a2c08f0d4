import { z } from 'zod';
import { Id, Instant } from '#modules/team/schema.ts';
import { event } from '#platform/events/events.ts';
import { CAUSES, DECISIONS } from './schema.ts';

const handoff = { handoffId: Id, leadId: Id, contactId: Id, at: Instant };

export const handedOff = event('handoff.created', z.object({ ...handoff, cause: z.enum(CAUSES), assigneeId: Id.nullable() }));
export const verdictGiven = event(
  'handoff.verdict',
  z.object({ ...handoff, decision: z.enum(DECISIONS), reasonId: Id.nullable(), returned: z.boolean() }),
);
export const tacticChosen = event('recycle.tactic', z.object({ planId: Id, leadId: Id, contactId: Id, tactic: z.string(), at: Instant }));

/** A returned lead stands in Marketing's list. `rests`: returned too often, only the person brings it back; `heldOut`: left alone to compare with. */
export const recyclePlanned = event(
  'recycle.planned',
  z.object({
    planId: Id,
    leadId: Id,
    contactId: Id,
    reasonId: Id.nullable(),
    earliestOn: z.iso.date(),
    rests: z.boolean(),
    heldOut: z.boolean(),
    at: Instant,
  }),
);
