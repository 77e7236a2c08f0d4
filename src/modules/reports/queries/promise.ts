import { sql } from 'kysely';
import { currentCalendars } from '#modules/agreements/queries/calendars.ts';
import { type PastStart, type ReplayedClock, replayReadings } from '#modules/agreements/queries/replay.ts';
import type { Db } from '#platform/db/db.ts';
import type { Replayed } from '../rules/promise.ts';
import { PROMISE_HOURS, type Reading } from '../schema.ts';
import { leadSource } from './sources/leads.ts';
import { type Asked, type Source, type Sql, weekOf, within } from './sources/source.ts';

/** Leads whose clock would have started in the period, and when. */
interface Subjects {
  starts: 'handed_off' | 'opened';
  /** Since when calls are on record: the day of the first one, from its beginning. Null: they never were. */
  knownSince: string | null;
}

/** Where leads are handed off, the promise begins there; an older record knows only when a lead was opened. */
export async function subjectsOf(db: Db, { scope, span, period }: Asked): Promise<Subjects> {
  const { rows } = await sql<{ handed: boolean; since: string | null }>`select
    exists (select from handoff h where h.workspace_id = ${scope.workspaceId} and ${within(sql`h.handed_at`, span)}) as handed,
    (select date_trunc('day', min(a.occurred_at) at time zone ${period.timeZone}::text) at time zone ${period.timeZone}::text from activity a
      where a.workspace_id = ${scope.workspaceId} and a.kind = 'call' and a.corrects_id is null) as since`.execute(db);
  return { starts: rows[0]?.handed ? 'handed_off' : 'opened', knownSince: rows[0]?.since ?? null };
}

/** Leads of the period with the instant from which a first touch would have been owed. */
function subjectSource(asked: Asked, { starts }: Subjects, where: (startedAt: Sql) => Sql): Source {
  const at = starts === 'handed_off' ? sql`start.at` : sql`lead.opened_at`;
  const source = leadSource(asked, sql`${within(at, asked.span)} and ${at} <= ${asked.period.asOf}::timestamptz and ${where(at)}`);
  const from =
    starts === 'handed_off'
      ? sql`${source.from} join (select h.lead_id, min(h.handed_at) as at from handoff h where h.workspace_id = ${asked.scope.workspaceId}
          and h.decision is distinct from 'withdrawn' and ${within(sql`h.handed_at`, asked.span)} group by h.lead_id) start on start.lead_id = lead.id`
      : source.from;
  return { ...source, from, at, keys: { week: weekOf(at, asked.period) } };
}

export function judged(asked: Asked, subjects: Subjects): Source {
  const { knownSince } = subjects;
  return subjectSource(asked, subjects, (at) => (knownSince === null ? sql`false` : sql`${at} >= ${knownSince}::timestamptz`));
}

export function unjudged(asked: Asked, subjects: Subjects): Source {
  const { knownSince } = subjects;
  return subjectSource(asked, subjects, (at) => (knownSince === null ? sql`true` : sql`${at} < ${knownSince}::timestamptz`));
}

export function promised(asked: Asked, subjects: Subjects): Source {
  return subjectSource(asked, subjects, () => sql`true`);
}

export interface StartRow extends PastStart {
  ownerId: string | null;
  week: string;
  /** Opened in the first hour of a day, in the workspace's zone or in UTC. */
  midnight: boolean;
  /** Calls were on record by then, so that it can be judged. */
  judged: boolean;
}

/** The starts of a source, oldest first. */
export async function readStarts(
  db: Db,
  asked: Asked,
  { source, knownSince }: { source: Source; knownSince: string | null },
): Promise<StartRow[]> {
  const { rows } =
    await sql<StartRow>`select lead.id, lead.contact_id as "contactId", lead.id as "leadId", ${source.at} as "startedAt", lead.owner_id as "ownerId",
      ${source.keys.week ?? sql`null`} as week, coalesce(${source.at} >= ${knownSince}::timestamptz, false) as judged,
      (extract(hour from ${source.at} at time zone 'UTC') = 0 or extract(hour from ${source.at} at time zone ${asked.period.timeZone}::text) = 0) as midnight
    from ${source.from} where ${source.where} order by 4, 1`.execute(db);
  return rows;
}

/** The calendar of a reading; null where the workspace has none of that kind. */
export async function calendarOf(db: Db, asked: Asked, reading: Reading): Promise<{ id: string; name: string } | null> {
  const calendars = await currentCalendars(db, asked.scope);
  return [...calendars.values()].find(({ hours }) => hours.always === (reading === 'calendar')) ?? null;
}

const CLAUSE = {
  party: 'sales' as const,
  proof: ['call' as const, 'mail' as const, 'meeting' as const, 'chat' as const],
  leastEvidence: 'manual' as const,
  withinSeconds: PROMISE_HOURS * 3600,
  escalation: [],
};

/** The promise replayed over the past under each calendar, as of the end of the data: by the functions that run the agreement. */
export async function replayed(
  db: Db,
  asked: Asked,
  of: { starts: readonly PastStart[]; calendarIds: readonly string[] },
): Promise<Map<string, Replayed[]>> {
  const readings = await replayReadings(db, asked.scope, { ...of, clause: CLAUSE, now: asked.period.asOf });
  const plain = (clocks: readonly ReplayedClock[]) =>
    clocks.map(({ id, state }) => ({ id, state: state.state, elapsedSeconds: state.elapsedSeconds }));
  return new Map([...readings].map(([calendarId, clocks]) => [calendarId, plain(clocks)]));
}
