import { z } from 'zod';
import { Currency, Id, Instant } from '#modules/team/schema.ts';
import { event } from '#platform/events/events.ts';

const deal = {
  dealId: Id,
  companyId: Id.nullable(),
  contactId: Id.nullable(),
  leadId: Id.nullable(),
  campaignId: Id.nullable(),
  amountMinor: z.int().nullable(),
  currency: Currency.nullable(),
  at: Instant,
};

export const dealCreated = event('deal.created', z.object(deal));
export const dealStageChanged = event('deal.stage_changed', z.object({ ...deal, fromStageId: Id, toStageId: Id }));
export const dealWon = event('deal.won', z.object(deal));
export const dealLost = event('deal.lost', z.object({ ...deal, reasonId: Id }));
/** A won or lost deal is open again. */
export const dealReopened = event('deal.reopened', z.object({ ...deal, was: z.enum(['won', 'lost']) }));
