import { FEWEST_TO_LEARN } from '../schema.ts';
import type { Journey } from './markov.ts';

/** So many times the paths are drawn again. */
const DRAWS = 200;

export interface Interval {
  low: number;
  high: number;
}

/**
 * The middle 95 % of what the same number of paths could have shown, by drawing them anew with replacement (percentile bootstrap; Efron, "Bootstrap methods:
 * another look at the jackknife", 1979). The draws are the same for the same paths. Null below ten conversions.
 * @param read channels with what a set of paths gives them; a channel that a draw has not counts as 0
 */
export function intervalsOf(
  journeys: readonly Journey[],
  read: (drawn: readonly Journey[]) => ReadonlyMap<string, number>,
): Map<string, Interval> | null {
  const conversions = journeys.reduce((sum, one) => sum + one.conversions, 0);
  if (conversions < FEWEST_TO_LEARN) return null;
  const random = randomFrom(conversions * 31 + journeys.length);
  const seen = Array.from({ length: DRAWS }, () => read(drawnFrom(journeys, random)));
  const channels = [...new Set(journeys.flatMap(({ path }) => path))];
  return new Map(
    channels.map((channel) => {
      const values = seen.map((one) => one.get(channel) ?? 0).sort((a, b) => a - b);
      const at = (share: number) => values[Math.round(share * (values.length - 1))] ?? 0;
      return [channel, { low: at(0.025), high: at(0.975) }];
    }),
  );
}

/** As many paths as there were, each drawn from all of them. */
function drawnFrom(journeys: readonly Journey[], random: () => number): Journey[] {
  const ends: number[] = [];
  let total = 0;
  for (const { conversions, nulls } of journeys) {
    total += conversions;
    ends.push(total);
    total += nulls;
    ends.push(total);
  }
  const drawn = new Array<number>(ends.length).fill(0);
  for (let n = 0; n < total; n += 1) {
    const place = firstAbove(ends, random() * total);
    drawn[place] = (drawn[place] ?? 0) + 1;
  }
  return journeys
    .map(({ path }, place) => ({ path, conversions: drawn[place * 2] ?? 0, nulls: drawn[place * 2 + 1] ?? 0 }))
    .filter(({ conversions, nulls }) => conversions + nulls > 0);
}

/** The place of the first end above a value, by halving. */
function firstAbove(ends: readonly number[], value: number): number {
  let [low, high] = [0, ends.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ends[middle] ?? 0) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Numbers between 0 and 1 that look drawn and are the same for the same start (mulberry32). */
function randomFrom(start: number): () => number {
  let state = start >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
