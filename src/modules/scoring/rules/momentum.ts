import type { Momentum } from '../schema.ts';
import { type Arranged, arrange, DAY_MS, type Kept, remaining, totalAt } from './arrange.ts';
import type { EngagementInput } from './input.ts';

/** A change of the score within so many days is momentum. */
export const MOMENTUM_DAYS = 7;
/** A smaller change is noise, wherever it stands among the others. */
const LEAST = 5;
/** Below so many active people quartiles say nothing. */
export const ENOUGH_ACTIVE = 20;

/** From which change on someone falls or rises. */
export interface Pace {
  falling: number;
  rising: number;
}
export const FLAT_PACE: Pace = { falling: -LEAST, rising: LEAST };

/** Quartiles of the change among the active, never nearer to 0 than what is noise. */
export function paceOf(quartiles: { low: number; high: number; people: number }): Pace {
  if (quartiles.people < ENOUGH_ACTIVE) return FLAT_PACE;
  return { falling: Math.min(-LEAST, quartiles.low), rising: Math.max(LEAST, quartiles.high) };
}

export function momentumOf(change: number, pace: Pace): Momentum {
  return change >= pace.rising ? 'rising' : change <= pace.falling ? 'falling' : 'steady';
}

/** The score now less the score of a week ago as it stood then, from what had happened by then. */
export function changeOfWeek(input: EngagementInput, arranged: Arranged): number {
  const { now } = arranged;
  const then = now - MOMENTUM_DAYS * DAY_MS;
  const [newest] = arranged.kept;
  if (!newest) return 0;
  const today = totalAt(arranged, now);
  if (newest.at <= then) return today - totalAt(arranged, then);
  const past = { ...input, events: input.events.filter(({ at }) => at <= then), now: new Date(then).toISOString() };
  return today - totalAt(arrange(past), then);
}

const RECENT_DAYS = 30;

/** The strongest of what someone did within the last month: what one would say when asked "why them, why now?". */
export function strongestRecent({ kept, now }: Arranged): Kept | null {
  let best: Kept | null = null;
  let most = 0;
  for (const one of kept) {
    if (one.rule.points < 0 || now - one.at > RECENT_DAYS * DAY_MS) continue;
    const left = one.size * remaining(one.rule, now - one.at);
    if (left > most) {
      best = one;
      most = left;
    }
  }
  return best;
}
