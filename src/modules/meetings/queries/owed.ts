import { sql } from 'kysely';
import { timeZoneOf } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { dayIn } from '#platform/shared/calendar.ts';
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

/** What was promised for a day that has passed: actions of meetings, content that was asked for, items of the plan, and what one side expects of the other. */
export async function promises(ctx: ReadCtx): Promise<Found[]> {
  const today = dayIn(await timeZoneOf(ctx), ctx.now);
  const { rows } =
    await sql<Evidence>`select 'task' as entity, t.id, left(t.subject, 200) || ', due ' || to_char(t.due_at, 'YYYY-MM-DD') as text, null as day
      from meeting_action a join task t on t.workspace_id = a.workspace_id and t.id = a.task_id
      where a.workspace_id = ${ctx.scope.workspaceId} and t.status = 'open' and t.due_at < ${ctx.now}
    union all select 'request', r.id, left(r.need, 200) || ', due ' || to_char(r.due_at, 'YYYY-MM-DD'), null from asset_request r
      where r.workspace_id = ${ctx.scope.workspaceId} and r.status in ('asked', 'accepted') and r.due_at < ${ctx.now}
    union all select 'plan_item', i.id, i.what || ', due ' || to_char(i.due_on, 'YYYY-MM-DD'), p.quarter_on::text
      from plan_item i join joint_plan p on p.workspace_id = i.workspace_id and p.id = i.plan_id and p.signed_at is not null and p.superseded_at is null
      where i.workspace_id = ${ctx.scope.workspaceId} and i.done_at is null and i.due_on < ${today}::date
    union all select 'expectation', e.id, left(e.what, 200) || ', due ' || to_char(e.due_on, 'YYYY-MM-DD'), null from team_promise e
      where e.workspace_id = ${ctx.scope.workspaceId} and e.kept is null and e.due_on < ${today}::date`.execute(ctx.tx);
  const n = rows.length;
  const shown = rows.map(({ day, ...row }) => ({ ...row, ...(day ? { day } : {}) }));
  return n === 0
    ? []
    : [{ source: 'promise', key: 'late', sentence: SENTENCES.promise(n), k: n, n: null, ...firstOf({ rows: shown, total: n }) }];
}

/** Questions that nobody has answered; a team's meeting looks at those that wait for it. What was asked is read where it is answered. */
export async function questions(ctx: ReadCtx, { side }: Look): Promise<Found[]> {
  const { rows } = await sql<Evidence & { overdue: boolean }>`select 'question' as entity, q.id,
      'Asked by ' || coalesce(a.name, 'somebody') || ', due ' || to_char(q.due_at, 'YYYY-MM-DD') as text, q.due_at < ${ctx.now} as overdue
    from question q left join member a on a.workspace_id = q.workspace_id and a.id = q.asked_by
    where q.workspace_id = ${ctx.scope.workspaceId} and q.answered_at is null and q.withdrawn_at is null
      and ${side === null ? sql`true` : sql`q.to_team = ${side}`} order by q.due_at, q.id`.execute(ctx.tx);
  const n = rows.length;
  if (n === 0) return [];
  const k = rows.filter(({ overdue }) => overdue).length;
  const shown = rows.map(({ overdue: _overdue, ...row }) => row);
  return [
    { source: 'question', key: 'open', sentence: SENTENCES.question({ n, overdue: k }), k, n, ...firstOf({ rows: shown, total: n }) },
  ];
}

/** What people find hard and nobody has solved; what is discussed already stands with the discussions. */
export async function challenges(ctx: ReadCtx, { side }: Look): Promise<Found[]> {
  const { rows } = await sql<Evidence>`select 'challenge' as entity, c.id, c.title as text from challenge c
    where c.workspace_id = ${ctx.scope.workspaceId} and c.state <> 'solved' and ${side === null ? sql`true` : sql`c.party = ${side}`}
      and not exists (select from discussion d where d.workspace_id = c.workspace_id and d.id = c.discussion_id and d.closed_at is null)
    order by (select count(*) from challenge_voice v where v.workspace_id = c.workspace_id and v.challenge_id = c.id) desc, c.id`.execute(
    ctx.tx,
  );
  const n = rows.length;
  return n === 0
    ? []
    : [{ source: 'challenge', key: 'open', sentence: SENTENCES.challenge(n), k: n, n: null, ...firstOf({ rows, total: n }) }];
}
