/** Seconds between tries, as Standard Webhooks advises: about three days in all. */
const PAUSES = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];

/** What follows from an answer: done, once more later, or never again. */
export function afterAnswer(
  answer: { status: number; retryAfter: string | null } | null,
  tries: number,
  now: string,
): { state: 'delivered' | 'failed' } | { state: 'waiting'; nextAt: string } {
  if (answer && answer.status >= 200 && answer.status < 300) return { state: 'delivered' };
  const pause = PAUSES[tries - 1];
  // "Gone" is meant for good.
  if (answer?.status === 410 || pause === undefined) return { state: 'failed' };
  const asked = answer?.retryAfter && /^\d{1,6}$/.test(answer.retryAfter) ? Number(answer.retryAfter) : 0;
  return { state: 'waiting', nextAt: new Date(Date.parse(now) + Math.max(pause, asked) * 1000).toISOString() };
}
