import { betaBelow } from '#platform/shared/statistics.ts';

/** Below so many objections in the newer half nothing is called a rise. */
const FEWEST = 5;
const CHANCE = 0.05;

/**
 * Whether more objections in one stretch of time than in the equally long one before is hardly chance: of `recent + before` each falls into either half
 * with probability ½ where nothing changed; the exact binomial probability of `recent` or more is below 5 %.
 */
export function rises({ recent, before }: { recent: number; before: number }): boolean {
  if (recent < FEWEST || recent <= before) return false;
  // P(X ≥ k) of a binomial distribution is the regularised incomplete beta function I_p(k, n − k + 1).
  return betaBelow(0.5, recent, before + 1) < CHANCE;
}
