import { sql } from 'kysely';
import { Criteria, type Entity } from '#modules/criteria/schema.ts';
import type { Db } from '#platform/db/db.ts';
import type { Scope } from '#platform/shared/scope.ts';
import { type SavedView, Sort, type Visibility } from '../schema.ts';

/** Which views a scope sees: its own, its team's, everyone's. */
const shared = (scope: Scope) => sql<boolean>`(v.visibility = 'everyone' or v.member_id = ${scope.actor.memberId}::uuid
  or (v.visibility = 'team' and v.team_id = ${scope.teamId}::uuid))`;

interface Row {
  id: string;
  entity: string;
  name: string;
  visibility: string;
  member_id: string;
  member_name: string;
  criteria: unknown;
  columns: string[];
  sort: unknown;
}

const selectViews = sql`select v.id, v.entity, v.name, v.visibility, v.member_id, m.name member_name, v.criteria, v.columns, v.sort
  from saved_view v join member m on m.workspace_id = v.workspace_id and m.id = v.member_id`;

function viewOf(row: Row, scope: Scope): SavedView {
  return {
    id: row.id,
    entity: row.entity as Entity,
    name: row.name,
    visibility: row.visibility as Visibility,
    owner: { id: row.member_id, name: row.member_name },
    mine: row.member_id === scope.actor.memberId,
    criteria: Criteria.parse(row.criteria),
    columns: row.columns,
    sort: Sort.parse(row.sort),
  };
}

export async function viewsOf(db: Db, scope: Scope, entity: Entity): Promise<{ items: SavedView[]; defaultId: string | null }> {
  const { rows } = await sql<Row>`${selectViews} where v.workspace_id = ${scope.workspaceId} and v.entity = ${entity} and ${shared(scope)}
    order by v.member_id = ${scope.actor.memberId}::uuid desc, v.position, lower(v.name), v.id`.execute(db);
  const chosen = await sql<{ view_id: string }>`select view_id from view_default where workspace_id = ${scope.workspaceId}
    and member_id = ${scope.actor.memberId}::uuid and entity = ${entity}`.execute(db);
  const defaultId = chosen.rows[0]?.view_id ?? null;
  return { items: rows.map((row) => viewOf(row, scope)), defaultId: rows.some((row) => row.id === defaultId) ? defaultId : null };
}

/** One view that the scope may see. */
export async function viewById(db: Db, scope: Scope, id: string): Promise<SavedView | null> {
  const { rows } = await sql<Row>`${selectViews} where v.workspace_id = ${scope.workspaceId} and v.id = ${id} and ${shared(scope)}`.execute(
    db,
  );
  return rows[0] ? viewOf(rows[0], scope) : null;
}
