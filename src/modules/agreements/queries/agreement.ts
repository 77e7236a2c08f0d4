import { sql } from 'kysely';
import { hashOfContent } from '#modules/signatures/queries.ts';
import type { Db } from '#platform/db/db.ts';
import type { Scope } from '#platform/shared/scope.ts';
import { ClauseInput, type ClockClause, isClocked, type MeasureClause, type OpenClocks, type VersionState } from '../schema.ts';

/** A clause as it is kept: what was written, with its id, its version and its line. */
type Kept<C> = C extends ClauseInput ? Omit<C, 'lineId'> & { id: string; versionId: string; lineId: string } : never;
export type ClauseRow = Kept<ClauseInput>;
export type ClockClauseRow = Kept<ClockClause>;
export type MeasureClauseRow = Kept<MeasureClause>;

export interface VersionRow {
  id: string;
  number: number;
  title: string;
  status: 'draft' | 'proposed' | 'signed_by_one' | 'signed';
  effective_on: string | null;
  note: string | null;
  open_clocks: OpenClocks;
  created_at: string;
  in_force_at: string | null;
  superseded_at: string | null;
}

/** In force and superseded are facts of time. */
export function stateOf(version: VersionRow, now: string): VersionState {
  if (version.status !== 'signed') return version.status;
  if (version.in_force_at === null || version.in_force_at > now) return 'waiting';
  return version.superseded_at !== null && version.superseded_at <= now ? 'superseded' : 'in_force';
}

export async function versionsOf(db: Db, scope: Scope): Promise<VersionRow[]> {
  return db
    .selectFrom('agreement_version')
    .select(['id', 'number', 'title', 'status', 'effective_on', 'note', 'open_clocks', 'created_at', 'in_force_at', 'superseded_at'])
    .where('workspace_id', '=', scope.workspaceId)
    .orderBy('number', 'desc')
    .execute() as Promise<VersionRow[]>;
}

/** The version under which something that starts at `at` runs; null where nothing was agreed then. */
export async function versionInForce(db: Db, scope: Scope, at: string): Promise<VersionRow | null> {
  const { rows } =
    await sql<VersionRow>`select id, number, title, status, effective_on, note, open_clocks, created_at, in_force_at, superseded_at from agreement_version
    where workspace_id = ${scope.workspaceId} and status = 'signed' and in_force_at <= ${at} and (superseded_at is null or superseded_at > ${at})
    order by number desc limit 1`.execute(db);
  return rows[0] ?? null;
}

/** The versions that were in force by `now` at some time from `from` to before `to`, the oldest first: the last one judges what is counted over that time. */
export function versionsDuring(
  versions: readonly VersionRow[],
  { from, to, now }: { from: string; to: string; now: string },
): VersionRow[] {
  return versions
    .filter(({ status, in_force_at: since, superseded_at: until }) => {
      return status === 'signed' && since !== null && since < to && since <= now && (until === null || until > from) && since !== until;
    })
    .sort((a, b) => a.number - b.number);
}

interface RawClause {
  id: string;
  version_id: string;
  line_id: string;
  title: string;
  party: string;
  family: string;
  criteria: unknown;
  starts_when: string | null;
  proof: string[];
  least_evidence: string;
  within_seconds: number | null;
  calendar_id: string | null;
  escalation: unknown;
  target: number | null;
  attempts: number | null;
  channels: number | null;
  measure: string | null;
  period: string | null;
  required: string[];
  amount: number | null;
}

/** A row has a column for every term of every family; the family says which of them hold. */
function termsOf(row: RawClause): object {
  const clocked = {
    startsWhen: row.starts_when,
    proof: row.proof,
    leastEvidence: row.least_evidence,
    withinSeconds: row.within_seconds,
    calendarId: row.calendar_id,
    escalation: row.escalation,
    target: row.target,
  };
  const measured = { measure: row.measure, period: row.period };
  switch (row.family) {
    case 'in_time':
      return clocked;
    case 'depth':
      return { ...clocked, attempts: row.attempts, channels: row.channels };
    case 'share':
      return { ...measured, withinSeconds: row.within_seconds, required: row.required, target: row.target };
    default:
      return { ...measured, amount: row.amount };
  }
}

function clauseOf(row: RawClause): ClauseRow {
  const { title, party, family, criteria } = row;
  const clause = ClauseInput.parse({ lineId: row.line_id, title, party, family, criteria, ...termsOf(row) });
  return { ...clause, id: row.id, versionId: row.version_id, lineId: row.line_id };
}

export async function clausesOf(db: Db, scope: Scope, versionId: string): Promise<ClauseRow[]> {
  const { rows } =
    await sql<RawClause>`select * from clause where workspace_id = ${scope.workspaceId} and version_id = ${versionId} order by position, id`.execute(
      db,
    );
  return rows.map(clauseOf);
}

/** Clauses that clocks run on by id, of whatever version. */
export async function clausesById(db: Db, scope: Scope, ids: readonly string[]): Promise<Map<string, ClockClauseRow>> {
  if (ids.length === 0) return new Map();
  const { rows } =
    await sql<RawClause>`select * from clause where workspace_id = ${scope.workspaceId} and id = any (${[...new Set(ids)]}::uuid[])`.execute(
      db,
    );
  return new Map(rows.map(clauseOf).flatMap((clause) => (isClocked(clause) ? [[clause.id, clause] as const] : [])));
}

/** The clauses of the version in force at `at`, or of the newest version where none is: what a replay of the past is run under. */
export async function clausesInForceOrDrafted(
  db: Db,
  scope: Scope,
  at: string,
): Promise<{ version: VersionRow; inForce: boolean; clauses: ClauseRow[] } | null> {
  const inForce = await versionInForce(db, scope, at);
  const version = inForce ?? (await versionsOf(db, scope))[0];
  return version ? { version, inForce: inForce !== null, clauses: await clausesOf(db, scope, version.id) } : null;
}

/** What a signature stands for: everything that runs, and the words around it. */
export function contentHashOf(
  version: Pick<VersionRow, 'title' | 'effective_on' | 'note' | 'open_clocks'>,
  clauses: readonly ClauseRow[],
): string {
  const content = {
    title: version.title,
    effectiveOn: version.effective_on,
    note: version.note,
    openClocks: version.open_clocks,
    clauses: clauses.map(({ id: _id, versionId: _version, ...clause }) => Object.entries(clause).sort(([a], [b]) => (a < b ? -1 : 1))),
  };
  return hashOfContent(content);
}

/** What runs, without the words around it: a replay holds for these terms. */
export function termsHashOf(clauses: readonly ClauseRow[]): string {
  return contentHashOf({ title: '', effective_on: null, note: null, open_clocks: 'new_only' }, clauses);
}
