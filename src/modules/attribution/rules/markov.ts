/** A way that some customers took, and how it ended. */
export interface Journey {
  /** Channels in order of time. */
  path: readonly string[];
  conversions: number;
  /** Those who took it and did not buy. */
  nulls: number;
  /** Money of the conversions, in whatever unit the credit is wanted. */
  value?: number;
}

export interface Removal {
  channel: string;
  /** How much of the conversions would not have come without it: 1 − P(conversion without it) / P(conversion). */
  effect: number;
  conversions: number;
  value: number;
}

export interface MarkovResult {
  /** The chance that a way that begins ends in a conversion. */
  conversion: number;
  channels: Removal[];
}

const CONVERTED = -1;
const LOST = -2;
/** The change of no state's chance is above it at the end. */
const CLOSE_ENOUGH = 1e-13;
const MOST_ROUNDS = 20_000;

interface Chain {
  /** By state: where it leads, and how often. The first is the beginning. */
  steps: { to: number[]; weight: number[] }[];
  /** By state: the channels in it. */
  channels: ReadonlySet<string>[];
}

/**
 * Credit by removal effect in an absorbing Markov chain of the given order: a state is the last channels, at most so many. The chance to end in a
 * conversion solves (I − Q) x = r; without a channel, every step into a state with it is lost. Credit is the effect over the sum of effects.
 * Anderl, Becker, von Wangenheim, Schumann, "Mapping the customer journey", 2016.
 */
export function markov(journeys: readonly Journey[], options: { order?: number; collapse?: boolean } = {}): MarkovResult {
  const { order = 1, collapse = true } = options;
  const taken = journeys.map((one) => (collapse ? { ...one, path: withoutRepeats(one.path) } : one)).filter(({ path }) => path.length > 0);
  const chain = chainOf(taken, order);
  const all = solve(chain, null);
  const conversion = all[0] ?? 0;
  const names = [...new Set(taken.flatMap(({ path }) => path))].sort();
  const effects = names.map((channel) => ({ channel, effect: conversion > 0 ? 1 - (solve(chain, channel)[0] ?? 0) / conversion : 0 }));
  const sum = effects.reduce((total, { effect }) => total + effect, 0);
  const conversions = taken.reduce((total, one) => total + one.conversions, 0);
  const value = taken.reduce((total, one) => total + (one.value ?? 0), 0);
  const share = (effect: number) => (sum > 0 ? effect / sum : 0);
  return {
    conversion,
    channels: effects.map(({ channel, effect }) => ({
      channel,
      effect,
      conversions: share(effect) * conversions,
      value: share(effect) * value,
    })),
  };
}

function withoutRepeats(path: readonly string[]): string[] {
  return path.filter((channel, place) => channel !== path[place - 1]);
}

function chainOf(journeys: readonly Journey[], order: number): Chain {
  const ids = new Map<string, number>([['', 0]]);
  const channels: ReadonlySet<string>[] = [new Set()];
  const counts: Map<number, number>[] = [new Map()];
  const stateOf = (last: readonly string[]): number => {
    const key = JSON.stringify(last);
    const known = ids.get(key);
    if (known !== undefined) return known;
    ids.set(key, counts.length);
    channels.push(new Set(last));
    counts.push(new Map());
    return counts.length - 1;
  };
  const count = (from: number, to: number, n: number) => {
    const row = counts[from];
    if (row && n > 0) row.set(to, (row.get(to) ?? 0) + n);
  };
  for (const { path, conversions, nulls } of journeys) {
    let at = 0;
    // A path shorter than the order is one state; a longer one begins with its first full window.
    for (let end = Math.min(order, path.length); end <= path.length; end++) {
      const next = stateOf(path.slice(Math.max(0, end - order), end));
      count(at, next, conversions + nulls);
      at = next;
    }
    count(at, CONVERTED, conversions);
    count(at, LOST, nulls);
  }
  return { steps: counts.map((row) => ({ to: [...row.keys()], weight: chances([...row.values()]) })), channels };
}

function chances(counts: readonly number[]): number[] {
  const sum = counts.reduce((total, one) => total + one, 0);
  return counts.map((one) => one / sum);
}

/**
 * The chance of each state to end in a conversion, by Gauss–Seidel with the step back to itself taken out. It converges for every chain whose states all
 * can end; from the last state back, as paths mostly lead on to states that were met later.
 */
function solve({ steps, channels }: Chain, without: string | null): Float64Array {
  const chance = new Float64Array(steps.length);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    let change = 0;
    for (let state = steps.length - 1; state >= 0; state--) {
      if (without !== null && channels[state]?.has(without)) continue;
      const next = stepped(steps[state], chance, state);
      change = Math.max(change, Math.abs(next - (chance[state] ?? 0)));
      chance[state] = next;
    }
    if (change < CLOSE_ENOUGH) break;
  }
  return chance;
}

function stepped(step: Chain['steps'][number] | undefined, chance: Float64Array, state: number): number {
  let sum = 0;
  let stays = 0;
  for (let place = 0; place < (step?.to.length ?? 0); place++) {
    const to = step?.to[place] ?? LOST;
    const weight = step?.weight[place] ?? 0;
    if (to === state) stays += weight;
    else if (to === CONVERTED) sum += weight;
    else if (to !== LOST) sum += weight * (chance[to] ?? 0);
  }
  return stays < 1 ? sum / (1 - stays) : 0;
}
