import type { ClockEvent, ClockState } from './clock.ts';
import { type ClockTerms, clockState } from './clock.ts';

/** What ties a clock to its clause: under another start or another kind of promise its past would mean something else. */
interface Kind {
  family: string;
  startsWhen: string;
}

/**
 * What a new version does to a clock that was started under an older one. `stays`: it is decided, its time has passed, or the promise became another
 * one, so it goes on under what it was started under. `ends`: the promise is not in the new version. `moves`: it is judged by the new terms from its
 * start on.
 */
export type Effect =
  | { becomes: 'stays'; because: 'closed' | 'passed' | 'another_promise' }
  | { becomes: 'ends' }
  | { becomes: 'moves'; from: string | null; to: string | null; overdue: boolean };

const OPEN: readonly ClockState['state'][] = ['waiting', 'running', 'due_soon', 'paused'];

/** One clock under the new version, as of `now`; null for `next`: the promise is not in it. */
export function effectOn(
  clock: { events: readonly ClockEvent[]; closed: boolean; old: ClockTerms & Kind },
  next: (ClockTerms & Kind) | null,
  now: string,
): Effect {
  const before = clockState(clock.old, clock.events, now);
  if (before.breachedAt !== null && before.state === 'breached') return { becomes: 'stays', because: 'passed' };
  if (clock.closed || !OPEN.includes(before.state)) return { becomes: 'stays', because: 'closed' };
  if (next === null) return { becomes: 'ends' };
  if (next.family !== clock.old.family || next.startsWhen !== clock.old.startsWhen) return { becomes: 'stays', because: 'another_promise' };
  const after = clockState(next, clock.events, now);
  return { becomes: 'moves', from: before.dueAt, to: after.dueAt, overdue: after.state === 'breached' };
}
