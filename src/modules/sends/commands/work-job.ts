import { z } from 'zod';
import type { Ctx } from '#platform/context.ts';
import { job } from '#platform/jobs/job.ts';

export const workJob = job('sends.work', z.object({}));

/** Has the worker of this workspace look at its messages at that instant. One waiting call is enough; the minute's tick looks as well. */
export async function wakeWorker(ctx: Ctx, at?: string): Promise<void> {
  const soon = at === undefined || Date.parse(at) <= Date.parse(ctx.now);
  // What is due later is found by the tick.
  if (soon) await ctx.enqueue(workJob, {}, { key: `sends.work:${ctx.scope.workspaceId}`, byProgram: true });
}
