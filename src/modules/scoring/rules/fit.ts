export type FitClass = 'A' | 'B' | 'C' | 'D';
export type EngagementClass = '1' | '2' | '3' | '4';
/** `?`: too little is known about the contact to say. */
export type ScoreLabel = `${FitClass}${EngagementClass}` | '?';

export interface FitAttribute {
  id: string;
  weight: number;
  /** How well the contact matches, 0 to 1; null where it is not known. */
  match: number | null;
}

export interface FitInput {
  attributes: readonly FitAttribute[];
  /** Ids of the hard disqualifiers that apply. */
  disqualifiedBy?: readonly string[];
}

export interface FitScore {
  /** 0 to 100 over what is known; null where nothing is. */
  fit: number | null;
  /** Known weight over all weight. */
  coverage: number;
  class: FitClass | '?';
  disqualifiedBy: readonly string[];
  /** What each known attribute adds to `fit`, out of `possible`. */
  contributions: { id: string; match: number | null; points: number; possible: number }[];
}

/** Lower bounds of the best three classes; a value on a bound belongs to the better class. */
export type ClassBounds = readonly [number, number, number];
export const DEFAULT_BOUNDS: ClassBounds = [75, 50, 25];
/** Below this share of known weight the class is `?`. */
export const ENOUGH_COVERAGE = 0.5;

/** Sums of weights carry rounding noise; a value that is on a bound but for that noise is on it. */
function atLeast(value: number, bound: number): boolean {
  return value >= bound - 1e-9;
}

function rankOf(value: number, bounds: ClassBounds): number {
  const rank = bounds.findIndex((bound) => atLeast(value, bound));
  return rank === -1 ? bounds.length : rank;
}

export function fitClassOf(fit: number, bounds: ClassBounds = DEFAULT_BOUNDS): FitClass {
  return (['A', 'B', 'C', 'D'] as const)[rankOf(fit, bounds)] ?? 'D';
}

export function engagementClassOf(engagement: number, bounds: ClassBounds = DEFAULT_BOUNDS): EngagementClass {
  return (['1', '2', '3', '4'] as const)[rankOf(engagement, bounds)] ?? '4';
}

/**
 * fit = 100 × Σ weight·match / Σ weight, over the known attributes only; how much is known is said beside it.
 * A hard disqualifier makes the class D whatever the rest says, and however little is known.
 */
export function fitScore({ attributes, disqualifiedBy = [] }: FitInput, bounds: ClassBounds = DEFAULT_BOUNDS): FitScore {
  const all = attributes.reduce((sum, { weight }) => sum + weight, 0);
  const known = attributes.reduce((sum, { weight, match }) => sum + (match === null ? 0 : weight), 0);
  const contributions = attributes.map(({ id, weight, match }) => {
    const possible = match === null || known <= 0 ? 0 : (100 * weight) / known;
    return { id, match, possible, points: possible * Math.min(1, Math.max(0, match ?? 0)) };
  });
  const fit = known > 0 ? contributions.reduce((sum, { points }) => sum + points, 0) : null;
  const coverage = all > 0 ? known / all : 0;
  const sure = fit !== null && atLeast(coverage, ENOUGH_COVERAGE);
  const ofFit = sure ? fitClassOf(fit, bounds) : '?';
  return { fit, coverage, class: disqualifiedBy.length > 0 ? 'D' : ofFit, disqualifiedBy, contributions };
}

export function scoreLabel(fitClass: FitClass | '?', engagement: number, bounds: ClassBounds = DEFAULT_BOUNDS): ScoreLabel {
  return fitClass === '?' ? '?' : `${fitClass}${engagementClassOf(engagement, bounds)}`;
}

export type SuggestedRoute = 'hand_off' | 'nurture_first' | 'nurture' | 'triage' | 'enrich' | 'none';

const HAND_OFF: readonly ScoreLabel[] = ['A1', 'A2', 'B1'];
const NURTURE_FIRST: readonly ScoreLabel[] = ['A3', 'B2', 'C1'];

/** Where a label suggests a lead should go. Who asked to be called is never dropped: a poor fit goes to triage. */
export function suggestedRoute(label: ScoreLabel, handRaiser: boolean): SuggestedRoute {
  if (label.startsWith('D')) return handRaiser ? 'triage' : 'none';
  if (handRaiser || HAND_OFF.includes(label)) return 'hand_off';
  if (label === '?') return 'enrich';
  return NURTURE_FIRST.includes(label) ? 'nurture_first' : 'nurture';
}
