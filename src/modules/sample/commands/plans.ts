import { createBlitz } from '#modules/calendar/commands/blitzes.ts';
import { createPostal } from '#modules/calendar/commands/postal.ts';
import { openDiscussion } from '#modules/discussions/commands/open.ts';
import { closeDiscussion, writeEntry } from '#modules/discussions/commands/talk.ts';
import type { Ctx } from '#platform/context.ts';
import { MAILINGS } from '../rules/mailings.ts';
import { idsOf, randomOf } from '../rules/random.ts';
import { type Book, DAY, dayOf, iso } from '../rules/world.ts';
import { ago, as, done, leadOf, type Person } from './people.ts';
import { insertRows } from './write.ts';

interface Told {
  book: Book;
  seed: string;
  people: readonly Person[];
}

/** Two letters by post in the same week as a mailing, which reach the same people: the calendar shows it before it happens. */
export async function planLetters(ctx: Ctx, { people }: Told): Promise<void> {
  const on = (days: number) => dayOf(Date.parse(ctx.now) + days * DAY);
  const criteria = MAILINGS.find(({ key }) => key === 'next')?.criteria;
  if (!criteria) throw new Error('a mailing is planned for next week');
  const letter = { audience: 'prospects' as const, criteria };
  const marketing = as(ctx, leadOf(people, 'marketing'), ago(ctx, 6));
  done(await createPostal(marketing, { ...letter, name: 'Invitation to the open plant day', side: 'marketing', onDay: on(6) }));
  const sales = as(ctx, leadOf(people, 'sales'), ago(ctx, 4));
  done(await createPostal(sales, { ...letter, name: 'Foundries: a letter from your contact', side: 'sales', onDay: on(8) }));
}

/** Sales calls everybody of the last fair before the next one: the calendar shows the days, and how far the calls are. */
export async function planCalls(ctx: Ctx, { book, people }: Told): Promise<void> {
  const on = (days: number) => dayOf(Date.parse(ctx.now) + days * DAY);
  const campaignId = String(book.campaign.find((row) => row.name === 'Foundry days')?.id);
  const lead = leadOf(people, 'sales');
  const blitz = { title: 'Call everybody of the foundry days', from: on(-2), to: on(3), ownerId: lead.id, campaignId };
  done(await createBlitz(as(ctx, lead, ago(ctx, 5)), blitz));
}

/** What both teams talk about: one that is settled, one that waits. */
export async function discussSome(ctx: Ctx, { book, people }: Told): Promise<void> {
  const campaign = (name: string) => String(book.campaign.find((row) => row.name === name)?.id);
  const at = (side: Person['department'], days: number) => as(ctx, leadOf(people, side), ago(ctx, days));
  const clips = { about: { subject: 'campaign' as const, id: campaign('Short clips on planning') } };
  const { id } = done(
    await openDiscussion(at('sales', 40), {
      ...clips,
      what: 'We give nearly all of these back: students and people who look for a job.',
      toParty: 'marketing',
    }),
  );
  done(
    await writeEntry(at('marketing', 38), {
      id,
      body: 'True: the clips are shown to everybody who likes factories. We can limit them to plant and operations.',
    }),
  );
  done(
    await closeDiscussion(at('sales', 36), {
      id,
      outcome: 'changed',
      note: 'Shown to operations and plant managers only, from the next month on.',
    }),
  );
  const fair = { about: { subject: 'campaign' as const, id: campaign('Foundry days') } };
  done(
    await openDiscussion(at('sales', 2), {
      ...fair,
      what: 'The cards from the stand came a week late. Can we have them on the same evening next time?',
      toParty: 'marketing',
    }),
  );
}

/** Somebody let a mail go although a deal was open; what came of the deal stands in the record. */
export async function overrideOnce(ctx: Ctx, { book, seed, people }: Told): Promise<void> {
  const now = Date.parse(ctx.now);
  const id = idsOf(randomOf(`${ctx.scope.workspaceId} ${seed} overrides`));
  const closed = book.deal
    .filter((row) => row.closed_at !== null && Date.parse(String(row.closed_at)) > now - 90 * DAY)
    .filter((row) => Date.parse(String(row.closed_at)) - Date.parse(String(row.created_at)) > 12 * DAY);
  const chosen = [closed.find(({ status }) => status === 'won'), closed.find(({ status }) => status === 'lost')];
  await insertRows(
    ctx,
    'gate_override',
    chosen.flatMap((deal) => {
      if (!deal) return [];
      const at = Date.parse(String(deal.closed_at)) - 9 * DAY;
      const reason = 'Asked for the webinar on the phone; the deal is open, and this helps it.';
      const whom = { contact_id: deal.contact_id, codes: ['open_negotiation'], side: 'marketing', kind: 'information', offer_id: null };
      return [{ ...whom, id: id(at), reason, made_by: leadOf(people, 'marketing').id, made_at: iso(at), until: iso(at + 14 * DAY) }];
    }),
  );
}
