import { contactErased } from '#modules/contacts/events.ts';
import { type Listener, listensTo, type Schedule } from '#platform/jobs/job.ts';
import { deleteDue, forgetVoices } from './commands/media.ts';

export const listeners: readonly Listener[] = [
  listensTo(contactErased, 'recordings', (run, { contactIds }) => run.transaction((ctx) => forgetVoices(ctx, contactIds))),
];

export const schedules: readonly Schedule[] = [{ name: 'recordings.due', cron: '17 * * * *', run: (run) => run.transaction(deleteDue) }];
