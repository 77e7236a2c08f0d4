export interface Told {
  promised: number | null;
  delivered: number | null;
}

/** How far what was promised is what came: 1 − the mean absolute deviation from the promise; null where no promise has an amount. */
export function reliability(told: readonly Told[]): { n: number; value: number } | null {
  const misses = told.flatMap(({ promised, delivered }) =>
    promised === null || delivered === null || promised <= 0 ? [] : [Math.abs(delivered - promised) / promised],
  );
  return misses.length === 0 ? null : { n: misses.length, value: 1 - misses.reduce((sum, one) => sum + one, 0) / misses.length };
}

/** What became of a promise with a day, on a day of the workspace. Days as `2026-03-10`. */
export function outcomeOf({ dueOn, doneOn }: { dueOn: string; doneOn: string | null }, today: string): 'kept' | 'late' | 'missed' | 'open' {
  if (doneOn !== null) return doneOn <= dueOn ? 'kept' : 'late';
  return dueOn < today ? 'missed' : 'open';
}

/**
 * What became of a promise between people. Whoever got it has the last word; until they say something, the day counts on which whoever gave it says that it
 * was there. Without either it stays open: silence of two people says nothing about one of them.
 */
export function outcomeBetween(of: { dueOn: string; doneOn: string | null; outcome: 'kept' | 'late' | 'missed' | null }) {
  if (of.outcome !== null) return of.outcome;
  return of.doneOn === null ? 'open' : of.doneOn <= of.dueOn ? 'kept' : 'late';
}
