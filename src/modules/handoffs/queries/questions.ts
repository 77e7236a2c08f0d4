import { sql } from 'kysely';
import type { z } from 'zod';
import type { ReadCtx } from '#platform/context.ts';
import type { Question } from '../contract/questions.ts';

/** What was asked about a lead, the newest first; the open ones before the answered. */
export async function questionsOf(ctx: ReadCtx, leadId: string): Promise<z.infer<typeof Question>[]> {
  const { rows } = await sql<z.infer<typeof Question>>`
    select q.id, q.question, a.name as "askedBy", q.asked_at as "askedAt", q.due_at as "dueAt", q.answer, b.name as "answeredBy", q.answered_at as "answeredAt"
    from lead_question q left join member a on a.workspace_id = q.workspace_id and a.id = q.asked_by left join member b on b.workspace_id = q.workspace_id and b.id = q.answered_by
    where q.workspace_id = ${ctx.scope.workspaceId} and q.lead_id = ${leadId} order by q.answered_at is not null, q.asked_at desc limit 5`.execute(
    ctx.tx,
  );
  return rows;
}
