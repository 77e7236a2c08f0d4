import { drawBeta, seededRandom } from '#platform/shared/draws.ts';
import { ENOUGH } from '#platform/shared/statistics.ts';

/** What became of leads that were warmed with a tactic: how many, and how many came back. */
export interface Tried<T extends string> {
  tactic: T;
  n: number;
  k: number;
}

export interface Suggestion<T extends string> {
  tactic: T;
  /** For this reason. */
  n: number;
  k: number;
  /** What is expected of it: its own record, leaning on what the tactic did for all reasons, and that on all tactics, where there is little. */
  expected: number;
  /** Drawn from what is known; the largest is suggested. */
  drawn: number;
  enough: boolean;
}

/** How many cases the record of the wider group counts as. */
const LEAN = 4;

/**
 * Ranks tactics for one lead by Thompson sampling: each is drawn from what is known of it, so one with a good record is suggested often and
 * one that was hardly tried gets its chance. The seed is the plan's id: asked twice, the answer is the same.
 */
export function suggestTactics<T extends string>(
  tactics: readonly T[],
  known: { forReason: readonly Tried<T>[]; forAll: readonly Tried<T>[] },
  seed: string,
): Suggestion<T>[] {
  const all = known.forAll.reduce((sum, { n, k }) => ({ n: sum.n + n, k: sum.k + k }), { n: 0, k: 0 });
  const overall = (all.k + 1) / (all.n + 2);
  const random = seededRandom(seed);
  return tactics
    .map((tactic) => {
      const wide = known.forAll.find((one) => one.tactic === tactic) ?? { n: 0, k: 0 };
      const usual = (wide.k + LEAN * overall) / (wide.n + LEAN);
      const { n, k } = known.forReason.find((one) => one.tactic === tactic) ?? { n: 0, k: 0 };
      const [a, b] = [LEAN * usual + k, LEAN * (1 - usual) + n - k];
      return { tactic, n, k, expected: a / (a + b), drawn: drawBeta(a, b, random), enough: n >= ENOUGH };
    })
    .sort((one, other) => other.drawn - one.drawn);
}
