import { sql } from 'kysely';
import { createTask } from '#modules/activities/commands/tasks.ts';
import { timeZoneOf } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { startOfDay } from '#platform/shared/calendar.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { addAction, answerQuestion, askQuestion } from '../contract/agenda.ts';
import { lockOpen, type MeetingRow, nextOf } from '../queries/rows.ts';
import { sideOf } from '../queries/side.ts';

type Done = Record<string, never>;

export async function fileQuestion(ctx: Ctx, { id, body }: ParsedOf<typeof askQuestion>): Promise<{ id: string } | Refusal> {
  const meeting = await lockOpen(ctx, id);
  if (isRefusal(meeting)) return meeting;
  const party = await sideOf(ctx);
  if (!party)
    return refuse('forbidden', 'Only someone of Sales or of Marketing asks for their side. Your department is set under Team and roles.');
  const { memberId } = ctx.scope.actor;
  const made = await ctx.tx
    .insertInto('meeting_question')
    .values({ workspace_id: ctx.scope.workspaceId, meeting_id: id, party, asked_by: memberId, body, created_at: ctx.now })
    .returning('id')
    .executeTakeFirstOrThrow();
  ctx.changed('meeting', id);
  return made;
}

export async function answer(ctx: Ctx, { id, questionId, answer: said }: ParsedOf<typeof answerQuestion>): Promise<Done | Refusal> {
  const meeting = await lockOpen(ctx, id);
  if (isRefusal(meeting)) return meeting;
  const { rows } =
    await sql`update meeting_question set answer = ${said}, answered_by = ${ctx.scope.actor.memberId}, answered_at = ${ctx.now}
    where workspace_id = ${ctx.scope.workspaceId} and meeting_id = ${id} and id = ${questionId} returning id`.execute(ctx.tx);
  if (rows.length === 0) return refuse('not_found', 'This question is not here (any more).');
  ctx.changed('meeting', id);
  return {};
}

/** What nobody answered goes on to the next meeting of the same rhythm; without one it stays where it is until there is one. */
export async function carryQuestions(ctx: Ctx, meeting: MeetingRow): Promise<number> {
  const next = await nextOf(ctx, meeting);
  if (!next) return 0;
  const { rows } =
    await sql`update meeting_question set meeting_id = ${next.id}, carried = carried + 1 where workspace_id = ${ctx.scope.workspaceId}
    and meeting_id = ${meeting.id} and answered_at is null returning id`.execute(ctx.tx);
  if (rows.length > 0) ctx.changed('meeting', next.id);
  return rows.length;
}

interface Wish {
  meetingId: string | null;
  itemId: string | null;
  rootCauseId: string | null;
  what: string;
  ownerId: string;
  dueOn: string;
}

/** What somebody does until the end of a day: a task of theirs that knows where it came from. */
export async function makeAction(ctx: Ctx, wish: Wish): Promise<{ id: string; taskId: string } | Refusal> {
  const zone = await timeZoneOf(ctx);
  const dueAt = new Date(Date.parse(startOfDay(zone, wish.dueOn)) + 18 * 3_600_000).toISOString();
  const task = await createTask(ctx, { subject: wish.what, dueAt, assigneeId: wish.ownerId });
  if (isRefusal(task)) return task;
  const { id } = await ctx.tx
    .insertInto('meeting_action')
    .values({
      workspace_id: ctx.scope.workspaceId,
      meeting_id: wish.meetingId,
      item_id: wish.itemId,
      root_cause_id: wish.rootCauseId,
      task_id: task.id,
      created_at: ctx.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return { id, taskId: task.id };
}

export async function act(ctx: Ctx, { id, itemId, ...wish }: ParsedOf<typeof addAction>): Promise<OutputOf<typeof addAction> | Refusal> {
  const meeting = await lockOpen(ctx, id);
  if (isRefusal(meeting)) return meeting;
  if (itemId !== null) {
    const item = await ctx.tx
      .selectFrom('meeting_item')
      .select('id')
      .where('workspace_id', '=', ctx.scope.workspaceId)
      .where('meeting_id', '=', id)
      .where('id', '=', itemId)
      .executeTakeFirst();
    if (!item) return refuse('not_found', 'This item is not on the agenda.', { field: 'itemId' });
  }
  const made = await makeAction(ctx, { ...wish, meetingId: id, itemId, rootCauseId: null });
  ctx.changed('meeting', id);
  return made;
}
