import type { GateRules, Intent } from '../schema.ts';

const DAY_MS = 86_400_000;
/** Below this a difference is the arithmetic's, not the customer's. */
export const GRAIN = 1e-6;

/** Something that took attention, or with a negative weight gave it back. */
export interface Entry {
  /** ISO. */
  at: string;
  weight: number;
}

export interface Bucket {
  /** Attention when full. */
  cap: number;
  /** Days in which an empty one is full again. */
  refillDays: number;
}

export interface Attention {
  /** What there is at the instant asked for; below zero where more was taken than there was. */
  level: number;
  /** What can be taken then without taking from what is planned for later. */
  spare: number;
  /** From when on the weight asked for can be taken; null where it never can. */
  until: string | null;
}

/**
 * A token bucket over the doings of both teams, in closed form: with entries t_1 … t_n of weight w_1 … w_n on a full bucket,
 * B(t) = min(cap, min_i(cap − Σ_{j≥i} w_j + rate·(t − t_i))). What is planned for after `at` limits what may be taken before it: the level must not
 * fall below zero at any of them. The set-wise form is `attentionSource`.
 */
export function attentionAt(entries: readonly Entry[], { cap, refillDays }: Bucket, asked: { at: string; weight: number }): Attention {
  const rate = cap / refillDays / DAY_MS;
  const at = Date.parse(asked.at);
  const all = entries.map((entry) => ({ at: Date.parse(entry.at), weight: entry.weight })).sort(inOrder);
  const past = all.filter((entry) => entry.at <= at);
  const planned = all.filter((entry) => entry.at > at);
  const level = levelAt(past, { cap, rate, at });
  const ahead = planned.map((entry, index) => rate * (entry.at - at) - sum(planned.slice(0, index + 1)));
  const room = ahead.length > 0 ? Math.min(...ahead) : Number.POSITIVE_INFINITY;
  const spare = level + Math.min(0, room);
  if (spare >= asked.weight - GRAIN) return { level, spare, until: asked.at };
  if (asked.weight > cap + GRAIN) return { level, spare, until: null };
  const short = asked.weight - level;
  // Either between what was and what is planned, or after everything that is planned.
  if (short > 0 && room >= short - GRAIN) return { level, spare, until: instant(at + short / rate) };
  const last = planned.at(-1)?.at ?? at;
  const missing = Math.max(0, asked.weight - levelAt(all, { cap, rate, at: last }));
  return { level, spare, until: instant(last + missing / rate) };
}

function levelAt(entries: readonly { at: number; weight: number }[], { cap, rate, at }: { cap: number; rate: number; at: number }): number {
  let level = cap;
  let taken = 0;
  for (const entry of entries.toReversed()) {
    taken += entry.weight;
    level = Math.min(level, cap - taken + rate * (at - entry.at));
  }
  return level;
}

/** Of two at one instant what gives back comes first. */
const inOrder = (one: { at: number; weight: number }, other: { at: number; weight: number }) =>
  one.at - other.at || one.weight - other.weight;
const sum = (entries: readonly { weight: number }[]) => entries.reduce((total, { weight }) => total + weight, 0);
/** Rounded up to a second: at that instant it is there. */
const instant = (ms: number) => new Date(Math.ceil(ms / 1000) * 1000).toISOString();

/** What an intent takes, by the rules. */
export function weightOf(intent: Pick<Intent, 'kind' | 'side' | 'weight'>, { weights }: Pick<GateRules, 'weights'>): number {
  if (intent.weight !== undefined) return intent.weight;
  if (intent.kind === 'call' || intent.kind === 'meeting' || intent.kind === 'postal' || intent.kind === 'transactional')
    return weights[intent.kind];
  return intent.side === 'marketing' ? weights.marketingMail : weights.salesMail;
}
