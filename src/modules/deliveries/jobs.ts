import { contactErased } from '#modules/contacts/events.ts';
import { type Listener, listensTo, type Schedule } from '#platform/jobs/job.ts';
import { forgetPeople, letGo } from './commands/tidy.ts';

export const listeners: readonly Listener[] = [
  listensTo(contactErased, 'deliveries', (run, person) => run.transaction((ctx) => forgetPeople(ctx, person))),
];

export const schedules: readonly Schedule[] = [{ name: 'deliveries.letGo', cron: '43 3 * * *', run: (run) => run.transaction(letGo) }];
