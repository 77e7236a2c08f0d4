import { epochMs } from '#platform/shared/businesstime.ts';
import { type Arranged, arrange, type Kept, type Passed, remaining } from './arrange.ts';
import type { EngagementInput } from './input.ts';

export interface Contribution {
  /** Null: what inactivity takes. */
  ruleId: string | null;
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
  /** Events that match a rule and count nothing by it. */
  passed: Passed[];
  ignored: { duplicate: number; beforeReset: number; unknownRule: number };
}

/**
 * The engagement score as of `now`: each event counts `points × 2^(−age in days / half-life)`, or what is left of it on a straight line.
 * Caps are filled with the newest events first, so that someone who stays active does not fade because of what they did long ago.
 */
export function engagementScore(input: EngagementInput): EngagementScore {
  return explain(arrange(input), epochMs(input.now));
}

/** The score at an instant, row by row. `totalAt` gives the same total without the rows. */
export function explain(arranged: Arranged, at: number): EngagementScore {
  const left = new Map(arranged.caps);
  const contributions = arranged.kept.map((kept): Contribution => contributionOf(kept, { at, now: arranged.now, left }));
  const off = arranged.idle && at >= arranged.idle.from ? arranged.idle : null;
  if (off)
    contributions.unshift({
      ruleId: null,
      eventId: off.eventId,
      base: -off.points,
      decayed: -off.points,
      counted: -off.points,
      capEffect: null,
      fromFuture: false,
    });
  const unclamped = contributions.reduce((sum, { counted }) => sum + counted, 0);
  const count = (why: Passed['why']) => arranged.passed.filter((one) => one.why === why).length;
  return {
    total: Math.min(arranged.max, Math.max(0, unclamped)),
    unclamped,
    contributions,
    passed: arranged.passed,
    ignored: { duplicate: count('duplicate'), beforeReset: count('before_reset'), unknownRule: count('unknown_rule') },
  };
}

function contributionOf({ event, rule, at: when, size, capEffect }: Kept, place: { at: number; now: number; left: Map<string, number> }) {
  const share = remaining(rule, place.at - when);
  const faded = size * share;
  const room = rule.points > 0 && rule.group !== undefined ? place.left.get(rule.group) : undefined;
  const counted = room === undefined ? faded : Math.min(room, faded);
  if (room !== undefined && rule.group !== undefined) place.left.set(rule.group, room - counted);
  return {
    ruleId: rule.id,
    eventId: event.eventId,
    base: rule.points,
    decayed: rule.points * share,
    counted: rule.points < 0 ? -counted : counted,
    capEffect: counted < faded ? ('group' as const) : capEffect,
    fromFuture: when > place.now,
  };
}
