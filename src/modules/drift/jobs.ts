import type { Schedule } from '#platform/jobs/job.ts';
import { findDrift, settleSigned } from './commands/cases.ts';

export const schedules: Schedule[] = [
  { name: 'drift.find', cron: '11 4 * * *', run: (run) => run.transaction(findDrift) },
  { name: 'drift.settle', cron: '*/10 * * * *', run: (run) => run.transaction(settleSigned) },
];
