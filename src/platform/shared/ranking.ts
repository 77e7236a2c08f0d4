import { type Rate, rateOf, wilson } from './statistics.ts';

/** How well a score or probability orders cases and how far its figures can be believed. Pure; cases are given as two arrays of one length. */

const Z95 = 1.959963984540054;

/** What was said of each case: `score` (any scale; for the calibration figures a probability) and what came of it. */
export interface Judged {
  readonly scores: ArrayLike<number>;
  /** 1 where it happened, else 0. */
  readonly outcomes: ArrayLike<number>;
}

export interface Auc {
  auc: number;
  low: number;
  high: number;
  positives: number;
  negatives: number;
}

function at(values: ArrayLike<number>, index: number): number {
  return values[index] ?? 0;
}

/** Ranks from 1; cases with the same value share the mean of their ranks. Sorts the values themselves, which is many times faster than their places. */
function midranks(values: Float64Array): Float64Array {
  const sorted = values.slice().sort();
  const shared = new Float64Array(sorted.length);
  for (let start = 0; start < sorted.length; ) {
    let end = start + 1;
    while (end < sorted.length && sorted[end] === sorted[start]) end++;
    shared[start] = (start + end + 1) / 2;
    start = end;
  }
  return values.map((value) => at(shared, firstAtLeast(sorted, value)));
}

/** The first place in ascending values that is not below a value. */
function firstAtLeast(sorted: Float64Array, value: number): number {
  let from = 0;
  let to = sorted.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (at(sorted, middle) < value) from = middle + 1;
    else to = middle;
  }
  return from;
}

function varianceOf(values: Float64Array): number {
  if (values.length < 2) return 0;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}

/**
 * The 95 % interval, drawn on the log-odds so that it stays inside 0 and 1. Perfect order shows no spread to draw it from: then it is the Wilson
 * interval of as many cases, all in order, as the smaller side has.
 */
function boundsOf(auc: number, variance: number | null, smallerSide: number): { low: number; high: number } {
  if (auc === 0 || auc === 1) return wilson(auc * smallerSide, smallerSide);
  if (variance === null) return { low: auc, high: auc };
  const logit = Math.log(auc / (1 - auc));
  const half = (Z95 * Math.sqrt(variance)) / (auc * (1 - auc));
  const back = (value: number) => 1 / (1 + Math.exp(-value));
  return { low: back(logit - half), high: back(logit + half) };
}

/**
 * Area under the ROC curve: how often a case that happened scores above one that did not, ties counting one half.
 * Interval by DeLong (1988), in the fast form over midranks of Sun & Xu (2014). Null where all cases ended alike.
 */
export function aucOf({ scores, outcomes }: Judged): Auc | null {
  const all = Float64Array.from(scores);
  const happened = all.filter((_, index) => at(outcomes, index) === 1);
  const others = all.filter((_, index) => at(outcomes, index) !== 1);
  const m = happened.length;
  const n = others.length;
  if (m === 0 || n === 0) return null;
  const joint = new Float64Array(m + n);
  joint.set(happened);
  joint.set(others, m);
  const ranks = midranks(joint);
  const among = midranks(happened);
  const amongOthers = midranks(others);
  const aboveOthers = among.map((rank, index) => (at(ranks, index) - rank) / n);
  const belowHappened = amongOthers.map((rank, index) => 1 - (at(ranks, m + index) - rank) / m);
  const auc = aboveOthers.reduce((sum, share) => sum + share, 0) / m;
  const variance = varianceOf(aboveOthers) / m + varianceOf(belowHappened) / n;
  return { auc, ...boundsOf(auc, variance > 0 ? variance : null, Math.min(m, n)), positives: m, negatives: n };
}

/** Brier score: the mean squared distance between what was said and what came; 0 is perfect. Null for no case. */
export function brierOf({ scores, outcomes }: Judged): number | null {
  if (scores.length === 0) return null;
  let sum = 0;
  for (let index = 0; index < scores.length; index++) sum += (at(scores, index) - at(outcomes, index)) ** 2;
  return sum / scores.length;
}

export interface ReliabilityBin {
  /** The bin holds probabilities in [from, to); the last one its upper end as well. */
  from: number;
  to: number;
  /** Mean of what was said; null for an empty bin. */
  said: number | null;
  /** What came: k of n with its Wilson interval. */
  came: Rate;
}

/** What was said against what came, in bins of equal width. */
export function reliabilityOf({ scores, outcomes }: Judged, bins = 10): ReliabilityBin[] {
  const counts = Array.from({ length: bins }, () => ({ k: 0, n: 0, said: 0 }));
  for (let index = 0; index < scores.length; index++) {
    const bin = counts[Math.min(bins - 1, Math.max(0, Math.floor(at(scores, index) * bins)))];
    if (!bin) continue;
    bin.n++;
    bin.k += at(outcomes, index);
    bin.said += at(scores, index);
  }
  return counts.map(({ k, n, said }, index) => ({
    from: index / bins,
    to: (index + 1) / bins,
    said: n > 0 ? said / n : null,
    came: rateOf(k, n),
  }));
}

/** Expected calibration error: the distance between said and came, averaged over the bins by their cases. Null for no case. */
export function calibrationErrorOf(bins: readonly ReliabilityBin[]): number | null {
  const n = bins.reduce((sum, bin) => sum + bin.came.n, 0);
  if (n === 0) return null;
  return bins.reduce((sum, bin) => sum + (bin.came.n / n) * Math.abs((bin.said ?? 0) - (bin.came.rate ?? 0)), 0);
}

export interface LiftRow {
  /** Share of all cases up to and with this row, best first. */
  share: number;
  /** The lowest score of the row. */
  from: number;
  came: Rate;
  /** Its rate over the rate of all; null where nothing happened at all. */
  lift: number | null;
  /** Share of everything that happened found up to and with this row. */
  recall: number | null;
}

/** Lift table: cases from the best score down in `groups` equal parts. A tie across a border is cut in the order given. */
export function liftOf({ scores, outcomes }: Judged, groups = 10): LiftRow[] {
  const total = scores.length;
  const order = Uint32Array.from({ length: total }, (_, index) => index).sort((a, b) => at(scores, b) - at(scores, a) || a - b);
  const happened = order.reduce((sum, index) => sum + at(outcomes, index), 0);
  const rows: LiftRow[] = [];
  let found = 0;
  for (let group = 0; group < groups; group++) {
    const part = order.slice(Math.round((group * total) / groups), Math.round(((group + 1) * total) / groups));
    if (part.length === 0) continue;
    const k = part.reduce((sum, index) => sum + at(outcomes, index), 0);
    found += k;
    rows.push({
      share: (group + 1) / groups,
      from: at(scores, at(part, part.length - 1)),
      came: rateOf(k, part.length),
      lift: happened > 0 ? k / part.length / (happened / total) : null,
      recall: happened > 0 ? found / happened : null,
    });
  }
  return rows;
}
