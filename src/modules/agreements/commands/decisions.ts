import { sql } from 'kysely';
import { timeZoneOf } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { startOfDay } from '#platform/shared/calendar.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { type LoadedClock, loadClocks, stateOfClock } from '../queries/clocks.ts';
import type { ClockState } from '../rules/clock.ts';
import { DISPUTE_REST_DAYS, LONGEST_REST_DAYS, type PAUSE_REASONS } from '../schema.ts';
import { addEvent, type NewEvent } from './events.ts';
import { syncClocks } from './sync.ts';

const GONE = 'This clock is not there any more, or its lead is not yours to see.';
const OPEN: readonly ClockState['state'][] = ['running', 'due_soon', 'paused', 'breached'];

async function lockOpen(
  ctx: Ctx,
  id: string,
  states: readonly ClockState['state'][],
): Promise<{ clock: LoadedClock; state: ClockState } | Refusal> {
  const [clock] = await loadClocks(ctx.tx, ctx.scope, sql`k.id = ${id} for update of k`);
  if (!clock?.row.reachable) return refuse('not_found', GONE);
  const state = stateOfClock(clock, ctx.now);
  if (states.includes(state.state) && clock.row.closed_at === null) return { clock, state };
  return refuse(
    'not_now',
    state.state === 'paused' ? 'This clock is resting already.' : 'This clock is not running, so nothing was changed.',
  );
}

async function decide(ctx: Ctx, id: string, event: Omit<NewEvent, 'at' | 'memberId'>): Promise<Record<string, never>> {
  await addEvent(ctx, id, { ...event, at: ctx.now, memberId: ctx.scope.actor.memberId });
  await syncClocks(ctx, sql`k.id = ${id}`);
  return {};
}

export interface Pause {
  id: string;
  reason: (typeof PAUSE_REASONS)[number];
  note: string;
  /** The day for which the contact asked. */
  until?: string | undefined;
}

/** Rests a clock until a day. A contact's wish needs something of theirs on the record; each reason rests a clock once. */
export async function pauseClock(ctx: Ctx, pause: Pause): Promise<Record<string, never> | Refusal> {
  const open = await lockOpen(ctx, pause.id, ['running', 'due_soon']);
  if (isRefusal(open)) return open;
  const { row, events } = open.clock;
  if (events.some(({ kind, data }) => kind === 'paused' && data.why === pause.reason))
    return refuse('not_now', 'This clock has rested for that reason before. Give the lead to someone else, or ask for it to be excused.');
  const until = await endOfRest(ctx, pause);
  if (isRefusal(until)) return until;
  const evidence = pause.reason === 'contact_asked' ? await lastWord(ctx, row) : null;
  if (pause.reason === 'contact_asked' && evidence === null)
    return refuse('not_now', 'Nothing from this person is on the record. Write down the call or the mail in which they asked, then pause.');
  return decide(ctx, pause.id, {
    kind: 'paused',
    reason: pause.note,
    data: { why: pause.reason, until },
    ...(evidence ? { activityId: evidence } : {}),
  });
}

const DAY_MS = 86_400_000;

async function endOfRest(ctx: Ctx, { reason, until }: Pause): Promise<string | Refusal> {
  if (reason === 'dispute') return new Date(Date.parse(ctx.now) + DISPUTE_REST_DAYS * DAY_MS).toISOString();
  if (!until) return refuse('invalid', 'Say for which day they asked.', { field: 'until' });
  const zone = await timeZoneOf(ctx);
  const end = Date.parse(startOfDay(zone, until));
  if (end <= Date.parse(ctx.now)) return refuse('invalid', 'Choose a day to come.', { field: 'until' });
  if (end > Date.parse(ctx.now) + LONGEST_REST_DAYS * DAY_MS)
    return refuse('invalid', `A clock rests for at most ${LONGEST_REST_DAYS} days. Return the lead with that date instead.`, {
      field: 'until',
    });
  return new Date(end).toISOString();
}

/** How long before the start of the clock the contact may have asked. */
const BEFORE_MS = 14 * DAY_MS;

/** The newest thing that the contact said to us, or in which we spoke with them. */
async function lastWord(ctx: Ctx, { contact_id, started_at }: LoadedClock['row']): Promise<string | null> {
  const since = new Date(Date.parse(started_at) - BEFORE_MS).toISOString();
  const { rows } = await sql<{
    id: string;
  }>`select id from activity where workspace_id = ${ctx.scope.workspaceId} and contact_id = ${contact_id}
    and kind in ('call', 'mail', 'meeting', 'chat', 'form') and occurred_at >= ${since} and occurred_at <= ${ctx.now} and not retracted
    and (direction = 'in' or outcome in ('connected', 'held', 'replied') or kind in ('meeting', 'chat', 'form'))
    order by occurred_at desc, id desc limit 1`.execute(ctx.tx);
  return rows[0]?.id ?? null;
}

export async function resumeClock(ctx: Ctx, id: string): Promise<Record<string, never> | Refusal> {
  const open = await lockOpen(ctx, id, ['paused']);
  return isRefusal(open) ? open : decide(ctx, id, { kind: 'resumed' });
}

/** Takes a clock out of the attainment. Nobody excuses what they owe themselves. */
export async function excuseClock(ctx: Ctx, excuse: { id: string; reason: string }): Promise<Record<string, never> | Refusal> {
  const open = await lockOpen(ctx, excuse.id, OPEN);
  if (isRefusal(open)) return open;
  if (open.clock.row.assignee_id !== null && open.clock.row.assignee_id === ctx.scope.actor.memberId)
    return refuse('forbidden', 'You owe this yourself. Ask someone else who may excuse it.');
  return decide(ctx, excuse.id, { kind: 'excused', reason: excuse.reason });
}
