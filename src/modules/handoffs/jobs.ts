import { clockBreached, clocksEscalated } from '#modules/agreements/events.ts';
import { contactErased } from '#modules/contacts/events.ts';
import { leadHandRaised, leadOwnerChanged, leadStageChanged } from '#modules/leads/events.ts';
import { notify } from '#modules/notices/commands.ts';
import { contactsScored, scoreModelActivated } from '#modules/scoring/events.ts';
import { type Listener, listensTo, type Schedule } from '#platform/jobs/job.ts';
import { arriveByHand, arriveByScore, bringBack } from './commands/arrivals.ts';
import { drawAudit } from './commands/disputes.ts';
import { forgetPeople } from './commands/erasure.ts';
import { passOnLate } from './commands/ladder.ts';
import { coverLeave } from './commands/leave.ts';
import { tellOfLimbo } from './commands/limbo.ts';
import { reclaim, tellOfTheAway } from './commands/pools.ts';
import { followOwner, settleLead, withdrawTrashed } from './commands/settle.ts';
import { renewValues } from './commands/values.ts';
import { acceptBySilence } from './commands/verdict.ts';
import { leadersOfBothSides } from './queries/people.ts';

export const listeners: Listener[] = [
  // Only what a person did hands them off; time, changed rules and imported history do not.
  listensTo(contactsScored, 'handOff', async (run, { contacts }) => {
    for (const { contactId, handsOff, cause } of contacts)
      if (handsOff && cause === 'doing') await run.transaction((ctx) => arriveByScore(ctx, contactId));
  }),
  listensTo(leadHandRaised, 'handOff', (run, { leadId, at }) => run.transaction((ctx) => arriveByHand(ctx, { leadId, at }))),
  listensTo(leadStageChanged, 'settle', (run, { leadId }) => run.transaction((ctx) => settleLead(ctx, leadId))),
  listensTo(leadOwnerChanged, 'follow', (run, { leadId, to }) => run.transaction((ctx) => followOwner(ctx, { leadId, to }))),
  listensTo(clockBreached, 'silence', async (run, { proof, causeId, clockId, at }) => {
    if (proof.includes('verdict')) await run.transaction((ctx) => acceptBySilence(ctx, { handoffId: causeId, clockId, at }));
  }),
  listensTo(clocksEscalated, 'passOn', async (run, { steps }) => {
    for (const step of steps) await run.transaction((ctx) => passOnLate(ctx, step));
  }),
  listensTo(contactErased, 'handoffs', (run, { contactIds }) => run.transaction((ctx) => forgetPeople(ctx, contactIds))),
  listensTo(scoreModelActivated, 'tell', (run, { versionId, number, by }) =>
    run.transaction(async (ctx) => {
      for (const memberId of await leadersOfBothSides(ctx))
        await notify(ctx, {
          memberId,
          kind: 'score.changed',
          title: `Another score counts: version ${number}`,
          body: `${by} made it count. Look at what it hands off.`,
          link: '/profile?tab=score',
          dedupeKey: `score:${versionId}`,
        });
    }),
  ),
];

export const schedules: Schedule[] = [
  { name: 'handoffs.trashed', cron: '*/5 * * * *', run: (run) => run.transaction(withdrawTrashed) },
  {
    name: 'handoffs.comeBack',
    cron: '7 * * * *',
    run: (run) => run.transaction(bringBack),
  },
  { name: 'handoffs.leave', cron: '*/15 * * * *', run: async (run) => void (await run.transaction(coverLeave)) },
  { name: 'handoffs.away', cron: '11 5 * * *', run: (run) => run.transaction(tellOfTheAway) },
  { name: 'handoffs.audit', cron: '41 4 * * *', run: (run) => run.transaction(drawAudit) },
  { name: 'handoffs.limbo', cron: '17 5 * * *', run: (run) => run.transaction(tellOfLimbo) },
  { name: 'handoffs.reclaim', cron: '*/5 * * * *', run: (run) => run.transaction(reclaim) },
  { name: 'handoffs.values', cron: '23 3 * * *', run: (run) => run.transaction(renewValues) },
];
