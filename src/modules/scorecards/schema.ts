import type { Party } from '#modules/agreements/schema.ts';

export const TREND_PERIODS = ['week', 'month', 'quarter'] as const;
export type TrendPeriod = (typeof TREND_PERIODS)[number];
/** Periods of a trend, this one so far included. */
export const TREND_LENGTH = 6;

/** What one side's promise is held against: the other side's events. `good`: a larger share is better. */
export const COUNTERS = {
  speed_conversion: { party: 'sales', good: true },
  rejection_success: { party: 'sales', good: false },
  acceptance_abandoned: { party: 'sales', good: false },
  volume_acceptance: { party: 'marketing', good: true },
} as const satisfies Record<string, { party: Party; good: boolean }>;
export type Counter = keyof typeof COUNTERS;

/**
 * Patterns that come up where a figure is worked for instead of its purpose, with the share up to which they are everyday. Starting values from practice,
 * no norm: each has innocent explanations, which stand beside it. Of the points around a threshold half lie above it where nobody steers: there are rather
 * fewer people the more points (J. McCrary's test of a jump in density, 2008, as a binomial test of the counts on both sides).
 */
export const LOOKS = {
  short_calls: { party: 'sales', usual: 0.15 },
  redials: { party: 'sales', usual: 0.1 },
  recycle_before_due: { party: 'sales', usual: 0.2 },
  reject_late: { party: 'sales', usual: 0.15 },
  pause_before_due: { party: 'sales', usual: 0.3 },
  backdated: { party: 'sales', usual: 0.25 },
  born_won: { party: 'sales', usual: 0.1 },
  threshold_skimming: { party: 'marketing', usual: 0.5 },
} as const satisfies Record<string, { party: Party; usual: number }>;
export type Look = keyof typeof LOOKS;
/** Points on either side of the threshold in which people are counted. */
export const AROUND_POINTS = 10;
/** A pattern is flagged where so many would come by chance in less than this share of honest histories: an exact binomial test, one-sided. */
export const RARELY = 0.025;
export const STANDINGS = ['not_enough', 'everyday', 'look'] as const;
export type Standing = (typeof STANDINGS)[number];

/** Seconds up to which a call is a ring and no talk. */
export const SHORT_CALL_SECONDS = 10;
/** A second call to the same person within so many minutes is a redial. */
export const REDIAL_MINUTES = 10;
/** Share of its time after which something happens just before it is due. */
export const JUST_BEFORE = 0.9;
/** Days after the hand-off from which a return is late. */
export const LATE_RETURN_DAYS = 14;
/** Days without a touch after which an accepted lead is left. */
export const ABANDONED_DAYS = 30;

export const SIGNS = [...Object.keys(COUNTERS), ...Object.keys(LOOKS)] as [Counter | Look, ...(Counter | Look)[]];
export type Sign = Counter | Look;
