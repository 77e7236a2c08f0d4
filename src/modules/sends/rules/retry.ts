const MINUTE = 60_000;
/** Minutes after each temporary refusal; together more than a day. */
const WAITS = [1, 5, 15, 60, 120, 240, 480, 720];

/** When it is tried again after so many tries; null: not any more. */
export function retryAt(tries: number, now: string, expiresAt: string): string | null {
  const wait = WAITS[tries - 1];
  if (wait === undefined) return null;
  const at = new Date(Date.parse(now) + wait * MINUTE).toISOString();
  return at < new Date(expiresAt).toISOString() ? at : null;
}
