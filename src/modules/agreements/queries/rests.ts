import { sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import { cut, placeOf } from '#platform/shared/paging.ts';
import { rateOf } from '#platform/shared/statistics.ts';
import type { getRests, listRests } from '../contract/clocks.ts';
import { LAST_MINUTE, restsByMember } from '../rules/rests.ts';
import { fractionAt, type LoadedClock, loadClocks, type StoredEvent, stateOfClock } from './clocks.ts';

interface Period {
  from: string;
  to: string;
}

const startedIn = ({ from, to }: Period) => sql`k.started_at >= ${from} and k.started_at < ${to}`;

/** Clocks that started in a period and that somebody paused or excused. */
const restedClocks = ({ tx, scope }: ReadCtx, period: Period) =>
  loadClocks(
    tx,
    scope,
    sql`${startedIn(period)} and exists (select from clock_event e where e.workspace_id = k.workspace_id and e.clock_id = k.id and e.kind in ('paused', 'excused'))`,
  );

// A ruling on a dispute rests a clock as well; that is nobody's habit.
const isRest = ({ kind, data }: StoredEvent) => kind === 'paused' && data.until !== undefined;

interface Rested {
  clock: LoadedClock;
  rests: { event: StoredEvent; fractionUsed: number }[];
  /** The excuse that counts. */
  excuse: StoredEvent | undefined;
}

const restedOf = (clock: LoadedClock): Rested => ({
  clock,
  rests: clock.events.filter(isRest).map((event) => ({ event, fractionUsed: fractionThen(clock, event) })),
  excuse: clock.events.findLast(({ kind }) => kind === 'excused'),
});

const fractionThen = (clock: LoadedClock, { at }: StoredEvent) =>
  fractionAt({ ...clock, events: clock.events.filter((one) => one.at <= at) }, at);

/** Who rested and excused clocks that started in a period, and what share of those that ended was taken out of the attainment. */
export async function restsIn(ctx: ReadCtx, period: Period): Promise<OutputOf<typeof getRests>> {
  const { tx, scope, now } = ctx;
  const ws = scope.workspaceId;
  const clocks = await restedClocks(ctx, period);
  const people = restsByMember(
    clocks.map(restedOf).map(({ rests, excuse }) => ({
      excusedBy: excuse?.member_id ?? null,
      rests: rests.map(({ event, fractionUsed }) => ({ by: event.member_id, fractionUsed })),
    })),
  );
  const names = await namesOf(
    ctx,
    people.flatMap(({ memberId }) => memberId ?? []),
  );
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from clock k where k.workspace_id = ${ws} and ${startedIn(period)}
    and (k.closed_at is not null or k.due_at < ${now})`.execute(tx);
  const excused = clocks.filter((clock) => stateOfClock(clock, now).state === 'excused').length;
  return {
    excused: rateOf(excused, Math.max(excused, rows[0]?.n ?? 0)),
    people: people.map(({ memberId, ...count }) => ({ ...count, member: names.get(memberId ?? '') ?? null })),
  };
}

/** The pauses and excuses that `restsIn` counts, one row each. */
export async function restRows(ctx: ReadCtx, asked: ParsedOf<typeof listRests>): Promise<OutputOf<typeof listRests>> {
  const { figure, memberId, cursor, limit } = asked;
  const found = (await restedClocks(ctx, asked)).map(restedOf).flatMap(({ clock, rests, excuse }) => {
    // What the program excuses is nobody's habit either.
    const excuses = excuse?.member_id ? [{ event: excuse, fractionUsed: fractionThen(clock, excuse) }] : [];
    const counted = figure === 'excused' ? excuses : rests.filter((one) => figure === 'rests' || one.fractionUsed >= LAST_MINUTE);
    return counted.map((one) => ({ clock, ...one }));
  });
  const after = cursor === undefined ? null : placeOf(cursor);
  const mine = found
    .filter(({ event }) => memberId === undefined || (event.member_id ?? 'none') === memberId)
    .sort((a, b) => b.event.at.localeCompare(a.event.at) || b.event.id.localeCompare(a.event.id))
    .filter(({ event }) => !after || event.at < after.at || (event.at === after.at && event.id < after.id));
  const names = await namesOf(
    ctx,
    mine.flatMap(({ event }) => event.member_id ?? []),
  );
  const rows = mine.slice(0, limit + 1).map(({ clock: { row, clause }, event, fractionUsed }) => ({
    id: event.id,
    clockId: row.id,
    title: clause.title,
    subjectId: row.subject_id,
    label: row.reachable ? row.label : null,
    member: names.get(event.member_id ?? '') ?? null,
    at: event.at,
    // What was written may name the contact.
    reason: row.reachable ? event.reason : null,
    fractionUsed,
  }));
  return cut(rows, limit, ({ at, id }) => ({ at, id }));
}

async function namesOf({ tx, scope }: ReadCtx, ids: readonly string[]): Promise<Map<string, { id: string; name: string }>> {
  const { rows } = await sql<{ id: string; name: string }>`select id, name from member where workspace_id = ${scope.workspaceId}
    and id = any (${[...new Set(ids)]}::uuid[])`.execute(tx);
  return new Map(rows.map((row) => [row.id, row]));
}
