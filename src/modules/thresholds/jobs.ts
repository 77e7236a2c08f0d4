import { arriveBySample } from '#modules/handoffs/commands/arrivals.ts';
import type { Schedule } from '#platform/jobs/job.ts';
import { watchExpiry } from './commands/expiry.ts';
import { drawnPeople } from './queries/sample.ts';

export const schedules: Schedule[] = [
  { name: 'thresholds.expiry', cron: '13 * * * *', run: (run) => run.transaction(watchExpiry) },
  {
    name: 'thresholds.sample',
    cron: '37 5 * * *',
    run: async (run) => {
      for (const contactId of await run.transaction(drawnPeople)) {
        if (run.signal.aborted) return;
        if ((await run.transaction((ctx) => arriveBySample(ctx, contactId))) === 'full') return;
      }
    },
  },
];
