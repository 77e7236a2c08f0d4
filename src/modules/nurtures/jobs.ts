import { sql } from 'kysely';
import { activityRecorded } from '#modules/activities/events.ts';
import { customerStatusChanged } from '#modules/companies/events.ts';
import { addressSuppressed, consentWithdrawn } from '#modules/consents/events.ts';
import { contactErased, employerChanged } from '#modules/contacts/events.ts';
import { dealCreated, dealLost, dealStageChanged, dealWon } from '#modules/deals/events.ts';
import { recordsMerged } from '#modules/duplicates/events.ts';
import { handedOff, recyclePlanned } from '#modules/handoffs/events.ts';
import { leadOpened, leadStageChanged } from '#modules/leads/events.ts';
import { messageBounced, messageClicked, messageReplied, messageSent, messageStopped, messageUnsubscribed } from '#modules/sends/events.ts';
import type { Ctx } from '#platform/context.ts';
import { handles, type JobHandler, type JobRun, type Listener, listensTo, type Schedule } from '#platform/jobs/job.ts';
import { advanceBatch } from './commands/advance.ts';
import { assign } from './commands/assign.ts';
import { followDates } from './commands/dates.ts';
import { doingsOf } from './commands/doings.ts';
import { forgetPeople } from './commands/erasure.ts';
import { type Happened, hear } from './commands/hear.ts';
import { postWaiting } from './commands/hooks.ts';
import { lookAtTime, lookBatch, noteChanged } from './commands/look.ts';
import { keepOnePlace } from './commands/merged.ts';
import { end } from './commands/support.ts';
import { advance, look, post } from './commands/wake.ts';
import { buyersOf, peopleOfCompanies, templateOfMessages, withAddress } from './queries/concerned.ts';

/** One transaction after the other until nothing is left. Steps have a record of their own: they are no news for the audit log. */
async function untilDone(run: JobRun, batch: (ctx: Ctx) => Promise<{ more: boolean }>): Promise<void> {
  for (let more = true; more && !run.signal.aborted; ) ({ more } = await run.transaction(batch, { audit: false }));
}

async function lookAround(run: JobRun): Promise<void> {
  await untilDone(run, lookBatch);
  await untilDone(run, advanceBatch);
}

export const handlers: JobHandler[] = [
  handles(advance, (run) => untilDone(run, advanceBatch)),
  handles(look, lookAround),
  handles(post, postWaiting),
];

const heard = (run: JobRun, happened: Happened) =>
  run.transaction(async (ctx) => {
    await hear(ctx, happened);
    await noteChanged(ctx, happened.contactIds);
  });

interface AboutDeal {
  dealId: string;
  companyId: string | null;
  contactId: string | null;
  at: string;
}

/** A deal that begins is its person's; one that is won is the whole company's. */
async function ofDeal(run: JobRun, what: 'deal_opened' | 'deal_won', { dealId, contactId, companyId, at }: AboutDeal): Promise<void> {
  await run.transaction(async (ctx) => {
    const colleagues = what === 'deal_won' || contactId === null ? await peopleOfCompanies(ctx, companyId ? [companyId] : []) : [];
    const contactIds = [...new Set([...(contactId ? [contactId] : []), ...colleagues])];
    await hear(ctx, { what, contactIds, at, dealId });
    await noteChanged(ctx, contactIds);
    if (what !== 'deal_won') return;
    await hear(ctx, { what: 'purchase', contactIds, comers: contactId ? [contactId] : contactIds, at, dealId });
    await end(ctx, dealId, { as: 'ended' });
  });
}

interface AboutMail {
  messageId: string;
  contactId: string;
  at: string;
}

async function ofMails(run: JobRun, what: Happened['what'], messages: readonly AboutMail[]): Promise<void> {
  const templates =
    what === 'clicked'
      ? await run.read((ctx) =>
          templateOfMessages(
            ctx,
            messages.map(({ messageId }) => messageId),
          ),
        )
      : new Map<string, string>();
  for (const { messageId, contactId, at } of messages)
    await heard(run, { what, contactIds: [contactId], at, which: { templateId: templates.get(messageId) ?? null } });
}

export const listeners: Listener[] = [
  listensTo(activityRecorded, 'tracks', async (run, { activities }) => {
    for (const happened of await run.read((ctx) => doingsOf(ctx, activities))) await heard(run, happened);
    const people = activities.flatMap(({ contactId, traffic }) =>
      contactId && traffic !== 'machine' && traffic !== 'suspected' ? [contactId] : [],
    );
    await run.transaction((ctx) => noteChanged(ctx, people));
  }),
  listensTo(leadOpened, 'tracks', (run, { contactId, leadId, stage, at }) =>
    heard(run, { what: 'stage', contactIds: [contactId], at, leadId, which: { stage } }),
  ),
  listensTo(leadStageChanged, 'tracks', (run, { contactId, leadId, to, at }) =>
    heard(run, { what: 'stage', contactIds: [contactId], at, leadId, which: { stage: to } }),
  ),
  listensTo(recyclePlanned, 'tracks', (run, planned) =>
    run.transaction(async (ctx) => {
      // The table says it more closely than a trigger does; whom neither wants stays where they are.
      await assign(ctx, planned);
      const { contactId, leadId, reasonId, at, rests, heldOut } = planned;
      if (!rests && !heldOut) await hear(ctx, { what: 'recycled', contactIds: [contactId], at, leadId, which: { reasonId } });
    }),
  ),
  listensTo(handedOff, 'tracks', (run, { contactId, leadId, at }) =>
    heard(run, { what: 'handed_off', contactIds: [contactId], at, leadId }),
  ),
  listensTo(dealCreated, 'tracks', (run, deal) => ofDeal(run, 'deal_opened', deal)),
  listensTo(dealWon, 'tracks', (run, deal) => ofDeal(run, 'deal_won', deal)),
  listensTo(dealLost, 'tracks', (run, { dealId, contactId }) =>
    run.transaction(async (ctx) => {
      await end(ctx, dealId, { as: 'ended' });
      await noteChanged(ctx, contactId ? [contactId] : []);
    }),
  ),
  listensTo(dealStageChanged, 'tracks', (run, { contactId }) => run.transaction((ctx) => noteChanged(ctx, contactId ? [contactId] : []))),
  listensTo(customerStatusChanged, 'tracks', (run, { companies }) =>
    run.transaction(async (ctx) => {
      const became = companies.filter(({ to }) => to === 'customer').map(({ companyId }) => companyId);
      const contactIds = await peopleOfCompanies(ctx, became);
      const buyers = await buyersOf(ctx, became);
      const comers = buyers.length > 0 ? buyers : contactIds;
      for (const what of ['became_customer', 'purchase'] as const) await hear(ctx, { what, contactIds, comers, at: ctx.now });
      await noteChanged(ctx, contactIds);
    }),
  ),
  listensTo(contactErased, 'tracks', (run, { contactIds }) => run.transaction((ctx) => forgetPeople(ctx, contactIds))),
  listensTo(recordsMerged, 'tracks', (run, { entity, winnerId }) =>
    run.transaction(async (ctx) => {
      if (entity === 'contact') await keepOnePlace(ctx, winnerId);
    }),
  ),
  listensTo(employerChanged, 'tracks', (run, { contactId }) => run.transaction((ctx) => noteChanged(ctx, [contactId]))),
  listensTo(consentWithdrawn, 'tracks', (run, { contactId, purposeId, at }) =>
    run.transaction(async (ctx) => {
      // Whoever wants no more of one purpose may still get others: the gate sees to each mail.
      if (contactId && purposeId === null) await hear(ctx, { what: 'opted_out', contactIds: [contactId], at });
    }),
  ),
  listensTo(addressSuppressed, 'tracks', (run, { hash, cause }) =>
    run.transaction(async (ctx) => {
      if (hash)
        await hear(ctx, { what: cause === 'bounced' ? 'bounced' : 'opted_out', contactIds: await withAddress(ctx, hash), at: ctx.now });
    }),
  ),
  listensTo(messageReplied, 'tracks', (run, { messages }) => ofMails(run, 'replied', messages)),
  listensTo(messageClicked, 'tracks', (run, { messages }) => ofMails(run, 'clicked', messages)),
  listensTo(messageUnsubscribed, 'tracks', (run, { messages }) => ofMails(run, 'opted_out', messages)),
  listensTo(messageBounced, 'tracks', (run, { messages }) =>
    ofMails(
      run,
      'bounced',
      messages.filter(({ hardness }) => hardness === 'hard'),
    ),
  ),
  listensTo(messageSent, 'tracks', (run, { messages }) =>
    ofMails(
      run,
      'message',
      messages.filter(({ cause }) => cause.entity === 'nurture_step'),
    ),
  ),
  listensTo(messageStopped, 'tracks', (run, { messages }) =>
    ofMails(
      run,
      'message',
      messages.filter(({ cause }) => cause.entity === 'nurture_step'),
    ),
  ),
];

/** Whether anything of this workspace is due: nothing is opened for the many workspaces in which no track runs. */
async function anyDue(run: JobRun): Promise<boolean> {
  const { rows } = await run.read((ctx) =>
    sql`select where exists (select from nurture_enrolment where workspace_id = ${ctx.scope.workspaceId} and state = 'waiting' and due_at <= ${ctx.now})
      or exists (select from nurture_changed where workspace_id = ${ctx.scope.workspaceId})`.execute(ctx.tx),
  );
  return rows.length > 0;
}

export const schedules: Schedule[] = [
  {
    name: 'nurtures.advance',
    cron: '* * * * *',
    run: async (run) => {
      if (await anyDue(run)) await lookAround(run);
    },
  },
  { name: 'nurtures.post', cron: '* * * * *', run: postWaiting },
  {
    name: 'nurtures.time',
    cron: '*/5 * * * *',
    run: async (run) => {
      await run.transaction(lookAtTime, { audit: false });
      await lookAround(run);
    },
  },
  {
    name: 'nurtures.dates',
    cron: '33 * * * *',
    run: async (run) => {
      await run.transaction(followDates, { audit: false });
      await untilDone(run, advanceBatch);
    },
  },
];
