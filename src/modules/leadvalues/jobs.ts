import { agreementSigned } from '#modules/agreements/events.ts';
import { type Listener, listensTo, type Schedule } from '#platform/jobs/job.ts';
import { freezeMissing, freezeValues } from './commands.ts';

export const listeners: Listener[] = [
  listensTo(agreementSigned, 'values', (run, { versionId }) => run.transaction((ctx) => freezeValues(ctx, versionId))),
];

export const schedules: Schedule[] = [{ name: 'leadvalues.missing', cron: '41 3 * * *', run: (run) => run.transaction(freezeMissing) }];
