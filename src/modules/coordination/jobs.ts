import type { Schedule } from '#platform/jobs/job.ts';
import { closeFilled } from './commands/gaps.ts';
import { settleNudges } from './commands/nudge.ts';
import { settlePasses } from './commands/passes.ts';

export const schedules: Schedule[] = [
  {
    name: 'coordination.settle',
    cron: '*/20 * * * *',
    run: async (run) => {
      await run.transaction(closeFilled);
      await run.transaction(settleNudges);
      await run.transaction(settlePasses);
    },
  },
];
