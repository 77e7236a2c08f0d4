import { handles, type JobHandler } from '#platform/jobs/job.ts';
import { carryOn, runBatch } from './commands/bulk.ts';

export const handlers: JobHandler[] = [
  handles(carryOn, async (run, { id }) => {
    while (await run.transaction((ctx) => runBatch(ctx, id)))
      // A job that ends well is not tried again: one that is stopped has to end badly.
      if (run.signal.aborted) throw new Error('stopped before its end; it goes on at the next start');
  }),
];
