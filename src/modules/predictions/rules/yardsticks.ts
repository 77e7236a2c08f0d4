import { bayesProbability, type LevelCounts } from './bayes.ts';
import type { FactTable } from './facts.ts';
import type { Feature, Matrix } from './features.ts';
import type { Steps } from './steps.ts';

/** Naive Bayes over the same features in the same bins; null where nothing was won, or nothing lost. */
export function* bayesScores(given: {
  features: readonly Feature[];
  matrix: Matrix;
  won: Uint8Array;
  range: { from: number; to: number };
}): Steps<Float64Array | null> {
  const { features, matrix, won, range } = given;
  const counted: Record<string, LevelCounts> = {};
  for (const [place, { key }] of features.entries()) {
    const counts = { won: {} as Record<string, number>, lost: {} as Record<string, number> };
    for (let row = 0; row < range.from; row++) {
      const bin = matrix.bins[place]?.[row] ?? 0;
      counts.won[bin] = (counts.won[bin] ?? 0) + (won[row] ?? 0);
      counts.lost[bin] = (counts.lost[bin] ?? 0) + 1 - (won[row] ?? 0);
    }
    counted[key] = counts;
    yield;
  }
  const wonAll = won.subarray(0, range.from).reduce((sum, one) => sum + one, 0);
  const model = { won: wonAll, lost: range.from - wonAll, features: counted };
  const scores = new Float64Array(range.to - range.from);
  for (let row = range.from; row < range.to; row++) {
    const facts = Object.fromEntries(features.map(({ key }, place) => [key, String(matrix.bins[place]?.[row] ?? 0)]));
    const said = bayesProbability(model, facts);
    if (said === null) return null;
    scores[row - range.from] = said;
    if (row % BAYES_BETWEEN_PAUSES === 0) yield;
  }
  return scores;
}

/** A row of naive Bayes costs as much as many of the others. */
const BAYES_BETWEEN_PAUSES = 100;

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
