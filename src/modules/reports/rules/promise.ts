import { type Observation, percentile } from '#platform/shared/statistics.ts';
import type { ClockStateName, PromiseState } from '../schema.ts';

/** What a replayed clock came to, as far as figures need it. */
export interface Replayed {
  id: string;
  state: ClockStateName;
  /** In the hours of its calendar, to the touch, or to the end of the data. */
  elapsedSeconds: number;
}

const DECIDED: readonly string[] = ['met', 'met_late', 'breached'];

/** The figure under which a clock's state is counted. Waiting, running and paused ones are open: their time is not up. */
export function promiseState(state: ClockStateName): Exclude<PromiseState, 'answered'> {
  if (state === 'met_by_customer') return 'met_by_customer';
  return DECIDED.includes(state) ? (state as 'met' | 'met_late' | 'breached') : 'open';
}

export function isIn(replayed: Replayed, wanted: PromiseState): boolean {
  const state = promiseState(replayed.state);
  return wanted === 'answered' ? DECIDED.includes(state) : state === wanted;
}

/**
 * Each clock as a case for the survival estimate: it happened when we touched the lead; else it was last seen untouched when the customer
 * was faster, or when the data ends.
 */
export function observations(clocks: readonly Replayed[]): Observation[] {
  return clocks.map(({ state, elapsedSeconds }) => ({ duration: elapsedSeconds, happened: state === 'met' || state === 'met_late' }));
}

/** The times to our first touch, for the statistics of those that were touched. */
export function touchTimes(clocks: readonly Replayed[]): number[] {
  return clocks.filter(({ state }) => state === 'met' || state === 'met_late').map(({ elapsedSeconds }) => elapsedSeconds);
}

export interface Load {
  perWeek: number;
  busiestWeek: number;
  perPersonAndWeek: number | null;
}

/** First touches that were asked for, by week. Weeks without any count: a promise holds in them too. */
export function loadOf(weeks: readonly number[], people: number | null): Load {
  const total = weeks.reduce((sum, n) => sum + n, 0);
  const perWeek = weeks.length === 0 ? 0 : total / weeks.length;
  return { perWeek, busiestWeek: percentile(weeks, 1) ?? 0, perPersonAndWeek: people ? perWeek / people : null };
}

/** Whether a record that holds days as if they were instants tells no hours: nearly all of them lie in the first hour of a day. */
export function isToTheDay(atMidnight: number, all: number): boolean {
  return all > 0 && atMidnight >= 0.9 * all;
}
