import { type RawBuilder, sql } from 'kysely';
import type { Db } from '#platform/db/db.ts';
import { beyond } from '#platform/db/paging.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { Scope } from '#platform/shared/scope.ts';
import { type ActivityKind, CONVERSATIONS, type Direction, type INSIGHT_KINDS, ON_TIME_HOURS, type Side, type Subject } from '../schema.ts';
import { newest, reaches, visible } from './access.ts';
import { type ActivityPage, readRows } from './rows.ts';

const GONE = refuse('not_found', 'This record does not exist, or your role does not reach it.');
const BY_TIME = { at: sql`a.occurred_at`, id: sql`a.id` };

interface Paging {
  cursor?: string;
  limit: number;
}

export interface TimelineFilter extends Paging {
  of: Subject;
  id: string;
  kinds?: readonly ActivityKind[];
  sides?: readonly Side[];
}

/** Everything that happened to one record, newest first; the newest version of each row. */
export async function timeline(db: Db, scope: Scope, filter: TimelineFilter): Promise<ActivityPage | Refusal> {
  if (!(await reaches(db, scope, filter))) return GONE;
  const shared = [sql<boolean>`a.workspace_id = ${scope.workspaceId}`, newest(scope, 'a'), visible(scope, 'a')];
  if (filter.kinds) shared.push(sql`a.kind = any (${filter.kinds})`);
  if (filter.sides) shared.push(sql`a.side = any (${filter.sides})`);
  shared.push(beyond(filter.cursor, BY_TIME));
  const newestFirst = sql`order by a.occurred_at desc, a.id desc limit ${filter.limit + 1}`;
  const parts = about(scope, filter).map(
    (one) => sql`(select a.* from activity a where ${one} and ${sql.join(shared, sql` and `)} ${newestFirst})`,
  );
  const page = parts.length === 1 ? sql`${parts[0]}` : sql`select a.* from (${sql.join(parts, sql` union all `)}) a ${newestFirst}`;
  return readRows(db, scope, { page, limit: filter.limit });
}

/** Disjoint conditions, each served by an index of its own. */
function about(scope: Scope, { of, id }: { of: Subject; id: string }): RawBuilder<boolean>[] {
  if (of === 'company')
    return [
      sql`a.company_id = ${id}`,
      sql`a.company_id is null and a.contact_id in (select c.id from contact c where c.workspace_id = ${scope.workspaceId} and c.company_id = ${id} and c.deleted_at is null)`,
    ];
  if (of === 'lead')
    return [
      sql`a.lead_id = ${id}`,
      sql`a.lead_id is null and a.contact_id = (select l.contact_id from lead l where l.workspace_id = ${scope.workspaceId} and l.id = ${id})`,
    ];
  return [sql`${sql.ref(`a.${of}_id`)} = ${id}`];
}

export interface ListFilter extends Paging {
  kinds?: readonly ActivityKind[];
  side?: Side;
  direction?: Direction;
  outcomes?: readonly string[];
  memberId?: string;
  teamId?: string;
  campaignId?: string;
  insight?: (typeof INSIGHT_KINDS)[number];
  logged?: 'on_time' | 'late';
  from?: string;
  to?: string;
}

/** The ledger across all records, newest first. `from` is included, `to` is not. */
export async function listActivities(db: Db, scope: Scope, filter: ListFilter): Promise<ActivityPage | Refusal> {
  const wanted = [
    sql<boolean>`a.workspace_id = ${scope.workspaceId}`,
    newest(scope, 'a'),
    visible(scope, 'a'),
    ...conditions(scope, filter),
  ];
  wanted.push(beyond(filter.cursor, BY_TIME));
  const page = sql`select a.* from activity a where ${sql.join(wanted, sql` and `)} order by a.occurred_at desc, a.id desc limit ${filter.limit + 1}`;
  return readRows(db, scope, { page, limit: filter.limit });
}

function conditions(scope: Scope, filter: ListFilter): RawBuilder<boolean>[] {
  const wanted: RawBuilder<boolean>[] = [];
  if (filter.kinds) wanted.push(sql`a.kind = any (${filter.kinds})`);
  if (filter.side) wanted.push(sql`a.side = ${filter.side}`);
  if (filter.direction) wanted.push(sql`a.direction = ${filter.direction}`);
  if (filter.outcomes) wanted.push(scope.hidden.has('activity.outcome') ? sql`false` : sql`a.outcome = any (${filter.outcomes})`);
  if (filter.memberId) wanted.push(sql`a.member_id = ${filter.memberId}`);
  if (filter.teamId)
    wanted.push(sql`a.member_id in (select id from member where workspace_id = ${scope.workspaceId} and team_id = ${filter.teamId})`);
  if (filter.campaignId) wanted.push(sql`a.campaign_id = ${filter.campaignId}`);
  if (filter.insight)
    wanted.push(
      scope.hidden.has('activity.data') ? sql`false` : sql`a.data @> ${JSON.stringify({ insights: [{ kind: filter.insight }] })}::jsonb`,
    );
  if (filter.from) wanted.push(sql`a.occurred_at >= ${filter.from}`);
  if (filter.to) wanted.push(sql`a.occurred_at < ${filter.to}`);
  if (filter.logged)
    wanted.push(sql`${judged('a')} and ${hoursToLog('a')} ${filter.logged === 'late' ? sql`>` : sql`<=`} ${ON_TIME_HOURS}`);
  return wanted;
}

/** Conversations that a person wrote down by hand: those whose lateness means something. */
export function judged(row: string): RawBuilder<boolean> {
  const column = (name: string) => sql.ref(`${row}.${name}`);
  return sql`(${column('kind')} = any (${CONVERSATIONS}) and ${column('evidence')} = 'manual' and ${column('import_id')} is null
    and ${column('member_id')} is not null and not ${column('retracted')})`;
}

/** Hours from when it happened to when it was first written down. A correction of the time counts; the time of the correction does not. */
export function hoursToLog(row: string): RawBuilder<number> {
  const column = (name: string) => sql.ref(`${row}.${name}`);
  return sql`greatest(0, extract(epoch from coalesce((${column('data')} ->> 'firstLoggedAt')::timestamptz, ${column('logged_at')}) - ${column('occurred_at')}) / 3600.0)`;
}

/** Every version of one row, newest first. */
export async function versions(db: Db, scope: Scope, id: string): Promise<ActivityPage | Refusal> {
  const ws = scope.workspaceId;
  const page = sql`select a.* from activity a, (select coalesce(corrects_id, id) root from activity where workspace_id = ${ws} and id = ${id}) one
    where a.workspace_id = ${ws} and (a.id = one.root or a.corrects_id = one.root) and ${visible(scope, 'a')}`;
  const found = await readRows(db, scope, { page, limit: 200 });
  if (found.items.length === 0) return GONE;
  return { items: found.items.sort((a, b) => (a.id < b.id ? 1 : -1)), next: null };
}
