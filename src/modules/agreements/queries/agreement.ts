import { sql } from 'kysely';
import { Criteria } from '#modules/criteria/schema.ts';
import { hashOfContent } from '#modules/signatures/queries.ts';
import type { Db } from '#platform/db/db.ts';
import type { Scope } from '#platform/shared/scope.ts';
import type { Escalation, LeastEvidence, Party, Proof, Starts, VersionState } from '../schema.ts';

export interface ClauseRow {
  id: string;
  versionId: string;
  lineId: string;
  title: string;
  party: Party;
  startsWhen: Starts;
  criteria: Criteria;
  proof: Proof[];
  leastEvidence: LeastEvidence;
  withinSeconds: number;
  calendarId: string;
  warnAt: number[];
  escalateTo: Escalation | null;
  target: number;
}

export interface VersionRow {
  id: string;
  number: number;
  title: string;
  status: 'draft' | 'proposed' | 'signed_by_one' | 'signed';
  effective_on: string | null;
  note: string | null;
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
    .select(['id', 'number', 'title', 'status', 'effective_on', 'note', 'created_at', 'in_force_at', 'superseded_at'])
    .where('workspace_id', '=', scope.workspaceId)
    .orderBy('number', 'desc')
    .execute() as Promise<VersionRow[]>;
}

/** The version under which something that starts at `at` runs; null where nothing was agreed then. */
export async function versionInForce(db: Db, scope: Scope, at: string): Promise<VersionRow | null> {
  const { rows } =
    await sql<VersionRow>`select id, number, title, status, effective_on, note, created_at, in_force_at, superseded_at from agreement_version
    where workspace_id = ${scope.workspaceId} and status = 'signed' and in_force_at <= ${at} and (superseded_at is null or superseded_at > ${at})
    order by number desc limit 1`.execute(db);
  return rows[0] ?? null;
}

interface RawClause {
  id: string;
  version_id: string;
  line_id: string;
  title: string;
  party: Party;
  starts_when: Starts;
  criteria: unknown;
  proof: Proof[];
  least_evidence: LeastEvidence;
  within_seconds: number;
  calendar_id: string;
  warn_at: number[];
  escalate_to: Escalation | null;
  target: number;
}

function clauseOf(row: RawClause): ClauseRow {
  return {
    id: row.id,
    versionId: row.version_id,
    lineId: row.line_id,
    title: row.title,
    party: row.party,
    startsWhen: row.starts_when,
    criteria: Criteria.parse(row.criteria),
    proof: row.proof,
    leastEvidence: row.least_evidence,
    withinSeconds: row.within_seconds,
    calendarId: row.calendar_id,
    warnAt: row.warn_at.map(Number),
    escalateTo: row.escalate_to,
    target: row.target,
  };
}

export async function clausesOf(db: Db, scope: Scope, versionId: string): Promise<ClauseRow[]> {
  const { rows } =
    await sql<RawClause>`select * from clause where workspace_id = ${scope.workspaceId} and version_id = ${versionId} order by position, id`.execute(
      db,
    );
  return rows.map(clauseOf);
}

/** Clauses by id, of whatever version. */
export async function clausesById(db: Db, scope: Scope, ids: readonly string[]): Promise<Map<string, ClauseRow>> {
  if (ids.length === 0) return new Map();
  const { rows } =
    await sql<RawClause>`select * from clause where workspace_id = ${scope.workspaceId} and id = any (${[...new Set(ids)]}::uuid[])`.execute(
      db,
    );
  return new Map(rows.map((row) => [row.id, clauseOf(row)]));
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
export function contentHashOf(version: Pick<VersionRow, 'title' | 'effective_on' | 'note'>, clauses: readonly ClauseRow[]): string {
  const content = {
    title: version.title,
    effectiveOn: version.effective_on,
    note: version.note,
    clauses: clauses.map(({ id: _id, versionId: _version, ...clause }) => Object.entries(clause).sort(([a], [b]) => (a < b ? -1 : 1))),
  };
  return hashOfContent(content);
}
