import { type RawBuilder, sql } from 'kysely';
import type { Entity } from '#modules/criteria/schema.ts';
import type { Db } from '#platform/db/db.ts';
import type { Scope } from '#platform/shared/scope.ts';
import { BULK_STATES, type BulkChange, type BulkKind, type BulkState } from '../schema.ts';

const MOST_REASONS = 10;

interface Row {
  id: string;
  entity: Entity;
  kind: BulkKind;
  state: BulkState;
  total: number;
  states: Partial<Record<'waiting' | 'changed' | 'skipped' | 'undone' | 'kept', number>> | null;
  reasons: BulkChange['reasons'] | null;
  created_at: string;
  finished_at: string | null;
  undo_until: string | null;
}

async function bulkChanges(db: Db, scope: Scope, { now, where }: { now: string; where: RawBuilder<boolean> }): Promise<BulkChange[]> {
  const { rows } = await sql<Row>`
    select c.id, c.entity, c.kind, c.state, c.total, c.created_at, c.finished_at, c.undo_until,
      (select jsonb_object_agg(s.state, s.n) from (select r.state, count(*) n from bulk_change_row r
        where r.workspace_id = c.workspace_id and r.bulk_change_id = c.id group by 1) s) states,
      (select jsonb_agg(jsonb_build_object('reason', s.reason, 'n', s.n) order by s.n desc, s.reason) from (select r.reason, count(*) n from bulk_change_row r
        where r.workspace_id = c.workspace_id and r.bulk_change_id = c.id and r.reason is not null group by 1 order by 2 desc limit ${MOST_REASONS}) s) reasons
    from bulk_change c where c.workspace_id = ${scope.workspaceId} and c.member_id = ${scope.actor.memberId}::uuid and ${where}
    order by c.created_at desc, c.id desc limit 20`.execute(db);
  return rows.map((row) => ({
    id: row.id,
    entity: row.entity,
    kind: row.kind,
    state: BULK_STATES.find((state) => state === row.state) ?? 'done',
    total: row.total,
    ...{ waiting: 0, changed: 0, skipped: 0, undone: 0, kept: 0, ...row.states },
    reasons: row.reasons ?? [],
    createdAt: row.created_at,
    finishedAt: row.finished_at,
    undoUntil: row.state === 'done' && row.undo_until !== null && row.undo_until > now ? row.undo_until : null,
  }));
}

/** One change of many records; null where it is not the caller's. */
export async function bulkChangeById(db: Db, scope: Scope, { id, now }: { id: string; now: string }): Promise<BulkChange | null> {
  const [change] = await bulkChanges(db, scope, { now, where: sql`c.id = ${id}` });
  return change ?? null;
}

/** Those of the last day, the newest first. */
export async function recentBulkChanges(db: Db, scope: Scope, now: string): Promise<{ items: BulkChange[] }> {
  return { items: await bulkChanges(db, scope, { now, where: sql`c.created_at > ${now}::timestamptz - interval '24 hours'` }) };
}
