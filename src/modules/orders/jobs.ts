import type { Schedule } from '#platform/jobs/job.ts';
import { matchLater } from './commands/later.ts';

export const schedules: Schedule[] = [
  {
    name: 'orders.customers',
    cron: '* * * * *',
    run: async (run) => {
      for (let more = true; more && !run.signal.aborted; ) ({ more } = await run.transaction(matchLater));
    },
  },
];
