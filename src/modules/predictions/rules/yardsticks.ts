import { bayesProbability } from './bayes.ts';
import type { FactTable } from './facts.ts';
import type { Feature, Matrix } from './features.ts';

/** Naive Bayes over the same features in the same bins; null where nothing was won, or nothing lost. */
export function bayesScores(given: {
  features: readonly Feature[];
  matrix: Matrix;
  won: Uint8Array;
  range: { from: number; to: number };
}): Float64Array | null {
  const { features, matrix, won, range } = given;
  const counts = features.map(({ key }, place) => {
    const level: { won: Record<string, number>; lost: Record<string, number> } = { won: {}, lost: {} };
    for (let row = 0; row < range.from; row++) {
      const bin = String(matrix.bins[place]?.[row] ?? 0);
      const side = won[row] ? level.won : level.lost;
      side[bin] = (side[bin] ?? 0) + 1;
      const other = won[row] ? level.lost : level.won;
      other[bin] ??= 0;
    }
    return [key, level] as const;
  });
  const wonAll = won.subarray(0, range.from).reduce((sum, one) => sum + one, 0);
  const model = { won: wonAll, lost: range.from - wonAll, features: Object.fromEntries(counts) };
  const scores = new Float64Array(range.to - range.from);
  for (let row = range.from; row < range.to; row++) {
    const facts = Object.fromEntries(features.map(({ key }, place) => [key, String(matrix.bins[place]?.[row] ?? 0)]));
    const said = bayesProbability(model, facts);
    if (said === null) return null;
    scores[row - range.from] = said;
  }
  return scores;
}

/** The score label alone: of each label the rate of the older leads, drawn towards the rate of all. Null where hardly any lead has one. */
export function labelScores(table: FactTable, judge: number): Float64Array | null {
  const counts = new Map<string, { n: number; k: number }>();
  let won = 0;
  for (let row = 0; row < judge; row++) {
    const label = table.labels[row] ?? '?';
    const count = counts.get(label) ?? { n: 0, k: 0 };
    counts.set(label, { n: count.n + 1, k: count.k + (table.won[row] ?? 0) });
    won += table.won[row] ?? 0;
  }
  const labelled = table.labels.reduce((sum, label) => sum + (label === null ? 0 : 1), 0);
  if (labelled < table.labels.length / 2 || counts.size < 2) return null;
  const base = won / Math.max(1, judge);
  return Float64Array.from({ length: table.ids.length - judge }, (_, place) => {
    const { n, k } = counts.get(table.labels[judge + place] ?? '?') ?? { n: 0, k: 0 };
    return (k + 5 * base) / (n + 5);
  });
}
