import { sql } from 'kysely';
import { campaignsOutside } from '#modules/drift/queries/outside.ts';
import { campaignsAside } from '#modules/goals/queries/aims.ts';
import type { ReadCtx } from '#platform/context.ts';
import { LOOKS_AT, SENTENCES } from '../rules/agenda.ts';
import { type Evidence, LEAST_CASES, SILENT_DAYS, type Source } from '../schema.ts';
import { corrections, goals, unsigned } from './course.ts';
import { type Found, firstOf, type Look } from './found.ts';
import { challenges, checkbacks, issues, promises, questions } from './owed.ts';
import { earlyWarnings } from './warned.ts';

type Looking = (ctx: ReadCtx, look: Look) => Promise<Found[]>;

const DAY_MS = 86_400_000;
const daysBetween = (from: string, to: string) => Math.floor((Date.parse(to) - Date.parse(from)) / DAY_MS);

/**
 * Promises of which answers came late or not, by line of the agreement. A team's meeting looks at its own. A promise whose problem is open is talked about
 * as that, where the meeting looks at problems.
 */
const breaches: Looking = async (ctx, { kind, since, side }) => {
  const ws = ctx.scope.workspaceId;
  const { rows } = await sql<{ lineId: string; title: string; target: number | null; k: number; n: number; rows: Evidence[] }>`
    with due as (select c.line_id, c.clause_id, c.subject_id, c.due_at,
        exists (select from clock_event e where e.workspace_id = c.workspace_id and e.clock_id = c.id and e.kind = 'breached')
          and not exists (select from clock_event e where e.workspace_id = c.workspace_id and e.clock_id = c.id and e.kind in ('excused', 'voided')) as late
      from clock c where c.workspace_id = ${ws} and c.due_at >= ${since} and c.due_at <= ${ctx.now} and ${side === null ? sql`true` : sql`c.party = ${side}`}
        and ${LOOKS_AT[kind].includes('issue') ? sql`not exists (select from root_cause r where r.workspace_id = c.workspace_id and r.line_id = c.line_id and r.closed_at is null)` : sql`true`})
    select d.line_id as "lineId", (array_agg(q.title order by q.id desc))[1] as title, (array_agg(q.target order by q.id desc))[1]::float8 as target,
      count(*) filter (where d.late)::int as k, count(*)::int as n,
      coalesce(jsonb_agg(jsonb_build_object('entity', 'lead', 'id', d.subject_id, 'text', 'due ' || to_char(d.due_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') || ' UTC')
        order by d.due_at desc) filter (where d.late), '[]') as rows
    from due d join clause q on q.workspace_id = ${ws} and q.id = d.clause_id group by d.line_id having count(*) filter (where d.late) > 0
    order by count(*) filter (where d.late) desc`.execute(ctx.tx);
  return rows.map(({ lineId, title, target, k, n, rows: late }) => ({
    ...{ source: 'breach' as const, key: lineId, sentence: SENTENCES.breach({ title, k, n, target }), k, n },
    ...firstOf({ rows: late, total: k }),
  }));
};

const disputes: Looking = async (ctx) => {
  const { rows } =
    await sql<Evidence>`select 'lead' as entity, h.lead_id as id, 'disputed on ' || to_char(d.raised_at, 'YYYY-MM-DD') as text
    from dispute d join handoff h on h.workspace_id = d.workspace_id and h.id = d.handoff_id
    where d.workspace_id = ${ctx.scope.workspaceId} and d.ruled_at is null order by d.raised_at`.execute(ctx.tx);
  const n = rows.length;
  return n === 0 ? [] : [{ source: 'dispute', key: 'open', sentence: SENTENCES.dispute(n), k: n, n: null, ...firstOf({ rows, total: n }) }];
};

/** Reasons of return that are given more often than in the time of the same length before. */
const reasons: Looking = async (ctx, { since }) => {
  const ws = ctx.scope.workspaceId;
  const before = new Date(2 * Date.parse(since) - Date.parse(ctx.now)).toISOString();
  const { rows } = await sql<{ id: string; label: string; k: number; n: number; before: number; nBefore: number; rows: Evidence[] }>`
    with judged as (select v.reason_id, v.lead_id, v.decided_at, v.decided_at >= ${since} as now from verdict v
      where v.workspace_id = ${ws} and v.decided_at >= ${before} and v.decided_at <= ${ctx.now}),
    counted as (select count(*) filter (where now)::int as n, count(*) filter (where not now)::int as before from judged)
    select r.id, r.label, count(*) filter (where j.now)::int as k, c.n, count(*) filter (where not j.now)::int as before, c.before as "nBefore",
      coalesce(jsonb_agg(jsonb_build_object('entity', 'lead', 'id', j.lead_id, 'text', 'returned on ' || to_char(j.decided_at, 'YYYY-MM-DD')) order by j.decided_at desc)
        filter (where j.now), '[]') as rows
    from judged j cross join counted c join reason r on r.workspace_id = ${ws} and r.id = j.reason_id group by r.id, r.label, c.n, c.before
    having count(*) filter (where j.now) >= ${LEAST_CASES} and count(*) filter (where j.now) * greatest(c.before, 1) > count(*) filter (where not j.now) * c.n
    order by 3 desc limit 3`.execute(ctx.tx);
  return rows.map(({ id, label, k, n, before: earlier, nBefore, rows: given }) => ({
    ...{ source: 'reason' as const, key: id, k, n, sentence: SENTENCES.reason({ label, k, n, before: earlier, nBefore }) },
    ...firstOf({ rows: given, total: k }),
  }));
};

const drift: Looking = async (ctx) => {
  const { rows } = await sql<{ id: string; dimension: string; at: string }>`select id, dimension, opened_at as at from drift_case
    where workspace_id = ${ctx.scope.workspaceId} and closed_at is null order by opened_at`.execute(ctx.tx);
  return rows.map(({ id, dimension, at }) => ({
    ...{ source: 'drift' as const, key: id, sentence: SENTENCES.drift(dimension.replaceAll('_', ' ')), k: null, n: null, total: 1 },
    evidence: [{ entity: 'drift' as const, id, text: `seen since ${at.slice(0, 10)}` }],
  }));
};

/** Days since the last verdict, the last answer and the last meeting of the kind, while something waits for one. */
const silence: Looking = async (ctx, { kind, side }) => {
  const ws = ctx.scope.workspaceId;
  const { rows: waiting } =
    await sql<Evidence>`select 'lead' as entity, lead_id as id, 'handed off on ' || to_char(handed_at, 'YYYY-MM-DD') as text from handoff
    where workspace_id = ${ws} and decision is null and closed_at is null order by handed_at`.execute(ctx.tx);
  const { rows: asked } =
    await sql<Evidence>`select 'discussion' as entity, id, 'asked on ' || to_char(raised_at, 'YYYY-MM-DD') as text from discussion
    where workspace_id = ${ws} and state = 'open' order by raised_at`.execute(ctx.tx);
  const { rows } = await sql<{
    verdict: string | null;
    answer: string | null;
    meeting: string | null;
    oldest: string | null;
    raised: string | null;
  }>`select
      (select max(decided_at) from verdict where workspace_id = ${ws}) as verdict,
      (select max(written_at) from discussion_entry where workspace_id = ${ws} and kind = 'answer') as answer,
      (select max(starts_at) from meeting where workspace_id = ${ws} and kind = ${kind} and side is not distinct from ${side} and closed_at is not null) as meeting,
      (select min(handed_at) from handoff where workspace_id = ${ws} and decision is null and closed_at is null) as oldest,
      (select min(raised_at) from discussion where workspace_id = ${ws} and state = 'open') as raised`.execute(ctx.tx);
  const [last] = rows;
  if (!last) return [];
  const quiet = (at: string | null, since: string | null) => (at ?? since) && daysBetween(at ?? since ?? ctx.now, ctx.now);
  const found: Found[] = [];
  const verdicts = quiet(last.verdict, last.oldest);
  if (waiting.length > 0 && verdicts !== null && Number(verdicts) >= SILENT_DAYS)
    found.push({
      ...silent('verdicts', SENTENCES.verdicts({ days: Number(verdicts), n: waiting.length })),
      ...firstOf({ rows: waiting, total: waiting.length }),
    });
  const answers = quiet(last.answer, last.raised);
  if (asked.length > 0 && answers !== null && Number(answers) >= SILENT_DAYS)
    found.push({
      ...silent('answers', SENTENCES.answers({ days: Number(answers), n: asked.length })),
      ...firstOf({ rows: asked, total: asked.length }),
    });
  const meetings = last.meeting === null ? 0 : daysBetween(last.meeting, ctx.now);
  if (meetings >= 2 * SILENT_DAYS) found.push({ ...silent('meetings', SENTENCES.meetings(meetings)), evidence: [], total: 0 });
  return found;
};

const silent = (key: string, sentence: string) => ({ source: 'silence' as const, key, sentence, k: null, n: null });

/** Campaigns that speak mostly to people whom the profile of both sides puts outside. */
async function outside(ctx: ReadCtx): Promise<Found[]> {
  const against = (await campaignsOutside(ctx)).filter((one) => one.against);
  return against.map(({ campaign: { id, name }, outside: { k, n } }) => ({
    ...{ source: 'discrepancy' as const, key: `campaign:${id}`, sentence: SENTENCES.outside({ name, k, n }), k, n, total: 1 },
    evidence: [{ entity: 'campaign' as const, id, text: `${name}: ${k} of ${n}` }],
  }));
}

/** Campaigns that speak mostly to people whom no goal of Sales is about. */
async function aside(ctx: ReadCtx): Promise<Found[]> {
  const against = (await campaignsAside(ctx)).filter((one) => one.against);
  return against.map(({ campaign: { id, name }, outside: { k, n }, goals: aims }) => ({
    ...{ source: 'discrepancy' as const, key: `goals:${id}`, k, n, total: 1 },
    sentence: SENTENCES.aside({ name, k, n, goals: aims.map(({ title }) => title) }),
    evidence: [{ entity: 'campaign' as const, id, text: `${name}: ${k} of ${n}` }],
  }));
}

const discrepancies: Looking = async (ctx) => {
  const { rows } =
    await sql<Evidence>`select 'discrepancy' as entity, id, left(said, 120) || ' / ' || left(said_elsewhere, 120) as text from discrepancy
    where workspace_id = ${ctx.scope.workspaceId} and resolved_at is null order by reported_at`.execute(ctx.tx);
  const n = rows.length;
  const told: Found[] =
    n === 0
      ? []
      : [{ source: 'discrepancy', key: 'open', sentence: SENTENCES.discrepancy(n), k: n, n: null, ...firstOf({ rows, total: n }) }];
  return [...told, ...(await outside(ctx)), ...(await aside(ctx))];
};

const discussions: Looking = async (ctx, { day }) => {
  const { rows } = await sql<
    Evidence & { overdue: boolean }
  >`select 'discussion' as entity, id, left(what, 200) as text, state = 'open' and due_on < ${day}::date as overdue
    from discussion where workspace_id = ${ctx.scope.workspaceId} and closed_at is null order by due_on`.execute(ctx.tx);
  const n = rows.length;
  if (n === 0) return [];
  const overdue = rows.filter((row) => row.overdue).length;
  const shown = rows.map(({ entity, id, text }) => ({ entity, id, text }));
  return [
    {
      source: 'discussion',
      key: 'open',
      sentence: SENTENCES.discussion({ n, overdue }),
      k: overdue,
      n,
      ...firstOf({ rows: shown, total: n }),
    },
  ];
};

const confirmations: Looking = async (ctx) => {
  const { rows } = await sql<{ id: string; due: string; k: number; n: number }>`select c.id, to_char(c.due_at, 'YYYY-MM-DD') as due,
      count(*) filter (where k.confirmed_at is null)::int as k, count(*)::int as n
    from change_notice c join change_confirmation k on k.workspace_id = c.workspace_id and k.notice_id = c.id
    where c.workspace_id = ${ctx.scope.workspaceId} and c.closed_at is null and c.due_at < ${ctx.now} group by c.id, c.due_at
    having count(*) filter (where k.confirmed_at is null) > 0 order by c.due_at`.execute(ctx.tx);
  if (rows.length === 0) return [];
  const [k, n] = [rows.reduce((sum, row) => sum + row.k, 0), rows.reduce((sum, row) => sum + row.n, 0)];
  const shown: Evidence[] = rows.map((row) => ({
    entity: 'change',
    id: row.id,
    text: `${row.k} of ${row.n} not confirmed, due ${row.due}`,
  }));
  return [
    {
      source: 'confirmation',
      key: 'late',
      sentence: SENTENCES.confirmation({ k, n }),
      k,
      n,
      ...firstOf({ rows: shown, total: shown.length }),
    },
  ];
};

const LOOKING: Readonly<Record<Exclude<Source, 'hand'>, Looking>> = {
  checkback: checkbacks,
  issue: issues,
  breach: async (ctx, look) => [...(await breaches(ctx, look)), ...(await earlyWarnings(ctx, look))],
  dispute: disputes,
  reason: reasons,
  drift,
  silence,
  discrepancy: discrepancies,
  discussion: discussions,
  promise: promises,
  confirmation: confirmations,
  goal: goals,
  plan: unsigned,
  course: corrections,
  question: questions,
  challenge: challenges,
};

/** What the record has for a meeting, in the order in which it is talked about. */
export async function lookAround(ctx: ReadCtx, look: Look): Promise<Found[]> {
  const found: Found[] = [];
  for (const source of LOOKS_AT[look.kind]) if (source !== 'hand') found.push(...(await LOOKING[source](ctx, look)));
  return found;
}
