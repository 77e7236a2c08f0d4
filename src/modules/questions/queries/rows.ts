import { type RawBuilder, sql } from 'kysely';
import { readingAs } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { Question } from '../contract/questions.ts';
import { type Facts, rightsOf, type Standing } from '../rules/rights.ts';
import { nameOf } from './subjects.ts';

const person = (alias: string) =>
  sql`case when ${sql.ref(`${alias}.id`)} is not null then jsonb_build_object('id', ${sql.ref(`${alias}.id`)}, 'name', ${sql.ref(`${alias}.name`)}) end`;

interface Row extends Omit<Question, 'about' | 'may' | 'state' | 'overdue'> {
  subject: NonNullable<Question['about']>['subject'] | null;
  subjectId: string | null;
  subjectName: string | null;
  withdrawnAt: string | null;
}

/** Whether the caller may read `q`, whose record has the name `s.name` for them. */
export const READABLE = sql<boolean>`(q.subject is null or s.name is not null)`;

/** `q` with the name of its record beside it. */
export const from = (ctx: ReadCtx) => sql`question q cross join lateral (select ${nameOf(ctx.scope)} as name) s`;

/** Questions as the caller may see them: without what was said where the record is not theirs. */
export async function questionsBy(ctx: ReadCtx, where: RawBuilder<unknown>): Promise<Question[]> {
  const own = (value: RawBuilder<unknown>) => sql`case when ${READABLE} then ${value} end`;
  const { rows } = await sql<Row>`
    select q.id, q.kind, q.subject, q.subject_id as "subjectId", s.name as "subjectName", ${own(sql`q.words`)} as words, ${person('a')} as "askedBy", q.asked_at as "askedAt",
      q.to_team as "toTeam", ${person('b')} as assignee, q.due_at as "dueAt", ${own(sql`q.answer`)} as answer, ${person('c')} as "answeredBy",
      q.answered_at as "answeredAt", q.answered_through as through, q.outcome, q.kept_at is not null as kept, q.withdrawn_at as "withdrawnAt",
      (select count(*)::int from question_help h where h.workspace_id = q.workspace_id and h.question_id = q.id) as helped
    from ${from(ctx)} left join member a on a.workspace_id = q.workspace_id and a.id = q.asked_by
      left join member b on b.workspace_id = q.workspace_id and b.id = q.assignee_id
      left join member c on c.workspace_id = q.workspace_id and c.id = q.answered_by
    where q.workspace_id = ${ctx.scope.workspaceId} and ${where}`.execute(ctx.tx);
  const standing = await standingOf(ctx);
  return rows.map((row) => shown(row, { standing, now: ctx.now }));
}

/** A question as another person reads it now; null where they may not. For whatever is written to them. */
export async function questionAs(ctx: ReadCtx, memberId: string, id: string): Promise<Question | null> {
  const theirs = await readingAs(ctx, memberId);
  const [question] = theirs ? await questionsBy(theirs, sql`q.id = ${id}`) : [];
  return question && question.words !== null ? question : null;
}

/** Of these questions, those whose words the caller may read. A door for whoever lists what is owed. */
export async function readableQuestions(ctx: ReadCtx, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const { rows } = await sql<{ id: string }>`select q.id from ${from(ctx)}
    where q.workspace_id = ${ctx.scope.workspaceId} and q.id = any (${ids}::uuid[]) and ${READABLE}`.execute(ctx.tx);
  return new Set(rows.map(({ id }) => id));
}

function shown(
  { subject, subjectId, subjectName, withdrawnAt, ...row }: Row,
  { standing, now }: { standing: Standing; now: string },
): Question {
  const state = withdrawnAt ? ('withdrawn' as const) : row.answeredAt ? ('answered' as const) : ('open' as const);
  const readable = subject === null || subjectName !== null;
  const facts: Facts = {
    state,
    readable,
    kept: row.kept,
    askedBy: row.askedBy?.id ?? null,
    assignee: row.assignee?.id ?? null,
    answeredBy: row.answeredBy?.id ?? null,
    team: row.toTeam,
  };
  return {
    ...row,
    about: subject && { subject, id: readable ? subjectId : null, name: subjectName },
    state,
    overdue: state === 'open' && row.dueAt < now,
    may: rightsOf(facts, standing),
  };
}

/** What the caller is to questions. */
export async function standingOf({ tx, scope }: ReadCtx): Promise<Standing> {
  const { memberId } = scope.actor;
  const row = memberId
    ? await tx
        .selectFrom('member')
        .select('department')
        .where('workspace_id', '=', scope.workspaceId)
        .where('id', '=', memberId)
        .executeTakeFirst()
    : undefined;
  return {
    memberId,
    team: (row?.department ?? 'coordination') as Standing['team'],
    mayWrite: memberId !== null && scope.permissions.has('question:write'),
    leads: scope.permissions.has('brief:write'),
  };
}
