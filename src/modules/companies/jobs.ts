import { activityRecorded } from '#modules/activities/events.ts';
import { listensTo, type Schedule } from '#platform/jobs/job.ts';
import { touchCompanies } from './commands/companies.ts';
import { recomputeCustomers } from './commands/customers.ts';
import { understandDue } from './commands/understand.ts';

export const listeners = [
  listensTo(activityRecorded, 'companies', (run, { activities }) => {
    const touches = activities.flatMap(({ companyId, occurredAt, retracted }) =>
      companyId && !retracted ? [{ id: companyId, at: occurredAt }] : [],
    );
    return run.transaction((ctx) => touchCompanies(ctx, touches), { audit: false });
  }),
];

export const schedules: Schedule[] = [
  { name: 'formerCustomers', cron: '11 2 * * *', run: (run) => run.transaction((ctx) => recomputeCustomers(ctx, null)) },
  {
    name: 'companies.understand',
    cron: '* * * * *',
    // Worked out anew from what is on record: no news for the audit log.
    run: async (run) => {
      for (let more = true; more && !run.signal.aborted; ) ({ more } = await run.transaction(understandDue, { audit: false }));
    },
  },
];
