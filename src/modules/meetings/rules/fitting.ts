import type { ReasonClass } from '#modules/leads/schema.ts';
import type { Cause, DecisionKind, Source } from '../schema.ts';

/** What usually sets right what such an item is about, the likeliest first. People may decide anything else. */
const BY_SOURCE: Readonly<Partial<Record<Source, readonly DecisionKind[]>>> = {
  issue: ['clause', 'routing'],
  breach: ['clause', 'routing'],
  silence: ['routing', 'clause'],
  dispute: ['profile', 'score'],
  reason: ['profile', 'score'],
  drift: ['profile', 'score'],
  discrepancy: ['profile', 'offer'],
  course: ['score', 'threshold'],
};

/** By why leads came back: who they are is for the profile, what they did for the score, whose they were for routing. */
const BY_REASON: Readonly<Record<ReasonClass, readonly DecisionKind[]>> = {
  not_a_lead: ['score', 'profile'],
  bad_data: ['score', 'profile'],
  not_fit: ['profile', 'score'],
  already_ours: ['routing'],
  not_now: ['threshold', 'score'],
  lost: ['asset', 'offer'],
};

const BY_CAUSE: Readonly<Record<Cause['category'], readonly DecisionKind[]>> = {
  lead_quality: ['profile', 'score', 'threshold'],
  source: ['score', 'profile', 'routing'],
  field: ['profile', 'score'],
  score_rule: ['score', 'threshold'],
  capacity: ['routing', 'clause'],
  routing: ['routing'],
  content: ['asset', 'offer'],
  calendar: ['clause'],
  agreement: ['clause'],
  tools: ['action'],
  other: ['action'],
};

/** Kinds of decisions that fit an item of the agenda. `reason`: the class of the reason that it is about. */
export function fittingItem(source: Source, reason: ReasonClass | null): DecisionKind[] {
  return [...(reason ? BY_REASON[reason] : (BY_SOURCE[source] ?? []))];
}

export const fittingCause = ({ category }: Pick<Cause, 'category'>): DecisionKind[] => [...BY_CAUSE[category]];
