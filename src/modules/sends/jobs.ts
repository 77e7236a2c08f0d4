import { consentWithdrawn } from '#modules/consents/events.ts';
import { contactErased } from '#modules/contacts/events.ts';
import { deliveryRecorded } from '#modules/deliveries/events.ts';
import { handles, type JobHandler, type JobRun, type Listener, listensTo, type Schedule } from '#platform/jobs/job.ts';
import { carrierOf } from './commands/carriers.ts';
import { judgeBatch, judgeJob } from './commands/clicks.ts';
import { deliverDue } from './commands/engine.ts';
import { forgetPeople, markDelivery, markUnsubscribed } from './commands/facts.ts';
import { freezeBatch } from './commands/freeze.ts';
import { freezeJob } from './commands/running.ts';
import { tendSends } from './commands/tend.ts';
import { wakeWorker, workJob } from './commands/work-job.ts';

const QUIET = { audit: false };

/** One turn; then others have theirs. What is due later is found by the minute's tick, or by a call of its own where it is soon. */
async function work(run: JobRun): Promise<void> {
  const next = await deliverDue(run, { carrierOf, signal: run.signal });
  await run.transaction(tendSends);
  if (next !== null && !run.signal.aborted) await run.transaction((ctx) => wakeWorker(ctx, next), QUIET);
}

export const handlers: readonly JobHandler[] = [
  handles(workJob, work),
  handles(freezeJob, async (run, { id }) => {
    for (let more = true; more && !run.signal.aborted; ) more = await run.transaction((ctx) => freezeBatch(ctx, id), QUIET);
  }),
  handles(judgeJob, judge),
];

async function judge(run: JobRun): Promise<void> {
  for (let more = true; more && !run.signal.aborted; ) more = await run.transaction(judgeBatch, QUIET);
}

export const listeners: readonly Listener[] = [
  listensTo(deliveryRecorded, 'sends', (run, told) => run.transaction((ctx) => markDelivery(ctx, told))),
  listensTo(consentWithdrawn, 'sends', (run, said) => run.transaction((ctx) => markUnsubscribed(ctx, said))),
  listensTo(contactErased, 'sends', (run, { contactIds }) => run.transaction((ctx) => forgetPeople(ctx, contactIds), QUIET)),
];

export const schedules: readonly Schedule[] = [
  {
    name: 'sends.tick',
    cron: '* * * * *',
    run: async (run) => {
      await run.transaction(tendSends);
      await judge(run);
      await run.transaction((ctx) => wakeWorker(ctx), QUIET);
    },
  },
];
