import { type Arranged, DAY_MS, totalAt } from './arrange.ts';
import { asStored } from './decision.ts';
import { engagementClassOf } from './fit.ts';

const HOUR_MS = 3_600_000;
/** Beyond this a label is looked at again anyway. */
const FURTHEST_DAYS = 120;

/**
 * When time alone moves a person into another engagement class, or over or under a threshold `cut`: the first hour at which it differs, within the next months; null where it will not
 * within that time and nothing is left to fade. Points that can only fade are halved down to the hour; where something negative fades too, or an event lies ahead,
 * the way is uneven and is looked over day by day.
 */
export function classChangesAt(arranged: Arranged, now: number, cut: number | null = null): string | null {
  if (arranged.kept.length === 0) return null;
  const classAt = (at: number) => {
    const total = totalAt(arranged, at);
    return `${engagementClassOf(total)}${cut !== null && asStored(total) >= cut ? '+' : ''}`;
  };
  const today = classAt(now);
  const changed = (at: number) => classAt(at) !== today;
  const furthest = now + FURTHEST_DAYS * DAY_MS;
  if (onlyFades(arranged)) {
    if (today === '4') return null;
    return new Date(changed(furthest) ? firstChange(now, furthest, changed) : furthest).toISOString();
  }
  let before = now;
  for (let day = 1; day <= FURTHEST_DAYS; day += day < 14 ? 1 : 7) {
    const at = now + day * DAY_MS;
    if (changed(at)) return new Date(firstChange(before, at, changed)).toISOString();
    before = at;
  }
  return leftToFade(arranged, now) ? new Date(before).toISOString() : null;
}

function onlyFades({ pools, singles, idle, now }: Arranged): boolean {
  return idle === null && pools.every(({ amount }) => amount >= 0) && singles.every(({ rule, at }) => rule.points > 0 && at <= now);
}

function leftToFade({ pools, singles, now: since }: Arranged, now: number): boolean {
  return singles.some(({ size }) => size >= 1) || pools.some(({ amount, rate }) => Math.abs(amount) * Math.exp(-rate * (now - since)) >= 1);
}

/** The first hour in (from, to] at which it holds, given that it does not hold at `from` and does at `to`. */
function firstChange(from: number, to: number, holds: (at: number) => boolean): number {
  let [low, high] = [from, to];
  while (high - low > HOUR_MS) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}
