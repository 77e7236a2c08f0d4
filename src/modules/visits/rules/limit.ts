/** Counts per key in fixed windows; what is counted is forgotten with its window. */
export interface WindowLimit {
  /** False: over the limit, not counted. `at` in milliseconds; it never goes back far. */
  take(key: string, n: number, at: number): boolean;
}

const MOST_KEYS = 100_000;

export function windowLimit({ most, windowMs }: { most: number; windowMs: number }): WindowLimit {
  let counts = new Map<string, number>();
  let began = 0;
  return {
    take(key, n, at) {
      if (at - began >= windowMs || counts.size >= MOST_KEYS) {
        counts = new Map();
        began = at;
      }
      const next = (counts.get(key) ?? 0) + n;
      if (next > most) return false;
      counts.set(key, next);
      return true;
    },
  };
}
