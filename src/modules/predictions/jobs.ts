import { contactErased } from '#modules/contacts/events.ts';
import { handedOff } from '#modules/handoffs/events.ts';
import { leadOpened } from '#modules/leads/events.ts';
import { handles, type JobHandler, type Listener, listensTo, type Schedule } from '#platform/jobs/job.ts';
import { learn } from './commands/learn.ts';
import { forgetSnapshots, predictBatch, predictRecent, takeSnapshot } from './commands/predict.ts';
import { predictAll, startTraining, trainJob } from './commands/trainings.ts';
import { settingsOf } from './queries/outcomes.ts';

// A probability is worked out anew from what is on record, so its changes on the lead are no news for the audit log.
const QUIET = { audit: false };

export const handlers: JobHandler[] = [
  handles(trainJob, (run, { trainingId }) => learn(run, trainingId)),
  // One small transaction after the other, so that nobody waits for a lock; what is left when the program stops goes on by the next job.
  handles(predictAll, async (run, { after }) => {
    let place = after;
    do {
      place = await run.transaction((ctx) => predictBatch(ctx, place), QUIET);
    } while (place !== null && !run.signal.aborted);
    const rest = place;
    if (rest !== null) await run.transaction((ctx) => ctx.enqueue(predictAll, { after: rest }));
  }),
];

export const listeners: Listener[] = [
  listensTo(leadOpened, 'snapshot', (run, { leadId, at }) =>
    run.transaction((ctx) => takeSnapshot(ctx, { leadId, cause: 'opened', at }), QUIET),
  ),
  listensTo(handedOff, 'snapshot', (run, { leadId, at }) =>
    run.transaction((ctx) => takeSnapshot(ctx, { leadId, cause: 'handed_off', at }), QUIET),
  ),
  listensTo(contactErased, 'snapshots', (run, { leadIds }) => run.transaction((ctx) => forgetSnapshots(ctx, leadIds), QUIET)),
];

export const schedules: Schedule[] = [
  {
    name: 'predictions.train',
    cron: '41 2 * * 0',
    run: (run) =>
      run.transaction(async (ctx) => {
        // Too few leads, or one under way: then there is nothing to do this week.
        if (!(await settingsOf(ctx.tx, ctx.scope)).off) await startTraining(ctx, 'schedule');
      }),
  },
  // A little further back than the last run, so that nothing falls between two.
  { name: 'predictions.recent', cron: '*/10 * * * *', run: (run) => run.transaction((ctx) => predictRecent(ctx, 12), QUIET) },
  { name: 'predictions.predict', cron: '11 3 * * *', run: (run) => run.transaction((ctx) => ctx.enqueue(predictAll, { after: null })) },
];
