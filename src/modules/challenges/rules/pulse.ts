import { moveDay, periodAround } from '#platform/shared/calendar.ts';
import { FEWEST_ANSWERS, type Rhythm } from '../schema.ts';

/** The period in which a day lies: its first and its last day. Weeks begin on Monday. */
export function openPeriod(rhythm: Rhythm, today: string): { period: string; until: string } {
  const { from, until } = periodAround(today, rhythm, 0);
  return { period: from, until: moveDay(until, -1, 'day') ?? until };
}

export interface Counted {
  period: string;
  n: number;
  sum: number;
  words: readonly string[];
}

export interface Point {
  period: string;
  enough: boolean;
  n: number | null;
  mean: number | null;
  words: string[];
}

/**
 * What is told of the answers of a period. Below five nothing, not even how many, as two readings of a number tell of the one between them. The mean has one
 * digit; words are in the order of the alphabet, apart from values.
 */
export function toldOf({ period, n, sum, words }: Counted): Point {
  if (n < FEWEST_ANSWERS) return { period, enough: false, n: null, mean: null, words: [] };
  return { period, enough: true, n, mean: Math.round((sum / n) * 10) / 10, words: [...words].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)) };
}
