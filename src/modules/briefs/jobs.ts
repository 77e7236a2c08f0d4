import type { Schedule } from '#platform/jobs/job.ts';
import { turnDay } from './commands/time.ts';

export const schedules: Schedule[] = [{ name: 'briefs.day', cron: '12 5 * * *', run: (run) => run.transaction(turnDay) }];
