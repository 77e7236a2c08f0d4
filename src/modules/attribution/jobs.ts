import { activityRecorded } from '#modules/activities/events.ts';
import { importFinished } from '#modules/imports/events.ts';
import { handles, type JobHandler, listensTo, type Schedule } from '#platform/jobs/job.ts';
import { bringDue, pathsDue } from './commands/bring.ts';
import { askRebuild, rebuildAll, rebuildPaths } from './commands/rebuild.ts';

export const handlers: JobHandler[] = [handles(rebuildPaths, (run) => rebuildAll(run))];

export const listeners = [
  listensTo(activityRecorded, 'attribution', (run, { activities }) =>
    run.transaction((ctx) => pathsDue(ctx, activities), { audit: false }),
  ),
  listensTo(importFinished, 'attribution', (run) => run.transaction(async (ctx) => void (await askRebuild(ctx)), { audit: false })),
];

export const schedules: Schedule[] = [
  {
    name: 'attribution.due',
    cron: '* * * * *',
    run: async (run) => {
      for (let more = true; more && !run.signal.aborted; ) ({ more } = await run.transaction(bringDue, { audit: false }));
    },
  },
  {
    name: 'attribution.rebuild',
    cron: '23 3 * * *',
    run: (run) => run.transaction(async (ctx) => void (await askRebuild(ctx)), { audit: false }),
  },
];
