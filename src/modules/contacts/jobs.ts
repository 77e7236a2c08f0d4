import { sql } from 'kysely';
import { activityRecorded } from '#modules/activities/events.ts';
import { handles, listensTo, type Schedule } from '#platform/jobs/job.ts';
import { touchContacts } from './commands/contacts.ts';
import { eraseTraces } from './commands/erasure.ts';
import { understandDue } from './commands/understand.ts';

export const handlers = [
  handles(eraseTraces, (run, { contactIds, mails, phones, names }) =>
    run.transaction(async ({ tx }) => {
      await sql`select erase_traces(${contactIds}::uuid[], ${mails}, ${phones}, ${names})`.execute(tx);
    }),
  ),
];

export const listeners = [
  listensTo(activityRecorded, 'contacts', (run, { activities }) => {
    const touches = activities.flatMap(({ contactId, occurredAt, retracted }) =>
      contactId && !retracted ? [{ id: contactId, at: occurredAt }] : [],
    );
    return run.transaction((ctx) => touchContacts(ctx, touches), { audit: false });
  }),
];

export const schedules: Schedule[] = [
  {
    name: 'contacts.understand',
    cron: '* * * * *',
    // Worked out anew from what is on record: no news for the audit log.
    run: async (run) => {
      for (let more = true; more && !run.signal.aborted; ) ({ more } = await run.transaction(understandDue, { audit: false }));
    },
  },
];
