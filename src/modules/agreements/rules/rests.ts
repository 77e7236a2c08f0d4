/** A clock that rested or was excused, with who did it. */
export interface RestedClock {
  excusedBy: string | null;
  /** Each rest: by whom, and how much of the time had been used by then. */
  rests: readonly { by: string | null; fractionUsed: number }[];
}

export interface RestCount {
  memberId: string | null;
  /** Rests that they began; of them those begun when less than a tenth of the time was left. */
  rests: number;
  lastMinute: number;
  /** Clocks that they excused. */
  excused: number;
}

/** From this share of the time on a rest looks like a way out of being late. */
export const LAST_MINUTE = 0.9;

/** Who rested and excused how often, most rests first: a pause is no secret, and a habit of pausing shows. */
export function restsByMember(clocks: readonly RestedClock[]): RestCount[] {
  const counts = new Map<string | null, RestCount>();
  const of = (memberId: string | null) => {
    const count = counts.get(memberId) ?? { memberId, rests: 0, lastMinute: 0, excused: 0 };
    counts.set(memberId, count);
    return count;
  };
  for (const { rests, excusedBy } of clocks) {
    for (const { by, fractionUsed } of rests) {
      const count = of(by);
      count.rests++;
      if (fractionUsed >= LAST_MINUTE) count.lastMinute++;
    }
    if (excusedBy !== null) of(excusedBy).excused++;
  }
  return [...counts.values()].sort((a, b) => b.rests - a.rests || b.excused - a.excused);
}
