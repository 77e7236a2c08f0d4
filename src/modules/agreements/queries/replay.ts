import { sql } from 'kysely';
import type { Db } from '#platform/db/db.ts';
import { groupBy } from '#platform/shared/group.ts';
import type { Scope } from '#platform/shared/scope.ts';
import type { ClockEvent } from '../rules/clock.ts';
import { kindsFor, type ProofTerms } from '../rules/proof.ts';
import { type ReplayedClock, type ReplaySubject, replay, replayUnder } from '../rules/replay.ts';
import { type ClockClause, ladderOf } from '../schema.ts';
import { currentCalendars, hoursAt, versionsOfCalendar } from './calendars.ts';
import { type ClockFact, timedEvents } from './clocks.ts';
import { factsFor } from './ledger.ts';

export { attainment, medianWithUntouched, speedStatistics } from '../rules/attainment.ts';
export { clauseApplies } from '../rules/choice.ts';
export { climbedBy, climbsOf } from '../rules/ladder.ts';
export type { ReplayedClock } from '../rules/replay.ts';

/** A lead of the past: when a clause's clock would have started for it. */
export interface PastStart {
  id: string;
  contactId: string | null;
  leadId: string | null;
  startedAt: string;
  causeId?: string;
  /** What ended it that no clock recorded. */
  decisions?: readonly ClockEvent[];
}

/** How many subjects are judged with one reading of the ledger. */
const BATCH = 2_000;
/** How many batches are asked for at once. */
const AHEAD = 2;

type PastClause = ProofTerms & Pick<ClockClause, 'escalation'>;

interface Past {
  starts: readonly PastStart[];
  now: string;
}

/**
 * Runs a clause over the past, imported history included, as of `now`: the same functions, the same reading of the ledger, the hours that held when each
 * clock began (today's for what is older than the calendar), and what people decided about it then. Nothing is written.
 */
export async function replayClause(
  db: Db,
  scope: Scope,
  asked: Past & { clause: PastClause & { calendarId: string; lineId?: string } },
): Promise<ReplayedClock[]> {
  const { clause, starts, now } = asked;
  const versions = await versionsOfCalendar(db, scope, clause.calendarId);
  const clocks: ReplayedClock[] = [];
  for (let at = 0; at < starts.length && versions.length > 0; at += BATCH) {
    const subjects = await subjectsOf(db, scope, { clause, batch: starts.slice(at, at + BATCH) });
    for (const [version, mine] of groupBy(subjects, ({ startedAt }) => hoursAt(versions, startedAt)))
      clocks.push(...replay({ ...clause, calendar: version.hours, ...ladderOf(clause.escalation) }, mine, now));
  }
  return clocks;
}

/** What the ledger and people said about each start of a batch. */
async function subjectsOf(
  db: Db,
  scope: Scope,
  { clause, batch }: { clause: PastClause & { lineId?: string }; batch: readonly PastStart[] },
): Promise<ReplaySubject[]> {
  const first = Math.min(...batch.map(({ startedAt }) => Date.parse(startedAt))) - clause.withinSeconds * 1000;
  const facts = await factsFor(db, scope, { subjects: batch, kinds: kindsFor(clause.proof), from: new Date(first).toISOString() });
  const decided = await decisionsOf(
    db,
    scope,
    batch.flatMap(({ causeId }) => causeId ?? []),
  );
  return batch.map((start) => {
    const ofCause = decided.get(start.causeId ?? '') ?? [];
    const own = ofCause.find(({ lineId }) => lineId === clause.lineId);
    // A promise that did not run then: a pause was about the person, an excuse about the promise that it excused.
    const rest = ofCause[0]?.events.filter(({ kind }) => kind !== 'excused' && kind !== 'restarted') ?? [];
    return { ...start, facts: facts.get(start.id) ?? [], decisions: [...(own?.events ?? rest), ...(start.decisions ?? [])] };
  });
}

interface Decided {
  lineId: string;
  events: ClockEvent[];
}

/** Pauses, excuses, ends: what people decided about the clocks of hand-offs and plans, by cause. */
async function decisionsOf(db: Db, scope: Scope, causeIds: readonly string[]): Promise<Map<string, Decided[]>> {
  const { rows } = await sql<Omit<ClockFact, 'id'> & { id: string | null; cause_id: string; line_id: string }>`
    select k.cause_id, k.line_id, e.id, e.kind, e.at, e.by, e.reason, e.data from clock k
      left join clock_event e on e.workspace_id = k.workspace_id and e.clock_id = k.id and e.kind in ('restarted', 'paused', 'resumed', 'excused', 'voided')
    where k.workspace_id = ${scope.workspaceId} and k.cause_id = any (${[...new Set(causeIds)]}::uuid[]) order by k.line_id, e.at, e.logged_at, e.id`.execute(
    db,
  );
  const decided = new Map<string, Decided[]>();
  for (const [causeId, mine] of groupBy(rows, ({ cause_id }) => cause_id)) {
    const lines = [...groupBy(mine, ({ line_id }) => line_id)];
    decided.set(
      causeId,
      lines.map(([lineId, events]) => ({
        lineId,
        events: timedEvents(events.flatMap(({ id, ...event }) => (id === null ? [] : [{ ...event, id }]))),
      })),
    );
  }
  return decided;
}

/** The same under several calendars with one reading of the ledger: its hours read both ways. Calendars that were put away are left out. */
export async function replayReadings(
  db: Db,
  scope: Scope,
  asked: Past & { clause: PastClause; calendarIds: readonly string[] },
): Promise<Map<string, ReplayedClock[]>> {
  const { clause, starts, now } = asked;
  const known = await currentCalendars(db, scope);
  const calendars = [...new Set(asked.calendarIds)].flatMap((id) => {
    const hours = known.get(id)?.hours;
    return hours ? [{ id, hours }] : [];
  });
  const readings = new Map(calendars.map(({ id }) => [id, [] as ReplayedClock[]]));
  if (calendars.length === 0) return readings;
  const terms = { ...clause, ...ladderOf(clause.escalation) };
  const hours = calendars.map((one) => one.hours);
  for await (const subjects of batchesOf(db, scope, { clause, starts })) {
    const clocks = replayUnder(terms, hours, { subjects, now });
    for (const [place, { id }] of calendars.entries()) readings.get(id)?.push(...(clocks[place] ?? []));
  }
  return readings;
}

/** Starts with what the ledger says of them, batch by batch; the next is read while one is judged. */
async function* batchesOf(
  db: Db,
  scope: Scope,
  { clause, starts }: { clause: PastClause; starts: readonly PastStart[] },
): AsyncGenerator<ReplaySubject[]> {
  const read = (batch: readonly PastStart[]) => {
    const first = Math.min(...batch.map(({ startedAt }) => Date.parse(startedAt))) - clause.withinSeconds * 1000;
    const facts = factsFor(db, scope, { subjects: batch, kinds: kindsFor(clause.proof), from: new Date(first).toISOString() });
    // Judged or not, one that fails is told by whoever waits for it.
    facts.catch(() => undefined);
    return { batch, facts };
  };
  const ahead: ReturnType<typeof read>[] = [];
  for (let at = 0; at < starts.length || ahead.length > 0; at += BATCH) {
    if (at < starts.length) ahead.push(read(starts.slice(at, at + BATCH)));
    if (at < starts.length && ahead.length < AHEAD) continue;
    const next = ahead.shift();
    const found = await next?.facts;
    yield (next?.batch ?? []).map((start) => ({ ...start, facts: found?.get(start.id) ?? [] }));
  }
}
