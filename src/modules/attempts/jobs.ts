import { keepMeasuredAttempts } from '#modules/handoffs/commands/limbo.ts';
import { unlimited } from '#modules/team/queries.ts';
import type { Schedule } from '#platform/jobs/job.ts';
import { measuredDepth } from './queries/depth.ts';

/** Hand-offs are judged by what is kept here: nobody waits for a year of attempts to be counted while giving a verdict. */
export const schedules: Schedule[] = [
  {
    name: 'attempts.measure',
    cron: '47 3 * * *',
    run: (run) => run.transaction(async (ctx) => keepMeasuredAttempts(ctx, await measuredDepth({ ...ctx, scope: unlimited(ctx.scope) }))),
  },
];
