import { HALF_LIFE_DAYS, type RuleModel } from '../schema.ts';

/** Something the customer did, as far as it can share in a deal. In order of time, ties by id. */
export interface Touch {
  /** ISO. */
  at: string;
  /** Came by itself: typed the address, searched the name. */
  direct?: boolean;
}

/** The places of a path that models lean on: of the touch with which the lead, the deal and the sale came about. Null where that was before any touch. */
export interface Anchors {
  lead: number | null;
  opportunity: number | null;
  close: number | null;
}

export interface Path {
  touches: readonly Touch[];
  anchors: Anchors;
  /** ISO: what time decay counts back from. */
  closedAt: string;
  halfLifeDays?: number;
}

interface Leaning {
  anchors: readonly ('first' | keyof Anchors | 'last')[];
  /** What each anchor gets; the rest goes to the other touches in equal parts. */
  each: number;
}

const LEANING: Partial<Record<RuleModel, Leaning>> = {
  u_ends: { anchors: ['first', 'last'], each: 0.4 },
  u_lead: { anchors: ['first', 'lead'], each: 0.4 },
  w: { anchors: ['first', 'lead', 'opportunity'], each: 0.3 },
  full_path: { anchors: ['first', 'lead', 'opportunity', 'close'], each: 0.225 },
};

const DAY_MS = 86_400_000;

/**
 * The share of each touch in one deal by a model that follows a rule, in order, summing to 1; empty without touches. A touch that is two anchors has both
 * shares; an anchor that no touch is, and the part of the others where there are none, is spread over what there is.
 * Weights as HubSpot and Salesforce publish them; half-lives as in time decay of web analytics.
 */
export function sharesOf(model: RuleModel, path: Path): number[] {
  const { touches } = path;
  const n = touches.length;
  if (n === 0) return [];
  const leaning = LEANING[model];
  if (leaning) return leaningShares(leaning, path);
  if (model === 'linear') return touches.map(() => 1 / n);
  if (model === 'time_decay') return decayed(path);
  const chosen = model === 'first' ? 0 : model === 'last' ? n - 1 : lastNonDirect(touches);
  return touches.map((_touch, place) => (place === chosen ? 1 : 0));
}

function lastNonDirect(touches: readonly Touch[]): number {
  const found = touches.findLastIndex(({ direct }) => direct !== true);
  return found < 0 ? touches.length - 1 : found;
}

function decayed({ touches, closedAt, halfLifeDays = HALF_LIFE_DAYS }: Path): number[] {
  const weights = touches.map(({ at }) => 2 ** (-Math.max(0, Date.parse(closedAt) - Date.parse(at)) / DAY_MS / halfLifeDays));
  return normalised(weights, touches.length);
}

function leaningShares({ anchors, each }: Leaning, path: Path): number[] {
  const n = path.touches.length;
  const shares = new Array<number>(n).fill(0);
  const held = new Set<number>();
  for (const anchor of anchors) {
    const place = anchor === 'first' ? 0 : anchor === 'last' ? n - 1 : path.anchors[anchor];
    if (place === null || place < 0 || place >= n) continue;
    shares[place] = (shares[place] ?? 0) + each;
    held.add(place);
  }
  const others = n - held.size;
  const rest = 1 - each * anchors.length;
  for (let place = 0; place < n && others > 0; place++) if (!held.has(place)) shares[place] = rest / others;
  return normalised(shares, n);
}

function normalised(weights: readonly number[], n: number): number[] {
  const sum = weights.reduce((total, one) => total + one, 0);
  return sum > 0 ? weights.map((one) => one / sum) : weights.map(() => 1 / n);
}
