import { contactErased } from '#modules/contacts/events.ts';
import { handles, type JobHandler, type JobRun, type Listener, listensTo, type Schedule } from '#platform/jobs/job.ts';
import { forgetUploads, importRun, importUndo, reviveImports } from './commands/lifecycle.ts';
import { bringIn } from './commands/run.ts';
import { takeOut } from './commands/undo.ts';
import { discardOldUploads, type ErasedPerson, forgetInUploads } from './commands/uploads.ts';
import { lookIntoFolder, takeIn, watchedTake } from './commands/watched.ts';

export const handlers: JobHandler[] = [
  handles(importRun, (run, { importId }) => bringIn(run, importId)),
  handles(importUndo, (run, { importId }) => takeOut(run, importId)),
  handles(forgetUploads, forget),
  handles(watchedTake, (run, { id }) => takeIn(run, id)),
];

/** An import that is under way keeps its file until it ends; then the file goes. */
async function forget(run: JobRun, person: ErasedPerson): Promise<void> {
  if ((await forgetInUploads(run, person)) === 'done') return;
  const runAt = new Date(Date.parse(run.now()) + 10 * 60_000).toISOString();
  await run.transaction((ctx) => ctx.enqueue(forgetUploads, { ...person }, { runAt }));
}

export const listeners: Listener[] = [listensTo(contactErased, 'uploads', forget)];

export const schedules: Schedule[] = [
  { name: 'imports', cron: '* * * * *', run: async (run) => run.transaction(reviveImports) },
  { name: 'inbox', cron: '* * * * *', run: lookIntoFolder },
  { name: 'uploads', cron: '29 3 * * *', run: async (run) => run.transaction(discardOldUploads) },
];
