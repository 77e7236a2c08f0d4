/** How fast something may go: so many a second, and so many at once after a quiet time. */
export interface Limit {
  key: string;
  perSecond: number;
  burst: number;
}

export interface Bucket {
  tokens: number;
  /** ISO: when there were so many. */
  at: string;
}

/** At most so many a minute, spread: ten seconds' worth at once. */
export const perMinute = (key: string, n: number): Limit => ({ key, perSecond: n / 60, burst: Math.max(1, n / 6) });
/** At most so many an hour, spread: a minute's worth at once. */
export const perHour = (key: string, n: number): Limit => ({ key, perSecond: n / 3600, burst: Math.max(1, n / 60) });

export interface Wanting {
  id: string;
  limits: readonly Limit[];
}

export interface Granted {
  go: Set<string>;
  /** ISO by message: when its turn comes, one after the other. */
  later: Map<string, string>;
  /** What is left, to be kept. */
  left: Map<string, Bucket>;
}

/**
 * Token buckets: each that goes takes one of every limit it is under, or none. Who is turned away gets a turn of its own, so that they do not all
 * come back at once.
 */
export function grant(wanting: readonly Wanting[], buckets: ReadonlyMap<string, Bucket>, now: string): Granted {
  const left = new Map<string, Bucket>();
  const queued = new Map<string, number>();
  const granted: Granted = { go: new Set(), later: new Map(), left };
  for (const { id, limits } of wanting) {
    for (const limit of limits) if (!left.has(limit.key)) left.set(limit.key, refilled(limit, buckets.get(limit.key), now));
    const short = limits.filter(({ key }) => (left.get(key)?.tokens ?? 0) < 1);
    if (short.length === 0) {
      granted.go.add(id);
      for (const { key } of limits) left.set(key, { tokens: (left.get(key)?.tokens ?? 1) - 1, at: now });
      continue;
    }
    const waits = short.map(({ key, perSecond }) => {
      const place = (queued.get(key) ?? 0) + 1;
      queued.set(key, place);
      return (place - (left.get(key)?.tokens ?? 0)) / perSecond;
    });
    granted.later.set(id, new Date(Date.parse(now) + Math.ceil(Math.max(...waits) * 1000)).toISOString());
  }
  return granted;
}

function refilled({ perSecond, burst }: Limit, bucket: Bucket | undefined, now: string): Bucket {
  if (!bucket) return { tokens: burst, at: now };
  const seconds = Math.max(0, (Date.parse(now) - Date.parse(bucket.at)) / 1000);
  return { tokens: Math.min(burst, bucket.tokens + seconds * perSecond), at: now };
}
