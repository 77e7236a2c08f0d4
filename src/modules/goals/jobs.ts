import { campaignAudienceChanged } from '#modules/campaigns/events.ts';
import { importFinished } from '#modules/imports/events.ts';
import { type JobRun, type Listener, listensTo, type Schedule } from '#platform/jobs/job.ts';
import { tellDiscrepancies } from './commands/aims.ts';
import { keepForecast } from './commands/forecast.ts';
import { followReadings, rebuildReadings } from './commands/journeys.ts';
import { remind } from './commands/persons.ts';
import { findSignals } from './commands/signals.ts';

// Readings of the record are nobody's deed: they leave no trace in the audit log.
const QUIET = { audit: false };

async function follow(run: JobRun): Promise<void> {
  if (!(await run.transaction(followReadings, QUIET))) await run.transaction(rebuildReadings, QUIET);
}

export const listeners: Listener[] = [
  listensTo(importFinished, 'goals', (run) => run.transaction(rebuildReadings, QUIET)),
  listensTo(campaignAudienceChanged, 'goals', (run, { campaignIds }) => run.transaction((ctx) => tellDiscrepancies(ctx, campaignIds))),
];

export const schedules: Schedule[] = [
  { name: 'goals.promises', cron: '11 * * * *', run: (run) => run.transaction(remind) },
  { name: 'goals.follow', cron: '*/10 * * * *', run: follow },
  { name: 'goals.rebuild', cron: '23 2 * * *', run: (run) => run.transaction(rebuildReadings, QUIET) },
  { name: 'goals.signals', cron: '43 4 * * *', run: (run) => run.transaction(findSignals) },
  { name: 'goals.aims', cron: '31 4 * * *', run: (run) => run.transaction((ctx) => tellDiscrepancies(ctx)) },
  { name: 'goals.forecast', cron: '17 5 * * 1', run: (run) => run.transaction(keepForecast, QUIET) },
];
