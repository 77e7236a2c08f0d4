import { activityRecorded } from '#modules/activities/events.ts';
import { type Listener, listensTo } from '#platform/jobs/job.ts';
import { recountTouchesOf } from './commands/touches.ts';

const TOUCHES: readonly string[] = ['call', 'mail', 'meeting', 'chat'];

export const listeners: readonly Listener[] = [
  listensTo(activityRecorded, 'countTouches', async (run, { activities }) => {
    const touched = activities.filter((one) => TOUCHES.includes(one.kind)).flatMap((one) => one.contactId ?? []);
    if (touched.length > 0) await run.transaction((ctx) => recountTouchesOf(ctx, [...new Set(touched)]));
  }),
];
