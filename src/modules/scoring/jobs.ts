import { activityRecorded } from '#modules/activities/events.ts';
import { employerChanged } from '#modules/contacts/events.ts';
import { leadOpened } from '#modules/leads/events.ts';
import { handles, type JobHandler, type Listener, listensTo, type Schedule } from '#platform/jobs/job.ts';
import { remindOfReview } from './commands/review.ts';
import { markUnseenHistory, rescoreAll, rescoreBatch, scoreContacts, scoreDue } from './commands/score.ts';

// A score is worked out anew from what is on record, so its changes on the contact are no news for the audit log.
const QUIET = { audit: false };

/** One small transaction after the other, so that nobody waits for a lock; what is left when the program stops goes on by the next job. */
export const handlers: JobHandler[] = [
  handles(rescoreAll, async (run, { after }) => {
    let place = after;
    do {
      place = await run.transaction((ctx) => rescoreBatch(ctx, place), QUIET);
    } while (place !== null && !run.signal.aborted);
    const rest = place;
    if (rest !== null) await run.transaction((ctx) => ctx.enqueue(rescoreAll, { after: rest }));
  }),
];

export const listeners: Listener[] = [
  listensTo(activityRecorded, 'score', async (run, { activities }) => {
    const contacts = [
      ...new Set(
        activities.flatMap(({ contactId, traffic }) => (contactId && traffic !== 'machine' && traffic !== 'suspected' ? [contactId] : [])),
      ),
    ];
    if (contacts.length > 0) await run.transaction((ctx) => scoreContacts(ctx, contacts, 'doing'), QUIET);
  }),
  listensTo(leadOpened, 'score', (run, { contactId }) => run.transaction((ctx) => scoreContacts(ctx, [contactId], 'doing'), QUIET)),
  listensTo(employerChanged, 'score', (run, { contactId }) => run.transaction((ctx) => scoreContacts(ctx, [contactId], 'doing'), QUIET)),
];

export const schedules: Schedule[] = [
  {
    name: 'scoring.due',
    cron: '* * * * *',
    run: async (run) => {
      for (let more = true; more && !run.signal.aborted; ) ({ more } = await run.transaction(scoreDue, QUIET));
    },
  },
  { name: 'scoring.profileReview', cron: '17 * * * *', run: (run) => run.transaction(remindOfReview) },
  { name: 'scoring.unseen', cron: '*/10 * * * *', run: (run) => run.transaction(markUnseenHistory, QUIET) },
];
