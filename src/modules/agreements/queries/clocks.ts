import { type RawBuilder, sql } from 'kysely';
import type { z } from 'zod';
import { reachable } from '#modules/team/queries.ts';
import { type Db, isoOf } from '#platform/db/db.ts';
import { beyond } from '#platform/db/paging.ts';
import type { BusinessCalendar } from '#platform/shared/businesstime.ts';
import { groupBy } from '#platform/shared/group.ts';
import { markOf } from '#platform/shared/paging.ts';
import type { Scope } from '#platform/shared/scope.ts';
import type { Clock } from '../contract/clocks.ts';
import { type ClockEvent, type ClockState, clockState } from '../rules/clock.ts';
import { nextStepOf } from '../rules/ladder.ts';
import { ladderOf } from '../schema.ts';
import { type ClockClauseRow, clausesById } from './agreement.ts';
import { hoursOfVersions } from './calendars.ts';

export interface ClockRow {
  id: string;
  clause_id: string;
  line_id: string;
  calendar_version_id: string;
  subject_entity: string;
  subject_id: string;
  cause_id: string;
  contact_id: string | null;
  assignee_id: string | null;
  assignee: string | null;
  label: string;
  started_at: string;
  closed_at: string | null;
  reachable: boolean;
}

export interface StoredEvent {
  id: string;
  clock_id: string;
  kind: string;
  at: string;
  logged_at: string;
  by: 'owner' | 'customer' | null;
  reason: string | null;
  member_id: string | null;
  activity_id: string | null;
  data: { withdraws?: string; flagged?: boolean; until?: string; why?: string; step?: number };
}

/** Of an event what a state is worked out from. */
export type ClockFact = Pick<StoredEvent, 'id' | 'kind' | 'at' | 'by' | 'reason' | 'data'>;

/** A clock with what it runs under and what happened to it: all that a state is worked out from. */
export interface LoadedClock {
  row: ClockRow;
  clause: ClockClauseRow;
  calendar: BusinessCalendar;
  events: StoredEvent[];
}

/** The next move is still owed. */
export const OPEN_STATES: readonly Clock['state'][] = ['waiting', 'running', 'due_soon', 'paused', 'breached'];

const TIMED = ['started', 'restarted', 'paused', 'resumed', 'met', 'excused', 'voided'];

/** The stored events that move the clock; a proof that was taken back moves nothing. */
export function timedEvents(events: readonly ClockFact[]): ClockEvent[] {
  const withdrawn = new Set(events.flatMap(({ data }) => data.withdraws ?? []));
  return events
    .filter(({ id, kind }) => TIMED.includes(kind) && !withdrawn.has(id))
    .map(({ kind, at, by, reason, data }) => {
      if (kind === 'met') return { kind, at, by: by ?? 'owner' };
      if (kind === 'paused') return { kind, at, ...(reason ? { reason } : {}), ...(data.until ? { until: data.until } : {}) };
      return { kind, at, ...(reason ? { reason } : {}) } as ClockEvent;
    });
}

/** The one way from what is stored to a state: badge, list, report and sweep all come here. */
export function stateOfClock(
  { clause, calendar, events }: Pick<LoadedClock, 'clause' | 'calendar'> & { events: readonly ClockFact[] },
  now: string,
): ClockState {
  return clockState({ withinSeconds: clause.withinSeconds, calendar, ...ladderOf(clause.escalation) }, timedEvents(events), now);
}

/** The share of its time that a clock had used at an instant. */
export function fractionAt(loaded: Pick<LoadedClock, 'clause' | 'calendar' | 'events'>, at: string): number {
  return stateOfClock(loaded, at).fractionUsed;
}

/** The proof that counts now, if any. */
export function proofOf<E extends ClockFact>(events: readonly E[]): E | undefined {
  const withdrawn = new Set(events.flatMap(({ data }) => data.withdraws ?? []));
  return events.findLast(({ id, kind }) => kind === 'met' && !withdrawn.has(id));
}

const columns = (
  scope: Scope,
) => sql`k.id, k.clause_id, k.line_id, k.calendar_version_id, k.subject_entity, k.subject_id, k.cause_id, k.contact_id, k.assignee_id,
  (select m.name from member m where m.workspace_id = k.workspace_id and m.id = k.assignee_id) as assignee, k.label, k.started_at, k.closed_at,
  ${reachable(scope, 'lead', { to: 'read', ownerColumn: 'k.assignee_id' })} as reachable`;

/** Clocks that meet a condition on alias `k`, with clause, calendar and events; three queries for any number of clocks. */
export async function loadClocks(db: Db, scope: Scope, where: RawBuilder<unknown>): Promise<LoadedClock[]> {
  const { rows } =
    await sql<ClockRow>`select ${columns(scope)} from clock k where k.workspace_id = ${scope.workspaceId} and ${where}`.execute(db);
  return withEvents(db, scope, rows);
}

const distinct = (ids: readonly string[]) => [...new Set(ids)];

async function withEvents(db: Db, scope: Scope, rows: readonly ClockRow[]): Promise<LoadedClock[]> {
  if (rows.length === 0) return [];
  const clauses = await clausesById(db, scope, distinct(rows.map((row) => row.clause_id)));
  const hours = await hoursOfVersions(db, scope, distinct(rows.map((row) => row.calendar_version_id)));
  const { rows: events } =
    await sql<StoredEvent>`select id, clock_id, kind, at, logged_at, by, reason, member_id, activity_id, data from clock_event
    where workspace_id = ${scope.workspaceId} and clock_id = any (${rows.map((row) => row.id)}::uuid[]) order by at, logged_at, id`.execute(
      db,
    );
  const byClock = groupBy(events, (event) => event.clock_id);
  return rows.flatMap((row) => {
    const clause = clauses.get(row.clause_id);
    const calendar = hours.get(row.calendar_version_id);
    return clause && calendar ? [{ row, clause, calendar, events: byClock.get(row.id) ?? [] }] : [];
  });
}

/** A clock as it is shown. */
export function shownClock(loaded: LoadedClock, now: string): Clock {
  const { row, clause, events } = loaded;
  const state = stateOfClock(loaded, now);
  const proof = proofOf(events);
  return {
    id: row.id,
    clauseId: row.clause_id,
    lineId: row.line_id,
    title: clause.title,
    party: clause.party,
    subjectId: row.subject_id,
    causeId: row.cause_id,
    label: row.reachable ? row.label : null,
    assignee: row.assignee_id && row.assignee !== null ? { id: row.assignee_id, name: row.assignee } : null,
    state: state.state,
    startedAt: row.started_at,
    dueAt: state.dueAt,
    remainingSeconds: state.remainingSeconds,
    withinSeconds: clause.withinSeconds,
    fractionUsed: state.fractionUsed,
    breachedAt: state.breachedAt,
    metAt: proof?.at ?? null,
    preContacted: state.preContacted,
    flagged: proof?.data.flagged ?? false,
    excuse: events.findLast(({ kind }) => kind === 'excused')?.reason ?? null,
    nextChangeAt: state.nextChangeAt,
    nextStep: row.closed_at === null ? nextStepOf(clause.escalation, state) : null,
    closed: row.closed_at !== null || !OPEN_STATES.includes(state.state),
  };
}

/** The clocks of some leads or hand-offs, the most urgent first. */
export async function clocksOf(
  db: Db,
  scope: Scope,
  asked: { subjectIds?: readonly string[]; causeIds?: readonly string[]; now: string },
): Promise<Clock[]> {
  const where = asked.subjectIds
    ? sql`k.subject_id = any (${asked.subjectIds}::uuid[])`
    : sql`k.cause_id = any (${asked.causeIds ?? []}::uuid[])`;
  const clocks = (await loadClocks(db, scope, where)).map((loaded) => shownClock(loaded, asked.now));
  const ended = (clock: Clock) => Number(clock.closed);
  return clocks.sort((a, b) => ended(a) - ended(b) || a.remainingSeconds - b.remainingSeconds);
}

export interface ClockChoice {
  lineId?: string | undefined;
  party?: 'sales' | 'marketing' | undefined;
  assigneeId?: string | undefined;
  subjectId?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

function chosen(choice: ClockChoice): RawBuilder<unknown>[] {
  return [
    sql`true`,
    ...(choice.lineId ? [sql`k.line_id = ${choice.lineId}`] : []),
    ...(choice.party ? [sql`k.party = ${choice.party}`] : []),
    ...(choice.assigneeId ? [sql`k.assignee_id = ${choice.assigneeId}`] : []),
    ...(choice.subjectId ? [sql`k.subject_id = ${choice.subjectId}`] : []),
    ...(choice.from ? [sql`k.started_at >= ${choice.from}`] : []),
    ...(choice.to ? [sql`k.started_at < ${choice.to}`] : []),
  ];
}

export interface CountedClock {
  lineId: string;
  startedAt: string;
  clause: ClockClauseRow;
  events: readonly ClockFact[];
  state: ClockState;
}

export type PackedFact = [id: string, kind: string, at: string, by: ClockFact['by'], reason: string | null, data: ClockFact['data'] | null];

/**
 * Every clock of a choice with its state: what attainment is counted from. A year has tens of thousands, so the events of each come packed
 * into one value, without what no state needs.
 */
export async function clockStates(db: Db, scope: Scope, choice: ClockChoice & { now: string }): Promise<CountedClock[]> {
  const ws = scope.workspaceId;
  const which = sql`k.workspace_id = ${ws} and ${sql.join(chosen(choice), sql` and `)}`;
  const { rows } = await sql<{ line_id: string; started_at: string; clause_id: string; hours_id: string; events: PackedFact[] | null }>`
    select k.line_id, k.started_at, k.clause_id, k.calendar_version_id as hours_id, h.events from clock k
      left join (${packedEvents(ws, sql`e.clock_id in (select k.id from clock k where ${which})`)}) h on h.clock_id = k.id
    where ${which}`.execute(db);
  const terms = await termsOf(db, scope, rows);
  return rows.flatMap((row) => {
    const under = terms(row);
    const events = (row.events ?? []).map(unpacked);
    if (!under) return [];
    const state = stateOfClock({ ...under, events }, choice.now);
    return [{ lineId: row.line_id, startedAt: row.started_at, clause: under.clause, events, state }];
  });
}

/** The events of some clocks (a condition on alias `e`), one packed value for each. */
export function packedEvents(workspaceId: string, which: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`select e.clock_id, json_agg(json_build_array(e.id, e.kind, e.at, e.by, e.reason, nullif(e.data, '{}')) order by e.at, e.logged_at, e.id) as events
    from clock_event e where e.workspace_id = ${workspaceId} and ${which} group by 1`;
}

/** What clocks run under: two queries for any number of them. */
export async function termsOf(
  db: Db,
  scope: Scope,
  rows: readonly { clause_id: string; hours_id: string }[],
): Promise<(row: { clause_id: string; hours_id: string }) => Pick<LoadedClock, 'clause' | 'calendar'> | null> {
  const clauses = await clausesById(db, scope, distinct(rows.map((row) => row.clause_id)));
  const hours = await hoursOfVersions(db, scope, distinct(rows.map((row) => row.hours_id)));
  return (row) => {
    const clause = clauses.get(row.clause_id);
    const calendar = hours.get(row.hours_id);
    return clause && calendar ? { clause, calendar } : null;
  };
}

/** The names of clocks that the caller may open. */
export async function labelsOf(db: Db, scope: Scope, ids: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; label: string }>`select k.id, k.label from clock k where k.workspace_id = ${scope.workspaceId}
    and k.id = any (${ids}::uuid[]) and ${reachable(scope, 'lead', { to: 'read', ownerColumn: 'k.assignee_id' })}`.execute(db);
  return new Map(rows.map(({ id, label }) => [id, label]));
}

export function unpacked([id, kind, at, by, reason, data]: PackedFact): ClockFact {
  return { id, kind, at: isoOf(at.replace('T', ' ').replace('+00:00', '+00')), by, reason, data: data ?? {} };
}

/** How many rows are read at once while looking for states that only the events tell. */
const BATCH = 400;

/** Newest first. A state is not a column, so rows are read on until a page is full. */
export async function listClocks(
  db: Db,
  scope: Scope,
  asked: ClockChoice & {
    states?: readonly z.infer<typeof Clock>['state'][] | undefined;
    cursor?: string | undefined;
    limit: number;
    now: string;
  },
): Promise<{ items: Clock[]; next: string | null }> {
  const items: Clock[] = [];
  let mark = asked.cursor;
  for (;;) {
    const from = beyond(mark, { at: sql`k.started_at`, id: sql`k.id` });
    const where = sql`${sql.join([...chosen(asked), from], sql` and `)} order by k.started_at desc, k.id desc limit ${BATCH}`;
    const loaded = await loadClocks(db, scope, where);
    for (const clock of loaded.map((one) => shownClock(one, asked.now))) {
      if (asked.states && !asked.states.includes(clock.state)) continue;
      if (items.length === asked.limit) return { items, next: markAfter(items.at(-1)) };
      items.push(clock);
    }
    const last = loaded.at(-1)?.row;
    if (loaded.length < BATCH || !last) return { items, next: null };
    mark = markOf({ at: last.started_at, id: last.id });
  }
}

function markAfter(clock: Clock | undefined): string | null {
  return clock ? markOf({ at: clock.startedAt, id: clock.id }) : null;
}

export interface HandledClock {
  kind: string;
  at: string;
  loggedAt: string;
  by: string | null;
  reason: string | null;
  member: { id: string; name: string } | null;
  activityId: string | null;
}

/** One clock with everything that happened to it; undefined where it is not there, or about a lead that the caller may not open. */
export async function clockWithEvents(
  db: Db,
  scope: Scope,
  asked: { id: string; now: string },
): Promise<{ clock: Clock; events: HandledClock[] } | undefined> {
  const [loaded] = await loadClocks(db, scope, sql`k.id = ${asked.id}`);
  if (!loaded?.row.reachable) return undefined;
  const names = await db
    .selectFrom('member')
    .select(['id', 'name'])
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', 'in', [...loaded.events.flatMap(({ member_id }) => member_id ?? []), asked.id])
    .execute();
  const events = loaded.events.map(({ kind, at, logged_at, by, reason, member_id, activity_id }) => ({
    kind,
    at,
    loggedAt: logged_at,
    by,
    reason,
    member: names.find(({ id }) => id === member_id) ?? null,
    activityId: activity_id,
  }));
  return { clock: shownClock(loaded, asked.now), events };
}
