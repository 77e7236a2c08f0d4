import { sql } from 'kysely';
import { signsFor } from '#modules/signatures/queries.ts';
import { timeZoneOf } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { dayIn } from '#platform/shared/calendar.ts';
import type { ParsedOf } from '#platform/shared/contract.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { answerPulse, askPulse } from '../contract.ts';
import { mayAsk, runningQuestions } from '../queries/pulse.ts';
import { tokenOf } from '../queries/token.ts';
import { openPeriod } from '../rules/pulse.ts';

type Done = Record<string, never>;

export async function ask(ctx: Ctx, { party, words, rhythm }: ParsedOf<typeof askPulse>): Promise<{ id: string } | Refusal> {
  const own = await signsFor(ctx, 'record:read');
  if (!mayAsk(ctx, { own, party }))
    return refuse('forbidden', 'A team’s question is put by its own side, or by somebody of neither.', { field: 'party' });
  const ws = ctx.scope.workspaceId;
  const today = dayIn(await timeZoneOf(ctx), ctx.now);
  // Two who ask at once take turns: a team has one question.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`${ws} pulse ${party}`}, 0))`.execute(ctx.tx);
  await sql`update pulse_question set ended_on = ${today} where workspace_id = ${ws} and party = ${party} and ended_on is null`.execute(
    ctx.tx,
  );
  const { id } = await ctx.tx
    .insertInto('pulse_question')
    .values({ workspace_id: ws, party, words, rhythm, starts_on: today, asked_by: ctx.scope.actor.memberId })
    .returning('id')
    .executeTakeFirstOrThrow();
  ctx.changed('pulse');
  return { id };
}

interface Place {
  questionId: string;
  period: string;
  token: string;
}

/** Where the caller's answer stands: always the period that is open, so that what was told of one that is over never changes. */
async function placeOf(ctx: Ctx, questionId: string): Promise<Place | Refusal> {
  const question = (await runningQuestions(ctx)).find(({ id }) => id === questionId);
  if (!question) return refuse('not_now', 'This question is not asked any more.');
  if ((await signsFor(ctx, 'record:read')) !== question.party) return refuse('forbidden', 'This question is put to the other team.');
  const { period } = openPeriod(question.rhythm, dayIn(await timeZoneOf(ctx), ctx.now));
  const token = tokenOf(ctx.seal, ctx, [questionId, period]);
  return token ? { questionId, period, token } : refuse('forbidden', 'Only a person can answer.');
}

/** Announced to nobody, and no open browser is told: the moment would tell who answered. */
export async function answer(ctx: Ctx, { questionId, value, word }: ParsedOf<typeof answerPulse>): Promise<Done | Refusal> {
  const place = await placeOf(ctx, questionId);
  if (isRefusal(place)) return place;
  await sql`insert into pulse_answer (workspace_id, question_id, period, token, value, word)
    values (${ctx.scope.workspaceId}, ${place.questionId}, ${place.period}, ${place.token}, ${value}, ${word || null})
    on conflict (workspace_id, question_id, period, token) do update set value = excluded.value, word = excluded.word`.execute(ctx.tx);
  return {};
}

export async function takeBack(ctx: Ctx, { questionId }: { questionId: string }): Promise<Done | Refusal> {
  const place = await placeOf(ctx, questionId);
  if (isRefusal(place)) return place;
  await sql`delete from pulse_answer where workspace_id = ${ctx.scope.workspaceId} and question_id = ${place.questionId} and period = ${place.period}
    and token = ${place.token}`.execute(ctx.tx);
  return {};
}
