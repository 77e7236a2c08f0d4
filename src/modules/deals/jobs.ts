import { activityRecorded } from '#modules/activities/events.ts';
import { type Listener, listensTo } from '#platform/jobs/job.ts';
import { touchDeals } from './commands/touches.ts';

export const listeners: readonly Listener[] = [
  listensTo(activityRecorded, 'deals', (run, { activities }) => {
    const touches = activities.flatMap(({ dealId, occurredAt, retracted }) =>
      dealId && !retracted ? [{ id: dealId, at: occurredAt }] : [],
    );
    return run.transaction((ctx) => touchDeals(ctx, touches), { audit: false });
  }),
];
