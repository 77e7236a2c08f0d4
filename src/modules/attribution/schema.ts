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
