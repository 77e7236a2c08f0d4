import { type RawBuilder, sql } from 'kysely';
import { reachable } from '#modules/team/queries.ts';
import type { Db } from '#platform/db/db.ts';
import { beyond } from '#platform/db/paging.ts';
import { cut } from '#platform/shared/paging.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { Scope } from '#platform/shared/scope.ts';
import type { TaskRow, TaskStatus } from '../schema.ts';
import { subjectsVisible } from './access.ts';

export interface TaskFilter {
  whose: 'mine' | 'all';
  assigneeId?: string;
  status: TaskStatus;
  due?: 'overdue' | 'today' | 'later' | 'none';
  contactId?: string;
  companyId?: string;
  dealId?: string;
  leadId?: string;
  cursor?: string;
  limit: number;
}

interface Read {
  id: string;
  subject: string;
  body: string | null;
  due_at: string | null;
  done_at: string | null;
  status: TaskStatus;
  created_at: string;
  place: string;
  assignee: Named;
  contact: Named;
  company: Named;
  deal: Named;
  lead: Named;
  phone: string | null;
  created_by: Named;
}
type Named = { id: string; name: string } | null;

/** Tasks of a status: open ones by when they are due, the others by when they ended, newest first. */
export async function listTasks(db: Db, scope: Scope, { filter, now }: { filter: TaskFilter; now: string }) {
  const open = filter.status === 'open';
  const order = open ? sql`coalesce(t.due_at, 'infinity')` : sql`date_trunc('milliseconds', coalesce(t.done_at, t.updated_at))`;
  const chosen = choice(scope, filter);
  const wanted = [...chosen, sql`t.status = ${filter.status}`, ...(filter.due ? [dueIs(scope, filter.due, now)] : [])];
  wanted.push(beyond(filter.cursor, { at: order, id: sql`t.id`, ascending: open }));
  const direction = open ? sql`asc` : sql`desc`;
  const { rows } = await sql<Read>`
    select t.id, t.subject, t.body, t.due_at, t.done_at, t.status, t.created_at, ${order}::text as place, ${names(scope)}
    from task t where ${sql.join(wanted, sql` and `)} order by ${order} ${direction}, t.id ${direction} limit ${filter.limit + 1}`.execute(
    db,
  );
  const { items, next } = cut(rows, filter.limit, ({ id, place }) => ({
    id,
    at: place === 'infinity' ? place : new Date(place).toISOString(),
  }));
  const counts = await count(db, chosen, now);
  return {
    items: items.map((row) => toRow(row, now)),
    next,
    ...counts,
  };
}

export async function readTask(db: Db, scope: Scope, { id, now }: { id: string; now: string }): Promise<TaskRow | Refusal> {
  const { rows } = await sql<Read>`select t.id, t.subject, t.body, t.due_at, t.done_at, t.status, t.created_at, '' as place, ${names(scope)}
    from task t where t.workspace_id = ${scope.workspaceId} and t.id = ${id} and ${seen(scope)}`.execute(db);
  const row = rows[0];
  return row ? toRow(row, now) : refuse('not_found', 'This task does not exist, or your role does not reach it.');
}

async function count(db: Db, chosen: RawBuilder<boolean>[], now: string): Promise<{ open: number; overdue: number }> {
  const { rows } = await sql<{ open: number; overdue: number }>`
    select count(*)::int open, count(*) filter (where t.due_at < ${now})::int overdue from task t where t.status = 'open' and ${sql.join(chosen, sql` and `)}`.execute(
    db,
  );
  return rows[0] ?? { open: 0, overdue: 0 };
}

function choice(scope: Scope, filter: TaskFilter): RawBuilder<boolean>[] {
  const wanted: RawBuilder<boolean>[] = [sql`t.workspace_id = ${scope.workspaceId}`, seen(scope)];
  if (filter.whose === 'mine') wanted.push(sql`t.assignee_id = ${scope.actor.memberId}`);
  if (filter.assigneeId) wanted.push(sql`t.assignee_id = ${filter.assigneeId}`);
  if (filter.contactId) wanted.push(sql`t.contact_id = ${filter.contactId}`);
  // A company's tasks include those about its people.
  if (filter.companyId)
    wanted.push(
      sql`(t.company_id = ${filter.companyId} or t.contact_id in (select id from contact where workspace_id = ${scope.workspaceId} and company_id = ${filter.companyId}))`,
    );
  if (filter.dealId) wanted.push(sql`t.deal_id = ${filter.dealId}`);
  if (filter.leadId) wanted.push(sql`t.lead_id = ${filter.leadId}`);
  return wanted;
}

/** One's own tasks always; others' where the records they are about may be reached. */
function seen(scope: Scope): RawBuilder<boolean> {
  return sql`(t.assignee_id = ${scope.actor.memberId} or (${subjectsVisible(scope, { row: 't', subjects: ['contact', 'company', 'deal', 'lead'] })}))`;
}

function dueIs(scope: Scope, due: NonNullable<TaskFilter['due']>, now: string): RawBuilder<boolean> {
  const zone = sql`(select time_zone from workspace where id = ${scope.workspaceId})`;
  const tomorrow = sql`(date_trunc('day', ${now}::timestamptz at time zone ${zone}) + interval '1 day') at time zone ${zone}`;
  if (due === 'overdue') return sql`t.due_at < ${now}`;
  if (due === 'today') return sql`t.due_at >= ${now} and t.due_at < ${tomorrow}`;
  if (due === 'later') return sql`t.due_at >= ${tomorrow}`;
  return sql`t.due_at is null`;
}

function names(scope: Scope): RawBuilder<unknown> {
  const of = (table: string, id: string, name = 'x.name') =>
    sql`(select jsonb_build_object('id', x.id, 'name', ${sql.ref(name)}) from ${sql.table(table)} x where x.workspace_id = ${scope.workspaceId} and x.id = ${sql.ref(id)})`;
  return sql`${of('member', 't.assignee_id')} assignee, ${of('contact', 't.contact_id')} contact, ${of('company', 't.company_id')} company, ${of('deal', 't.deal_id')} deal,
    (select jsonb_build_object('id', l.id, 'name', c.name) from lead l join contact c on c.workspace_id = l.workspace_id and c.id = l.contact_id
      where l.workspace_id = ${scope.workspaceId} and l.id = t.lead_id) lead, ${phone(scope)} phone, ${of('member', 't.created_by')} created_by`;
}

/** Of whom the task, or its lead, is about. */
function phone(scope: Scope): RawBuilder<unknown> {
  if (scope.hidden.has('contact.phone')) return sql`null::text`;
  return sql`(select c.phone from contact c where c.workspace_id = ${scope.workspaceId} and c.deleted_at is null
    and c.id = coalesce(t.contact_id, (select l.contact_id from lead l where l.workspace_id = ${scope.workspaceId} and l.id = t.lead_id))
    and ${reachable(scope, 'contact', { to: 'read', ownerColumn: 'c.owner_id' })})`;
}

function toRow(row: Read, now: string): TaskRow {
  return {
    id: row.id,
    subject: row.subject,
    body: row.body,
    dueAt: row.due_at,
    doneAt: row.done_at,
    status: row.status,
    overdue: row.status === 'open' && row.due_at !== null && row.due_at < now,
    assignee: row.assignee,
    contact: row.contact,
    company: row.company,
    deal: row.deal,
    lead: row.lead,
    phone: row.phone,
    createdBy: row.created_by,
    createdAt: row.created_at,
  };
}
