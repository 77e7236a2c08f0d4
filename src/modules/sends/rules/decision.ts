import { type Difference, differenceOf } from '#platform/shared/newcombe.ts';

export interface Contender {
  id: string;
  /** Mails that went, and of how many of them the metric was met. */
  n: number;
  k: number;
}

export interface Comparison {
  state: 'not_enough_data' | 'no_difference' | 'decided';
  winnerId: string | null;
  difference: (Difference & { best: string; second: string }) | null;
}

/**
 * The variant with the highest share, where every one has mails enough and the interval of its lead over the second leaves zero out. Otherwise nothing is
 * decided: to choose by chance would be no better than to go on as before.
 */
export function compare(contenders: readonly Contender[], minimumN: number): Comparison {
  const ranked = contenders.toSorted((a, b) => share(b) - share(a) || (a.id < b.id ? -1 : 1));
  const [best, second] = ranked;
  if (!best || !second) return { state: 'not_enough_data', winnerId: null, difference: null };
  const difference = { best: best.id, second: second.id, ...differenceOf(best, second) };
  if (contenders.some(({ n }) => n < minimumN)) return { state: 'not_enough_data', winnerId: null, difference };
  if (difference.low <= 0) return { state: 'no_difference', winnerId: null, difference };
  return { state: 'decided', winnerId: best.id, difference };
}

const share = ({ k, n }: Contender) => (n > 0 ? k / n : 0);
