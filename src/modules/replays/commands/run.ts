import { sql } from 'kysely';
import { type ClauseRow, type ClockClauseRow, clausesOf, termsHashOf, versionInForce } from '#modules/agreements/queries/agreement.ts';
import { clausesWith } from '#modules/agreements/queries/changed.ts';
import { attainment, climbedBy, climbsOf, type ReplayedClock } from '#modules/agreements/queries/replay.ts';
import { ChangedClause, isClocked } from '#modules/agreements/schema.ts';
import { USUAL_MINUTES } from '#modules/attempts/schema.ts';
import type { Ctx, ReadCtx } from '#platform/context.ts';
import type { JobRun } from '#platform/jobs/job.ts';
import { isRefusal } from '#platform/shared/refusal.ts';
import { capacityOver } from '../queries/capacity.ts';
import { type Counting, countOver } from '../queries/counting.ts';
import { type Lines, startsOfClauses, timesOf } from '../queries/lines.ts';
import { periodFor } from '../queries/replays.ts';
import { pastStarts, type Start, wonLeads } from '../queries/starts.ts';
import { addWeeks, emptyWeeks, ladderCounts, lineOf, type Ran, stakeOf } from '../rules/result.ts';
import type { ClockedLine, ReplayResult } from '../schema.ts';

interface Work {
  id: string;
  from: string;
  to: string;
  zone: string;
  asOf: string;
  clauses: ClauseRow[];
  starts: 'handed_off' | 'opened';
  starters: number;
  lines: Lines;
  /** The version in force, where it is another one: its ladders stand beside. */
  inForce: { number: number; clauses: ClauseRow[]; lines: Lines } | null;
  sales: Awaited<ReturnType<typeof wonLeads>>;
}

// What would have happened is worked out from what is on record, so its rows are no news for the audit log.
const QUIET = { audit: false };
/** Rows that go into one insert. */
const BATCH = 2_000;

/** Runs a version over its period, a promise per transaction, and keeps what came out. Begun again, it begins anew. */
export async function runOver(run: JobRun, replayId: string): Promise<void> {
  try {
    const work = await run.transaction((ctx) => begin(ctx, replayId), QUIET);
    if (!work) return;
    const weeks = emptyWeeks(work);
    const lines: ClockedLine[] = [];
    let done = 0;
    for (const line of work.lines) {
      const { shown, ran } = await run.transaction((ctx) => runLine(ctx, work, line), QUIET);
      lines.push(shown);
      if (shown.party === 'sales') addWeeks(weeks, { zone: work.zone, attempts: shown.attempts, ran });
      done += line.starts.length;
      await run.transaction((ctx) => note(ctx, work.id, { done }), QUIET);
    }
    const held: InForceLine[] = [];
    for (const line of work.inForce?.lines ?? []) held.push(await run.transaction((ctx) => runHeld(ctx, work, line), QUIET));
    await run.transaction((ctx) => finish(ctx, work, { lines, weeks, held }), QUIET);
  } catch (error) {
    await run.transaction((ctx) => note(ctx, replayId, { state: 'failed' }), QUIET);
    throw error;
  }
}

async function note(
  ctx: Ctx,
  id: string,
  change: { state?: string; done?: number; total?: number; as_of?: string; content_hash?: string },
): Promise<void> {
  await ctx.tx.updateTable('agreement_replay').set(change).where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', id).execute();
  ctx.changed('replay', id);
}

async function begin(ctx: Ctx, id: string): Promise<Work | null> {
  const replay = await ctx.tx
    .selectFrom('agreement_replay')
    .select(['version_id', 'changed', 'from_day', 'to_day', 'state'])
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (!replay || replay.state === 'done') return null;
  const period = await periodFor(ctx, { from: replay.from_day, to: replay.to_day });
  if (isRefusal(period)) return null;
  await ctx.tx.deleteFrom('agreement_replay_row').where('workspace_id', '=', ctx.scope.workspaceId).where('replay_id', '=', id).execute();
  const changed = ChangedClause.nullable().parse(replay.changed);
  const clauses = await clausesWith(ctx.tx, ctx.scope, { versionId: replay.version_id, changed });
  if (isRefusal(clauses)) throw new Error(`these terms were run before: ${clauses.message}`);
  const asOf: ReadCtx = { tx: ctx.tx, scope: ctx.scope, now: period.asOf };
  const { starts, items } = await pastStarts(asOf, period);
  const lines = await startsOfClauses(asOf, { clauses: clauses.filter(isClocked), starts, items });
  const total = lines.reduce((sum, line) => sum + line.starts.length, 0);
  const current = await versionInForce(ctx.tx, ctx.scope, ctx.now);
  const other = current && (current.id !== replay.version_id || changed !== null) ? current : null;
  const held = other ? await clausesOf(ctx.tx, ctx.scope, other.id) : [];
  const heldLines = await startsOfClauses(asOf, { clauses: held.filter(isClocked), starts, items });
  const inForce = other && { number: other.number, clauses: held, lines: heldLines };
  await note(ctx, id, { state: 'running', done: 0, total, as_of: period.asOf, content_hash: termsHashOf(clauses) });
  const { from, to, timeZone: zone } = period;
  const sales = await wonLeads(asOf);
  return { id, from, to, zone, asOf: period.asOf, clauses, starts, starters: items.length, lines, inForce, sales };
}

async function runLine(ctx: Ctx, work: Work, line: Lines[number]): Promise<{ shown: ClockedLine; ran: Ran[] }> {
  const { clause } = line;
  const clocks = await timesOf({ tx: ctx.tx, scope: ctx.scope, now: work.asOf }, line);
  const ran = clocks.map((one) => ranOf(clause, one));
  const counted = attainment(ran.map(({ state }) => state));
  await keepRows(ctx, { replayId: work.id, clause, clocks });
  const answers = clause.party === 'sales' && clause.startsWhen !== 'recycled' && clause.proof.some((one) => one !== 'verdict');
  const stake = answers ? stakeOf(ran, work.sales) : null;
  return {
    ran,
    shown: lineOf(
      { ...clause, climbs: climbsOf(clause.escalation) },
      { ran, counted },
      { unjudged: line.unjudged, knownSince: line.knownSince, judgedToday: line.judgedToday, problem: line.problem, stake },
    ),
  };
}

function ranOf(clause: ClockClauseRow, { start, clock: { startedAt, state } }: { start: Start; clock: ReplayedClock }): Ran {
  const climbed = climbedBy(clause.escalation, state);
  const { breachedAt, warningsPassed } = state;
  return { state: state.state, startedAt, breachedAt, warningsPassed, climbed, leadId: start.leadId, band: start.band };
}

type InForceLine = NonNullable<ReplayResult['inForce']>['lines'][number];

/** How the clocks of a promise in force ended over the same time, and how far they climbed its ladder. */
async function runHeld(ctx: Ctx, work: Work, line: Lines[number]): Promise<InForceLine> {
  const { clause } = line;
  const clocks = await timesOf({ tx: ctx.tx, scope: ctx.scope, now: work.asOf }, line);
  const { lineId, title, party } = clause;
  const ran = clocks.map((one) => ranOf(clause, one));
  const { k, n, rate, low, high, enough, metLate, breached } = attainment(ran.map(({ state }) => state));
  const counted = { k, n, rate, low, high, enough, metLate, breached };
  return { lineId, title, party, started: ran.length, ladder: ladderCounts(climbsOf(clause.escalation), ran), counted };
}

async function keepRows(
  ctx: Ctx,
  { replayId, clause, clocks }: { replayId: string; clause: ClockClauseRow; clocks: readonly { start: Start; clock: ReplayedClock }[] },
): Promise<void> {
  for (let at = 0; at < clocks.length; at += BATCH) {
    const rows = clocks.slice(at, at + BATCH).map(({ start, clock }) => ({
      lead_id: start.leadId,
      owner_id: start.ownerId,
      state: clock.state.state,
      started_at: clock.startedAt,
      due_at: clock.state.dueAt,
      met_at: clock.proof?.at ?? null,
      breached_at: clock.state.breachedAt,
      band: start.band,
      climbed: climbedBy(clause.escalation, clock.state),
    }));
    // A lead or a colleague that was erased meanwhile has no row to point to.
    await sql`insert into agreement_replay_row (workspace_id, replay_id, line_id, lead_id, owner_id, state, started_at, due_at, met_at, breached_at, band, climbed)
      select ${ctx.scope.workspaceId}, ${replayId}, ${clause.lineId}, l.id, m.id, r.state, r.started_at, r.due_at, r.met_at, r.breached_at, r.band, r.climbed
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(lead_id uuid, owner_id uuid, state text, started_at timestamptz,
        due_at timestamptz, met_at timestamptz, breached_at timestamptz, band text, climbed text[])
      join lead l on l.workspace_id = ${ctx.scope.workspaceId} and l.id = r.lead_id
      left join member m on m.workspace_id = ${ctx.scope.workspaceId} and m.id = r.owner_id`.execute(ctx.tx);
  }
}

async function finish(
  ctx: Ctx,
  work: Work,
  { lines, weeks, held }: { lines: ClockedLine[]; weeks: ReturnType<typeof emptyWeeks>; held: InForceLine[] },
): Promise<void> {
  const asOf: ReadCtx = { tx: ctx.tx, scope: ctx.scope, now: work.asOf };
  const over: Counting = { from: work.from, to: work.to, zone: work.zone, currency: work.sales.currency };
  const measures = [];
  for (const clause of work.clauses) if (!isClocked(clause)) measures.push(await countOver(asOf, clause, over));
  const heldMeasures = [];
  for (const clause of work.inForce?.clauses ?? [])
    if (!isClocked(clause)) {
      const { lineId, kept, ended } = await countOver(asOf, clause, over);
      heldMeasures.push({ lineId, kept, ended });
    }
  const able = await capacityOver(ctx, { from: work.from, to: work.to, zone: work.zone, weeks: weeks.keys() });
  const { people, hoursPerWeek } = able;
  const minutes = people * hoursPerWeek * 60;
  const shown = [...weeks].map(([week, { asked, breached }]) => {
    const { minutes: available = minutes, holidayMinutes = 0, leaveMinutes = 0 } = able.weeks.get(week) ?? {};
    return { week, asked, breached, minutes: asked * USUAL_MINUTES, available, holidayMinutes, leaveMinutes };
  });
  const capacity = {
    people,
    hoursPerWeek,
    minutesPerAttempt: USUAL_MINUTES,
    minutes,
    over: shown.filter((week) => week.minutes > week.available).length,
  };
  const result: ReplayResult = {
    starts: work.starts,
    starters: work.starters,
    currency: work.sales.currency,
    lines,
    measures,
    inForce: work.inForce && { versionNumber: work.inForce.number, lines: held, measures: heldMeasures },
    weeks: shown,
    capacity,
  };
  await ctx.tx
    .updateTable('agreement_replay')
    .set({ state: 'done', result: JSON.stringify(result), ended_at: ctx.now })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', work.id)
    .execute();
  ctx.changed('replay', work.id);
}
