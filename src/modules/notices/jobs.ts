import { sql } from 'kysely';
import type { Schedule } from '#platform/jobs/job.ts';
import { deliverMail } from '#platform/mail/mail.ts';

/**
 * Sends what was left behind: mails held on a restored copy, once it is confirmed, and mails whose sender lost access before
 * their delivery began. Those that were tried already have a job of their own, which waits.
 */
export const sendLeftMails: Schedule = {
  name: 'notices:left-mails',
  cron: '*/5 * * * *',
  run: (run) =>
    run.transaction(async (ctx) => {
      const { rows } = await sql<{ id: string }>`select id from mail where workspace_id = ${ctx.scope.workspaceId}
        and (state = 'held' or (state = 'queued' and attempts = 0 and created_at < ${ctx.now}::timestamptz - interval '15 minutes'))
        and not exists (select from installation where name = 'restored_unconfirmed') order by id limit 500`.execute(ctx.tx);
      for (const { id } of rows) await ctx.enqueue(deliverMail, { id }, { key: `mail:${id}` });
    }),
};
