import { sql } from 'kysely';
import { startReplay } from '#modules/replays/commands/replays.ts';
import { askBacktest } from '#modules/scoring/commands/backtest.ts';
import type { Ctx } from '#platform/context.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { type DecisionRow, decisionsWhere, isStale, stateOfDecision } from '../queries/decisions.ts';
import { changedIn, changedRuleIn } from '../queries/ruleeffects.ts';

/** Days within which a past lead had to be won. */
const WINDOW_DAYS = 180;

/** The last quarter with the promise, or the past leads with the score, as the decision would have it, by a job; nothing for other kinds. */
export async function runOf(ctx: Ctx, { change, basis }: Pick<DecisionRow, 'change' | 'basis'>): Promise<{ id: string } | Refusal | null> {
  if (change.kind === 'score') return askBacktest(ctx, { id: basis, windowDays: WINDOW_DAYS, changed: changedRuleIn(change) });
  return change.kind === 'clause' ? startReplay(ctx, { id: basis, changed: changedIn(change) }) : null;
}

export async function runAgain(ctx: Ctx, { id }: { id: string }): Promise<{ id: string } | Refusal> {
  const [row] = await decisionsWhere(ctx, sql`d.id = ${id}`);
  if (!row) return refuse('not_found', 'This decision is not here.');
  if (stateOfDecision(row) !== 'waits' || (await isStale(ctx, row)))
    return refuse('not_now', 'There is nothing to run: this decision does not wait to change a promise or the score (any more).');
  const run = await runOf(ctx, row);
  if (run === null || isRefusal(run))
    return run ?? refuse('not_now', 'There is nothing to run: this decision does not change a promise or the score.');
  ctx.changed('decision', id);
  return run;
}
