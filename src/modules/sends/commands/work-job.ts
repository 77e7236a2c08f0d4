import { z } from 'zod';
import type { Ctx } from '#platform/context.ts';
import { job } from '#platform/jobs/job.ts';

export const workJob = job('sends.work', z.object({}));

/** What is due later than this is found by the minute's tick. */
const SOON_MS = 60_000;

/** Has the worker of this workspace look at its messages, now or in a moment. One waiting call is enough; the minute's tick looks as well. */
export async function wakeWorker(ctx: Ctx, at?: string): Promise<void> {
  const ms = at === undefined ? 0 : Math.max(0, Date.parse(at) - Date.parse(ctx.now));
  if (ms > SOON_MS) return;
  // The queue goes by the clock of the machine.
  const options = ms > 0 ? { runAt: new Date(Date.now() + ms).toISOString() } : {};
  await ctx.enqueue(workJob, {}, { key: `sends.work:${ctx.scope.workspaceId}`, byProgram: true, ...options });
}
