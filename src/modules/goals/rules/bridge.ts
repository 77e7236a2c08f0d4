/** What multiplies to revenue, in an order that is only for reading: leads, shares, the average sale. */
export type Levers = readonly number[];

export interface Bridge {
  /** Actual minus plan. */
  gap: number;
  /** What each lever did; they sum to the gap. */
  effects: number[];
  /** `sequential`: a lever was 0, where the exact form has no answer; levers were then changed one after the other, in their order. */
  by: 'exact' | 'sequential';
}

const product = (levers: Levers) => levers.reduce((all, one) => all * one, 1);

/** The logarithmic mean, between the two and equal to both where they are equal. */
function logarithmicMean(a: number, b: number): number {
  const apart = Math.log(a / b);
  return apart === 0 ? a : (a - b) / apart;
}

/**
 * Splits the difference of two products among their factors so that the order does not matter and nothing is left over: Δx = L(R1, R0) · ln(x1 / x0).
 * Ang, "LMDI decomposition approach", 2015. @param plan and actual in the same order, no lever below 0
 */
export function bridge(plan: Levers, actual: Levers): Bridge {
  const [from, to] = [product(plan), product(actual)];
  const gap = to - from;
  if ([...plan, ...actual].some((one) => one <= 0)) return { gap, effects: oneAfterTheOther(plan, actual), by: 'sequential' };
  const mean = logarithmicMean(to, from);
  return { gap, effects: plan.map((one, n) => mean * Math.log((actual[n] ?? one) / one)), by: 'exact' };
}

function oneAfterTheOther(plan: Levers, actual: Levers): number[] {
  const now = [...plan];
  return plan.map((_one, n) => {
    const before = product(now);
    now[n] = actual[n] ?? 0;
    return product(now) - before;
  });
}
