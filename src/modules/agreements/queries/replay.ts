import type { Db } from '#platform/db/db.ts';
import type { Scope } from '#platform/shared/scope.ts';
import { kindsFor, type ProofTerms } from '../rules/proof.ts';
import { type ReplayedClock, replay } from '../rules/replay.ts';
import { type ClockClause, ladderOf } from '../schema.ts';
import { currentCalendars } from './calendars.ts';
import { factsFor } from './ledger.ts';

export { attainment, medianWithUntouched, speedStatistics } from '../rules/attainment.ts';
export { clauseApplies } from '../rules/choice.ts';
export type { ReplayedClock } from '../rules/replay.ts';

/** A lead of the past: when a clause's clock would have started for it. */
export interface PastStart {
  id: string;
  contactId: string | null;
  leadId: string | null;
  startedAt: string;
  causeId?: string;
}

/** How many subjects are judged with one reading of the ledger. */
const BATCH = 2_000;

type PastClause = ProofTerms & Pick<ClockClause, 'escalation'>;

interface Past {
  starts: readonly PastStart[];
  now: string;
}

/**
 * Runs a clause over the past, imported history included, as of `now`: the same functions and the same reading of the ledger as the live record.
 * Nothing is written. Empty where the clause's calendar was put away.
 */
export async function replayClause(
  db: Db,
  scope: Scope,
  asked: Past & { clause: PastClause & { calendarId: string } },
): Promise<ReplayedClock[]> {
  const { calendarId } = asked.clause;
  return (await replayReadings(db, scope, { ...asked, calendarIds: [calendarId] })).get(calendarId) ?? [];
}

/** The same under several calendars with one reading of the ledger: its hours read both ways. Calendars that were put away are left out. */
export async function replayReadings(
  db: Db,
  scope: Scope,
  asked: Past & { clause: PastClause; calendarIds: readonly string[] },
): Promise<Map<string, ReplayedClock[]>> {
  const { clause, starts, now } = asked;
  const known = await currentCalendars(db, scope);
  const readings = asked.calendarIds.flatMap((id) => {
    const calendar = known.get(id)?.hours;
    return calendar ? [{ id, calendar, clocks: [] as ReplayedClock[] }] : [];
  });
  for (let at = 0; at < starts.length && readings.length > 0; at += BATCH) {
    const batch = starts.slice(at, at + BATCH);
    const first = Math.min(...batch.map(({ startedAt }) => Date.parse(startedAt))) - clause.withinSeconds * 1000;
    const facts = await factsFor(db, scope, { subjects: batch, kinds: kindsFor(clause.proof), from: new Date(first).toISOString() });
    const subjects = batch.map((start) => ({ ...start, facts: facts.get(start.id) ?? [] }));
    for (const { calendar, clocks } of readings)
      clocks.push(...replay({ ...clause, calendar, ...ladderOf(clause.escalation) }, subjects, now));
  }
  return new Map(readings.map(({ id, clocks }) => [id, clocks]));
}
