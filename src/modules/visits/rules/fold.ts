import type { HitKind, Reason, Verdict } from '../schema.ts';
import { type Origin, originOf, type Utm } from './origin.ts';
import { type Identity, type Session, sessionsOf } from './sessions.ts';
import { judgeVisit } from './traffic.ts';

/** A hit as it is kept; `at` in epoch milliseconds. */
export interface KeptHit {
  id: string;
  websiteId: string;
  kind: HitKind;
  at: number;
  host: string;
  path: string;
  title: string | null;
  referrer: string | null;
  target: string | null;
  utm: Utm | null;
  pageId: string | null;
  seconds: number | null;
  touched: boolean | null;
  verdict: Verdict;
  reason: Reason;
  visitId: string | null;
  activityId: string | null;
  activityTraffic: Verdict | null;
}

type VisitedHit = KeptHit & { kind: 'page' | 'download' | 'outbound' | 'trap' };

/** A visit as it comes out of its hits, but for its id. */
export interface FoldedVisit extends Origin {
  websiteId: string;
  contactId: string | null;
  startedAt: number;
  endedAt: number;
  pages: number;
  downloads: number;
  /** From the first hit to the last, and what the last page was in sight. */
  seconds: number;
  host: string;
  entryPath: string;
  exitPath: string;
  referrer: string | null;
  utm: Utm | null;
  verdict: Verdict;
  reason: Reason;
  hits: VisitedHit[];
}

const isVisited = (hit: KeptHit): hit is VisitedHit => hit.kind !== 'leave' && hit.kind !== 'seal';

/** Visits of one visitor out of all of their hits in a stretch of time; the same for any order and any batches in which they came. */
export function foldVisitor(hits: readonly KeptHit[], identities: readonly Identity[]): FoldedVisit[] {
  const visited = hits.filter(isVisited);
  const left = new Map<string, { seconds: number; touched: boolean }>();
  for (const { pageId, seconds, touched } of hits.filter(({ kind }) => kind === 'leave')) {
    const known = left.get(pageId ?? '');
    left.set(pageId ?? '', {
      seconds: Math.max(known?.seconds ?? 0, seconds ?? 0),
      touched: (known?.touched ?? false) || touched === true,
    });
  }
  return sessionsOf(visited, identities).map((session) => visitOf(session, left));
}

function visitOf(session: Session<VisitedHit>, left: ReadonlyMap<string, { seconds: number; touched: boolean }>): FoldedVisit {
  const { hits, websiteId, contactId } = session;
  const [first] = hits;
  const last = hits.at(-1);
  if (!first || !last) throw new Error('a visit has a hit');
  const pages = hits.filter(({ kind }) => kind === 'page');
  const entry = pages[0] ?? first;
  const named = pages.find(({ utm }) => utm !== null);
  const judged = judgeVisit(hits.map((hit) => ({ ...hit, touched: left.get(hit.id)?.touched ?? false })));
  return {
    websiteId,
    contactId,
    startedAt: first.at,
    endedAt: last.at,
    pages: pages.length,
    downloads: hits.filter(({ kind }) => kind === 'download').length,
    seconds: Math.round((last.at - first.at) / 1000) + (left.get(last.id)?.seconds ?? 0),
    host: entry.host,
    entryPath: entry.path,
    exitPath: (pages.at(-1) ?? last).path,
    referrer: entry.referrer,
    utm: named?.utm ?? null,
    ...originOf(named?.utm ?? null, entry.referrer),
    ...judged,
    hits,
  };
}
