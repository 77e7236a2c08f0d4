import { sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';
import type { Db } from '#platform/db/db.ts';
import type { Reach, Scope, ScopeFacts } from '#platform/shared/scope.ts';
import { PERMISSIONS, permissionsOf } from './schema.ts';

/** A row of the database function `member_facts`. */
export interface FactsRow {
  id: string;
  name: string;
  roles: string[];
  team_id: string | null;
  reach: ScopeFacts['reach'] | null;
  fields: FieldAccess[] | null;
}

/** What a member may do and reach now; null where they may do nothing (disabled, expired, unknown). Roles are read anew each time. */
export async function scopeFactsOfMember(db: Db, workspaceId: string, memberId: string): Promise<ScopeFacts | null> {
  const { rows } = await sql<FactsRow>`select * from member_facts(${workspaceId}, ${memberId})`.execute(db);
  return rows[0] ? factsOfRow(workspaceId, rows[0]) : null;
}

export function factsOfRow(workspaceId: string, row: FactsRow): ScopeFacts {
  const fields = row.fields ?? [];
  return {
    workspaceId,
    actor: { kind: 'member', memberId: row.id, label: row.name },
    roles: row.roles,
    teamId: row.team_id,
    permissions: permissionsOf(row.roles),
    reach: row.reach ?? {},
    hidden: new Set(fields.filter((field) => field.access === 'hidden').map((field) => field.name)),
    readOnly: new Set(fields.filter((field) => field.access === 'read').map((field) => field.name)),
  };
}

interface FieldAccess {
  name: string;
  access: 'hidden' | 'read';
}

/**
 * The same reading with the rights that another person has now: what they are told is what they may see. Null where they may do nothing any more.
 * Never for an act in their name.
 */
export async function readingAs<C extends ReadCtx>(ctx: C, memberId: string): Promise<C | null> {
  const facts = await scopeFactsOfMember(ctx.tx, ctx.scope.workspaceId, memberId);
  return facts && { ...ctx, scope: { ...ctx.scope, ...facts } };
}

/** The program itself: schedules, set-up. Reaches all of one workspace. */
export function systemFacts(workspaceId: string, label = 'Truce'): ScopeFacts {
  return {
    workspaceId,
    actor: { kind: 'system', memberId: null, label },
    roles: ['admin'],
    teamId: null,
    permissions: new Set(PERMISSIONS),
    reach: {},
    hidden: new Set(),
    readOnly: new Set(),
  };
}

/** The zone of the workspace, for what is counted in its days. */
export async function timeZoneOf({ tx, scope }: Pick<ReadCtx, 'tx' | 'scope'>): Promise<string> {
  const { time_zone } = await tx.selectFrom('workspace').select('time_zone').where('id', '=', scope.workspaceId).executeTakeFirstOrThrow();
  return time_zone;
}

/**
 * The rows of `entity` that the scope may reach, as a SQL condition on the owner column. Goes into every query of that entity,
 * beside row-level security, which keeps workspaces apart.
 */
export function reachable(scope: Scope, entity: string, access: { to: 'read' | 'write'; ownerColumn: string }) {
  const reach: Reach = scope.reach[entity]?.[access.to] ?? 'all';
  const owner = sql.ref(access.ownerColumn);
  if (reach === 'all') return sql<boolean>`true`;
  if (reach === 'own' || !scope.teamId) return sql<boolean>`${owner} = ${scope.actor.memberId}`;
  return sql<boolean>`${owner} in (select id from member where workspace_id = ${scope.workspaceId} and team_id = ${scope.teamId})`;
}

/** The owners whose rows of `entity` the scope may read, as an array of ids in SQL; null where that is everybody. For functions that filter on their way. */
export function ownersInReach(scope: Scope, entity: string) {
  const reach: Reach = scope.reach[entity]?.read ?? 'all';
  if (reach === 'all') return sql<string[] | null>`null::uuid[]`;
  if (reach === 'own' || !scope.teamId) return sql<string[]>`array[${scope.actor.memberId}]::uuid[]`;
  return sql<string[]>`array(select id from member where workspace_id = ${scope.workspaceId} and team_id = ${scope.teamId})`;
}

/**
 * The same caller without limits on rows and fields. Only for what both teams agreed on (clauses, profile, routing): it must come out the same
 * whoever's act sets it going. Never for what is shown to the caller.
 */
export function unlimited(scope: Scope): Scope {
  return { ...scope, reach: {}, hidden: new Set(), readOnly: new Set() };
}
