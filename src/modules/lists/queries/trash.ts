import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import type { Entity } from '#modules/criteria/schema.ts';
import { reachable } from '#modules/team/queries.ts';
import type { Db } from '#platform/db/db.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { Scope } from '#platform/shared/scope.ts';
import { nameOf } from './records.ts';

/** Records that are gone for another reason than that somebody threw them away: merged into another, erased on request. */
const NOT_TRASH: Readonly<Partial<Record<Entity, RawBuilder<boolean>>>> = {
  company: sql`t.merged_into is null`,
  contact: sql`(t.merged_into is null and t.erased_at is null)`,
};

/** `from … where …` of what lies in an entity's trash and may be changed by the scope, on alias `t`. */
export function trashFrom(entity: Entity, scope: Scope): RawBuilder<unknown> {
  return sql`from ${sql.table(entity)} t where t.workspace_id = ${scope.workspaceId} and t.deleted_at is not null
    and ${reachable(scope, entity, { to: 'write', ownerColumn: 't.owner_id' })} and ${NOT_TRASH[entity] ?? sql`true`}`;
}

const Mark = z.tuple([z.iso.datetime(), z.uuid()]);

interface Page {
  items: { id: string; name: string; deletedAt: string; deletedBy: string | null }[];
  next: string | null;
}

export async function trashOf(
  db: Db,
  scope: Scope,
  { entity, cursor, limit }: { entity: Entity; cursor?: string | undefined; limit: number },
): Promise<Page | Refusal> {
  const mark = cursor === undefined ? undefined : Mark.safeParse(cursor.split(' '));
  if (mark && !mark.success) return refuse('invalid', 'Start again from the first page.', { field: 'cursor' });
  // Instants are compared as the wire writes them, in milliseconds: nothing between two pages is lost or shown twice.
  const at = sql`date_trunc('milliseconds', t.deleted_at)`;
  const after = mark ? sql`and (${at}, t.id) < (${mark.data[0]}::timestamptz, ${mark.data[1]}::uuid)` : sql``;
  const { rows } = await sql<{ id: string; name: string; deleted_at: string; deleted_by: string | null }>`
    select t.id, ${nameOf(entity, 't', scope)} as name, ${at} as deleted_at, (select a.actor_label from audit_log a where a.workspace_id = t.workspace_id
      and a.entity = ${entity} and a.entity_id = t.id::text and a.after ->> 'deleted_at' is not null order by a.at desc limit 1) as deleted_by
    ${trashFrom(entity, scope)} ${after} order by ${at} desc, t.id desc limit ${limit + 1}`.execute(db);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page.map((row) => ({ id: row.id, name: row.name, deletedAt: row.deleted_at, deletedBy: row.deleted_by })),
    next: rows.length > limit && last ? `${last.deleted_at} ${last.id}` : null,
  };
}
