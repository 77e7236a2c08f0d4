import { type RawBuilder, sql } from 'kysely';
import type { z } from 'zod';
import { timeZoneOf } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { beyond } from '#platform/db/paging.ts';
import { cut } from '#platform/shared/paging.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type * as contract from '../contract/questions.ts';
import { searchWords } from '../rules/words.ts';
import type { About } from '../schema.ts';
import { dueWithin } from './answering.ts';
import { from, questionsBy, READABLE, standingOf } from './rows.ts';

type Asked = z.output<(typeof contract.listQuestions)['input']>;
type Answer = z.output<(typeof contract.listQuestions)['output']>;
type Detail = z.output<(typeof contract.getQuestion)['output']>;
type Kept = z.output<(typeof contract.listKeptAnswers)['output']>;

const OPEN = sql<boolean>`(q.answered_at is null and q.withdrawn_at is null)`;

/** The caller owes the answer of `q`, or may take it. */
async function owedByCaller(ctx: ReadCtx): Promise<RawBuilder<boolean>> {
  const { memberId, team, mayWrite } = await standingOf(ctx);
  const takes = sql`q.assignee_id is null and q.to_team = ${team} and q.asked_by is distinct from ${memberId} and ${mayWrite}`;
  return sql<boolean>`(${READABLE} and (coalesce(q.assignee_id = ${memberId}, false) or (${takes})))`;
}

async function conditionsOf(ctx: ReadCtx, asked: Asked): Promise<RawBuilder<unknown>[]> {
  const { which, team, subject, subjectId, inTime } = asked;
  const of: RawBuilder<unknown>[] = [];
  if (subject && subjectId) of.push(sql`q.subject = ${subject}`, sql`q.subject_id = ${subjectId}`, READABLE);
  if (team) of.push(sql`q.to_team = ${team}`);
  if (which === 'mine') of.push(OPEN, await owedByCaller(ctx));
  if (which === 'asked') of.push(sql`q.asked_by = ${ctx.scope.actor.memberId}`, sql`q.withdrawn_at is null`);
  if (which === 'open') of.push(OPEN);
  if (which === 'answered') of.push(sql`q.answered_at is not null`);
  if (which === 'counted' && asked.from && asked.to)
    of.push(dueWithin(await timeZoneOf(ctx), { from: asked.from, to: asked.to, now: ctx.now }));
  if (inTime !== undefined) of.push(sql`coalesce(q.answered_at <= q.due_at, false) = ${inTime}`);
  return of;
}

/** Open ones by the time their answer is owed, else the newest first. */
export async function listQuestions(ctx: ReadCtx, asked: Asked): Promise<Answer | Refusal> {
  const { which, cursor, limit } = asked;
  if (which === 'counted' && !(asked.from && asked.to)) return refuse('invalid', 'Choose the days.', { field: 'from' });
  const ascending = which === 'mine' || which === 'open';
  const at = sql`date_trunc('milliseconds', ${ascending ? sql`q.due_at` : which === 'answered' ? sql`q.answered_at` : sql`q.asked_at`})`;
  const where = [...(await conditionsOf(ctx, asked)), beyond(cursor, { at, id: sql`q.id`, ascending })];
  const order = ascending ? sql`order by ${at}, q.id` : sql`order by ${at} desc, q.id desc`;
  const rows = await questionsBy(ctx, sql`${sql.join(where, sql` and `)} ${order} limit ${limit + 1}`);
  const placed = (row: contract.Question) => (ascending ? row.dueAt : which === 'answered' ? (row.answeredAt ?? row.askedAt) : row.askedAt);
  return { ...cut(rows, limit, (row) => ({ at: placed(row), id: row.id })), counts: await counts(ctx) };
}

async function counts(ctx: ReadCtx): Promise<Answer['counts']> {
  const mine = await owedByCaller(ctx);
  const { rows } = await sql<Answer['counts']>`select count(*)::int as open, (count(*) filter (where ${mine}))::int as mine,
      (count(*) filter (where ${mine} and q.due_at < ${ctx.now}))::int as overdue
    from ${from(ctx)} where q.workspace_id = ${ctx.scope.workspaceId} and ${OPEN}`.execute(ctx.tx);
  return rows[0] ?? { mine: 0, open: 0, overdue: 0 };
}

export async function readQuestion(ctx: ReadCtx, id: string): Promise<Detail | Refusal> {
  const [question] = await questionsBy(ctx, sql`q.id = ${id}`);
  if (!question) return refuse('not_found', 'This question is not here any more.');
  const { reminded_at, escalated_at } = await ctx.tx
    .selectFrom('question')
    .select(['reminded_at', 'escalated_at'])
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return { ...question, said: question.words === null ? [] : await saidTo(ctx, id), remindedAt: reminded_at, escalatedAt: escalated_at };
}

async function saidTo({ tx, scope }: ReadCtx, id: string): Promise<Detail['said']> {
  const { rows } = await sql<Detail['said'][number]>`select w.id, w.body, w.at, w.through,
      case when m.id is not null then jsonb_build_object('id', m.id, 'name', m.name) end as by
    from question_word w left join member m on m.workspace_id = w.workspace_id and m.id = w.member_id
    where w.workspace_id = ${scope.workspaceId} and w.question_id = ${id} order by w.at, w.id`.execute(tx);
  return rows;
}

/** Whether something about a record waits for an answer. A door for whoever says what comes next. */
export async function isAsked({ tx, scope }: ReadCtx, { subject, id }: About): Promise<boolean> {
  const { rows } =
    await sql`select from question q where q.workspace_id = ${scope.workspaceId} and q.subject_id = ${id} and q.subject = ${subject} and ${OPEN} limit 1`.execute(
      tx,
    );
  return rows.length > 0;
}

const SIMILAR = 5;

const finds = (word: string) => sql`(q.found @@ to_tsquery('simple', ${`${word}:*`}))::int`;

/** Answered questions in which most words of the new one occur, those kept for all first among equals. */
export async function similarQuestions(ctx: ReadCtx, { words }: { words: string }): Promise<{ items: contract.Question[] }> {
  const beginnings = searchWords(words);
  if (beginnings.length === 0) return { items: [] };
  const hits = sql`(${sql.join(beginnings.map(finds), sql` + `)})`;
  const any = beginnings.map((word) => `${word}:*`).join(' | ');
  const least = Math.max(1, Math.ceil(beginnings.length / 2));
  return {
    items: await questionsBy(
      ctx,
      sql`q.answered_at is not null and q.words <> '' and ${READABLE} and q.found @@ to_tsquery('simple', ${any}) and ${hits} >= ${least}
        order by ${hits} desc, q.kept_at is not null desc, q.answered_at desc limit ${SIMILAR}`,
    ),
  };
}

export async function keptAnswers(
  ctx: ReadCtx,
  { text, cursor, limit }: z.output<(typeof contract.listKeptAnswers)['input']>,
): Promise<Kept> {
  const at = sql`date_trunc('milliseconds', q.answered_at)`;
  const beginnings = text ? searchWords(text) : [];
  const where = [
    sql`q.kept_at is not null`,
    READABLE,
    ...(beginnings.length > 0 ? [sql`q.found @@ to_tsquery('simple', ${beginnings.map((word) => `${word}:*`).join(' & ')})`] : []),
    beyond(cursor, { at, id: sql`q.id` }),
  ];
  const rows = await questionsBy(ctx, sql`${sql.join(where, sql` and `)} order by ${at} desc, q.id desc limit ${limit + 1}`);
  return cut(rows, limit, (row) => ({ at: row.answeredAt ?? row.askedAt, id: row.id }));
}
