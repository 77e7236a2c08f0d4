import { sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';
import { SENTENCES, valueWords } from '../rules/agenda.ts';
import { type Evidence, Measured, type Metric } from '../schema.ts';
import { type Found, firstOf, type Look } from './found.ts';

/** Decisions whose day has come: those that were measured since the last meeting, and those that are to be by the day of this one. */
export async function checkbacks(ctx: ReadCtx, { since, day }: Look): Promise<Found[]> {
  const { rows } = await sql<{ id: string; number: number; title: string; metric: Metric; expected: number; measured: unknown }>`
    select id, number, title, metric, expected::float8, measured from decision where workspace_id = ${ctx.scope.workspaceId} and applied_at is not null
      and (checked_at >= ${since} or (checked_at is null and check_on <= ${day}::date)) order by number`.execute(ctx.tx);
  return rows.map(({ id, number, title, metric, expected, measured }) => {
    const was = measured === null ? null : Measured.parse(measured);
    const words = { title, expected: valueWords(metric, expected), was: valueWords(metric, was?.value ?? null), n: was?.n ?? 0 };
    return {
      source: 'checkback',
      key: id,
      sentence: was ? SENTENCES.checked(words) : SENTENCES.due(title),
      k: was?.k ?? null,
      n: was?.n ?? null,
      evidence: [{ entity: 'decision', id, text: `Decision ${number}` }],
      total: 1,
    };
  });
}

/** Problems that are open, and closed ones that are to be looked at again by the day of the meeting. */
export async function issues(ctx: ReadCtx, { since, day }: Look): Promise<Found[]> {
  const { rows } = await sql<{ id: string; problem: string; k: number | null; n: number | null; closed: boolean }>`
    select id, problem, k, n, closed_at is not null as closed from root_cause where workspace_id = ${ctx.scope.workspaceId}
      and (closed_at is null or check_on between (${since}::timestamptz)::date and ${day}::date) order by opened_at`.execute(ctx.tx);
  return rows.map(({ id, problem, k, n, closed }) => ({
    ...{ source: 'issue', key: id, k, n, total: 1 },
    sentence: closed ? SENTENCES.due(problem) : SENTENCES.issue(problem),
    evidence: [{ entity: 'root_cause', id, text: problem }],
  }));
}

/** What was promised for a day that has passed: actions of meetings, and content that was asked for. */
export async function promises(ctx: ReadCtx): Promise<Found[]> {
  const { rows } =
    await sql<Evidence>`select 'task' as entity, t.id, left(t.subject, 200) || ', due ' || to_char(t.due_at, 'YYYY-MM-DD') as text
      from meeting_action a join task t on t.workspace_id = a.workspace_id and t.id = a.task_id
      where a.workspace_id = ${ctx.scope.workspaceId} and t.status = 'open' and t.due_at < ${ctx.now}
    union all select 'request', r.id, left(r.need, 200) || ', due ' || to_char(r.due_at, 'YYYY-MM-DD') from asset_request r
      where r.workspace_id = ${ctx.scope.workspaceId} and r.status in ('asked', 'accepted') and r.due_at < ${ctx.now}`.execute(ctx.tx);
  const n = rows.length;
  return n === 0 ? [] : [{ source: 'promise', key: 'late', sentence: SENTENCES.promise(n), k: n, n: null, ...firstOf({ rows, total: n }) }];
}
