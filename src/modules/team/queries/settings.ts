import { sql } from 'kysely';
import type { Db } from '#platform/db/db.ts';
import type { Reach, Scope } from '#platform/shared/scope.ts';
import { type RightEntity, ROLE_PERMISSIONS, ROLES, type Role } from '../schema.ts';

export async function getWorkspace(db: Db, scope: Scope) {
  return db
    .selectFrom('workspace')
    .select([
      'id',
      'name',
      'base_currency as baseCurrency',
      'time_zone as timeZone',
      'locale',
      'country',
      'company_name as companyName',
      'postal_address as postalAddress',
      'accountable_member_id as accountableMemberId',
      'is_sample as isSample',
      'keep_uploads_days as keepUploadsDays',
    ])
    .where('id', '=', scope.workspaceId)
    .executeTakeFirstOrThrow();
}

export async function getRights(db: Db, scope: Scope) {
  const reach = await sql<{ role: Role; entity: RightEntity; read: Reach; write: Reach }>`
    select role, entity, read_reach as read, write_reach as write from role_right where workspace_id = ${scope.workspaceId} order by role, entity`.execute(
    db,
  );
  const fields = await sql<{ role: Role; entity: RightEntity; field: string; access: 'hidden' | 'read' }>`
    select role, entity, field, access from field_right where workspace_id = ${scope.workspaceId} order by entity, field, role`.execute(db);
  return { roles: ROLES.map((role) => ({ role, permissions: [...ROLE_PERMISSIONS[role]] })), reach: reach.rows, fields: fields.rows };
}

export async function listKeys(db: Db, scope: Scope) {
  return db
    .selectFrom('api_key')
    .select([
      'id',
      'name',
      'prefix',
      'member_id as memberId',
      'scopes',
      'created_at as createdAt',
      'last_used_at as lastUsedAt',
      'expires_at as expiresAt',
      'revoked_at as revokedAt',
    ])
    .where('workspace_id', '=', scope.workspaceId)
    .orderBy('id', 'desc')
    .execute();
}

export interface AuditFilter {
  entity?: string;
  entityId?: string;
  memberId?: string;
  action?: string;
  from?: string;
  to?: string;
  cursor?: string;
  limit: number;
}

interface AuditRow {
  id: string;
  at: string;
  actorKind: string;
  actorMemberId: string | null;
  actor: string;
  entity: string;
  entityId: string;
  action: string;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
}

/** Newest first. Identifiers grow with time, so the last one of a page is its mark. */
export async function listAudit(db: Db, scope: Scope, filter: AuditFilter) {
  const where = [sql`workspace_id = ${scope.workspaceId}`];
  if (filter.entity) where.push(sql`entity = ${filter.entity}`);
  if (filter.entityId) where.push(sql`entity_id = ${filter.entityId}`);
  if (filter.memberId) where.push(sql`actor_member_id = ${filter.memberId}`);
  if (filter.action) where.push(sql`action = ${filter.action}`);
  if (filter.from) where.push(sql`at >= ${filter.from}`);
  if (filter.to) where.push(sql`at < ${filter.to}`);
  if (filter.cursor) where.push(sql`id < ${filter.cursor}`);
  const { rows } = await sql<AuditRow>`select id, at, actor_kind as "actorKind", actor_member_id as "actorMemberId", actor_label as actor,
      entity, entity_id as "entityId", action, before, after
    from audit_log where ${sql.join(where, sql` and `)} order by id desc limit ${filter.limit + 1}`.execute(db);
  const page = rows.slice(0, filter.limit);
  return {
    items: page.map((row) => ({ ...row, before: visible(scope, row.entity, row.before), after: visible(scope, row.entity, row.after) })),
    next: rows.length > filter.limit ? (page.at(-1)?.id ?? null) : null,
  };
}

/** Leaves out the columns of fields that the reader may not see: `deal.amount` hides `amount` and `amount_minor`. */
function visible(scope: Scope, entity: string, values: Record<string, unknown> | null) {
  if (!values) return null;
  const prefix = `${entity}.`;
  const hidden = [...scope.hidden].filter((name) => name.startsWith(prefix)).map((name) => snake(name.slice(prefix.length)));
  if (hidden.length === 0) return values;
  return Object.fromEntries(
    Object.entries(values).filter(([column]) => !hidden.some((field) => column === field || column.startsWith(`${field}_`))),
  );
}

function snake(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
