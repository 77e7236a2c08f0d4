import { type EngagementInput, engagementScore } from './engagement.ts';
import { engagementClassOf } from './fit.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Beyond this a label is looked at again anyway. */
const FURTHEST_DAYS = 120;

/**
 * When time alone moves a person into another engagement class: the first hour at which it differs, within the next months; null where it will not
 * within that time and nothing is left to fade. Found by looking ahead, because caps and negative points make the way down uneven.
 */
export function classChangesAt(input: EngagementInput): string | null {
  const score = engagementScore(input);
  if (score.contributions.length === 0) return null;
  const now = Date.parse(input.now);
  const classAt = (at: number) => engagementClassOf(engagementScore({ ...input, now: new Date(at).toISOString() }).total);
  const today = engagementClassOf(score.total);
  let before = now;
  for (let day = 1; day <= FURTHEST_DAYS; day += day < 14 ? 1 : 7) {
    const at = now + day * DAY_MS;
    if (classAt(at) !== today) return new Date(firstChange(before, at, (probe) => classAt(probe) !== today)).toISOString();
    before = at;
  }
  return score.contributions.some(({ decayed }) => Math.abs(decayed) >= 1) ? new Date(before).toISOString() : null;
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
