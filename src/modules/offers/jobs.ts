import type { Schedule } from '#platform/jobs/job.ts';
import { remindOfChanges } from './commands/changes.ts';
import { settleOffers } from './commands/launch.ts';

export const schedules: Schedule[] = [
  { name: 'offers.settle', cron: '*/5 * * * *', run: (run) => run.transaction(settleOffers) },
  { name: 'offers.remind', cron: '*/10 * * * *', run: (run) => run.transaction(remindOfChanges) },
];
