import { contactErased } from '#modules/contacts/events.ts';
import { type Listener, listensTo, type Schedule } from '#platform/jobs/job.ts';
import { forgetPeople, remindOfAnswers } from './commands/upkeep.ts';

export const listeners: Listener[] = [
  listensTo(contactErased, 'discussions', (run, { leadIds }) => run.transaction((ctx) => forgetPeople(ctx, leadIds))),
];

export const schedules: Schedule[] = [{ name: 'discussions.remind', cron: '37 6 * * *', run: (run) => run.transaction(remindOfAnswers) }];
