import { type RawBuilder, sql } from 'kysely';
import type { Entity } from '#modules/criteria/schema.ts';
import type { Db } from '#platform/db/db.ts';
import type { Scope } from '#platform/shared/scope.ts';
import type { Snapshot } from '../rules/change.ts';

/** Some columns of some records as they are now, the records locked against other changes. Columns come from the registry. */
export async function snapshotsOf(
  db: Db,
  scope: Scope,
  asked: { entity: Entity; ids: readonly string[]; columns: readonly string[] },
): Promise<Map<string, Snapshot>> {
  const pairs = asked.columns.map((column) => sql`${column}::text, ${columnValue(column)}`);
  const values = pairs.length > 0 ? sql`jsonb_build_object(${sql.join(pairs)})` : sql`'{}'::jsonb`;
  const { rows } = await sql<{ id: string; values: Snapshot }>`select t.id, ${values} as values from ${sql.table(asked.entity)} t
    where t.workspace_id = ${scope.workspaceId} and t.id = any (${asked.ids}::uuid[]) order by t.id for no key update`.execute(db);
  return new Map(rows.map((row) => [row.id, row.values]));
}

function columnValue(column: string): RawBuilder<unknown> {
  const [first, key] = column.split('.', 2);
  return first === 'custom' && key !== undefined ? sql`t.custom -> ${key}::text` : sql`to_jsonb(${sql.ref(`t.${column}`)})`;
}
