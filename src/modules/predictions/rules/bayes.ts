/** Naive Bayes as other CRMs ship it: the yardstick that a learned model has to beat. */

export interface LevelCounts {
  /** By level: how many were won, how many lost. */
  won: Readonly<Record<string, number>>;
  lost: Readonly<Record<string, number>>;
}

export interface BayesModel {
  won: number;
  lost: number;
  features: Readonly<Record<string, LevelCounts>>;
}

const SMOOTHING = 0.1;

const total = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((sum, count) => sum + count + SMOOTHING, 0);

/**
 * `S = P(outcome) · Π (count + 0.1) / Σ (count + 0.1)` for won and for lost; the probability is won's share of both. A value that is not set
 * or was never seen is left out. Null where nothing was won, or nothing lost.
 */
export function bayesProbability(model: BayesModel, facts: Readonly<Record<string, string | null>>): number | null {
  if (model.won === 0 || model.lost === 0) return null;
  let logit = Math.log(model.won / model.lost);
  for (const [key, { won, lost }] of Object.entries(model.features)) {
    const level = facts[key];
    if (level === null || level === undefined || !(level in won || level in lost)) continue;
    logit += Math.log(((won[level] ?? 0) + SMOOTHING) / total(won)) - Math.log(((lost[level] ?? 0) + SMOOTHING) / total(lost));
  }
  return 1 / (1 + Math.exp(-logit));
}
