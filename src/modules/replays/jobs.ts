import { handles, type JobHandler } from '#platform/jobs/job.ts';
import { runReplay } from './commands/replays.ts';
import { runOver } from './commands/run.ts';

export const handlers: JobHandler[] = [handles(runReplay, (run, { replayId }) => runOver(run, replayId))];
