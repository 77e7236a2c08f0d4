import type { Schedule } from '#platform/jobs/job.ts';
import { tidy } from './commands.ts';

export const schedules: Schedule[] = [{ name: 'tidy', cron: '17 3 * * *', run: async (run) => run.transaction(tidy) }];
