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

/** What a young cohort comes to if it goes on as older ones did; null while nothing of it can be known. @param rates share won by age */
export function projectedWins(wins: number, age: number, rates: readonly number[]): number | null {
  const whole = rates.reduce((sum, rate) => sum + rate, 0);
  const sofar = rates.slice(0, age + 1).reduce((sum, rate) => sum + rate, 0);
  return sofar > 0 && whole > 0 ? wins / (sofar / whole) : null;
}
