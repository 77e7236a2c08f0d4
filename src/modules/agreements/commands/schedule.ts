import { sql } from 'kysely';
import { z } from 'zod';
import type { Ctx } from '#platform/context.ts';
import { job } from '#platform/jobs/job.ts';

/** Looks at every clock whose answer may have changed by time alone. */
export const checkClocks = job('agreements.checkClocks', z.object({}));

/** How far ahead looks are in the queue: longer than from one planning to the next, which comes every minute. */
const AHEAD_MS = 150_000;
/** Clocks that change within the same slot share one look: fine enough for promptness, coarse enough for nine o'clock on a Monday. */
const SLOT_MS = 250;

/**
 * Puts looks into the queue for changes that come soon; later ones are found by the planning. So the queue holds a few hundred jobs, however many
 * clocks are open, and nothing at all is done for a clock until it changes.
 */
export async function checkAt(ctx: Ctx, changes: readonly string[]): Promise<void> {
  const now = Date.parse(ctx.now);
  const soon = changes.map((at) => Date.parse(at)).filter((at) => at <= now + AHEAD_MS);
  for (const slot of new Set(soon.map((at) => Math.ceil(at / SLOT_MS))))
    await ctx.enqueue(checkClocks, {}, { runAt: new Date(slot * SLOT_MS).toISOString(), key: `clocks:${ctx.scope.workspaceId}:${slot}` });
}

/** Every minute: looks for all changes that come before the next planning. */
export async function planChecks(ctx: Ctx): Promise<void> {
  const until = new Date(Date.parse(ctx.now) + AHEAD_MS).toISOString();
  const { rows } = await sql<{ slot: number }>`
    select distinct ceil(extract(epoch from next_change_at) * 1000 / ${SLOT_MS}::int)::float8 as slot from clock
    where workspace_id = ${ctx.scope.workspaceId} and next_change_at > ${ctx.now} and next_change_at <= ${until}`.execute(ctx.tx);
  await checkAt(
    ctx,
    rows.map(({ slot }) => new Date(slot * SLOT_MS).toISOString()),
  );
}
