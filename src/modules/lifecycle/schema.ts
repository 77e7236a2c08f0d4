import { z } from 'zod';
import { Criteria } from '#modules/criteria/schema.ts';
import { SOURCE_TEAMS } from '#modules/leads/schema.ts';
import { Day, Id } from '#modules/team/schema.ts';

/** What narrows the leads of every lifecycle report. */
export const LeadFilters = {
  /** First and last day of opening, both included, in the workspace's time zone; the last twelve months where absent. */
  from: Day.optional(),
  to: Day.optional(),
  sourceTeam: z.enum(SOURCE_TEAMS).optional(),
  /** `''`: leads whose channel is not known. */
  channel: z.string().max(120).optional(),
  /** `none`: leads of no campaign. */
  campaign: z.union([Id, z.literal('none')]).optional(),
  ownerId: Id.optional(),
  fit: z.enum(['A', 'B', 'C', 'D']).optional(),
  label: z.string().max(3).optional(),
  criteria: Criteria.optional(),
};
const LeadFilterObject = z.object(LeadFilters);
export type LeadFilter = z.output<typeof LeadFilterObject>;

/** By what leads that stall are told apart. Teams, never people. */
export const STALL_GROUPS = ['channel', 'campaign', 'reason', 'content', 'team', 'source_team'] as const;
export type StallGroup = (typeof STALL_GROUPS)[number];

export const CHANNEL_GROUPS = ['channel', 'campaign', 'month'] as const;
export type ChannelGroup = (typeof CHANNEL_GROUPS)[number];

/** Figures of leads that open their rows. `group` and `key` cut the stall figures; `stage` the others. */
export const LEAD_FIGURES = ['reached', 'converted', 'standing', 'skipped', 'stalled', 'abandoned'] as const;
export type LeadFigure = (typeof LEAD_FIGURES)[number];

/** Days after which a month of leads counts as complete, until thirty of its leads say better. */
export const USUAL_LAG_DAYS = 90;
/** Leads younger than this do not say how long the way takes: the slow ones among them have not arrived. */
export const SETTLED_DAYS = 180;

export interface StallRule {
  /** Longer in a stage than this share of all stays: stalled. */
  share: number;
  /** Days without a sign of life: stalled, and after an acceptance abandoned. */
  quietDays: number;
  /** Touches owed before a lead counts as worked. */
  leastTouches: number;
}
export const USUAL_STALL_RULE: StallRule = { share: 0.75, quietDays: 14, leastTouches: 3 };
