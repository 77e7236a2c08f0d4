import { CLIMBS, type Climb, type ClockStep, passOnsOf, remindersOf, type Step, toldOf } from '../schema.ts';
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

/** Which kinds of steps of the ladder a clock has climbed by now. */
export function climbedBy(
  escalation: readonly Step[],
  state: Pick<ClockState, 'warningsPassed' | 'breachedAt' | 'passOnsPassed'>,
): Climb[] {
  const passed = passOnsOf(escalation).slice(0, state.passOnsPassed);
  const climbed: Readonly<Record<Climb, boolean>> = {
    remind: remindersOf(escalation).length > 0 && state.warningsPassed > 0,
    tell: toldOf(escalation).length > 0 && state.breachedAt !== null,
    reassign: passed.some((step) => step.do === 'reassign'),
    pool: passed.some((step) => step.do === 'pool'),
  };
  return CLIMBS.filter((one) => climbed[one]);
}

/** Kinds of steps that a ladder has at all. */
export function climbsOf(escalation: readonly Step[]): Climb[] {
  const reachable = [...escalation.filter((step) => !('after' in step)), ...passOnsOf(escalation)];
  return CLIMBS.filter((one) => reachable.some((step) => step.do === one));
}
