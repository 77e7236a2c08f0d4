import type { Db } from '#platform/db/db.ts';
import type { Scope } from '#platform/shared/scope.ts';
import type { ReasonClass } from '../schema.ts';

/** Reasons in the order in which they are offered. */
export async function listReasons(db: Db, scope: Scope, { class: only, archived }: { class?: ReasonClass; archived: boolean }) {
  const rows = await db
    .selectFrom('reason')
    .select(['id', 'class', 'code', 'label', 'needs_note', 'needs_date', 'recycle_days', 'position', 'archived_at'])
    .where('workspace_id', '=', scope.workspaceId)
    .$if(only !== undefined, (query) => query.where('class', '=', only ?? ''))
    .$if(!archived, (query) => query.where('archived_at', 'is', null))
    .orderBy('class')
    .orderBy('position')
    .orderBy('label')
    .execute();
  return rows.map(({ needs_note, needs_date, recycle_days, archived_at, ...row }) => ({
    ...row,
    class: row.class as ReasonClass,
    needsNote: needs_note,
    needsDate: needs_date,
    recycleDays: recycle_days,
    archived: archived_at !== null,
  }));
}
