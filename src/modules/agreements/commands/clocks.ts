import { sql } from 'kysely';
import { matchingOf } from '#modules/criteria/queries/lens.ts';
import { unlimited } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { isRefusal } from '#platform/shared/refusal.ts';
import { type ClockClauseRow, clausesOf, versionInForce } from '../queries/agreement.ts';
import { type CurrentCalendar, currentCalendars } from '../queries/calendars.ts';
import { loadClocks, stateOfClock } from '../queries/clocks.ts';
import { clauseApplies } from '../rules/choice.ts';
import { isClocked, START_TERMS, type Starts } from '../schema.ts';
import { addEvent } from './events.ts';
import { syncClocks } from './sync.ts';

export interface ClockStart {
  /** `hand_raised` starts what is promised to someone who asked, and of the general promises those that it does not cover. */
  when: Starts;
  /** The lead that the clock runs on. */
  subjectId: string;
  contactId: string;
  /** The hand-off or the plan that sets it going; the same one never starts a clause twice. */
  causeId: string;
  assigneeId: string | null;
  startedAt: string;
  /** What notices and lists call it: the person's name. */
  label: string;
}

/** Starts the clocks of the agreement in force. Without one, nothing is promised and nothing runs. @returns how many run */
export async function startClocks(ctx: Ctx, start: ClockStart): Promise<number> {
  const version = await versionInForce(ctx.tx, ctx.scope, start.startedAt);
  if (!version) return 0;
  const calendars = await currentCalendars(ctx.tx, ctx.scope);
  const clauses = clauseApplies((await clausesOf(ctx.tx, ctx.scope, version.id)).filter(isClocked), start.when);
  const started: string[] = [];
  for (const clause of clauses) {
    const calendar = calendars.get(clause.calendarId);
    if (!calendar || !(await isMeant(ctx, clause, start))) continue;
    const id = await insertClock(ctx, start, { clause, calendar });
    if (id) started.push(id);
  }
  await syncClocks(ctx, sql`k.id = any (${started}::uuid[])`);
  return started.length;
}

/** What both teams agreed on means the same whoever sets it going, so rights of the caller do not matter here. */
async function isMeant(ctx: Ctx, clause: ClockClauseRow, start: ClockStart): Promise<boolean> {
  if (clause.criteria.of.length === 0) return true;
  const asked = { criteria: clause.criteria, entity: 'lead' as const, ids: [start.subjectId], now: ctx.now };
  const matching = await matchingOf(ctx.tx, unlimited(ctx.scope), asked);
  // A field that is gone: the agreement's page says that the clause cannot be read any more.
  return !isRefusal(matching) && matching.has(start.subjectId);
}

async function insertClock(
  ctx: Ctx,
  start: ClockStart,
  run: { clause: ClockClauseRow; calendar: CurrentCalendar },
): Promise<string | undefined> {
  const { workspaceId, actor } = ctx.scope;
  const { clause, calendar } = run;
  const row = await ctx.tx
    .insertInto('clock')
    .values({
      workspace_id: workspaceId,
      clause_id: clause.id,
      line_id: clause.lineId,
      party: clause.party,
      calendar_version_id: calendar.versionId,
      subject_entity: START_TERMS[start.when].subject,
      subject_id: start.subjectId,
      cause_id: start.causeId,
      contact_id: start.contactId,
      assignee_id: start.assigneeId,
      label: start.label,
      started_at: start.startedAt,
    })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'clause_id', 'cause_id']).doNothing())
    .returning('id')
    .executeTakeFirst();
  if (!row) return undefined;
  await addEvent(ctx, row.id, { kind: 'started', at: start.startedAt, memberId: actor.memberId });
  ctx.changed('clock', row.id);
  return row.id;
}

/** The clocks go on with another person; nobody gains time by passing a lead on. */
export async function reassignClocks(ctx: Ctx, move: { causeId: string; toMemberId: string | null; reason: string }): Promise<void> {
  const open = await loadClocks(
    ctx.tx,
    ctx.scope,
    sql`k.cause_id = ${move.causeId} and k.closed_at is null and k.assignee_id is distinct from ${move.toMemberId} for update`,
  );
  for (const { row } of open) {
    await addEvent(ctx, row.id, {
      kind: 'reassigned',
      at: ctx.now,
      reason: move.reason,
      memberId: move.toMemberId,
      data: { from: row.assignee_id },
    });
    await ctx.tx
      .updateTable('clock')
      .set({ assignee_id: move.toMemberId })
      .where('workspace_id', '=', ctx.scope.workspaceId)
      .where('id', '=', row.id)
      .execute();
    ctx.changed('clock', row.id);
  }
}

/** Ends what still runs because its ground is gone: the lead was removed, merged or closed. A time that had passed stays passed. */
export async function voidClocks(ctx: Ctx, ending: { causeIds?: readonly string[]; subjectId?: string; reason: string }): Promise<void> {
  const which = ending.causeIds ? sql`k.cause_id = any (${ending.causeIds}::uuid[])` : sql`k.subject_id = ${ending.subjectId ?? null}`;
  // What answered it may have been written down a moment ago.
  await syncClocks(ctx, sql`${which} and k.closed_at is null`);
  const open = await loadClocks(ctx.tx, ctx.scope, sql`${which} and k.closed_at is null for update`);
  for (const loaded of open) {
    if (stateOfClock(loaded, ctx.now).breachedAt === null)
      await addEvent(ctx, loaded.row.id, { kind: 'voided', at: ctx.now, reason: ending.reason });
    await closeClock(ctx, loaded.row.id);
  }
}

/** Takes a clock out of what is swept and listed as open; its state stays what its events say. */
export async function closeClock(ctx: Ctx, id: string): Promise<void> {
  await ctx.tx
    .updateTable('clock')
    .set({ closed_at: ctx.now, next_change_at: null })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .execute();
  ctx.changed('clock', id);
}
