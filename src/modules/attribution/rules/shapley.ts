import type { Journey } from './markov.ts';

export interface Part {
  channel: string;
  /** Average marginal contribution; can be below 0 where a channel goes with worse rates. */
  contribution: number;
  conversions: number;
}

/** With more channels the subsets are too many to go through one by one. */
export const MOST_EXACT = 12;
const ORDERS = 4_000;

/**
 * Shapley values over sets of channels. `count`: v(S) are the conversions of journeys within S, which gives each channel an equal part of each of its
 * journeys. `rate`: v(S) is their conversion rate, which knows of those who did not buy; contributions are then scaled to the conversions there were.
 * Exact up to twelve channels, by drawn orders of channels (same seed, same answer) beyond. Shapley, "A value for n-person games", 1953.
 */
export function shapley(journeys: readonly Journey[], by: 'count' | 'rate'): Part[] {
  const names = [...new Set(journeys.flatMap(({ path }) => path))].sort();
  const sets = setsOf(journeys, names);
  const worth = (mask: bigint) => worthOf(sets, mask, by);
  const contributions = names.length <= MOST_EXACT ? exact(names.length, worth) : drawn(names.length, worth);
  const conversions = journeys.reduce((sum, one) => sum + one.conversions, 0);
  const sum = contributions.reduce((total, one) => total + one, 0);
  return names.map((channel, place) => {
    const contribution = contributions[place] ?? 0;
    return { channel, contribution, conversions: sum === 0 ? 0 : (contribution / sum) * conversions };
  });
}

interface SetOfChannels {
  mask: bigint;
  conversions: number;
  n: number;
}

function setsOf(journeys: readonly Journey[], names: readonly string[]): SetOfChannels[] {
  const places = new Map(names.map((name, place) => [name, 1n << BigInt(place)]));
  const sets = new Map<bigint, SetOfChannels>();
  for (const { path, conversions, nulls } of journeys) {
    const mask = path.reduce((all, name) => all | (places.get(name) ?? 0n), 0n);
    const set = sets.get(mask) ?? { mask, conversions: 0, n: 0 };
    sets.set(mask, { mask, conversions: set.conversions + conversions, n: set.n + conversions + nulls });
  }
  return [...sets.values()].filter(({ mask }) => mask !== 0n);
}

function worthOf(sets: readonly SetOfChannels[], mask: bigint, by: 'count' | 'rate'): number {
  let [conversions, n] = [0, 0];
  for (const set of sets) {
    if ((set.mask & ~mask) !== 0n) continue;
    conversions += set.conversions;
    n += set.n;
  }
  return by === 'count' ? conversions : n === 0 ? 0 : conversions / n;
}

/** Each worth is worked out once for all channels. */
function exact(n: number, worth: (mask: bigint) => number): number[] {
  const all = Array.from({ length: 2 ** n }, (_none, mask) => worth(BigInt(mask)));
  const weights = weightsOf(n);
  return Array.from({ length: n }, (_none, place) => {
    let sum = 0;
    for (let mask = 0; mask < all.length; mask++) {
      if ((mask >> place) & 1) continue;
      sum += (weights[ones(mask)] ?? 0) * ((all[mask | (1 << place)] ?? 0) - (all[mask] ?? 0));
    }
    return sum;
  });
}

/** |S|! (n − |S| − 1)! / n! by the size of S. */
function weightsOf(n: number): number[] {
  const weights: number[] = [1 / n];
  for (let size = 1; size < n; size++) weights.push(((weights[size - 1] ?? 0) * size) / (n - size));
  return weights;
}

function ones(mask: number): number {
  let count = 0;
  for (let rest = mask; rest > 0; rest >>= 1) count += rest & 1;
  return count;
}

function drawn(n: number, worth: (mask: bigint) => number): number[] {
  const known = new Map<bigint, number>();
  const value = (mask: bigint) => {
    const found = known.get(mask) ?? worth(mask);
    known.set(mask, found);
    return found;
  };
  const sums = new Array<number>(n).fill(0);
  let seed = 0x9e3779b9;
  const random = () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed / 2 ** 32;
  };
  const order = Array.from({ length: n }, (_none, place) => place);
  for (let draw = 0; draw < ORDERS; draw++) {
    for (let left = n - 1; left > 0; left--) {
      const other = Math.floor(random() * (left + 1));
      [order[left], order[other]] = [order[other] ?? 0, order[left] ?? 0];
    }
    let mask = 0n;
    for (const place of order) {
      const next = mask | (1n << BigInt(place));
      sums[place] = (sums[place] ?? 0) + value(next) - value(mask);
      mask = next;
    }
  }
  return sums.map((sum) => sum / ORDERS);
}
