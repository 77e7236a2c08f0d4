export interface Told {
  promised: number | null;
  delivered: number | null;
  kept: boolean;
}

/** How far what was promised is what came: 1 − the mean absolute deviation from the promise; null where no promise has an amount. */
export function reliability(told: readonly Told[]): { n: number; value: number } | null {
  const misses = told.flatMap(({ promised, delivered }) =>
    promised === null || delivered === null || promised <= 0 ? [] : [Math.abs(delivered - promised) / promised],
  );
  return misses.length === 0 ? null : { n: misses.length, value: 1 - misses.reduce((sum, one) => sum + one, 0) / misses.length };
}
