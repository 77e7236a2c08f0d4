import { sql } from 'kysely';
import { reachable } from '#modules/team/queries.ts';
import type { Db } from '#platform/db/db.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { Scope } from '#platform/shared/scope.ts';
import { type Field, rightOf } from '../fields.ts';
import { type Entity, type FieldInfo, type Option, operatorsOf } from '../schema.ts';
import { lensOf } from './lens.ts';

/** What can be filtered by, shown and sorted, for menus and editors. */
export async function offeredFields(db: Db, scope: Scope, entity: Entity): Promise<{ items: FieldInfo[]; zone: string; currency: string }> {
  const { fields, zone, currency } = await lensOf(db, scope, entity);
  const items: FieldInfo[] = [];
  for (const field of fields.values()) items.push(await infoOf(db, scope, field));
  // The record's own group first, whatever module has put a field there before it.
  const own = items.find(({ shown }) => shown)?.group;
  return { items: [...items.filter(({ group }) => group === own), ...items.filter(({ group }) => group !== own)], zone, currency };
}

async function infoOf(db: Db, scope: Scope, field: Field): Promise<FieldInfo> {
  const options = field.options ?? (field.optionsOf ? await field.optionsOf(db, scope) : null);
  return {
    key: field.key,
    label: field.label,
    kind: field.kind,
    group: field.group,
    operators: operatorsOf(field.kind),
    options: options ? [...options] : null,
    record: field.record ?? null,
    sortable: field.sort === true && field.sql !== undefined,
    showable: field.sql !== undefined,
    writable: field.column !== undefined && !scope.readOnly.has(rightOf(field)),
    shown: field.shown === true,
  };
}

const MOST_VALUES = 50;

/** Values that a choice without a fixed list has in the reachable records, the most frequent first. */
export async function valuesOf(
  db: Db,
  scope: Scope,
  asked: { entity: Entity; field: string; q?: string | undefined },
): Promise<{ items: Option[] } | Refusal> {
  const { fields } = await lensOf(db, scope, asked.entity);
  const field = fields.get(asked.field);
  const value = field?.sql?.('t', scope);
  if (!field || !value || (field.kind !== 'choice' && field.kind !== 'choices' && field.kind !== 'text'))
    return refuse('invalid', 'This field does not exist, or it has no list of values.', { field: 'field' });
  const q = asked.q ?? '';
  if (q.includes('\u0000')) return { items: [] };
  const each = field.kind === 'choices' ? sql`unnest(${value})` : sql`${value}::text`;
  const { rows } = await sql<{ value: string }>`
    select value from (select ${each} as value from ${sql.table(asked.entity)} t
      where t.workspace_id = ${scope.workspaceId} and t.deleted_at is null
        and ${reachable(scope, asked.entity, { to: 'read', ownerColumn: 't.owner_id' })}) each
    where value is not null and value <> '' and strpos(lower(value), lower(${q}::text)) > 0
    group by value order by count(*) desc, value limit ${MOST_VALUES}`.execute(db);
  return { items: rows.map((row) => ({ value: row.value.slice(0, 200), label: row.value.slice(0, 200) })) };
}
