import { afterAll, beforeAll, expect, it } from 'vitest';
import * as activities from '#modules/activities/contract.ts';
import { anActivity } from '#modules/activities/testing.ts';
import { getOwed, listOwed } from '#modules/agreements/contract/owed.ts';
import { draftBrief, getBrief } from '#modules/briefs/contract.ts';
import { aCompany } from '#modules/companies/testing.ts';
import { eraseContact } from '#modules/contacts/contract.ts';
import { aContact } from '#modules/contacts/testing.ts';
import { putExchangeRate } from '#modules/currencies/contract.ts';
import { closeDeal } from '#modules/deals/contract/deals.ts';
import { aDeal, aWonDeal } from '#modules/deals/testing.ts';
import { mergeRecords } from '#modules/duplicates/contract.ts';
import { reasonId } from '#modules/leads/testing.ts';
import { getAsset } from '#modules/library/contract/assets.ts';
import { aPublishedAsset } from '#modules/library/testing.ts';
import { listNotices } from '#modules/notices/contract.ts';
import { openTestApp, type Problem, type TestApp } from '../../../test/harness.ts';
import { holdInterview, listInterviews } from './contract/interviews.ts';
import * as themes from './contract/themes.ts';
import * as voice from './contract/voice.ts';
import { gatherAll } from './jobs.ts';
import { aTheme } from './testing.ts';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp();
});
afterAll(() => app?.close());

const said = (kind: 'want' | 'objection' | 'benefit', text: string) => ({ kind, text });

it('counts what customers said by theme, with companies and the money at stake, and every number opens rows that add up to it', async () => {
  app.setNow('2026-05-04T09:00:00.000Z');
  const { admin, member } = await app.newWorkspace();
  const [rep, marketer] = [await member('rep'), await member('marketer')];
  const [kessler, vogt] = [await aCompany(rep, { name: 'Kessler' }), await aCompany(rep, { name: 'Vogt' })];
  const [ann, bob] = [
    await aContact(rep, { lastName: 'Ann', companyId: kessler }),
    await aContact(rep, { lastName: 'Bob', companyId: vogt }),
  ];
  await admin.call(putExchangeRate, { currency: 'USD', validFrom: '2026-01-01', rate: 0.5 });
  const open = await aDeal(rep, { name: 'Open', companyId: kessler, amountMinor: 100_000, currency: 'USD' });
  await aDeal(rep, { name: 'No rate', companyId: vogt, amountMinor: 100_000, currency: 'CHF' });
  await aWonDeal(rep, { name: 'Won', companyId: vogt, amountMinor: 30_000, currency: 'EUR' });
  const security = await aTheme(marketer, { name: 'Security', words: ['single sign-on', 'backup*'] });
  const call = await rep.call(activities.logCall, {
    contactId: ann,
    outcome: 'connected',
    insights: [said('objection', 'No Single Sign-On yet'), said('want', 'Backups every hour'), said('benefit', 'One screen for all')],
  });
  await rep.call(activities.addNote, {
    contactId: bob,
    body: 'Heard.',
    insights: [{ kind: 'objection', about: 'price', text: 'backup costs extra' }],
  });
  await app.runAllJobs();

  // The brief of the team that heard it tells the other one, with the way to the rows.
  const lead = await member('sales_lead');
  const brief = await lead.call(getBrief, { id: (await lead.call(draftBrief, { party: 'sales', month: '2026-05-01' })).id });
  expect(brief.lines.filter(({ words }) => words.includes('“Security”'))).toMatchObject([
    { section: 'changes', words: 'Customers told us of “Security”: 3 times, 2 companies', link: `/voice?theme=${security}` },
  ]);

  const read = await marketer.call(voice.getVoice, {});
  expect(read).toMatchObject({ n: 4, companies: 2, unsorted: 1, currency: 'EUR' });
  expect(read.lines).toMatchObject([
    {
      theme: { id: security },
      n: 3,
      companies: 2,
      kinds: [
        { kind: 'objection', n: 2 },
        { kind: 'want', n: 1 },
      ],
      open: { deals: 2, amountMinor: 50_000, noRate: 1 },
      won: { deals: 1, amountMinor: 30_000, noRate: 0 },
      lost: { deals: 0, amountMinor: 0 },
    },
    { theme: null, n: 1, companies: 1, open: { deals: 1 }, won: { deals: 0 } },
  ]);
  expect(read.lines[0]?.months.reduce((sum, n) => sum + n, 0)).toBe(3);
  for (const line of read.lines) {
    const theme = line.theme?.id ?? 'none';
    expect((await marketer.call(voice.listInsights, { theme })).n).toBe(line.n);
    expect((await marketer.call(voice.listVoiceCompanies, { theme })).items).toHaveLength(line.companies);
    for (const status of ['open', 'won', 'lost'] as const) {
      const deals = await marketer.call(voice.listVoiceDeals, { theme, status });
      expect(deals.stake).toEqual(line[status]);
      expect(deals.items).toHaveLength(line[status].deals);
    }
  }
  expect((await marketer.call(voice.getVoice, { kinds: ['objection'], about: 'price' })).lines).toMatchObject([{ n: 1, companies: 1 }]);
  expect((await marketer.call(voice.listInsights, { text: 'sign ON' })).items).toMatchObject([
    { words: 'No Single Sign-On yet', contact: { id: ann } },
  ]);
  expect((await marketer.call(voice.listInsights, { outcome: 'won' })).n).toBe(1);
  expect((await marketer.call(voice.listInsights, { dealId: open })).n).toBe(0);

  // Corrected, taken back, merged, gathered anew: the rows follow the ledger.
  const [wanted] = (await rep.call(voice.listInsights, { text: 'Backups every hour' })).items;
  const other = await aTheme(rep, { name: 'Speed' });
  await rep.call(voice.sortInsight, { id: wanted?.id ?? '', themeIds: [other] });
  await rep.call(activities.correctActivity, {
    id: call.id,
    insights: [said('objection', 'No single sign-on with our directory'), said('want', 'Backups every hour')],
  });
  await app.runAllJobs();
  expect((await rep.call(voice.listInsights, {})).items.map(({ words }) => words).sort()).toEqual([
    'Backups every hour',
    'No single sign-on with our directory',
    'backup costs extra',
  ]);
  expect((await rep.call(voice.listInsights, { theme: other })).items).toMatchObject([{ id: wanted?.id, sorted: true }]);
  const before = await rep.call(voice.listInsights, {});
  await app.command(admin, async (ctx) => void (await ctx.enqueue(gatherAll, {}, { byProgram: true })));
  await app.runAllJobs();
  expect(await rep.call(voice.listInsights, {})).toEqual(before);
  await admin.call(mergeRecords, { entity: 'company', winnerId: kessler, loserId: vogt });
  await app.runAllJobs();
  expect((await rep.call(voice.getVoice, {})).companies).toBe(1);
  await rep.call(activities.retractActivity, { id: call.id });
  await app.runAllJobs();
  expect((await rep.call(voice.listInsights, {})).items).toMatchObject([{ words: 'backup costs extra' }]);
  await admin.call(eraseContact, { id: bob });
  await app.runAllJobs();
  expect((await rep.call(voice.listInsights, {})).n).toBe(0);
});

it('lets people keep themes: sorted by hand over words, merged and taken back, linked to what they touch, with a document looked at when objections rise', async () => {
  app.setNow('2026-08-03T09:00:00.000Z');
  const { admin, member } = await app.newWorkspace();
  const [rep, marketer, viewer] = [await member('rep'), await member('marketer'), await member('viewer')];
  const companyId = await aCompany(rep, { name: 'Huber' });
  const contactId = await aContact(rep, { lastName: 'Buyer', companyId });
  for (let n = 0; n < 6; n++)
    await anActivity(app, rep, {
      kind: 'call',
      contactId,
      occurredAt: `2026-07-0${n + 1}T09:00:00.000Z`,
      data: { insights: [{ kind: 'objection', about: 'price', text: `Too expensive ${n}` }] },
    });
  await app.tick('insights.gather');
  const price = await aTheme(marketer, { name: 'Price', words: ['expensive'] });
  const cost = await aTheme(marketer, { name: 'Cost' });
  await expect(marketer.call(themes.createTheme, { name: 'price' })).rejects.toMatchObject({ code: 'conflict' });
  await expect(viewer.call(themes.createTheme, { name: 'Mine' })).rejects.toMatchObject({ status: 403 });
  const [one] = (await rep.call(voice.listInsights, { theme: price })).items;
  const id = one?.id ?? '';
  const nOf = async (theme: string) => (await rep.call(voice.listInsights, { theme })).n;
  await rep.call(voice.sortInsight, { id, themeIds: [cost] });
  expect([await nOf(price), await nOf(cost)]).toEqual([5, 1]);
  await expect(marketer.call(themes.deleteTheme, { id: cost })).rejects.toMatchObject({ code: 'conflict' });
  await marketer.call(themes.mergeTheme, { id: cost, into: price });
  expect(await nOf(price)).toBe(6);
  expect((await rep.call(themes.listThemes, {})).items).toMatchObject([{ name: 'Price', n: 6, merged: [{ id: cost }] }]);
  await expect(marketer.call(themes.mergeTheme, { id: price, into: cost })).rejects.toMatchObject({ code: 'conflict' });
  await marketer.call(themes.mergeTheme, { id: cost, into: null });
  await rep.call(voice.sortInsight, { id, themeIds: [], sorted: false });
  expect([await nOf(price), await nOf(cost)]).toEqual([6, 0]);
  await marketer.call(themes.updateTheme, { id: price, words: ['cheap*'] });
  expect([await nOf(price), await nOf('unsorted')]).toEqual([0, 6]);
  await marketer.call(themes.updateTheme, { id: price, words: ['expens*'] });
  expect(await nOf(price)).toBe(6);

  const asset = await aPublishedAsset(marketer, { name: 'Price sheet', reviewOn: '2027-01-01' });
  const link = await marketer.call(themes.linkTheme, { id: price, target: 'asset', ofId: asset.id });
  await marketer.call(themes.linkTheme, { id: price, target: 'profile' });
  await expect(marketer.call(themes.linkTheme, { id: price, target: 'profile' })).rejects.toMatchObject({ code: 'conflict' });
  expect((await rep.call(themes.listSaidOn, { target: 'asset', ofId: asset.id })).items).toMatchObject([
    { theme: { id: price }, n: 6, companies: 1, against: 6, recent: 6, before: 0, rising: true },
  ]);
  for (let again = 0; again < 2; again++) {
    await app.tick('insights.watch');
    await app.runAllJobs();
  }
  expect(await rep.call(getAsset, { id: asset.id })).toMatchObject({ stale: true, reviewOn: '2026-08-03' });
  expect((await marketer.call(listNotices, {})).items.filter(({ kind }) => kind === 'insight.rising')).toHaveLength(1);
  await marketer.call(themes.unlinkTheme, { id: link.id });
  expect((await rep.call(themes.listSaidOn, { target: 'asset', ofId: asset.id })).items).toEqual([]);
  expect((await admin.call(themes.listSaidOn, { target: 'profile' })).items).toHaveLength(1);
});

it('sets won against lost deals where there are enough of both, and asks why: the rep at once, the buyer later by somebody else', async () => {
  app.setNow('2026-03-02T09:00:00.000Z');
  const { member } = await app.newWorkspace();
  const [rep, neutral, viewer] = [await member('rep'), await member('marketer'), await member('viewer')];
  const companyId = await aCompany(rep, { name: 'Brandt' });
  const contactId = await aContact(rep, { lastName: 'Buyer', companyId });
  await rep.call(activities.logCall, { contactId, outcome: 'connected', insights: [{ kind: 'why_now', text: 'New plant in May' }] });
  await app.runAllJobs();
  const won = await aWonDeal(rep, { name: 'Pumps', companyId, contactId, amountMinor: 5_000 });
  const lost = await aDeal(rep, { name: 'Valves', companyId });
  await rep.call(closeDeal, { id: lost, outcome: 'lost', reasonId: await reasonId(rep, 'lost', 'price_value') });
  const read = await rep.call(voice.getVoiceContrast, {});
  expect(read).toMatchObject({ won: 1, lost: 1, enough: false });
  expect(read.lines).toMatchObject([
    { kind: 'why_now', theme: null, won: { k: 1, n: 1, enough: false }, lift: { value: null }, adjustedP: null },
  ]);
  for (const status of ['won', 'lost'] as const)
    expect((await rep.call(voice.listContrastRows, { kind: 'why_now', status })).items).toMatchObject([{ words: ['New plant in May'] }]);

  // What nobody has said after two days is what Sales owes, with its rows.
  app.setNow('2026-03-05T09:00:00.000Z');
  const owed = (await rep.call(getOwed, {})).items.find(({ kind }) => kind === 'debrief');
  expect(owed).toMatchObject({ party: 'sales', n: 2 });
  expect((await rep.call(listOwed, { kind: 'debrief', party: 'sales' })).items.map(({ link }) => link).sort()).toEqual(
    [won, lost].map((id) => `/deals/${id}`).sort(),
  );

  const due = async (client: typeof rep) =>
    (await client.call(listInterviews, {})).items.map(({ kind, deal, mine }) => [kind, deal.id, mine]);
  expect(await due(rep)).toEqual(
    expect.arrayContaining([
      ['debrief', won, true],
      ['debrief', lost, true],
    ]),
  );
  await expect(neutral.call(holdInterview, { dealId: won, kind: 'interview', notes: 'x' })).rejects.toMatchObject({ code: 'not_now' });
  // A click made twice writes it once.
  const clicks = [1, 2].map(() =>
    rep.call(holdInterview, { dealId: won, kind: 'debrief', insights: [{ kind: 'benefit', text: 'Less waste' }] }),
  );
  const outcomes = (await Promise.allSettled(clicks)).map((one) => (one.status === 'fulfilled' ? 'held' : (one.reason as Problem).code));
  expect(outcomes.sort()).toEqual(['conflict', 'held']);
  await rep.call(holdInterview, { dealId: lost, kind: 'debrief', skippedBecause: 'The company is gone.' });
  app.setNow('2026-04-10T09:00:00.000Z');
  expect(await due(neutral)).toEqual(
    expect.arrayContaining([
      ['interview', won, true],
      ['interview', lost, true],
    ]),
  );
  expect(await due(rep)).toEqual(expect.arrayContaining([['interview', won, false]]));
  await expect(rep.call(holdInterview, { dealId: won, kind: 'interview', notes: 'x' })).rejects.toMatchObject({ code: 'forbidden' });
  await expect(viewer.call(holdInterview, { dealId: won, kind: 'interview', notes: 'x' })).rejects.toMatchObject({ status: 403 });
  await neutral.call(holdInterview, {
    dealId: won,
    kind: 'interview',
    notes: 'Liked the visit.',
    insights: [{ kind: 'like', about: 'buying_process', text: 'The visit' }],
  });
  await app.runAllJobs();
  expect((await neutral.call(listInterviews, { state: 'done' })).items).toMatchObject([{ kind: 'interview' }, {}, {}]);
  expect((await rep.call(voice.listInsights, { dealId: won })).items.map(({ kind }) => kind).sort()).toEqual(['benefit', 'like']);
});
