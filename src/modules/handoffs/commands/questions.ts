import { sql } from 'kysely';
import { createTask, setTaskStatus } from '#modules/activities/commands/tasks.ts';
import { peopleOf } from '#modules/agreements/commands/notices.ts';
import { notify } from '#modules/notices/commands.ts';
import { reachable, unlimited } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';

const DAY_MS = 86_400_000;

interface Asked {
  contact_id: string;
  name: string;
  campaign_owner: string | null;
}

/** A rep asks Marketing about a lead. Whoever leads its campaign gets the task, else who leads Marketing. */
export async function askMarketing(
  ctx: Ctx,
  asked: { id: string; question: string; dueAt?: string | undefined },
): Promise<{ id: string; taskId: string } | Refusal> {
  const { workspaceId, actor } = ctx.scope;
  const { rows } = await sql<Asked>`
    select l.contact_id, coalesce(nullif(c.name, ''), c.email, 'Someone') as name, m.id as campaign_owner from lead l
      join contact c on c.workspace_id = l.workspace_id and c.id = l.contact_id left join campaign g on g.workspace_id = l.workspace_id and g.id = l.campaign_id
      left join member m on m.workspace_id = l.workspace_id and m.id = g.owner_id and m.status = 'active' and m.department = 'marketing'
    where l.workspace_id = ${workspaceId} and l.id = ${asked.id} and l.deleted_at is null and ${reachable(ctx.scope, 'lead', { to: 'read', ownerColumn: 'l.owner_id' })}`.execute(
    ctx.tx,
  );
  const [lead] = rows;
  if (!lead) return refuse('not_found', 'This lead is not here any more, or it is not yours to see.');
  const dueAt = asked.dueAt ? new Date(asked.dueAt).toISOString() : new Date(Date.parse(ctx.now) + DAY_MS).toISOString();
  if (dueAt <= ctx.now) return refuse('invalid', 'Choose a time that lies ahead.', { field: 'dueAt' });
  const [leader] = await peopleOf(ctx, 'marketing_lead');
  const assigneeId = lead.campaign_owner ?? leader ?? null;
  const task = await createTask(ctx, {
    subject: `Answer about ${lead.name}: ${asked.question}`.slice(0, 300),
    dueAt,
    assigneeId,
    leadId: asked.id,
    contactId: lead.contact_id,
  });
  if (isRefusal(task)) return task;
  const { id } = await ctx.tx
    .insertInto('lead_question')
    .values({
      workspace_id: workspaceId,
      lead_id: asked.id,
      contact_id: lead.contact_id,
      task_id: task.id,
      question: asked.question,
      asked_by: actor.memberId,
      asked_at: ctx.now,
      due_at: dueAt,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  if (assigneeId)
    await notify(ctx, {
      memberId: assigneeId,
      kind: 'lead.asked',
      title: `${actor.label} asks about ${lead.name}`,
      body: asked.question,
      link: `/leads/${asked.id}`,
      dedupeKey: `question:${id}`,
    });
  ctx.changed('lead', asked.id);
  return { id, taskId: task.id };
}

export async function answerQuestion(ctx: Ctx, given: { id: string; answer: string }): Promise<Record<string, never> | Refusal> {
  const { rows } = await sql<{ lead_id: string; task_id: string | null; asked_by: string | null; name: string; answered: boolean }>`
    select q.lead_id, q.task_id, q.asked_by, coalesce(nullif(c.name, ''), c.email, 'Someone') as name, q.answered_at is not null as answered
    from lead_question q join lead l on l.workspace_id = q.workspace_id and l.id = q.lead_id and l.deleted_at is null join contact c on c.workspace_id = q.workspace_id and c.id = q.contact_id
    where q.workspace_id = ${ctx.scope.workspaceId} and q.id = ${given.id} and ${reachable(ctx.scope, 'lead', { to: 'read', ownerColumn: 'l.owner_id' })} for update of q`.execute(
    ctx.tx,
  );
  const [question] = rows;
  if (!question) return refuse('not_found', 'This question is not here any more, or it is not yours to see.');
  if (question.answered) return refuse('conflict', 'Somebody answered this question already.');
  await sql`update lead_question set answer = ${given.answer}, answered_by = ${ctx.scope.actor.memberId}, answered_at = ${ctx.now}
    where workspace_id = ${ctx.scope.workspaceId} and id = ${given.id}`.execute(ctx.tx);
  if (question.task_id) await setTaskStatus({ ...ctx, scope: unlimited(ctx.scope) }, question.task_id, 'done');
  if (question.asked_by)
    await notify(ctx, {
      memberId: question.asked_by,
      kind: 'lead.answered',
      title: `${ctx.scope.actor.label} answered about ${question.name}`,
      body: given.answer,
      link: `/leads/${question.lead_id}`,
      dedupeKey: `answer:${given.id}`,
    });
  ctx.changed('lead', question.lead_id);
  return {};
}
