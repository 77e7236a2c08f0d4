import { contactErased } from '#modules/contacts/events.ts';
import { handles, type JobHandler, type Listener, listensTo, type Schedule } from '#platform/jobs/job.ts';
import { discardExpired, discardExports, exportWrite } from './commands/exports.ts';
import { writeExport } from './commands/write.ts';

export const handlers: JobHandler[] = [handles(exportWrite, (run, { exportId }) => writeExport(run, exportId))];

// An export made before holds the person who is erased now.
export const listeners: Listener[] = [
  listensTo(contactErased, 'exports', async (run) => {
    await run.transaction((ctx) => discardExports(ctx));
  }),
];

export const schedules: Schedule[] = [{ name: 'exports', cron: '41 * * * *', run: async (run) => run.transaction(discardExpired) }];
