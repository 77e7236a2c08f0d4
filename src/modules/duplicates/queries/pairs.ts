import { sql } from 'kysely';
import { reachable } from '#modules/team/queries.ts';
import type { Db } from '#platform/db/db.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { Scope } from '#platform/shared/scope.ts';
import { companyScore } from '../rules/company.ts';
import { contactScore } from '../rules/contact.ts';
import type { Evidence } from '../rules/score.ts';
import { type DuplicateEntity, type Pair, type PairState, PROPOSED_FROM, type Scan } from '../schema.ts';
import { type SideRow, sidesOf } from './sides.ts';

interface Row {
  id: string;
  state: PairState;
  score: number;
  parts: Evidence[];
  a_id: string;
  b_id: string;
  found_at: string;
}

export interface PairsAsked {
  entity: DuplicateEntity;
  state: PairState;
  recordId?: string | undefined;
  cursor?: string | undefined;
  limit: number;
}

/** The condition that both records of pair `p` are there and within the caller's reach. */
function bothReachable(scope: Scope, entity: DuplicateEntity, { to, trashed = false }: { to: 'read' | 'write'; trashed?: boolean }) {
  const one = (
    column: string,
  ) => sql<boolean>`exists (select from ${sql.table(entity)} r where r.workspace_id = ${scope.workspaceId} and r.id = ${sql.ref(column)}
    and (r.deleted_at is null or ${trashed}) and ${reachable(scope, entity, { to, ownerColumn: 'r.owner_id' })})`;
  return sql<boolean>`${one('p.a_id')} and ${one('p.b_id')}`;
}

/** Whether something that pairs are found by is hidden from the caller. Then neither the order nor the chance may show it. */
function hidesSome(scope: Scope, entity: DuplicateEntity): boolean {
  return [...scope.hidden].some((name) => name.startsWith(`${entity}.`));
}

/** Pairs, the surest first; for a caller with hidden fields in the order they were found, judged by what this caller may see. */
export async function pairsOf(db: Db, scope: Scope, asked: PairsAsked): Promise<{ items: Pair[]; next: string | null } | Refusal> {
  const { entity, state, recordId, cursor, limit } = asked;
  const blurred = hidesSome(scope, entity);
  const place = cursor === undefined ? null : placeOf(cursor);
  if (cursor !== undefined && !place)
    return refuse('invalid', 'This page of the list is not known. Open the list again.', { field: 'cursor' });
  const wanted = [sql`p.workspace_id = ${scope.workspaceId} and p.entity = ${entity} and p.state = ${state}`];
  const trashed = state === 'merged';
  wanted.push(bothReachable(scope, entity, { to: 'read', trashed }));
  if (recordId) wanted.push(sql`(p.a_id = ${recordId} or p.b_id = ${recordId})`);
  if (place)
    wanted.push(blurred ? sql`p.id > ${place.id}` : sql`(p.score < ${place.score} or (p.score = ${place.score} and p.id > ${place.id}))`);
  const { rows } = await sql<Row>`select p.id, p.state, p.score, p.parts, p.a_id, p.b_id, p.found_at from duplicate_pair p
    where ${sql.join(wanted, sql` and `)} order by ${blurred ? sql`p.id` : sql`p.score desc, p.id`} limit ${limit + 1}`.execute(db);
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  const sides = await sidesOf(db, scope, { entity, ids: [...new Set(page.flatMap((row) => [row.a_id, row.b_id]))], trashed });
  return {
    items: page.flatMap((row) => shown(scope, { entity, row, sides })),
    next: last ? `${blurred ? 0 : last.score}_${last.id}` : null,
  };
}

function placeOf(cursor: string): { score: number; id: string } | null {
  const match = /^(\d(?:\.\d{1,4})?)_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(cursor);
  return match?.[1] && match[2] ? { score: Number(match[1]), id: match[2] } : null;
}

function shown(scope: Scope, { entity, row, sides }: { entity: DuplicateEntity; row: Row; sides: ReadonlyMap<string, SideRow> }): Pair[] {
  const [a, b] = [sides.get(row.a_id), sides.get(row.b_id)];
  if (!a || !b) return [];
  const parts = row.parts.filter(({ field }) => !scope.hidden.has(`${entity}.${field}`));
  const score = parts.length === row.parts.length ? row.score : entity === 'contact' ? contactScore(parts) : companyScore(parts);
  if (score < PROPOSED_FROM && row.state === 'open') return [];
  const may = scope.permissions.has('record:merge');
  const side = ({ id, values, createdAt, writable }: SideRow) => ({ id, values, createdAt, writable: writable && may });
  return [{ id: row.id, entity, state: row.state, score, parts, a: side(a), b: side(b), foundAt: row.found_at }];
}

/** A pair that the caller may decide about, locked. */
export async function decidablePair(
  db: Db,
  scope: Scope,
  id: string,
): Promise<{ id: string; entity: DuplicateEntity; state: PairState } | Refusal> {
  const { rows } = await sql<{ id: string; entity: DuplicateEntity; state: PairState }>`select id, entity, state from duplicate_pair
    where workspace_id = ${scope.workspaceId} and id = ${id} for update`.execute(db);
  const gone = refuse('not_found', 'This pair does not exist any more, or your role does not reach both records.');
  const row = rows[0];
  if (!row) return gone;
  const { rows: reached } = await sql`select 1 from duplicate_pair p where p.workspace_id = ${scope.workspaceId} and p.id = ${id}
    and ${bothReachable(scope, row.entity, { to: 'write' })}`.execute(db);
  return reached.length > 0 ? row : gone;
}

/** The latest scan of an entity. */
export async function latestScan(db: Db, scope: Scope, entity: DuplicateEntity): Promise<Scan | null> {
  const { rows } =
    await sql<Scan>`select id, entity, state, since is not null as "changedOnly", total, done, found, started_at as "startedAt", finished_at as "finishedAt"
    from duplicate_scan where workspace_id = ${scope.workspaceId} and entity = ${entity} order by started_at desc, id desc limit 1`.execute(
      db,
    );
  return rows[0] ?? null;
}
