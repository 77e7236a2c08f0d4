import { useEffect } from 'react';
import type { ApiProblem } from '../../api.ts';

/** Timers of browsers hold 24 days. */
const LONGEST_MS = 2_000_000_000;

/** An access ends while the page is open: what is on it goes at that moment. */
export function useAtEnd(until: string | null, onEnd: () => void) {
  useEffect(() => {
    const left = until === null ? LONGEST_MS : Date.parse(until) - Date.now() + 500;
    if (left <= 0 || left >= LONGEST_MS) return;
    const timer = setTimeout(onEnd, left);
    return () => clearTimeout(timer);
  }, [until, onEnd]);
}

/** A client says no: the access ended, was withdrawn, or never included this. */
export const isClosed = (problem: ApiProblem | null) => problem !== null && [401, 403, 404].includes(problem.status);
