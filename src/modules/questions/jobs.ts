import { contactErased } from '#modules/contacts/events.ts';
import { recordsMerged } from '#modules/duplicates/events.ts';
import { type Listener, listensTo, type Schedule } from '#platform/jobs/job.ts';
import { followMerge } from './commands/merged.ts';
import { forgetPeople, noteTime } from './commands/time.ts';

export const listeners: Listener[] = [
  listensTo(recordsMerged, 'questions', (run, merged) => run.transaction((ctx) => followMerge(ctx, merged))),
  listensTo(contactErased, 'questions', (run, erased) => run.transaction((ctx) => forgetPeople(ctx, erased))),
];

export const schedules: Schedule[] = [{ name: 'questions.time', cron: '*/15 * * * *', run: (run) => run.transaction(noteTime) }];
