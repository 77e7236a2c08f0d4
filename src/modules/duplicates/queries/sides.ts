import { sql } from 'kysely';
import { reachable } from '#modules/team/queries.ts';
import type { Db } from '#platform/db/db.ts';
import type { Scope } from '#platform/shared/scope.ts';
import { FOLD_FIELDS } from '../rules/fields.ts';
import type { DuplicateEntity } from '../schema.ts';

/** A record as it is shown beside another: values by field key, records and people by name, without what is hidden from the caller. */
export interface SideRow {
  id: string;
  name: string;
  values: Record<string, unknown>;
  createdAt: string;
  writable: boolean;
}

/** Fields that may be shown to the caller. */
export function shownFields(entity: DuplicateEntity, scope: Scope) {
  return FOLD_FIELDS[entity].filter(({ key }) => !scope.hidden.has(`${entity}.${key}`));
}

/** Records by id (those in the trash only where asked for) that the caller may read. */
export async function sidesOf(
  db: Db,
  scope: Scope,
  asked: { entity: DuplicateEntity; ids: readonly string[]; trashed?: boolean },
): Promise<Map<string, SideRow>> {
  const { entity, ids, trashed = false } = asked;
  const ws = scope.workspaceId;
  const linked = entity === 'contact' ? 'company_id' : 'parent_id';
  const { rows } = await sql<{
    row: Record<string, unknown> & { id: string; name: string };
    createdAt: string;
    writable: boolean;
    owner: string | null;
    company: string | null;
  }>`
    select to_jsonb(t) as row, t.created_at as "createdAt", m.name as owner, co.name as company,
      coalesce(${reachable(scope, entity, { to: 'write', ownerColumn: 't.owner_id' })}, false) as writable
    from ${sql.table(entity)} t
      left join member m on m.workspace_id = ${ws} and m.id = t.owner_id
      left join company co on co.workspace_id = ${ws} and co.id = ${sql.ref(`t.${linked}`)} and ${reachable(scope, 'company', { to: 'read', ownerColumn: 'co.owner_id' })}
    where t.workspace_id = ${ws} and t.id = any (${ids}::uuid[]) and (t.deleted_at is null or ${trashed})
      and ${reachable(scope, entity, { to: 'read', ownerColumn: 't.owner_id' })}`.execute(db);
  return new Map(
    rows.map(({ row, createdAt, writable, owner, company }) => {
      const named = (id: unknown, name: string | null) => (id && name !== null ? { id, name } : null);
      const values: Record<string, unknown> = {};
      for (const { key, columns } of shownFields(entity, scope)) {
        const value = row[columns[0] ?? ''];
        values[key] =
          key === 'owner' ? named(value, owner) : key === 'company' || key === 'parent' ? named(value, company) : (value ?? null);
      }
      for (const [key, value] of Object.entries((row.custom ?? {}) as Record<string, unknown>))
        if (!scope.hidden.has(`${entity}.custom.${key}`)) values[`custom.${key}`] = value;
      return [row.id, { id: row.id, name: row.name, values, createdAt, writable }];
    }),
  );
}
