import { median, type Observation, percentile, type Rate, rateOf, survivalMedian } from '#platform/shared/statistics.ts';
import type { ClockStateName } from './clock.ts';

export interface Attainment extends Rate {
  met: number;
  metLate: number;
  breached: number;
  /** Not decided yet: waiting, running, due soon, paused. Outside the rate. */
  open: number;
  /** The customer was faster. Outside the rate, for nobody had to act. */
  metByCustomer: number;
  excused: number;
  void: number;
}

/** met / (met + met late + breached); everything undecided or taken out is counted beside it, not in it. */
export function attainment(states: readonly ClockStateName[]): Attainment {
  const count = (...names: ClockStateName[]) => states.filter((state) => names.includes(state)).length;
  const [met, metLate, breached] = [count('met'), count('met_late'), count('breached')];
  return {
    ...rateOf(met, met + metLate + breached),
    met,
    metLate,
    breached,
    open: count('waiting', 'running', 'due_soon', 'paused'),
    metByCustomer: count('met_by_customer'),
    excused: count('excused'),
    void: count('void'),
  };
}

export interface SpeedStatistics {
  n: number;
  median: number | null;
  /** Nearest rank. */
  p90: number | null;
  mean: number | null;
}

/** Of those that were touched, in the unit of `values`. It hides the never touched: show `medianWithUntouched` beside it. */
export function speedStatistics(values: readonly number[]): SpeedStatistics {
  const n = values.length;
  const mean = n === 0 ? null : values.reduce((sum, value) => sum + value, 0) / n;
  return { n, median: median(values), p90: percentile(values, 0.9), mean };
}

/**
 * Median time to the first touch with the never touched counted in as censored (Kaplan–Meier): `happened` false means
 * untouched after `duration`. Null where fewer than half were ever touched.
 */
export function medianWithUntouched(observations: readonly Observation[]): number | null {
  return survivalMedian(observations);
}
