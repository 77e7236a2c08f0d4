import type { Verdict } from '../schema.ts';

/** Minutes without a hit after which the next one begins a new visit. */
export const IDLE_MINUTES = 30;
const IDLE_MS = IDLE_MINUTES * 60_000;

/** What sessionising needs of a hit. Times are epoch milliseconds. */
export interface Touch {
  id: string;
  websiteId: string;
  at: number;
  kind: 'page' | 'download' | 'outbound' | 'trap';
  verdict: Verdict;
}

/** From `since` on the visitor is this person; before the first of them as well. */
export interface Identity {
  contactId: string;
  since: number;
}

export interface Session<T extends Touch> {
  websiteId: string;
  contactId: string | null;
  hits: T[];
}

/**
 * Whose a visit at this time is. The first person that a visitor turns out to be gets what was before as well. When the same browser turns out
 * to be somebody else, that one begins there: what was before stays with whom it belonged to, so that two people who share a browser are never one.
 */
export function personAt(identities: readonly Identity[], at: number): string | null {
  const sorted = [...identities].sort((a, b) => a.since - b.since || (a.contactId < b.contactId ? -1 : 1));
  return (sorted.findLast(({ since }) => since <= at) ?? sorted[0])?.contactId ?? null;
}

/**
 * Visits of one visitor: hits of one site and one person that follow each other without half an hour between. The same whatever the order in which
 * the hits are given.
 */
export function sessionsOf<T extends Touch>(hits: readonly T[], identities: readonly Identity[] = []): Session<T>[] {
  const sorted = [...hits].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  const sessions: Session<T>[] = [];
  const last = new Map<string, Session<T>>();
  for (const hit of sorted) {
    const contactId = personAt(identities, hit.at);
    const open = last.get(hit.websiteId);
    const before = open?.hits.at(-1);
    if (open && before && open.contactId === contactId && hit.at - before.at <= IDLE_MS) open.hits.push(hit);
    else {
      const session = { websiteId: hit.websiteId, contactId, hits: [hit] };
      sessions.push(session);
      last.set(hit.websiteId, session);
    }
  }
  return sessions;
}
