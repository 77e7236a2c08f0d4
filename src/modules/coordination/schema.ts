import { z } from 'zod';
import { AREAS } from '#modules/team/schema.ts';

/** Days of access where nobody names an end, and the longest at a time. */
export const USUAL_DAYS = 90;
export const LONGEST_DAYS = 366;
export const AreaName = z.enum(AREAS);

export const OUTCOMES = ['read', 'changed', 'refused'] as const;

/** What one team needs and the other can give. In the order of how many decisions one missing value holds up, see `rules/gaps.ts`. */
export const GAPS = [
  'why_now',
  'lead_facts',
  'verdict_reason',
  'win_motive',
  'deal_money',
  'campaign_cost',
  'asset_use',
  'open_question',
  'deal_debrief',
  'sales_signature',
  'marketing_signature',
  'sales_challenge',
  'marketing_challenge',
] as const;
export type Gap = (typeof GAPS)[number];
export const GapName = z.enum(GAPS);

/** What cannot be decided well while it is missing. */
export const DECISIONS = [
  'verdict',
  'routing',
  'profile',
  'recycling',
  'message',
  'forecast',
  'budget',
  'returns',
  'use',
  'remedy',
] as const;
export type Decision = (typeof DECISIONS)[number];

export const DRAFT_KINDS = ['ruling', 'plan'] as const;
export const DRAFT_STATES = ['draft', 'proposed', 'agreed', 'withdrawn'] as const;
export const RULINGS = ['upheld', 'overturned'] as const;
export const RESULTS = ['worked', 'did_not', 'unclear'] as const;

export const SIDES = ['sales', 'marketing'] as const;
export type Side = (typeof SIDES)[number];

export { Named } from '#modules/team/schema.ts';
export { Rate } from '#platform/shared/rate.ts';
