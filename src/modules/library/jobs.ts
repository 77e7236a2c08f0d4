import { contactErased } from '#modules/contacts/events.ts';
import { messageSent, messageStopped } from '#modules/sends/events.ts';
import { type Listener, listensTo, type Schedule } from '#platform/jobs/job.ts';
import { markSent, markStopped } from './commands/mail.ts';
import { settleViews } from './commands/readings.ts';
import { forgetPeople, tellOwners, warnOfRequests } from './commands/upkeep.ts';

export const listeners: readonly Listener[] = [
  listensTo(contactErased, 'library', (run, { contactIds }) => run.transaction((ctx) => forgetPeople(ctx, contactIds))),
  listensTo(messageSent, 'library', (run, { messages }) => run.transaction((ctx) => markSent(ctx, messages))),
  listensTo(messageStopped, 'library', (run, { messages }) => run.transaction((ctx) => markStopped(ctx, messages))),
];

export const schedules: readonly Schedule[] = [
  {
    name: 'library.settle',
    cron: '* * * * *',
    run: async (run) => {
      for (let more = true; more && !run.signal.aborted; ) more = await run.transaction((ctx) => settleViews(ctx), { audit: false });
    },
  },
  { name: 'library.requests', cron: '*/15 * * * *', run: (run) => run.transaction(warnOfRequests) },
  { name: 'library.owners', cron: '12 5 * * *', run: (run) => run.transaction(tellOwners) },
];
