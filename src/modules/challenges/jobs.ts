import type { Schedule } from '#platform/jobs/job.ts';
import { watchReluctance } from './commands/warnings.ts';

export const schedules: Schedule[] = [{ name: 'challenges.warn', cron: '23 4 * * *', run: (run) => run.transaction(watchReluctance) }];
