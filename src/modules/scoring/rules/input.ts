/** What a kind of behaviour is worth. Points may be negative; they fade towards 0 just the same. */
export interface EngagementRule {
  id: string;
  points: number;
  /** Days after which half is left; null: never fades. */
  halfLifeDays: number | null;
  /** `linear`: evenly, so that half is left after the half-life and nothing after twice of it. */
  fading?: 'half_life' | 'linear';
  group?: string;
  /** At most so many points (before fading) from this rule in all. */
  cap?: number;
  /** At most so many points (before fading) from this rule on one local day. */
  dailyCap?: number;
}

export interface EngagementGroup {
  id: string;
  /** At most so many positive points (after fading) from the rules of this group. */
  cap: number;
}

/** One event that matches one rule; an event that matches two rules comes twice. */
export interface EngagementEvent {
  ruleId: string;
  eventId: string;
  /** Milliseconds since 1970. */
  at: number;
  /** Events of one rule with the same key count once, the earliest. Defaults to the event id. */
  dedupeKey?: string;
}

/** So many points are taken off, once, from whoever did nothing that gives points for so many days. */
export interface Inactivity {
  afterDays: number;
  points: number;
}

export interface EngagementInput {
  rules: readonly EngagementRule[];
  groups?: readonly EngagementGroup[];
  /** In any order. */
  events: readonly EngagementEvent[];
  now: string;
  /** Events before this instant do not count. */
  resetAt?: string | null;
  /** In which zone a day begins, for daily caps. */
  zone?: string;
  max?: number;
  inactivity?: Inactivity | null;
}
