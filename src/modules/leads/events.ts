import { z } from 'zod';
import { Id, Instant } from '#modules/team/schema.ts';
import { event } from '#platform/events/events.ts';
import { DIRECTIONS, STAGES, VALIDATIONS } from './schema.ts';

const lead = { leadId: Id, contactId: Id };

/** A new episode began. Not announced for imported history. */
export const leadOpened = event('lead.opened', z.object({ ...lead, stage: z.enum(STAGES), handRaised: z.boolean(), at: Instant }));

/** Someone asked for a conversation: the fast track. Announced for a new lead and for one that raised its hand later. */
export const leadHandRaised = event('lead.hand_raised', z.object({ ...lead, at: Instant }));

export const leadStageChanged = event(
  'lead.stage_changed',
  z.object({ ...lead, from: z.enum(STAGES), to: z.enum(STAGES), direction: z.enum(DIRECTIONS), cause: z.string(), at: Instant }),
);

/** The episode ended: as a customer or disqualified. A recycled lead stays open. */
export const leadClosed = event('lead.closed', z.object({ ...lead, stage: z.enum(STAGES), reasonId: Id.nullable(), at: Instant }));

export const leadOwnerChanged = event('lead.owner_changed', z.object({ ...lead, from: Id.nullable(), to: Id.nullable(), at: Instant }));

export const conversionValidated = event(
  'conversion.validated',
  z.object({ conversionId: Id, leadId: Id.nullable(), contactId: Id.nullable(), validation: z.enum(VALIDATIONS), at: Instant }),
);
