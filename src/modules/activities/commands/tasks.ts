import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { reaches } from '../queries/access.ts';
import { readTask } from '../queries/tasks.ts';
import type { TaskRow, TaskStatus } from '../schema.ts';
import { record } from './record.ts';

export interface NewTask {
  subject: string;
  body?: string | null;
  dueAt?: string | null;
  /** Absent: whoever makes the task. */
  assigneeId?: string | null;
  contactId?: string;
  companyId?: string;
  dealId?: string;
  leadId?: string;
}

const TASK_SUBJECTS = ['contact', 'company', 'deal', 'lead'] as const;

export async function createTask(ctx: Ctx, task: NewTask): Promise<{ id: string } | Refusal> {
  for (const of of TASK_SUBJECTS) {
    const id = task[`${of}Id`];
    if (id && !(await reaches(ctx.tx, ctx.scope, { of, id })))
      return refuse('not_found', `This ${of} does not exist, or your role does not reach it.`, { field: `${of}Id` });
  }
  const { memberId } = ctx.scope.actor;
  const assigneeId = task.assigneeId === undefined ? memberId : task.assigneeId;
  const problem = await assigneeProblem(ctx, assigneeId);
  if (problem) return problem;
  const made = await ctx.tx
    .insertInto('task')
    .values({
      workspace_id: ctx.scope.workspaceId,
      subject: task.subject,
      body: task.body ?? null,
      due_at: whole(task.dueAt),
      assignee_id: assigneeId,
      contact_id: task.contactId ?? null,
      company_id: task.companyId ?? null,
      deal_id: task.dealId ?? null,
      lead_id: task.leadId ?? null,
      created_by: memberId,
      created_at: ctx.now,
      updated_at: ctx.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  ctx.changed('task', made.id);
  return made;
}

async function assigneeProblem(ctx: Ctx, memberId: string | null): Promise<Refusal | null> {
  if (memberId === null) return null;
  const { rows } =
    await sql`select 1 from member where workspace_id = ${ctx.scope.workspaceId} and id = ${memberId} and status <> 'disabled'`.execute(
      ctx.tx,
    );
  return rows.length > 0 ? null : refuse('invalid', 'This person is not a member of the workspace any more.', { field: 'assigneeId' });
}

function whole(iso: string | null | undefined): string | null {
  return iso ? new Date(iso).toISOString() : null;
}

export interface TaskChange {
  subject?: string;
  body?: string | null;
  dueAt?: string | null;
  assigneeId?: string | null;
}

export async function changeTask(ctx: Ctx, id: string, change: TaskChange): Promise<Refusal | undefined> {
  const task = await readTask(ctx.tx, ctx.scope, { id, now: ctx.now });
  if (isRefusal(task)) return task;
  const problem = change.assigneeId === undefined ? null : await assigneeProblem(ctx, change.assigneeId);
  if (problem) return problem;
  await ctx.tx
    .updateTable('task')
    .set({
      ...(change.subject === undefined ? {} : { subject: change.subject }),
      ...(change.body === undefined ? {} : { body: change.body }),
      ...(change.dueAt === undefined ? {} : { due_at: whole(change.dueAt) }),
      ...(change.assigneeId === undefined ? {} : { assignee_id: change.assigneeId }),
      updated_at: ctx.now,
    })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .execute();
  ctx.changed('task', id);
}

/** Done puts a row on the timeline, once; open again takes it back. */
export async function setTaskStatus(ctx: Ctx, id: string, status: TaskStatus): Promise<Refusal | undefined> {
  const task = await readTask(ctx.tx, ctx.scope, { id, now: ctx.now });
  if (isRefusal(task)) return task;
  // The status is part of the condition: of two who press the button at once, one writes to the ledger.
  const changed = await ctx.tx
    .updateTable('task')
    .set({ status, done_at: status === 'done' ? ctx.now : null, updated_at: ctx.now })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .where('status', '<>', status)
    .returning('id')
    .execute();
  if (changed.length === 0) return undefined;
  ctx.changed('task', id);
  if (status === 'done') await recordDone(ctx, task);
  else if (task.status === 'done') await takeBack(ctx, task);
}

async function recordDone(ctx: Ctx, task: TaskRow): Promise<void> {
  await record(ctx, [
    {
      kind: 'task_done',
      occurredAt: ctx.now,
      subject: task.subject,
      body: task.body,
      memberId: ctx.scope.actor.memberId,
      contactId: task.contact?.id,
      companyId: task.company?.id,
      dealId: task.deal?.id,
      leadId: task.lead?.id,
      evidence: 'system',
      data: { taskId: task.id },
      dedupeKey: `task:${task.id}`,
    },
  ]);
}

async function takeBack(ctx: Ctx, task: TaskRow): Promise<void> {
  const done = await ctx.tx
    .selectFrom('activity')
    .selectAll()
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('dedupe_key', '=', `task:${task.id}`)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!done) return;
  await record(ctx, [
    {
      kind: 'task_done',
      occurredAt: done.occurred_at,
      subject: done.subject,
      memberId: done.member_id,
      contactId: done.contact_id,
      companyId: done.company_id,
      dealId: done.deal_id,
      leadId: done.lead_id,
      evidence: 'system',
      data: { taskId: task.id, correctedBy: ctx.scope.actor.memberId },
      correctsId: done.id,
      retracted: true,
    },
  ]);
}
