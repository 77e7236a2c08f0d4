import { sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';
import { type ClauseRow, termsHashOf } from './agreement.ts';

/** Days of a quarter: with less of a record there is nothing to learn from, with a replay of less there is too little. */
const QUARTER_DAYS = 90;

/** Whether there is a quarter of history over which these terms have not been run. */
export async function replayOwed({ tx, scope, now }: ReadCtx, versionId: string, clauses: readonly ClauseRow[]): Promise<boolean> {
  const { rows } = await sql<{ owed: boolean }>`select
    exists (select from lead l where l.workspace_id = ${scope.workspaceId} and l.deleted_at is null
      and l.opened_at <= ${now}::timestamptz - make_interval(days => ${QUARTER_DAYS}))
    and not exists (select from agreement_replay r where r.workspace_id = ${scope.workspaceId} and r.version_id = ${versionId} and r.state = 'done'
      and r.content_hash = ${termsHashOf(clauses)} and r.to_day - r.from_day >= ${QUARTER_DAYS - 2}) as owed`.execute(tx);
  return rows[0]?.owed ?? false;
}
