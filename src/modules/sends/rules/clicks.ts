/** A link that was followed, as it came. Times are epoch milliseconds. */
export interface Click {
  id: string;
  linkId: string;
  at: number;
  method: string;
  verdict: 'human' | 'suspected' | 'machine';
  reason: string;
}

export interface Judged {
  id: string;
  verdict: Click['verdict'];
  reason: string;
}

/** Within so long after it was handed over nobody has read a mail; nor does anybody follow several links within so long. */
const AT_ONCE_MS = 2_000;

/** Whether each click of one message was a person's: by its request, by when it came, and by what came with it. */
export function judgeClicks(clicks: readonly Click[], sentAt: number | null): Judged[] {
  return clicks.map(({ id, linkId, at, method, verdict, reason }) => {
    if (verdict === 'machine') return { id, verdict, reason };
    if (method === 'HEAD') return { id, verdict: 'machine', reason: 'not_a_browser' };
    if (sentAt !== null && at - sentAt < AT_ONCE_MS) return { id, verdict: 'machine', reason: 'too_fast' };
    const others = clicks.some((other) => other.linkId !== linkId && Math.abs(other.at - at) < AT_ONCE_MS);
    return others ? { id, verdict: 'machine', reason: 'several_at_once' } : { id, verdict, reason };
  });
}
