import type { Db } from '#platform/db/db.ts';
import type { Scope } from '#platform/shared/scope.ts';
import { kindsFor } from '../rules/proof.ts';
import { type ReplayedClock, replay } from '../rules/replay.ts';
import type { ClauseInput } from '../schema.ts';
import { currentCalendars } from './calendars.ts';
import { factsFor } from './ledger.ts';

export { attainment, medianWithUntouched, speedStatistics } from '../rules/attainment.ts';
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

/**
 * Runs a clause over the past, imported history included, as of `now`: the same functions and the same reading of the ledger as the live record.
 * Nothing is written. Empty where the clause's calendar was put away.
 */
export async function replayClause(
  db: Db,
  scope: Scope,
  asked: {
    clause: Pick<ClauseInput, 'party' | 'proof' | 'leastEvidence' | 'withinSeconds' | 'warnAt' | 'calendarId'>;
    starts: readonly PastStart[];
    now: string;
  },
): Promise<ReplayedClock[]> {
  const { clause, starts, now } = asked;
  const calendar = (await currentCalendars(db, scope)).get(clause.calendarId)?.hours;
  if (!calendar) return [];
  const replayed: ReplayedClock[] = [];
  for (let at = 0; at < starts.length; at += BATCH) {
    const batch = starts.slice(at, at + BATCH);
    const first = Math.min(...batch.map(({ startedAt }) => Date.parse(startedAt))) - clause.withinSeconds * 1000;
    const facts = await factsFor(db, scope, { subjects: batch, kinds: kindsFor(clause.proof), from: new Date(first).toISOString() });
    replayed.push(
      ...replay(
        { ...clause, calendar },
        batch.map((start) => ({ ...start, facts: facts.get(start.id) ?? [] })),
        now,
      ),
    );
  }
  return replayed;
}
