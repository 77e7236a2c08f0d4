import { z } from 'zod';

export const DEAL_STATUSES = ['open', 'won', 'lost'] as const;
export type DealStatus = (typeof DEAL_STATUSES)[number];
/** A stage is open, or one of the two ways out. */
export const STAGE_KINDS = DEAL_STATUSES;
export type StageKind = DealStatus;

/** Cards of a column that the board brings at once. */
export const CARDS_PER_COLUMN = 40;

export const DealStatusName = z.enum(DEAL_STATUSES);
export const StageKindName = z.enum(STAGE_KINDS);
