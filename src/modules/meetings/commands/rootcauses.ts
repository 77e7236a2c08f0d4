import { sql } from 'kysely';
import { attainmentByLine } from '#modules/agreements/queries/attainment.ts';
import { leadersOfBothSides } from '#modules/handoffs/queries/people.ts';
import { notify } from '#modules/notices/commands.ts';
import { timeZoneOf } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { dayIn, moveDay, periodAround, startOfDay } from '#platform/shared/calendar.ts';
import type { ParsedOf } from '#platform/shared/contract.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { addRootCauseAction, closeRootCause, openRootCause, writeRootCause } from '../contract/agenda.ts';
import { readRootCause } from '../queries/rootcauses.ts';
import { meetingById } from '../queries/rows.ts';
import { dropOf } from '../rules/agenda.ts';
import { hasDropped, type Missing } from '../rules/rootcause.ts';
import { DROP_WEEKS, type Evidence, MOST_ROWS } from '../schema.ts';
import { leadsInReach } from './agenda.ts';
import { makeAction } from './questions.ts';

type Done = Record<string, never>;

export async function open(ctx: Ctx, { problem, leadIds, meetingId }: ParsedOf<typeof openRootCause>): Promise<{ id: string } | Refusal> {
  const leads = await leadsInReach(ctx, leadIds);
  if (isRefusal(leads)) return leads;
  const wrong = await meetingProblem(ctx, meetingId);
  if (wrong) return wrong;
  const evidence: Evidence[] = leads.map((id) => ({ entity: 'lead', id, text: 'is about' }));
  const made = await ctx.tx
    .insertInto('root_cause')
    .values({
      workspace_id: ctx.scope.workspaceId,
      problem,
      meeting_id: meetingId,
      evidence: JSON.stringify(evidence),
      total: evidence.length,
      opened_by: ctx.scope.actor.memberId,
      opened_at: ctx.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  ctx.changed('root_cause', made.id);
  return made;
}

async function meetingProblem(ctx: Ctx, meetingId: string | null): Promise<Refusal | null> {
  if (meetingId === null) return null;
  const meeting = await meetingById(ctx, meetingId);
  return isRefusal(meeting) ? refuse('not_found', 'This meeting is not here.', { field: 'meetingId' }) : null;
}

async function lockOpen(ctx: Ctx, id: string): Promise<{ checkOn: string | null; meetingId: string | null } | Refusal> {
  const { rows } = await sql<{ closed: boolean; checkOn: string | null; meetingId: string | null }>`select closed_at is not null as closed,
      to_char(check_on, 'YYYY-MM-DD') as "checkOn", meeting_id as "meetingId" from root_cause
    where workspace_id = ${ctx.scope.workspaceId} and id = ${id} for update`.execute(ctx.tx);
  const [row] = rows;
  if (!row) return refuse('not_found', 'This problem is not here.');
  return row.closed ? refuse('not_now', 'This problem is closed.') : row;
}

export async function writeCauses(ctx: Ctx, { id, causes, checkOn, meetingId }: ParsedOf<typeof writeRootCause>): Promise<Done | Refusal> {
  const row = await lockOpen(ctx, id);
  if (isRefusal(row)) return row;
  const wrong = await meetingProblem(ctx, meetingId);
  if (wrong) return wrong;
  if (checkOn !== null && checkOn !== row.checkOn && checkOn <= dayIn(await timeZoneOf(ctx), ctx.now))
    return refuse('invalid', 'Look at it again after today.', { field: 'checkOn' });
  await ctx.tx
    .updateTable('root_cause')
    .set({ causes: JSON.stringify(causes), check_on: checkOn, meeting_id: meetingId })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .execute();
  ctx.changed('root_cause', id);
  return {};
}

export async function actOn(
  ctx: Ctx,
  { id, ...wish }: ParsedOf<typeof addRootCauseAction>,
): Promise<{ id: string; taskId: string } | Refusal> {
  const row = await lockOpen(ctx, id);
  if (isRefusal(row)) return row;
  const made = await makeAction(ctx, { ...wish, meetingId: null, itemId: null, rootCauseId: id });
  ctx.changed('root_cause', id);
  return made;
}

const LACKS: Readonly<Record<Missing, string>> = {
  cause: 'a cause',
  action: 'an action with an owner and a day',
  check: 'a day on which it is looked at again',
  both_teams: 'a meeting at which both teams were there',
};

export async function close(ctx: Ctx, { id, outcome }: ParsedOf<typeof closeRootCause>): Promise<Done | Refusal> {
  const row = await lockOpen(ctx, id);
  if (isRefusal(row)) return row;
  const whole = await readRootCause(ctx, { id });
  if (isRefusal(whole)) return whole;
  if (whole.missing.length > 0) return refuse('not_now', `It still lacks ${whole.missing.map((one) => LACKS[one]).join(', ')}.`);
  await ctx.tx
    .updateTable('root_cause')
    .set({ outcome, closed_at: ctx.now, closed_by: ctx.scope.actor.memberId })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .execute();
  ctx.changed('root_cause', id);
  return {};
}

/** Each of the last full weeks of every promise that clocks run on. */
async function weeksOf(ctx: Ctx): Promise<{ from: string; weeks: Awaited<ReturnType<typeof attainmentByLine>>[] }> {
  const zone = await timeZoneOf(ctx);
  const monday = periodAround(dayIn(zone, ctx.now), 'week', 0).from;
  const weeks = [];
  let from = monday;
  for (let back = 1; back <= DROP_WEEKS; back++) {
    const until = from;
    from = moveDay(from, -7, 'day') ?? from;
    weeks.push(await attainmentByLine(ctx.tx, ctx.scope, { from: startOfDay(zone, from), to: startOfDay(zone, until), now: ctx.now }));
  }
  return { from: startOfDay(zone, from), weeks };
}

/** A promise that was below its target week after week opens one problem, however long it stays below; the agenda takes it up by itself. */
export async function watchPromises(ctx: Ctx): Promise<void> {
  const { from, weeks } = await weeksOf(ctx);
  for (const line of weeks[0] ?? []) {
    const each = weeks.map((week) => week.find(({ lineId }) => lineId === line.lineId) ?? { k: 0, n: 0 });
    if (!hasDropped(each, line.target)) continue;
    const [k, n] = [each.reduce((sum, week) => sum + week.k, 0), each.reduce((sum, week) => sum + week.n, 0)];
    const problem = dropOf({ title: line.title, weeks: DROP_WEEKS, k, n, target: line.target });
    const late = await lateOf(ctx, line.lineId, from);
    const { rows } = await sql<{ id: string }>`insert into root_cause (workspace_id, problem, line_id, k, n, evidence, total, opened_at)
      select ${ctx.scope.workspaceId}, ${problem.slice(0, 300)}, ${line.lineId}, ${k}, ${n}, ${JSON.stringify(late.slice(0, MOST_ROWS))}::jsonb, ${late.length}, ${ctx.now}
      where not exists (select from root_cause r where r.workspace_id = ${ctx.scope.workspaceId} and r.line_id = ${line.lineId} and r.closed_at > ${from})
      on conflict (workspace_id, line_id) where closed_at is null and line_id is not null do nothing returning id`.execute(ctx.tx);
    const id = rows[0]?.id;
    if (id) await tellLeads(ctx, id, problem);
  }
}

async function lateOf(ctx: Ctx, lineId: string, since: string): Promise<Evidence[]> {
  const { rows } =
    await sql<Evidence>`select 'lead' as entity, c.subject_id as id, 'due ' || to_char(c.due_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') || ' UTC' as text
    from clock c where c.workspace_id = ${ctx.scope.workspaceId} and c.line_id = ${lineId} and c.started_at >= ${since}
      and exists (select from clock_event e where e.workspace_id = c.workspace_id and e.clock_id = c.id and e.kind = 'breached') order by c.due_at desc`.execute(
      ctx.tx,
    );
  return rows;
}

async function tellLeads(ctx: Ctx, id: string, problem: string): Promise<void> {
  for (const memberId of await leadersOfBothSides(ctx))
    await notify(ctx, {
      memberId,
      kind: 'meeting.root_cause',
      title: 'A promise needs both teams',
      body: problem,
      link: `/root-causes/${id}`,
      dedupeKey: `root_cause:${id}`,
    });
  ctx.changed('root_cause', id);
}

/** On the day of its check-back both leads are asked whether it helped; the next agenda has it as well. */
export async function remindOfProblems(ctx: Ctx): Promise<void> {
  const today = dayIn(await timeZoneOf(ctx), ctx.now);
  const { rows } = await sql<{
    id: string;
    problem: string;
  }>`update root_cause set reminded_at = ${ctx.now} where workspace_id = ${ctx.scope.workspaceId}
    and closed_at is not null and check_on <= ${today}::date and reminded_at is null returning id, problem`.execute(ctx.tx);
  for (const { id, problem } of rows)
    for (const memberId of await leadersOfBothSides(ctx))
      await notify(ctx, {
        memberId,
        kind: 'meeting.root_cause',
        title: 'Look again: did it help?',
        body: problem,
        link: `/root-causes/${id}`,
        dedupeKey: `root_cause:${id}:check`,
      });
}
