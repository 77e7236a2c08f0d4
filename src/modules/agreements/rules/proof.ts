import type { BusinessCalendar } from '#platform/shared/businesstime.ts';
import { dayIn } from '#platform/shared/calendar.ts';
import type { LeastEvidence, Party, Proof } from '../schema.ts';

/** One row of the ledger as far as it can prove something. */
export interface Fact {
  id: string;
  kind: string;
  direction: 'in' | 'out' | null;
  side: 'marketing' | 'sales' | 'customer' | 'system';
  outcome: string | null;
  evidence: 'system' | 'confirmed' | 'manual' | 'imported';
  /** Only a person's doing counts. */
  traffic: 'human' | 'suspected' | 'machine' | null;
  /** Sent by a program in someone's name. */
  automated: boolean;
  occurredAt: string;
  loggedAt: string;
  /** The hand-off or plan that a verdict or a new tactic belongs to. */
  causeId?: string | null;
}

export interface ProofTerms {
  party: Party;
  proof: readonly Proof[];
  leastEvidence: LeastEvidence;
  withinSeconds: number;
  /** A promise of depth: so many attempts, in so many ways. Absent: the first proof answers it. */
  attempts?: number;
  channels?: number;
}

export interface Proven {
  factId: string;
  /** The instant that counts. */
  at: string;
  by: 'owner' | 'customer';
  /** Written down on a later day without a system's word for it: counts from when it was written down. */
  flagged: boolean;
}

const GRADE: Readonly<Record<Fact['evidence'], number>> = { manual: 1, imported: 2, confirmed: 2, system: 3 };
const LEAST: Readonly<Record<LeastEvidence, number>> = { manual: 1, confirmed: 2, system: 3 };
/** Giving a lead back with its reason keeps every promise about it; silence keeps none. */
const GIVEN_BACK: readonly string[] = ['rejected', 'recycled'];
const SILENCE = 'accepted_by_default';
/** A meeting that did not take place is no contact; one where the customer stayed away was an attempt, but not held either. */
const NOT_HELD: readonly string[] = ['cancelled', 'no_show'];

function counts(terms: ProofTerms, fact: Fact, causeId: string): boolean {
  if (fact.kind === 'verdict')
    return (
      fact.causeId === causeId &&
      fact.outcome !== SILENCE &&
      (terms.proof.includes('verdict') || (terms.party === 'sales' && GIVEN_BACK.includes(fact.outcome ?? '')))
    );
  if (!(terms.proof as readonly string[]).includes(fact.kind)) return false;
  if (fact.kind === 'new_tactic') return fact.causeId === causeId;
  if (fact.automated || fact.traffic === 'machine' || fact.traffic === 'suspected') return false;
  if (fact.kind === 'meeting' && NOT_HELD.includes(fact.outcome ?? '')) return false;
  if (fact.direction === 'in') return true;
  const other: Party = terms.party === 'sales' ? 'marketing' : 'sales';
  return fact.side !== other && fact.side !== 'customer' && GRADE[fact.evidence] >= LEAST[terms.leastEvidence];
}

/**
 * What a row of the ledger proves for a clause, or null. A manual log counts at the time it names only when it was written down the same
 * day (in the calendar's zone); a later one counts from when it was written down, and is flagged.
 */
export function provenBy(terms: ProofTerms, fact: Fact, where: { zone: string; causeId: string }): Proven | null {
  if (!counts(terms, fact, where.causeId)) return null;
  const by = fact.direction === 'in' ? 'customer' : 'owner';
  const ahead = fact.occurredAt > fact.loggedAt;
  const trusted = fact.evidence !== 'manual' || dayIn(where.zone, fact.occurredAt) === dayIn(where.zone, fact.loggedAt);
  const flagged = !ahead && !trusted;
  return { factId: fact.id, at: ahead || flagged ? fact.loggedAt : fact.occurredAt, by, flagged };
}

/** The kinds of the ledger that have to be read to judge a clause. */
export function kindsFor(proof: readonly Proof[]): string[] {
  return [...new Set([...proof, 'verdict'])];
}

/** What was done about a subject since its clock started. */
interface Subject {
  startedAt: string;
  causeId: string;
  facts: readonly Fact[];
  /** When people closed the clock: it is answered by what happened before, also if that is written down later; not by what came after. */
  closedAt?: string | undefined;
}

/** When a clock was excused or made void; nothing closes it for good but these. */
export function closedByHand(events: readonly { kind: string; at: string }[]): string | undefined {
  return events.find(({ kind }) => kind === 'excused' || kind === 'voided')?.at;
}

/** What answers a clause among the facts: the first proof, or the attempt with which enough was tried. */
export function answerOf(terms: ProofTerms & { calendar: BusinessCalendar }, { closedAt, ...subject }: Subject): Proven | null {
  const facts = closedAt === undefined ? subject.facts : subject.facts.filter(({ occurredAt }) => occurredAt <= closedAt);
  const seen = { ...subject, facts };
  return terms.attempts === undefined ? earliestProof(terms, seen) : enoughTried(terms, seen, terms.attempts);
}

/** Talking to the person, or getting the lead off one's hands with a reason: no further attempt is owed. */
function reaches(fact: Fact): boolean {
  return (
    fact.direction === 'in' || fact.kind === 'verdict' || fact.kind === 'meeting' || (fact.kind === 'call' && fact.outcome === 'connected')
  );
}

/** Attempts count from the start of the clock on; of two ways one call and one mail are enough. */
function enoughTried(terms: ProofTerms & { calendar: BusinessCalendar }, subject: Subject, attempts: number): Proven | null {
  const where = { zone: terms.calendar.zone, causeId: subject.causeId };
  const tried = subject.facts
    .flatMap((fact) => {
      const proven = provenBy(terms, fact, where);
      return proven && fact.occurredAt >= subject.startedAt && proven.at >= subject.startedAt ? [{ fact, proven }] : [];
    })
    .sort((a, b) => (precedes(a.proven, b.proven) ? -1 : 1));
  const ways = new Set<string>();
  for (const [place, { fact, proven }] of tried.entries()) {
    ways.add(fact.kind);
    if (reaches(fact) || (place + 1 >= attempts && ways.size >= (terms.channels ?? 1))) return proven;
  }
  return null;
}

/**
 * The earliest proof of a clause among the facts. A contact made before the clock started counts when it is no older than the clause's
 * own time: then someone was already talking.
 */
export function earliestProof(terms: ProofTerms & { calendar: BusinessCalendar }, subject: Subject): Proven | null {
  const from = new Date(Date.parse(subject.startedAt) - terms.withinSeconds * 1000).toISOString();
  const where = { zone: terms.calendar.zone, causeId: subject.causeId };
  let earliest: Proven | null = null;
  for (const fact of subject.facts) {
    // What happened before that is no contact for this clock, however late it was written down.
    const proven = fact.occurredAt >= from ? provenBy(terms, fact, where) : null;
    if (proven && proven.at >= from && (!earliest || precedes(proven, earliest))) earliest = proven;
  }
  return earliest;
}

/** At the same instant ours beats the customer's; the rest of the order only has to be the same every time. */
function precedes(one: Proven, other: Proven): boolean {
  if (one.at !== other.at) return one.at < other.at;
  if (one.by !== other.by) return one.by === 'owner';
  return one.factId < other.factId;
}
