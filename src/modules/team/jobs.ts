import { sql } from 'kysely';
import type { Schedule } from '#platform/jobs/job.ts';

/** Forgets what has ended: sessions, half-done sign-ins, spent links, counted attempts. */
export const sweepAccess: Schedule = {
  name: 'team:sweep',
  cron: '17 3 * * *',
  run: (run) =>
    run.transaction(async ({ tx, now }) => {
      await sql`delete from auth_session where expires_at < ${now}`.execute(tx);
      await sql`delete from auth_verification where expires_at < ${now}`.execute(tx);
      await sql`delete from auth_attempt where until < ${now}`.execute(tx);
      await sql`delete from invitation where accepted_at is null and expires_at < ${now}::timestamptz - interval '30 days'`.execute(tx);
    }),
};
