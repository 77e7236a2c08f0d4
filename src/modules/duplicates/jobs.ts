import { contactErased } from '#modules/contacts/events.ts';
import { handles, type JobHandler, type Listener, listensTo, type Schedule } from '#platform/jobs/job.ts';
import { forgetPeople } from './commands/pairs.ts';
import { carryScanOn, scanChunk, startScan } from './commands/scan.ts';
import { DUPLICATE_ENTITIES } from './schema.ts';

export const handlers: JobHandler[] = [
  handles(carryScanOn, async (run, { id }) => {
    while (await run.transaction((ctx) => scanChunk(ctx, id)))
      // A job that ends well is not tried again: one that is stopped has to end badly.
      if (run.signal.aborted) throw new Error('stopped before its end; it goes on at the next start');
  }),
];

export const listeners: Listener[] = [
  listensTo(contactErased, 'duplicates', (run, { contactIds }) =>
    run.transaction((ctx) => forgetPeople(ctx, contactIds), { audit: false }),
  ),
];

export const schedules: Schedule[] = [
  {
    name: 'duplicates.changed',
    cron: '23 1 * * *',
    run: (run) =>
      run.transaction(async (ctx) => {
        for (const entity of DUPLICATE_ENTITIES) await startScan(ctx, { entity, changedOnly: true });
      }),
  },
];
