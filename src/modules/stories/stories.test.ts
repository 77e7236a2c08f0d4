import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { logCall, logMeeting } from '#modules/activities/contract.ts';
import { anActivity } from '#modules/activities/testing.ts';
import { aCampaign } from '#modules/campaigns/testing.ts';
import { aCompany } from '#modules/companies/testing.ts';
import { aContact } from '#modules/contacts/testing.ts';
import { aDeal, aWonDeal } from '#modules/deals/testing.ts';
import { listNotices } from '#modules/notices/contract.ts';
import { createCreditNote } from '#modules/orders/contract/documents.ts';
import { anInvoice } from '#modules/orders/testing.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { getStory, giveThanks, listWins, takeThanksBack } from './contract.ts';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp();
});
afterAll(() => app?.close());

it('tells of a won deal what Marketing made and what Sales did, until it was won, and who may thank whom', async () => {
  app.setNow('2026-03-01T09:00:00.000Z');
  const { admin, member } = await app.newWorkspace();
  const rep = await member('rep');
  const marketer = await member('marketer');
  const companyId = await aCompany(rep, { name: 'Kessler' });
  const [buyer, colleague] = [
    await aContact(rep, { lastName: 'Buyer', companyId }),
    await aContact(rep, { lastName: 'Colleague', companyId }),
  ];
  const campaignId = await aCampaign(marketer, { name: 'Spring guide' });
  await anActivity(app, marketer, {
    kind: 'form',
    side: 'customer',
    subject: 'Guide',
    contactId: colleague,
    campaignId,
    occurredAt: '2026-02-01T09:00:00.000Z',
  });
  await anActivity(app, marketer, {
    kind: 'page_visit',
    side: 'customer',
    traffic: 'machine',
    contactId: buyer,
    occurredAt: '2026-01-01T09:00:00.000Z',
  });
  await anActivity(app, marketer, {
    kind: 'page_visit',
    side: 'customer',
    traffic: 'human',
    contactId: buyer,
    occurredAt: '2026-02-03T09:00:00.000Z',
  });
  await rep.call(logCall, { contactId: buyer, outcome: 'connected', durationSeconds: 900 });
  await rep.call(logMeeting, { contactId: colleague, subject: 'Plan', durationSeconds: 3600 });
  app.setNow('2026-03-13T09:00:00.000Z');
  const id = await aWonDeal(rep, { name: 'Pumps', companyId, contactId: buyer, campaignId, amountMinor: 700_000 });
  const creditsId = await anInvoice(admin, { dealId: id, totalMinor: 700_000, currency: 'EUR' });
  await admin.call(createCreditNote, { creditsId, totalMinor: 50_000, currency: 'EUR' });
  app.setNow('2026-03-20T09:00:00.000Z');
  await rep.call(logCall, { contactId: buyer, outcome: 'connected' });

  const story = await marketer.call(getStory, { id });
  expect(story).toMatchObject({
    deal: { id, name: 'Pumps' },
    firstAt: '2026-02-01T09:00:00.000Z',
    days: 40,
    campaigns: [{ name: 'Spring guide' }],
    parts: [
      { part: 'form', n: 1 },
      { part: 'visit', n: 1 },
      { part: 'call', n: 1, minutes: 15 },
      { part: 'meeting', n: 1, minutes: 60 },
    ],
    booked: { amountMinor: 700_000 },
    invoiced: [{ amountMinor: 650_000, currency: 'EUR' }],
  });
  expect(story.people.map((one) => one.id)).toContain(rep.memberId);
  expect(await marketer.call(listWins, {})).toMatchObject({
    items: [{ deal: { id }, campaigns: ['Spring guide'], signs: 2, calls: 1, minutes: 75, meetings: 1, thanks: 0, days: 40 }],
  });

  // The list has the campaigns and the days of the story: not what was answered after the deal was won, and what was answered first.
  await app.command(admin, async (ctx) => {
    for (const [name, at] of [
      ['Winter fair', '2026-01-10T09:00:00Z'],
      ['Summer fair', '2026-03-18T09:00:00Z'],
    ])
      await sql`with c as (insert into campaign (workspace_id, name) values (${ctx.scope.workspaceId}, ${name}) returning id)
        insert into campaign_member (workspace_id, campaign_id, contact_id, status, responded, responded_at)
        select ${ctx.scope.workspaceId}, c.id, ${colleague}, 'Responded', true, ${at} from c`.execute(ctx.tx);
    return {};
  });
  const told = await marketer.call(getStory, { id });
  expect([told.campaigns.map(({ name }) => name), told.days]).toEqual([['Winter fair', 'Spring guide'], 62]);
  expect((await marketer.call(listWins, {})).items).toMatchObject([{ campaigns: ['Winter fair', 'Spring guide'], days: 62 }]);

  const given = await marketer.call(giveThanks, { id, memberId: rep.memberId, words: 'For the call that nobody wanted to make.' });
  expect((await rep.call(listNotices, {})).items.filter(({ kind }) => kind === 'deal.thanks')).toHaveLength(1);
  expect((await rep.call(getStory, { id })).thanks).toMatchObject([{ words: 'For the call that nobody wanted to make.', mine: false }]);
  await expect(rep.call(takeThanksBack, { id, thanksId: given.id })).rejects.toMatchObject({ code: 'not_found' });
  await expect(rep.call(giveThanks, { id, memberId: rep.memberId, words: 'Me' })).rejects.toMatchObject({ status: 400, code: 'invalid' });
  await marketer.call(takeThanksBack, { id, thanksId: given.id });
  expect((await rep.call(getStory, { id })).thanks).toEqual([]);

  const open = await aDeal(rep, { name: 'Open' });
  await expect(rep.call(getStory, { id: open })).rejects.toMatchObject({ code: 'not_found' });
  app.setNow(null);
});
