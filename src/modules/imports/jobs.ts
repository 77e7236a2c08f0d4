import { handles, type JobHandler, type Schedule } from '#platform/jobs/job.ts';
import { importRun, importUndo, reviveImports } from './commands/lifecycle.ts';
import { bringIn } from './commands/run.ts';
import { takeOut } from './commands/undo.ts';

export const handlers: JobHandler[] = [
  handles(importRun, (run, { importId }) => bringIn(run, importId)),
  handles(importUndo, (run, { importId }) => takeOut(run, importId)),
];

export const schedules: Schedule[] = [{ name: 'imports', cron: '* * * * *', run: async (run) => run.transaction(reviveImports) }];
