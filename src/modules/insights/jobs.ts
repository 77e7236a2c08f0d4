import { z } from 'zod';
import { activityRecorded } from '#modules/activities/events.ts';
import { LOGGED_KINDS } from '#modules/activities/schema.ts';
import { contactErased } from '#modules/contacts/events.ts';
import { handles, type JobHandler, job, type Listener, listensTo, type Schedule } from '#platform/jobs/job.ts';
import { forgetPeople, gather } from './commands/gather.ts';
import { watchAssets } from './commands/watch.ts';

/** Reads the whole ledger anew. */
export const gatherAll = job('insights.gatherAll', z.object({}));

export const handlers: JobHandler[] = [handles(gatherAll, async (run) => void (await run.transaction((ctx) => gather(ctx, null))))];

const isLogged = (kind: string) => (LOGGED_KINDS as readonly string[]).includes(kind);

export const listeners: Listener[] = [
  listensTo(activityRecorded, 'insights', async (run, { activities }) => {
    const roots = [...new Set(activities.filter(({ kind }) => isLogged(kind)).map(({ id, correctsId }) => correctsId ?? id))];
    if (roots.length > 0) await run.transaction((ctx) => gather(ctx, roots));
  }),
  listensTo(contactErased, 'insights', (run, { contactIds }) => run.transaction((ctx) => forgetPeople(ctx, contactIds))),
];

export const schedules: Schedule[] = [
  // What came by imports is announced to nobody.
  { name: 'insights.gather', cron: '23 2 * * *', run: async (run) => void (await run.transaction((ctx) => gather(ctx, null))) },
  { name: 'insights.watch', cron: '53 5 * * *', run: (run) => run.transaction(watchAssets) },
];
