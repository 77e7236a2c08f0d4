import { epochMs } from '#platform/shared/businesstime.ts';

/** What a kind of behaviour is worth. Points may be negative; they fade towards 0 just the same. */
export interface EngagementRule {
  id: string;
  points: number;
  /** Days after which half is left; null: never fades. */
  halfLifeDays: number | null;
  group?: string;
  /** At most so many points (before fading) from this rule in all. */
  cap?: number;
  /** At most so many points (before fading) from this rule on one local day. */
  dailyCap?: number;
}

export interface EngagementGroup {
  id: string;
  /** At most so many positive points (after fading) from the rules of this group. */
  cap: number;
}

/** One event that matches one rule; an event that matches two rules comes twice. */
export interface EngagementEvent {
  ruleId: string;
  eventId: string;
  occurredAt: string;
  /** Events of one rule with the same key count once, the earliest. Defaults to the event id. */
  dedupeKey?: string;
}

export interface EngagementInput {
  rules: readonly EngagementRule[];
  groups?: readonly EngagementGroup[];
  /** In any order. */
  events: readonly EngagementEvent[];
  now: string;
  /** Events before this instant do not count. */
  resetAt?: string | null;
  /** In which zone a day begins, for daily caps. */
  zone?: string;
  max?: number;
}

export interface Contribution {
  ruleId: string;
  eventId: string;
  /** The rule's points. */
  base: number;
  /** Of these, after fading. */
  decayed: number;
  /** Of these, after all caps: what is in the total. */
  counted: number;
  /** The cap that took the last of what was taken. */
  capEffect: 'rule' | 'day' | 'group' | null;
  /** The event is dated in the future and was taken as of now. */
  fromFuture: boolean;
}

export interface EngagementScore {
  /** Within 0 and `max`. */
  total: number;
  /** The sum of what counted, before it was held within 0 and `max`. */
  unclamped: number;
  /** Newest first. */
  contributions: Contribution[];
  ignored: { duplicate: number; beforeReset: number; unknownRule: number };
}

const DAY_MS = 86_400_000;

interface Placed {
  event: EngagementEvent;
  rule: EngagementRule;
  at: number;
  fromFuture: boolean;
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function placed(input: EngagementInput, now: number): { list: Placed[]; ignored: EngagementScore['ignored'] } {
  const rules = new Map(input.rules.map((rule) => [rule.id, rule]));
  const reset = input.resetAt ? epochMs(input.resetAt) : Number.NEGATIVE_INFINITY;
  const ignored = { duplicate: 0, beforeReset: 0, unknownRule: 0 };
  const seen = new Set<string>();
  const list: Placed[] = [];
  const byTime = input.events
    .map((event) => ({ event, at: epochMs(event.occurredAt) }))
    .sort((a, b) => a.at - b.at || compare(a.event.eventId, b.event.eventId));
  for (const { event, at } of byTime) {
    const rule = rules.get(event.ruleId);
    const key = JSON.stringify([event.ruleId, event.dedupeKey ?? event.eventId]);
    if (!rule) ignored.unknownRule++;
    else if (at < reset) ignored.beforeReset++;
    else if (seen.has(key)) ignored.duplicate++;
    else {
      seen.add(key);
      list.push({ event, rule, at: Math.min(at, now), fromFuture: at > now });
    }
  }
  return { list: list.reverse(), ignored };
}

/** Making a format takes longer than scoring a person. */
const formats = new Map<string, Intl.DateTimeFormat>();

function localDays(zone: string): (at: number) => string {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
    formats.set(zone, format);
  }
  const ofZone = format;
  return (at) => ofZone.format(at);
}

/** Rooms under caps, each asked for as much as is wanted and giving what it has left. */
class Rooms {
  private readonly left = new Map<string, number>();
  take(key: string, size: number, wanted: number): number {
    const room = this.left.get(key) ?? size;
    const given = Math.max(0, Math.min(room, wanted));
    this.left.set(key, room - given);
    return given;
  }
}

/**
 * The engagement score as of `now`: each event counts `points × 2^(−age in days / half-life)`. Caps are filled with the newest
 * events first, so that someone who stays active does not fade because of what they did long ago.
 */
export function engagementScore(input: EngagementInput): EngagementScore {
  const now = epochMs(input.now);
  const max = input.max ?? 100;
  const groups = new Map((input.groups ?? []).map((group) => [group.id, group.cap]));
  const dayOf = localDays(input.zone ?? 'UTC');
  const rooms = new Rooms();
  const { list, ignored } = placed(input, now);
  const contributions = list.map(({ event, rule, at, fromFuture }): Contribution => {
    const size = Math.abs(rule.points);
    const sign = rule.points < 0 ? -1 : 1;
    const fade = rule.halfLifeDays === null ? 1 : 2 ** (-(now - at) / DAY_MS / rule.halfLifeDays);
    let capEffect: Contribution['capEffect'] = null;
    const within = (effect: NonNullable<Contribution['capEffect']>, key: string, wanted: { cap: number | undefined; points: number }) => {
      if (wanted.cap === undefined) return wanted.points;
      const given = rooms.take(`${effect}:${key}`, wanted.cap, wanted.points);
      if (given < wanted.points) capEffect = effect;
      return given;
    };
    const today = rule.dailyCap === undefined ? size : within('day', `${rule.id}:${dayOf(at)}`, { cap: rule.dailyCap, points: size });
    const ofRule = within('rule', rule.id, { cap: rule.cap, points: today });
    const faded = ofRule * fade;
    const cap = sign > 0 && rule.group !== undefined ? groups.get(rule.group) : undefined;
    const counted = within('group', rule.group ?? '', { cap, points: faded });
    return {
      ruleId: rule.id,
      eventId: event.eventId,
      base: rule.points,
      decayed: rule.points * fade,
      counted: sign * counted,
      capEffect,
      fromFuture,
    };
  });
  const unclamped = contributions.reduce((sum, { counted }) => sum + counted, 0);
  return { total: Math.min(max, Math.max(0, unclamped)), unclamped, contributions, ignored };
}
