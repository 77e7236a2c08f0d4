import { contactErased } from '#modules/contacts/events.ts';
import { handles, type JobHandler, type JobRun, type Listener, listensTo, type Schedule } from '#platform/jobs/job.ts';
import { foldBatch } from './commands/fold.ts';
import { foldNow } from './commands/fold-job.ts';
import { forgetOld, forgetPeople } from './commands/forget.ts';
import { rejudge, rejudgeBatch } from './commands/judge.ts';

// Visits are made from hits, and can be made again: their changes are no news for the audit log.
const QUIET = { audit: false };

async function fold(run: JobRun): Promise<void> {
  for (let more = true; more && !run.signal.aborted; ) more = await run.transaction(foldBatch, QUIET);
}

export const handlers: readonly JobHandler[] = [
  handles(foldNow, fold),
  handles(rejudge, async (run, { websiteId, after }) => {
    let place: string | null = after;
    do place = await run.transaction((ctx) => rejudgeBatch(ctx, { websiteId, after: place }), QUIET);
    while (place !== null && !run.signal.aborted);
    if (place !== null) await run.transaction((ctx) => ctx.enqueue(rejudge, { websiteId, after: place }));
    else await fold(run);
  }),
];

export const listeners: readonly Listener[] = [
  listensTo(contactErased, 'visits', (run, { contactIds }) => run.transaction((ctx) => forgetPeople(ctx, contactIds), QUIET)),
];

export const schedules: readonly Schedule[] = [
  { name: 'visits.fold', cron: '* * * * *', run: fold },
  {
    name: 'visits.forget',
    cron: '23 3 * * *',
    run: async (run) => {
      for (let more = true; more && !run.signal.aborted; ) more = await run.transaction(forgetOld, QUIET);
    },
  },
];
