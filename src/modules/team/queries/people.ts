import { sql } from 'kysely';
import type { Db } from '#platform/db/db.ts';
import type { Scope } from '#platform/shared/scope.ts';
import type { Department, MemberStatus, Role } from '../schema.ts';

export interface MemberSummary {
  id: string;
  name: string;
  email: string;
  roles: Role[];
  department: Department | null;
  teamId: string | null;
  status: MemberStatus;
  onLeave: boolean;
  accessUntil: string | null;
}

const summary = sql`m.id, m.name, m.email, m.roles, m.department, m.team_id as "teamId", m.status, m.access_until as "accessUntil",
  exists (select from member_leave l join workspace w on w.id = l.workspace_id where l.workspace_id = m.workspace_id and l.member_id = m.id
    and (now() at time zone w.time_zone)::date between l.starts_on and l.ends_on) as "onLeave"`;

/** Everyone of the workspace by name; few enough for one answer. */
export async function listMembers(db: Db, scope: Scope, { status }: { status?: MemberStatus } = {}): Promise<MemberSummary[]> {
  const { rows } = await sql<MemberSummary>`select ${summary} from member m where m.workspace_id = ${scope.workspaceId}
    and (${status ?? null}::text is null or m.status = ${status ?? null}) order by lower(m.name), m.id`.execute(db);
  return rows;
}

export interface MemberDetails extends MemberSummary {
  timeZone: string | null;
  locale: string | null;
  roleCard: { responsibleFor: string; measuredOn: string; askMeFor: string };
  leave: { id: string; startsOn: string; endsOn: string }[];
  invitedUntil: string | null;
  createdAt: string;
}

export async function getMember(db: Db, scope: Scope, id: string): Promise<MemberDetails | null> {
  const { rows } = await sql<
    MemberSummary & {
      timeZone: string | null;
      locale: string | null;
      roleCard: Partial<MemberDetails['roleCard']>;
      invitedUntil: string | null;
      createdAt: string;
    }
  >`
    select ${summary}, m.time_zone as "timeZone", m.locale, m.role_card as "roleCard", m.created_at as "createdAt",
      (select max(i.expires_at) from invitation i where i.workspace_id = m.workspace_id and i.member_id = m.id and i.accepted_at is null and i.expires_at > now()) as "invitedUntil"
    from member m where m.workspace_id = ${scope.workspaceId} and m.id = ${id}`.execute(db);
  const row = rows[0];
  if (!row) return null;
  const leave = await db
    .selectFrom('member_leave')
    .select(['id', 'starts_on as startsOn', 'ends_on as endsOn'])
    .where('workspace_id', '=', scope.workspaceId)
    .where('member_id', '=', id)
    .orderBy('starts_on')
    .execute();
  const { responsibleFor = '', measuredOn = '', askMeFor = '' } = row.roleCard;
  return { ...row, roleCard: { responsibleFor, measuredOn, askMeFor }, leave };
}

export async function listTeams(db: Db, scope: Scope) {
  const { rows } = await sql<{ id: string; name: string; department: Department; members: number }>`
    select t.id, t.name, t.department, (select count(*) from member m where m.workspace_id = t.workspace_id and m.team_id = t.id) as members
    from team t where t.workspace_id = ${scope.workspaceId} order by lower(t.name), t.id`.execute(db);
  return rows;
}

/** The one person who answers for both teams; null where nobody is named, or who was named works here no more. */
export async function accountableOf(db: Db, scope: Scope): Promise<{ id: string; name: string } | null> {
  const { rows } = await sql<{ id: string; name: string }>`select m.id, m.name from workspace w
    join member m on m.workspace_id = w.id and m.id = w.accountable_member_id and m.status = 'active' where w.id = ${scope.workspaceId}`.execute(
    db,
  );
  return rows[0] ?? null;
}

/** Who is away on a day, by member id: for routing and for calendars. */
export async function onLeave(db: Db, scope: Scope, day: string): Promise<Set<string>> {
  const rows = await db
    .selectFrom('member_leave')
    .select('member_id')
    .where('workspace_id', '=', scope.workspaceId)
    .where('starts_on', '<=', day)
    .where('ends_on', '>=', day)
    .execute();
  return new Set(rows.map((row) => row.member_id));
}

export interface Leave {
  memberId: string;
  /** First and last day, both included. */
  from: string;
  to: string;
}

/** All leave that meets the days from `from` to `to`. */
export async function leaveBetween(db: Db, scope: Scope, days: { from: string; to: string }): Promise<Leave[]> {
  return db
    .selectFrom('member_leave')
    .select(['member_id as memberId', 'starts_on as from', 'ends_on as to'])
    .where('workspace_id', '=', scope.workspaceId)
    .where('starts_on', '<=', days.to)
    .where('ends_on', '>=', days.from)
    .execute();
}

/** What the web app needs to know about whoever is here. */
export async function getSession(db: Db, scope: Scope) {
  const { rows } = await sql<{
    member: { id: string; name: string; email: string; roles: Role[]; department: Department | null; timeZone: string; locale: string };
    workspace: { id: string; name: string; baseCurrency: string; timeZone: string; locale: string; isSample: boolean };
    workspaces: { id: string; name: string }[] | null;
    twoFactor: boolean;
  }>`select
      jsonb_build_object('id', m.id, 'name', m.name, 'email', m.email, 'roles', m.roles, 'department', m.department,
        'timeZone', coalesce(m.time_zone, w.time_zone), 'locale', coalesce(m.locale, w.locale)) as member,
      jsonb_build_object('id', w.id, 'name', w.name, 'baseCurrency', w.base_currency, 'timeZone', w.time_zone, 'locale', w.locale, 'isSample', w.is_sample) as workspace,
      (select jsonb_agg(jsonb_build_object('id', o.workspace_id, 'name', o.workspace_name)) from memberships_of(m.user_id) o) as workspaces,
      coalesce((select u.two_factor_enabled from auth_user u where u.id = m.user_id), false) as "twoFactor"
    from member m join workspace w on w.id = m.workspace_id where m.workspace_id = ${scope.workspaceId} and m.id = ${scope.actor.memberId}`.execute(
    db,
  );
  const row = rows[0];
  if (!row) return null;
  const isKey = scope.actor.kind === 'key';
  const here = { id: row.workspace.id, name: row.workspace.name };
  return {
    ...row,
    // A key belongs to one workspace, whatever else its person belongs to.
    workspaces: isKey ? [here] : (row.workspaces ?? [here]),
    permissions: [...scope.permissions].sort(),
    hidden: [...scope.hidden].sort(),
    readOnly: [...scope.readOnly].sort(),
    means: isKey ? ('key' as const) : ('session' as const),
  };
}
