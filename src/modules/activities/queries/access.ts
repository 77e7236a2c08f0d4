import { type RawBuilder, sql } from 'kysely';
import { reachable } from '#modules/team/queries.ts';
import type { Db } from '#platform/db/db.ts';
import type { Scope } from '#platform/shared/scope.ts';
import { SUBJECTS, type Subject } from '../schema.ts';

/** Whether the record is there and the caller may reach it. */
export async function reaches(db: Db, scope: Scope, record: { of: Subject; id: string }): Promise<boolean> {
  const table = sql.table(record.of);
  const { rows } = await sql`select 1 from ${table} x where x.workspace_id = ${scope.workspaceId} and x.id = ${record.id}
    and ${reachable(scope, record.of, { to: 'read', ownerColumn: 'x.owner_id' })}`.execute(db);
  return rows.length > 0;
}

/** The rows of the ledger a person may see: their reach over activities, and over every record the row is about. */
export function visible(scope: Scope, row: string): RawBuilder<boolean> {
  return sql<boolean>`${reachable(scope, 'activity', { to: 'read', ownerColumn: `${row}.member_id` })} and ${subjectsVisible(scope, { row, subjects: SUBJECTS })}`;
}

/** Every record that the row names is one the caller may reach. */
export function subjectsVisible(scope: Scope, { row, subjects }: { row: string; subjects: readonly Subject[] }): RawBuilder<boolean> {
  const limited = subjects.filter((entity) => (scope.reach[entity]?.read ?? 'all') !== 'all');
  const conditions = limited.map((entity) => {
    const id = sql.ref(`${row}.${entity}_id`);
    // Asked for by the record, not as a set: most readings stop after a page, and the set of all records in reach is large.
    return sql<boolean>`(${id} is null or exists (select from ${sql.table(entity)} x where x.workspace_id = ${scope.workspaceId} and x.id = ${id}
      and ${reachable(scope, entity, { to: 'read', ownerColumn: 'x.owner_id' })}))`;
  });
  return conditions.length === 0 ? sql<boolean>`true` : sql<boolean>`${sql.join(conditions, sql` and `)}`;
}

/**
 * The newest version of each row: nothing corrects it. Readings that count add `not retracted`. A case, not coalesce, wherever a key is
 * compared: under row-level security PostgreSQL takes coalesce for something that could leak, and does not use the index for it.
 */
export function newest(scope: Scope, row: string): RawBuilder<boolean> {
  const own = sql.ref(`${row}.id`);
  const first = sql.ref(`${row}.corrects_id`);
  return sql<boolean>`not exists (select from activity later where later.workspace_id = ${scope.workspaceId}
    and later.corrects_id = case when ${first} is null then ${own} else ${first} end and later.id > ${own})`;
}

/** The same for readings of many thousands of rows: what was corrected is read once, not looked for beside each row in every year of the ledger. */
export function newestOfMany(scope: Scope, row: string): RawBuilder<boolean> {
  const own = sql.ref(`${row}.id`);
  const first = sql.ref(`${row}.corrects_id`);
  return sql<boolean>`not exists (select from (select distinct on (c.corrects_id) c.corrects_id as root, c.id from activity c
      where c.workspace_id = ${scope.workspaceId} and c.corrects_id is not null order by c.corrects_id, c.id desc) later
    where later.root = case when ${first} is null then ${own} else ${first} end and later.id > ${own})`;
}
