import { contactErased } from '#modules/contacts/events.ts';
import { type Listener, listensTo, type Schedule } from '#platform/jobs/job.ts';
import { forgetAnswers, forgetAside } from './commands/forget.ts';

export const listeners: readonly Listener[] = [
  listensTo(contactErased, 'forms', (run, erased) => run.transaction((ctx) => forgetAnswers(ctx, erased), { audit: false })),
];

export const schedules: readonly Schedule[] = [
  {
    name: 'forms.forget',
    cron: '41 3 * * *',
    run: async (run) => {
      for (let more = true; more && !run.signal.aborted; ) more = await run.transaction(forgetAside, { audit: false });
    },
  },
];
