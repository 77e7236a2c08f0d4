import { z } from 'zod';

/** How the credit for a deal is shared among the touches before it. The first nine give shares by rule, the last two learn from paths. */
export const RULE_MODELS = ['first', 'last', 'last_non_direct', 'linear', 'time_decay', 'u_ends', 'u_lead', 'w', 'full_path'] as const;
export type RuleModel = (typeof RULE_MODELS)[number];
export const PATH_MODELS = ['markov', 'shapley'] as const;
export type PathModel = (typeof PATH_MODELS)[number];
export const MODELS = [...RULE_MODELS, ...PATH_MODELS] as const;
export type Model = (typeof MODELS)[number];

/** Days in which a touch loses half of its weight, where nobody said otherwise: a week suits shops, a month a business customer's long way. */
export const HALF_LIFE_DAYS = 30;
/** Touches that lie further back are left out. */
export const LOOKBACK_DAYS = 365;
/** Below so many conversions a model that learns from paths says how unsure it is. */
export const FEW_CONVERSIONS = 100;
/** Below so many it says nothing. */
export const FEWEST_TO_LEARN = 10;

/** What a customer did, or what both did together. Being written to or called in vain is none of these. */
export const TOUCH_KINDS = ['response', 'form', 'visit', 'document', 'click', 'mail', 'chat', 'call', 'meeting', 'named'] as const;
export type TouchKind = (typeof TOUCH_KINDS)[number];
export const TEAMS = ['marketing', 'sales'] as const;
export type Team = (typeof TEAMS)[number];

/** The three readings of a deal's money: won, invoiced and not cancelled, paid. */
export const MONEYS = ['booked', 'invoiced', 'paid'] as const;
export type Money = (typeof MONEYS)[number];

/** When a deal counts as brought by Marketing: it says so itself; its first touch was Marketing's; one of Marketing's came before anything Sales did. */
export const SOURCED = ['recorded', 'first_touch', 'before_sales'] as const;
export type Sourced = (typeof SOURCED)[number];

/** By what money is shared out. */
export const DIMENSIONS = ['channel', 'campaign', 'asset', 'offer'] as const;
export type Dimension = (typeof DIMENSIONS)[number];
/** The key of a line for what belongs to none: a touch without a campaign; a deal without a touch. */
export const NONE = '';
export const UNATTRIBUTED = '-';

/** What is signed. `grossMargin`: of what is invoiced, 0 to 1; null where nobody said, and returns are on revenue. */
export const Terms = z.object({
  model: z.enum(MODELS),
  halfLifeDays: z.int().min(1, 'At least one day.').max(365, 'A year at most.'),
  lookbackDays: z.int().min(7, 'At least a week.').max(730, 'Two years at most.'),
  sourced: z.enum(SOURCED),
  grossMargin: z.number().gt(0, 'More than 0 %.').max(1, '100 % at most.').nullable(),
});
export type Terms = z.infer<typeof Terms>;

export const STATUSES = ['draft', 'in_force', 'superseded', 'withdrawn'] as const;
export type Status = (typeof STATUSES)[number];

/** What reports go by until both sides have signed something. */
export const USUAL_TERMS: Terms = {
  model: 'linear',
  halfLifeDays: HALF_LIFE_DAYS,
  lookbackDays: LOOKBACK_DAYS,
  sourced: 'first_touch',
  grossMargin: null,
};
/** Touches are kept so far back, so that a draft can be weighed with a longer window. */
export const KEPT_DAYS = 730;

export const RUN_STATES = ['waiting', 'running', 'done', 'failed'] as const;
