import { type ClockStep, passOnsOf, remindersOf, type Step, toldOf } from '../schema.ts';
import type { ClockState } from './clock.ts';

/** The next step of the ladder and when it comes; null where time changes nothing any more. */
export function nextStepOf(escalation: readonly Step[], state: ClockState): { do: ClockStep; at: string } | null {
  const at = state.nextChangeAt;
  if (at === null) return null;
  if (state.state === 'waiting') return { do: 'start', at };
  if (state.state === 'paused') return { do: 'resume', at };
  if (state.state === 'breached') {
    const next = passOnsOf(escalation)[state.passOnsPassed];
    return next ? { do: next.do, at } : null;
  }
  if (state.warningsPassed < remindersOf(escalation).length) return { do: 'remind', at };
  return { do: toldOf(escalation).length > 0 ? 'tell' : 'pass', at };
}
