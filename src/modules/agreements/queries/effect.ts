import { sql } from 'kysely';
import type { Db } from '#platform/db/db.ts';
import type { BusinessCalendar } from '#platform/shared/businesstime.ts';
import type { Scope } from '#platform/shared/scope.ts';
import { type Effect, effectOn } from '../rules/rebase.ts';
import { isClocked, ladderOf } from '../schema.ts';
import { type ClockClauseRow, clausesOf } from './agreement.ts';
import { type CurrentCalendar, currentCalendars } from './calendars.ts';
import { type ClockFact, type PackedFact, packedEvents, termsOf, timedEvents, unpacked } from './clocks.ts';

/** Of an open clock what its terms are applied to. */
export interface OpenClock {
  id: string;
  lineId: string;
  clauseId: string;
  calendarVersionId: string;
  causeId: string;
  clause: ClockClauseRow;
  calendar: BusinessCalendar;
  events: ClockFact[];
}

/** A clock that is open under another version, and what the version would do to it. */
export interface ClockEffect {
  clock: OpenClock;
  /** The clause that it would go on under; null where there is none. */
  next: { clause: ClockClauseRow; calendar: CurrentCalendar } | null;
  effect: Effect;
}

/** How many clocks are in memory at once. */
const BATCH = 10_000;

/**
 * What a version would do to the clocks that are open now, batch by batch in the order in which they were made. Preview and coming into force ask here,
 * so what is shown before the signatures is what happens after them.
 */
export async function* effectOnOpen(db: Db, scope: Scope, asked: { versionId: string; now: string }): AsyncGenerator<ClockEffect[]> {
  const calendars = await currentCalendars(db, scope);
  const clauses = (await clausesOf(db, scope, asked.versionId)).filter(isClocked);
  const byLine = new Map(clauses.map((clause) => [clause.lineId, clause]));
  const ids = clauses.map(({ id }) => id);
  const nextOf = remembered((lineId: string) => {
    const clause = byLine.get(lineId);
    const calendar = clause ? calendars.get(clause.calendarId) : undefined;
    return clause && calendar ? { clause, calendar, terms: termsUnder(clause, calendar.hours) } : null;
  });
  const oldTerms = remembered((_key: string, clock: OpenClock) => termsUnder(clock.clause, clock.calendar));
  const effectOf = (clock: OpenClock): ClockEffect => {
    const next = nextOf(clock.lineId, clock);
    const old = oldTerms(`${clock.clauseId} ${clock.calendarVersionId}`, clock);
    const events = timedEvents(clock.events);
    return { clock, next, effect: effectOn({ events, closed: false, old }, next?.terms ?? null, asked.now) };
  };
  const readAfter = (after: string) => {
    const read = openClocks(db, scope, { notOf: ids, after });
    // Awaited below, unless whoever takes the batches stops before.
    read.catch(() => undefined);
    return read;
  };
  // Those of the version itself are no one's concern; those that something later set going under it neither. The next are read while these are worked out.
  for (let reading = readAfter('00000000-0000-0000-0000-000000000000'); ; ) {
    const { open, last } = await reading;
    if (last !== null) reading = readAfter(last);
    if (open.length > 0) yield open.map(effectOf);
    if (last === null) return;
  }
}

const termsUnder = (clause: ClockClauseRow, calendar: BusinessCalendar) => ({ ...clause, calendar, ...ladderOf(clause.escalation) });

/** What is worked out for a clock, once for all clocks of the same key: there are few, and the clocks are many. */
function remembered<T>(work: (key: string, clock: OpenClock) => T): (key: string, clock: OpenClock) => T {
  const known = new Map<string, T>();
  return (key, clock) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const made = work(key, clock);
    known.set(key, made);
    return made;
  };
}

interface Packed {
  id: string;
  line_id: string;
  clause_id: string;
  hours_id: string;
  cause_id: string;
  events: PackedFact[] | null;
}

/** The next batch of open clocks, and the last of it where there may be more. */
async function openClocks(
  db: Db,
  scope: Scope,
  asked: { notOf: readonly string[]; after: string },
): Promise<{ open: OpenClock[]; last: string | null }> {
  const ws = scope.workspaceId;
  const { rows } = await sql<Packed>`with batch as materialized (
      select k.id, k.line_id, k.clause_id, k.calendar_version_id as hours_id, k.cause_id from clock k where k.workspace_id = ${ws}
        and k.closed_at is null and k.clause_id <> all (${asked.notOf}::uuid[]) and k.id > ${asked.after}::uuid order by k.id limit ${BATCH})
    select batch.*, h.events from batch left join (${packedEvents(ws, sql`e.clock_id in (select batch.id from batch)`)}) h on h.clock_id = batch.id
    order by batch.id`.execute(db);
  const terms = await termsOf(db, scope, rows);
  const open = rows.flatMap((row): OpenClock[] => {
    const under = terms(row);
    const { id, line_id: lineId, clause_id: clauseId, hours_id: calendarVersionId, cause_id: causeId } = row;
    return under ? [{ id, lineId, clauseId, calendarVersionId, causeId, ...under, events: (row.events ?? []).map(unpacked) }] : [];
  });
  return { open, last: rows.length < BATCH ? null : (rows.at(-1)?.id ?? null) };
}

export interface LineEffect {
  lineId: string;
  title: string;
  open: number;
  /** Go on under the new terms; of them how many fall due sooner, later, or are overdue at once. */
  moved: number;
  sooner: number;
  later: number;
  overdue: number;
  /** Go on as they are: their time has passed, or the promise became another one. */
  stay: number;
  /** The promise is not in the version. */
  ended: number;
  /** The first of those whose due time moves. */
  examples: { clockId: string; from: string | null; to: string | null; overdue: boolean }[];
}

const MOST_EXAMPLES = 20;

export async function effectByLine(batches: AsyncIterable<ClockEffect[]>): Promise<LineEffect[]> {
  const lines = new Map<string, LineEffect>();
  for await (const effects of batches)
    for (const { clock, next, effect } of effects) {
      const { lineId, title } = next?.clause ?? clock.clause;
      const line = lines.get(lineId) ?? { ...NONE, lineId, title, examples: [] };
      lines.set(lineId, line);
      line.open++;
      if (effect.becomes === 'stays') line.stay++;
      if (effect.becomes === 'ends') line.ended++;
      if (effect.becomes === 'moves') count(line, clock, effect);
    }
  return [...lines.values()];
}

const NONE = { open: 0, moved: 0, sooner: 0, later: 0, overdue: 0, stay: 0, ended: 0 };

function count(line: LineEffect, { id }: OpenClock, effect: Extract<Effect, { becomes: 'moves' }>): void {
  const { from, to, overdue } = effect;
  line.moved++;
  if (overdue) line.overdue++;
  else if (from !== null && to !== null && to < from) line.sooner++;
  else if (from !== null && to !== null && to > from) line.later++;
  if ((from !== to || overdue) && line.examples.length < MOST_EXAMPLES) line.examples.push({ clockId: id, from, to, overdue });
}
