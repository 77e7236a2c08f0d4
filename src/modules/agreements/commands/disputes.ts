import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { loadClocks, proofOf } from '../queries/clocks.ts';
import { addEvent } from './events.ts';
import { syncClocks } from './sync.ts';

/**
 * A verdict was overturned, so the clocks that it had kept run on with the time that was left: the span from the verdict to the ruling is a
 * pause for a dispute. To be called after the ledger says that the verdict counts for nothing any more.
 */
export async function resumeAfterDispute(
  ctx: Ctx,
  over: { causeId: string; verdictAt: string; activityId: string; reason: string },
): Promise<void> {
  const clocks = await loadClocks(ctx.tx, ctx.scope, sql`k.cause_id = ${over.causeId} for update of k`);
  for (const { row, clause, events } of clocks) {
    const owesVerdict = clause.family === 'in_time' && clause.proof.includes('verdict');
    if (owesVerdict || proofOf(events)?.activity_id !== over.activityId) continue;
    const told = { memberId: ctx.scope.actor.memberId, reason: over.reason, data: { why: 'dispute' } };
    await addEvent(ctx, row.id, { kind: 'paused', at: over.verdictAt, ...told });
    await addEvent(ctx, row.id, { kind: 'resumed', at: ctx.now, ...told });
  }
  await syncClocks(ctx, sql`k.cause_id = ${over.causeId}`);
}
