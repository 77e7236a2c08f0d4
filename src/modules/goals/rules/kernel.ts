/** How leads of a month become revenue in the months after. */
export interface Kernel {
  /** Of those that are ever won: the share won in the month of the lead, one month after, …; sums to 1. */
  shares: readonly number[];
  /** Leads that are ever won, 0 to 1. */
  conversion: number;
  /** Money of a won one. */
  sale: number;
}

/** What leads of past months will still bring in this month (0) and the months after. @param past leads, the last month last */
export function inFlight({ shares, conversion, sale }: Kernel, past: readonly number[], months: number): number[] {
  return Array.from({ length: months }, (_none, month) => {
    let won = 0;
    for (const [back, leads] of [...past].reverse().entries()) won += leads * conversion * (shares[month + back + 1] ?? 0);
    return won * sale;
  });
}

export interface Month {
  target: number;
  /** From leads that are there already. */
  inFlight: number;
  gap: number;
  /** Leads that this month has to bring, given what the months before it bring. */
  leads: number;
  /** What can't be reached by leads at all any more, in money: only conversion or speed can. */
  outOfReach: number;
}

/**
 * Works a target by month back to leads by month, from the first on. What a month still lacks has to come from its own leads that are won within it; where
 * that asks for more than `most` leads, the rest is out of reach by volume. Kellogg, "Using time-based close rates", 2021–2022.
 * @param past leads of the months before, the last one last
 */
export function leadsNeeded(kernel: Kernel, plan: { targets: readonly number[]; past: readonly number[]; most: number }): Month[] {
  const { shares, conversion, sale } = kernel;
  const flying = inFlight(kernel, plan.past, plan.targets.length);
  const leads: number[] = [];
  return plan.targets.map((target, month) => {
    const fromPlan = leads.reduce((sum, n, other) => sum + n * conversion * sale * (shares[month - other] ?? 0), 0);
    const gap = target - (flying[month] ?? 0);
    const each = conversion * sale * (shares[0] ?? 0);
    const missing = Math.max(0, gap - fromPlan);
    const asked = each > 0 ? missing / each : Number.POSITIVE_INFINITY;
    const n = missing === 0 ? 0 : Math.min(asked, plan.most);
    leads.push(n);
    return { target, inFlight: flying[month] ?? 0, gap, leads: n, outOfReach: Math.max(0, missing - n * each) };
  });
}

/** Leads a month, so many months before each target: the same with one lag instead of a spread. */
export function leadsByLag(targets: readonly number[], { conversion, sale }: Pick<Kernel, 'conversion' | 'sale'>): number[] {
  return targets.map((target) => target / (conversion * sale));
}

/** Wins to expect in a month from cohorts. @param cohorts leads, the newest last @param rates share of a cohort won at that age, the newest first */
export function expectedWins(cohorts: readonly number[], rates: readonly number[]): number {
  return [...cohorts].reverse().reduce((sum, leads, age) => sum + leads * (rates[age] ?? 0), 0);
}

/** What a young cohort comes to if it goes on as older ones did; null while nothing of it can be known. @param rates share won by age */
export function projectedWins(wins: number, age: number, rates: readonly number[]): number | null {
  const whole = rates.reduce((sum, rate) => sum + rate, 0);
  const sofar = rates.slice(0, age + 1).reduce((sum, rate) => sum + rate, 0);
  return sofar > 0 && whole > 0 ? wins / (sofar / whole) : null;
}
