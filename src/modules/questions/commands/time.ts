import { sql } from 'kysely';
import { peopleOf } from '#modules/agreements/commands/notices.ts';
import { notify } from '#modules/notices/commands.ts';
import type { Ctx } from '#platform/context.ts';
import { questionAs } from '../queries/rows.ts';
import { oneLine } from '../rules/words.ts';
import type { Team } from '../schema.ts';
import { writeTo } from './mails.ts';

const LEADS: Readonly<{ [T in Team]: 'sales_lead' | 'marketing_lead' | 'revenue_lead' }> = {
  sales: 'sales_lead',
  marketing: 'marketing_lead',
  coordination: 'revenue_lead',
};
/** Of the time between asking and the answer owed, when whoever owes it is reminded. */
const REMIND_AT = 0.75;

interface Row {
  id: string;
  assignee_id: string | null;
  to_team: Team;
  asker: string | null;
}

const OPEN = sql`q.answered_at is null and q.withdrawn_at is null`;

/** Reminds whoever owes an answer, once, when most of the time has passed; and tells the lead of the team, once, when all of it has. */
export async function noteTime(ctx: Ctx): Promise<void> {
  await remind(ctx);
  await escalate(ctx);
}

async function remind(ctx: Ctx): Promise<void> {
  const { rows } = await sql<Row>`update question q set reminded_at = ${ctx.now} where q.workspace_id = ${ctx.scope.workspaceId} and ${OPEN}
      and q.reminded_at is null and q.asked_at + ${REMIND_AT} * (q.due_at - q.asked_at) <= ${ctx.now}::timestamptz
    returning q.id, q.assignee_id, q.to_team, (select m.name from member m where m.workspace_id = q.workspace_id and m.id = q.asked_by) as asker`.execute(
    ctx.tx,
  );
  for (const row of rows) {
    if (!row.assignee_id) continue;
    const title = oneLine(`${row.asker ?? 'Somebody'} waits for your answer`, 200);
    const { id: questionId, assignee_id: memberId } = row;
    const words = (await questionAs(ctx, memberId, questionId))?.words ?? null;
    await notify(ctx, {
      memberId,
      kind: 'question.due',
      title,
      body: words,
      link: `/questions/${questionId}`,
      dedupeKey: `question:due:${questionId}`,
    });
    if (words !== null) await writeTo(ctx, { questionId, memberId, kind: 'question.due', subject: title, text: `${title}\n\n${words}` });
  }
}

/** The lead hears that an answer is owed; the words are read where the lead may read the record. */
async function escalate(ctx: Ctx): Promise<void> {
  const { rows } = await sql<
    Row & { assignee: string | null }
  >`update question q set escalated_at = ${ctx.now} where q.workspace_id = ${ctx.scope.workspaceId} and ${OPEN}
      and q.escalated_at is null and q.due_at <= ${ctx.now}
    returning q.id, q.assignee_id, q.to_team, (select m.name from member m where m.workspace_id = q.workspace_id and m.id = q.asked_by) as asker,
      (select m.name from member m where m.workspace_id = q.workspace_id and m.id = q.assignee_id) as assignee`.execute(ctx.tx);
  for (const row of rows) {
    const body = row.assignee ? `It lies with ${row.assignee}.` : 'Nobody has taken it yet.';
    const title = oneLine(`A question of ${row.asker ?? 'somebody'} passed its time`, 200);
    for (const memberId of await peopleOf(ctx, LEADS[row.to_team]))
      await notify(ctx, {
        memberId,
        kind: 'question.late',
        title,
        body,
        link: `/questions/${row.id}`,
        dedupeKey: `question:late:${row.id}`,
      });
    ctx.changed('question', row.id);
  }
}

/** Empties what was asked and answered about people who were erased; that it was asked, and when it was answered, stays. */
export async function forgetPeople(
  ctx: Ctx,
  { contactIds, leadIds }: { contactIds: readonly string[]; leadIds: readonly string[] },
): Promise<void> {
  const about = sql`select q.id from question q where q.workspace_id = ${ctx.scope.workspaceId} and ((q.subject = 'contact' and q.subject_id = any (${contactIds}::uuid[]))
    or (q.subject = 'lead' and q.subject_id = any (${leadIds}::uuid[]))
    or (q.subject = 'handoff' and q.subject_id in (select h.id from handoff h where h.workspace_id = q.workspace_id and h.contact_id = any (${contactIds}::uuid[]))))`;
  await sql`update question_word set body = '' where workspace_id = ${ctx.scope.workspaceId} and question_id in (${about})`.execute(ctx.tx);
  await sql`update question set words = '', answer = case when answer is not null then '' end, kept_at = null, kept_by = null
    where workspace_id = ${ctx.scope.workspaceId} and id in (${about})`.execute(ctx.tx);
}
