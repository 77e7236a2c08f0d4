import { sql } from 'kysely';
import { notify } from '#modules/notices/commands.ts';
import { readingAs } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { Question } from '../contract/questions.ts';
import { questionAs, questionsBy } from '../queries/rows.ts';
import { oneLine } from '../rules/words.ts';
import type { Outcome, Through } from '../schema.ts';
import { writeTo } from './mails.ts';

export type Nothing = Record<string, never>;
const GONE = refuse('not_found', 'This question is not here any more, or it is not yours to see.');

/** The question as the caller may see it, held until the transaction ends. */
async function held(ctx: Ctx, id: string): Promise<Question | Refusal> {
  await sql`select from question where workspace_id = ${ctx.scope.workspaceId} and id = ${id} for update`.execute(ctx.tx);
  const [question] = await questionsBy(ctx, sql`q.id = ${id}`);
  return question && question.words !== null ? question : GONE;
}

const aboutOf = (question: Question) => (question.about?.name ? `: ${question.about.name}` : '');

export async function answerQuestion(
  ctx: Ctx,
  given: { id: string; answer: string; outcome?: Outcome | undefined; through?: Through },
): Promise<Nothing | Refusal> {
  const question = await held(ctx, given.id);
  if (isRefusal(question)) return question;
  const { actor, workspaceId } = ctx.scope;
  if (question.state === 'answered') return refuse('conflict', 'Somebody answered this question already.');
  if (question.state === 'withdrawn') return refuse('conflict', 'This question was taken back.');
  if (!question.may.answer) return refuse('forbidden', 'Whoever was asked answers, or somebody of their team.');
  const outcome = question.kind === 'question' ? null : (given.outcome ?? 'done');
  await sql`update question set answer = ${given.answer}, answered_by = ${actor.memberId}, answered_at = ${ctx.now}, answered_through = ${given.through ?? 'app'},
      outcome = ${outcome}, assignee_id = coalesce(assignee_id, ${actor.memberId}), taken_at = coalesce(taken_at, ${ctx.now})
    where workspace_id = ${workspaceId} and id = ${given.id}`.execute(ctx.tx);
  await tell(ctx, question, { kind: 'question.answered', to: question.askedBy?.id, body: given.answer, does: 'answered' });
  ctx.changed('question', given.id);
  return {};
}

export async function sayMore(ctx: Ctx, given: { id: string; body: string; through?: Through }): Promise<{ id: string } | Refusal> {
  const question = await held(ctx, given.id);
  if (isRefusal(question)) return question;
  if (!question.may.say) return refuse('not_now', 'Only who takes part says more, once there is an answer.');
  const { actor, workspaceId } = ctx.scope;
  const { id } = await ctx.tx
    .insertInto('question_word')
    .values({
      workspace_id: workspaceId,
      question_id: given.id,
      body: given.body,
      member_id: actor.memberId,
      at: ctx.now,
      through: given.through ?? 'app',
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const others = [question.askedBy?.id, question.answeredBy?.id].filter((one) => one && one !== actor.memberId);
  for (const to of new Set(others))
    await tell(ctx, question, { kind: 'question.said', to, body: given.body, does: 'wrote more', word: id });
  ctx.changed('question', given.id);
  return { id };
}

interface Telling {
  kind: 'question.answered' | 'question.said';
  to: string | undefined;
  body: string;
  does: string;
  word?: string;
}

/** Whoever may not read the record any more hears that something was said, and not what. */
async function tell(ctx: Ctx, { id }: Question, { kind, to, body, does, word }: Telling): Promise<void> {
  if (!to) return;
  const theirs = await questionAs(ctx, to, id);
  const title = oneLine(`${ctx.scope.actor.label} ${does}${theirs ? aboutOf(theirs) : ''}`, 200);
  const dedupeKey = `${kind}:${word ?? id}`;
  await notify(ctx, { memberId: to, kind, title, body: theirs && body, link: `/questions/${id}`, dedupeKey });
  if (!theirs) return;
  const text = `${body}\n\nThe question:\n${theirs.words ?? ''}`;
  await writeTo(ctx, { questionId: id, memberId: to, kind, subject: title, text });
}

export async function takeQuestion(ctx: Ctx, { id }: { id: string }): Promise<Nothing | Refusal> {
  const question = await held(ctx, id);
  if (isRefusal(question)) return question;
  if (!question.may.take) return refuse('not_now', 'This question is not yours to take.');
  await sql`update question set assignee_id = ${ctx.scope.actor.memberId}, taken_at = ${ctx.now} where workspace_id = ${ctx.scope.workspaceId} and id = ${id}`.execute(
    ctx.tx,
  );
  ctx.changed('question', id);
  return {};
}

export async function withdrawQuestion(ctx: Ctx, { id }: { id: string }): Promise<Nothing | Refusal> {
  const question = await held(ctx, id);
  if (isRefusal(question)) return question;
  if (!question.may.withdraw) return refuse('not_now', 'Only who asked takes a question back, as long as it is open.');
  await sql`update question set withdrawn_at = ${ctx.now} where workspace_id = ${ctx.scope.workspaceId} and id = ${id}`.execute(ctx.tx);
  ctx.changed('question', id);
  return {};
}

export async function keepAnswer(ctx: Ctx, { id, kept }: { id: string; kept: boolean }): Promise<Nothing | Refusal> {
  const question = await held(ctx, id);
  if (isRefusal(question)) return question;
  if (!question.may.keep) return refuse('not_now', 'Only who asked, who answered or who leads a team keeps an answer.');
  await sql`update question set kept_at = ${kept ? ctx.now : null}, kept_by = ${kept ? ctx.scope.actor.memberId : null}
    where workspace_id = ${ctx.scope.workspaceId} and id = ${id}`.execute(ctx.tx);
  ctx.changed('question', id);
  return {};
}

export async function noteHelp(ctx: Ctx, { id }: { id: string }): Promise<Nothing | Refusal> {
  const question = await held(ctx, id);
  if (isRefusal(question)) return question;
  const { memberId } = ctx.scope.actor;
  if (question.state !== 'answered' || !memberId) return refuse('not_now', 'There is no answer that could have helped.');
  await sql`insert into question_help (workspace_id, question_id, member_id, at) values (${ctx.scope.workspaceId}, ${id}, ${memberId}, ${ctx.now})
    on conflict do nothing`.execute(ctx.tx);
  ctx.changed('question', id);
  return {};
}

/**
 * Words that came by mail or from the page behind a link, as those of the person they are of: the answer where one is owed, else something more.
 * The same words of the same person count once, however often their mail is read.
 */
export async function takeWords(
  ctx: Ctx,
  { questionId, memberId, body, through }: { questionId: string; memberId: string; body: string; through: Through },
): Promise<Nothing | Refusal> {
  const theirs = await readingAs(ctx, memberId);
  if (!theirs) return refuse('forbidden', 'This person has no access any more.');
  const question = await held(theirs, questionId);
  if (isRefusal(question)) return question;
  if (question.state === 'open') return answerQuestion(theirs, { id: questionId, answer: body, through });
  const { rows } = await sql`select from question q where q.workspace_id = ${ctx.scope.workspaceId} and q.id = ${questionId}
    and ((q.answered_by = ${memberId} and q.answer = ${body}) or exists (select from question_word w where w.workspace_id = q.workspace_id
      and w.question_id = q.id and w.member_id = ${memberId} and w.body = ${body}))`.execute(ctx.tx);
  if (rows.length > 0) return {};
  const said = await sayMore(theirs, { id: questionId, body, through });
  return isRefusal(said) ? said : {};
}
