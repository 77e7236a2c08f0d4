import { sql } from 'kysely';
import type { Db } from '#platform/db/db.ts';
import type { Scope } from '#platform/shared/scope.ts';
import { type LabelValue, labelValues } from '../rules/value.ts';

/** What a lead of each label brings: the workspace's own figures as of last night, the usual ones before. */
export async function valuesOfLabels(db: Db, scope: Scope): Promise<LabelValue[]> {
  const { rows } =
    await sql<LabelValue>`select label, closed, won, probability, average_minor as "averageMinor", own_data as "ownData" from lead_value
    where workspace_id = ${scope.workspaceId}`.execute(db);
  return rows.length > 0 ? rows : labelValues([], { n: 0, averageMinor: 0 });
}
