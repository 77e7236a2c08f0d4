import { sql } from 'kysely';
import { activityRecorded } from '#modules/activities/events.ts';
import { handles, type JobHandler, type JobRun, type Listener, listensTo, type Schedule } from '#platform/jobs/job.ts';
import { proposeHolidays } from './commands/holidays.ts';
import { tellClocks, tellWaiting } from './commands/notices.ts';
import { rebaseOpen, takeOpenAlong } from './commands/rebase.ts';
import { checkClocks, planChecks } from './commands/schedule.ts';
import { sweepClocks, syncClocks } from './commands/sync.ts';
import { PROOFS } from './schema.ts';

/** One small transaction after the other until no clock is due. */
async function sweep(run: JobRun): Promise<void> {
  for (let more = true; more && !run.signal.aborted; ) ({ more } = await run.transaction(sweepClocks));
}

/** First the terms, then the time. */
async function rebaseAndSweep(run: JobRun): Promise<void> {
  await run.transaction(rebaseOpen);
  await sweep(run);
}

/** What a job of its own did not look at, then what comes before the next minute is over. */
async function everyMinute(run: JobRun): Promise<void> {
  await rebaseAndSweep(run);
  await run.transaction(planChecks);
  await run.transaction(tellWaiting);
}

export const handlers: JobHandler[] = [
  handles(checkClocks, sweep),
  handles(takeOpenAlong, rebaseAndSweep),
  handles(tellClocks, (run) => run.transaction(tellWaiting)),
];

/** Catches what no job of its own looked at: a job that was lost, one whose originator has left, a restored backup. */
export const schedules: Schedule[] = [
  { name: 'agreements.clocks', cron: '* * * * *', run: everyMinute },
  // Early enough to be settled before the year begins.
  { name: 'agreements.holidays', cron: '41 4 1 10 *', run: (run) => run.transaction(proposeHolidays) },
];

export const listeners: Listener[] = [
  listensTo(activityRecorded, 'clocks', async (run, { activities }) => {
    const proofs = activities.filter(({ kind }) => (PROOFS as readonly string[]).includes(kind));
    const contacts = [...new Set(proofs.flatMap(({ contactId }) => contactId ?? []))];
    if (contacts.length === 0) return;
    const [first] = proofs.map(({ occurredAt }) => occurredAt).sort();
    const corrected = proofs.flatMap(({ correctsId }) => correctsId ?? []);
    // A clock that ended before may have been met by something earlier that is only written down now, or by what is corrected or taken back now.
    await run.transaction((ctx) =>
      syncClocks(
        ctx,
        sql`k.contact_id = any (${contacts}::uuid[]) and (k.closed_at is null or k.closed_at >= ${first}::timestamptz
          or exists (select from clock_event e where e.workspace_id = k.workspace_id and e.clock_id = k.id and e.activity_id = any (${corrected}::uuid[])))`,
      ),
    );
  }),
];
