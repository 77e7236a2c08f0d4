import { epochMs } from '#platform/shared/businesstime.ts';
import type { EngagementEvent, EngagementInput, EngagementRule } from './input.ts';

export const DAY_MS = 86_400_000;

/** An event that counts, and how much of its points the caps of its rule leave before fading. */
export interface Kept {
  event: EngagementEvent;
  rule: EngagementRule;
  at: number;
  /** Without sign. */
  size: number;
  capEffect: 'rule' | 'day' | null;
}

export interface Passed {
  event: EngagementEvent;
  why: 'duplicate' | 'before_reset' | 'unknown_rule';
}

/** Points of one group and one half-life, which fade together. */
interface Pool {
  group: string | undefined;
  /** Signed, as of `Arranged.now`. */
  amount: number;
  /** Of the exponent, for each millisecond. */
  rate: number;
}

/**
 * A history as far as it does not depend on when one looks: which events count, and with how much. Day and rule caps are counted before fading, so they are
 * settled here; what remains to be asked at an instant is fading and group caps, which is quick.
 */
export interface Arranged {
  /** Newest first. */
  kept: Kept[];
  passed: Passed[];
  caps: ReadonlyMap<string, number>;
  max: number;
  now: number;
  /** When inactivity begins to count if nothing else happens, and what it takes. */
  idle: { from: number; points: number; eventId: string } | null;
  pools: Pool[];
  /** What does not fade with a pool: linear rules, and events that are dated later than `now`. */
  singles: Kept[];
}

/** Share of its points that an event of such an age still has. Nothing fades before it happened. */
export function remaining(rule: EngagementRule, ageMs: number): number {
  if (rule.halfLifeDays === null || ageMs <= 0) return 1;
  const halves = ageMs / DAY_MS / rule.halfLifeDays;
  return rule.fading === 'linear' ? Math.max(0, 1 - halves / 2) : 2 ** -halves;
}

const QUARTER_MS = 900_000;
const zones = new Map<string, { format: Intl.DateTimeFormat; days: Map<number, string> }>();

/** The local day of an instant. All zones are whole quarters of an hour apart, so a quarter lies in one day; making a date takes longer than scoring a person. */
function dayOf(zone: string, at: number): string {
  let known = zones.get(zone);
  if (!known) {
    const format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
    known = { format, days: new Map() };
    zones.set(zone, known);
  }
  const quarter = Math.floor(at / QUARTER_MS);
  let day = known.days.get(quarter);
  if (day === undefined) {
    if (known.days.size > 500_000) known.days.clear();
    day = known.format.format(quarter * QUARTER_MS);
    known.days.set(quarter, day);
  }
  return day;
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

interface Ordered {
  list: { event: EngagementEvent; rule: EngagementRule }[];
  passed: Passed[];
}

/** Events that count, the newest first: each once, none from before the reset. */
function ordered(input: EngagementInput): Ordered {
  const rules = new Map(input.rules.map((rule) => [rule.id, rule]));
  const reset = input.resetAt ? epochMs(input.resetAt) : Number.NEGATIVE_INFINITY;
  const seen = new Set<string>();
  const passed: Passed[] = [];
  const list: Ordered['list'] = [];
  for (const event of [...input.events].sort((a, b) => a.at - b.at || compare(a.eventId, b.eventId))) {
    const rule = rules.get(event.ruleId);
    const key = `${event.ruleId} ${event.dedupeKey ?? event.eventId}`;
    if (!rule) passed.push({ event, why: 'unknown_rule' });
    else if (event.at < reset) passed.push({ event, why: 'before_reset' });
    else if (seen.has(key)) passed.push({ event, why: 'duplicate' });
    else {
      seen.add(key);
      list.push({ event, rule });
    }
  }
  return { list: list.reverse(), passed };
}

/** Takes as much as is wanted and as the room still has. */
function take(left: Map<string, number>, key: string, ask: { cap: number; wanted: number }): number {
  const room = left.get(key) ?? ask.cap;
  const given = Math.min(room, ask.wanted);
  left.set(key, room - given);
  return given;
}

export function arrange(input: EngagementInput): Arranged {
  const now = epochMs(input.now);
  const zone = input.zone ?? 'UTC';
  const left = new Map<string, number>();
  const { list, passed } = ordered(input);
  const kept = list.map(({ event, rule }): Kept => {
    let size = Math.abs(rule.points);
    let capEffect: Kept['capEffect'] = null;
    if (rule.dailyCap !== undefined) {
      const given = take(left, `${rule.id} ${dayOf(zone, Math.min(event.at, now))}`, { cap: rule.dailyCap, wanted: size });
      if (given < size) capEffect = 'day';
      size = given;
    }
    if (rule.cap !== undefined) {
      const given = take(left, rule.id, { cap: rule.cap, wanted: size });
      if (given < size) capEffect = 'rule';
      size = given;
    }
    return { event, rule, at: event.at, size, capEffect };
  });
  const newest = kept.find(({ rule }) => rule.points > 0);
  const idle = input.inactivity ?? null;
  return {
    kept,
    passed,
    caps: new Map((input.groups ?? []).map(({ id, cap }) => [id, cap])),
    max: input.max ?? 100,
    now,
    idle: idle && newest ? { from: newest.at + idle.afterDays * DAY_MS, points: idle.points, eventId: newest.event.eventId } : null,
    ...pooled(kept, now),
  };
}

function pooled(kept: readonly Kept[], now: number): { pools: Pool[]; singles: Kept[] } {
  const pools = new Map<string, Pool>();
  const singles: Kept[] = [];
  for (const one of kept) {
    const { rule } = one;
    if (one.at > now || rule.fading === 'linear') {
      singles.push(one);
      continue;
    }
    const group = rule.points > 0 ? rule.group : undefined;
    const key = `${group ?? ''} ${rule.halfLifeDays} ${rule.points > 0}`;
    const amount = Math.sign(rule.points) * one.size * remaining(rule, now - one.at);
    const pool = pools.get(key);
    if (pool) pool.amount += amount;
    else pools.set(key, { group, amount, rate: rule.halfLifeDays === null ? 0 : Math.LN2 / (rule.halfLifeDays * DAY_MS) });
  }
  return { pools: [...pools.values()], singles };
}

/**
 * The score at an instant that is not before any event that counts by then: what fades at one rate fades together, and a group gives the smaller of its cap and
 * its sum, whichever event fills it. The same total as that of `explain`.
 */
export function totalAt({ pools, singles, caps, max, now, idle }: Arranged, at: number): number {
  let total = idle && at >= idle.from ? -idle.points : 0;
  const grouped = new Map<string, number>();
  const add = (group: string | undefined, amount: number) => {
    if (group !== undefined && caps.has(group)) grouped.set(group, (grouped.get(group) ?? 0) + amount);
    else total += amount;
  };
  for (const { group, amount, rate } of pools) add(group, rate === 0 ? amount : amount * Math.exp(-rate * (at - now)));
  for (const { rule, at: when, size } of singles) {
    const left = size * remaining(rule, at - when);
    add(rule.points > 0 ? rule.group : undefined, rule.points > 0 ? left : -left);
  }
  for (const [group, sum] of grouped) total += Math.min(sum, caps.get(group) ?? sum);
  return Math.min(max, Math.max(0, total));
}
