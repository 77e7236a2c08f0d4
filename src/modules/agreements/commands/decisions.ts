import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { type LoadedClock, loadClocks, stateOfClock } from '../queries/clocks.ts';
import type { ClockState } from '../rules/clock.ts';
import type { PAUSE_REASONS } from '../schema.ts';
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

export async function pauseClock(
  ctx: Ctx,
  pause: { id: string; reason: (typeof PAUSE_REASONS)[number]; note: string },
): Promise<Record<string, never> | Refusal> {
  const open = await lockOpen(ctx, pause.id, ['running', 'due_soon']);
  if (isRefusal(open)) return open;
  return decide(ctx, pause.id, { kind: 'paused', reason: pause.note, data: { why: pause.reason } });
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
