import type { BusinessCalendar } from '#platform/shared/businesstime.ts';
import { type ClockEvent, type ClockState, clockState } from './clock.ts';
import { answerOf, closedByHand, type Fact, type ProofTerms, type Proven } from './proof.ts';

export interface ReplayTerms extends ProofTerms {
  calendar: BusinessCalendar;
  warnAt?: readonly number[];
  passOnAfter?: readonly number[];
}

export interface ReplaySubject {
  id: string;
  /** When the clause's clock starts: the hand-off, the hand-raise, the return. */
  startedAt: string;
  /** The hand-off or plan; the subject's own id where the past knows none. */
  causeId?: string;
  facts: readonly Fact[];
  /** Pauses, excuses and the like; what a ledger cannot know. */
  decisions?: readonly ClockEvent[];
}

export interface ReplayedClock {
  id: string;
  startedAt: string;
  state: ClockState;
  proof: Proven | null;
}

/** The events of a clock: its start, what people decided, and the first proof in the ledger. */
export function eventsOf(
  terms: ReplayTerms,
  subject: ReplaySubject,
): { id: string; startedAt: string; events: ClockEvent[]; proof: Proven | null } {
  const { id, startedAt, causeId = id, decisions = [], facts } = subject;
  const proof = answerOf(terms, { startedAt, causeId, facts, closedAt: closedByHand(decisions) });
  const events: ClockEvent[] = [{ kind: 'started', at: startedAt }, ...decisions];
  if (proof) events.push({ kind: 'met', at: proof.at, by: proof.by });
  return { id, startedAt, events, proof };
}

/**
 * Runs a clause over subjects and their ledger, as of `now`. The live record is made by the same two functions, so a replay of last quarter under the
 * agreement in force gives last quarter's record. Facts written down after `now` are not seen.
 */
export function replay(terms: ReplayTerms, subjects: readonly ReplaySubject[], now: string): ReplayedClock[] {
  return replayUnder(terms, [terms.calendar], { subjects, now })[0] ?? [];
}

/** The same under several calendars. What proves a promise hangs on the day that it was written down, so on the zone alone: it is looked for once for each zone. */
export function replayUnder(
  terms: Omit<ReplayTerms, 'calendar'>,
  calendars: readonly BusinessCalendar[],
  { subjects, now }: { subjects: readonly ReplaySubject[]; now: string },
): ReplayedClock[][] {
  const known = subjects.map((subject) => ({
    ...subject,
    facts: subject.facts.filter((fact) => fact.loggedAt <= now || fact.evidence === 'imported'),
  }));
  const byZone = new Map<string, ReturnType<typeof eventsOf>[]>();
  return calendars.map((calendar) => {
    const under = { ...terms, calendar };
    const told = byZone.get(calendar.zone) ?? known.map((subject) => eventsOf(under, subject));
    byZone.set(calendar.zone, told);
    return told.map(({ events, proof, id, startedAt }) => ({ id, startedAt, proof, state: clockState(under, events, now) }));
  });
}
