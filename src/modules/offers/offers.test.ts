import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aCompany } from '#modules/companies/testing.ts';
import { aContact } from '#modules/contacts/testing.ts';
import { aLead } from '#modules/leads/testing.ts';
import { listRows } from '#modules/lists/contract/rows.ts';
import { listNotices } from '#modules/notices/contract.ts';
import { anInvoice } from '#modules/orders/testing.ts';
import { type Client, openTestApp, type TestApp } from '../../../test/harness.ts';
import * as changes from './contract/changes.ts';
import * as offers from './contract/offers.ts';
import { toldOfOffer } from './queries/exposures.ts';
import { anOffer } from './testing.ts';

let app: TestApp;
let workspace: Awaited<ReturnType<TestApp['newWorkspace']>>;
let ann: Client;
let reps: Client[];
let rep: Client;

const AT = '2026-03-02T09:00:00.000Z';
const later = (hours: number) => new Date(Date.parse(AT) + hours * 3_600_000).toISOString();

beforeAll(async () => {
  app = await openTestApp();
  workspace = await app.newWorkspace();
  ann = await workspace.member('marketer', { name: 'Ann' });
  reps = [];
  for (const name of ['Rob', 'Ria', 'Rik', 'Rea', 'Ron']) reps.push(await workspace.member('rep', { name }));
  rep = reps[0] as Client;
});
afterAll(() => app.close());

const titles = async (client: Client) => (await client.call(listNotices, { limit: 100 })).items.map(({ title }) => title);
const seen = async (client: Client, id: string) => client.call(offers.getOffer, { id });
const confirmAll = async (noticeId: string, some: readonly Client[]) => {
  for (const one of some) await one.call(changes.confirmChange, { id: noticeId });
};

describe('an offer', () => {
  it('is announced to Sales, waits for confirmations, then starts; nobody of Sales writes it', async () => {
    app.setNow(AT);
    const { id, versionId } = await anOffer(ann);
    await expect(rep.call(offers.announceOffer, { id, versionId })).rejects.toMatchObject({ status: 403 });
    await expect(ann.call(offers.launchOffer, { id, versionId })).rejects.toMatchObject({ status: 409 });
    const { noticeId, asked } = await ann.call(offers.announceOffer, { id, versionId });
    expect(asked).toBe(5);
    expect((await titles(rep))[0]).toMatch(/^New offer: “Offer \d+”$/);
    await expect(ann.call(offers.announceOffer, { id, versionId })).rejects.toMatchObject({ status: 409 });
    expect((await rep.call(changes.listChangeNotices, { show: 'waiting' })).items[0]).toMatchObject({
      id: noticeId,
      about: { kind: 'offer', offer: { id }, number: 1, talkingPoints: ['It is cheaper'] },
      confirmed: 0,
      asked: 5,
      mine: { state: 'waiting' },
      dueAt: later(24),
    });
    await confirmAll(noticeId, reps.slice(0, 3));
    await expect(ann.call(offers.launchOffer, { id, versionId })).rejects.toMatchObject({
      status: 422,
      errors: [{ field: 'overrideReason' }],
    });
    await confirmAll(noticeId, reps.slice(3, 4));
    expect(await seen(ann, id)).toMatchObject({
      state: 'announced',
      waiting: { share: 0.8, needed: 4, because: 'share', leadOver: later(48) },
    });
    expect(await ann.call(offers.launchOffer, { id, versionId })).toEqual({ launched: true });
    expect(await seen(rep, id)).toMatchObject({
      state: 'running',
      waiting: null,
      mayWrite: false,
      versions: [{ launchedBecause: 'share', overrideReason: null, confirmed: { k: 4, n: 5 } }],
    });
    // Whoever has not confirmed still can; who was not asked can not.
    await confirmAll(noticeId, reps.slice(4));
    await expect(ann.call(changes.confirmChange, { id: noticeId })).rejects.toMatchObject({ status: 404 });
  });

  it('starts early only with a reason, which is kept and told', async () => {
    app.setNow(AT);
    const { id, versionId } = await anOffer(ann);
    await ann.call(offers.announceOffer, { id, versionId });
    await expect(ann.call(offers.launchOffer, { id, versionId, overrideReason: 'short' })).rejects.toMatchObject({ status: 400 });
    await ann.call(offers.launchOffer, { id, versionId, overrideReason: 'The fair opens this morning' });
    expect((await seen(rep, id)).versions[0]).toMatchObject({
      launchedBecause: 'override',
      overrideReason: 'The fair opens this morning',
      launchedBy: { name: 'Ann' },
    });
    expect((await titles(rep))[0]).toMatch(/starts before everybody has confirmed it$/);
  });

  it('starts by itself when enough have confirmed, or when the lead time has passed, and not before its first day', async () => {
    app.setNow(AT);
    const one = await anOffer(ann);
    const { noticeId } = await ann.call(offers.announceOffer, one);
    expect(await ann.call(offers.launchOffer, { ...one, whenReady: true })).toEqual({ launched: false });
    await confirmAll(noticeId, reps.slice(0, 4));
    expect(await seen(ann, one.id)).toMatchObject({ state: 'running', versions: [{ launchedBy: { name: 'Ann' } }] });
    expect((await titles(ann))[0]).toMatch(/ runs now$/);

    // What was taken back does not start, however many confirm it; taking it back again changes nothing.
    const none = await anOffer(ann);
    const { noticeId: other } = await ann.call(offers.announceOffer, none);
    await ann.call(offers.launchOffer, { ...none, whenReady: true });
    await expect(rep.call(offers.cancelOfferLaunch, { id: none.id })).rejects.toMatchObject({ status: 403 });
    for (let times = 0; times < 2; times += 1) await ann.call(offers.cancelOfferLaunch, { id: none.id });
    await confirmAll(other, reps);
    await app.tick('offers.settle');
    expect(await seen(ann, none.id)).toMatchObject({ state: 'announced', versions: [{ launchedBy: null }] });
    await ann.call(offers.launchOffer, none);
    await ann.call(offers.cancelOfferLaunch, { id: none.id });
    expect(await seen(ann, none.id)).toMatchObject({ state: 'running' });

    const two = await anOffer(ann, { fromOn: '2026-03-05', untilOn: '2026-03-06' });
    await ann.call(offers.announceOffer, two);
    await ann.call(offers.launchOffer, { ...two, whenReady: true });
    app.setNow(later(49));
    await app.tick('offers.settle');
    expect(await seen(ann, two.id)).toMatchObject({ state: 'announced', waiting: { because: 'lead_time', notBefore: '2026-03-05' } });
    await expect(ann.call(offers.launchOffer, two)).rejects.toMatchObject({ status: 422 });
    // The day begins in Berlin an hour before it does in UTC.
    app.setNow('2026-03-04T23:05:00.000Z');
    await app.tick('offers.settle');
    expect((await seen(ann, two.id)).versions[0]).toMatchObject({ state: 'running', launchedBecause: 'lead_time' });
    app.setNow('2026-03-06T23:05:00.000Z');
    await app.tick('offers.settle');
    expect(await seen(ann, two.id)).toMatchObject({ state: 'ended', endReason: 'Its last day has passed.' });
  });

  it('keeps what was announced as it was; the next version says what is different and takes the place of the first', async () => {
    app.setNow(AT);
    const { id, versionId } = await anOffer(ann, { priceMinor: 9900, currency: 'EUR' });
    const first = await ann.call(offers.announceOffer, { id, versionId });
    await ann.call(offers.launchOffer, { id, versionId, overrideReason: 'Known to everybody' });
    const content = {
      summary: 'Ten percent off',
      discountPercent: 15,
      talkingPoints: ['It is cheaper'],
      priceMinor: 9400,
      currency: 'EUR',
    };
    const next = await ann.call(offers.draftOfferVersion, { id, content: { ...content, discountPercent: 12 } });
    expect(next.number).toBe(2);
    expect(await ann.call(offers.draftOfferVersion, { id, content })).toEqual(next);
    const second = await ann.call(offers.announceOffer, { id, versionId: next.versionId });
    const { items } = await rep.call(changes.listChangeNotices, { show: 'waiting' });
    expect(items.map((one) => one.id)).not.toContain(first.noticeId);
    expect(items.find((one) => one.id === second.noticeId)?.difference).toEqual([
      {
        field: 'price',
        from: { kind: 'money', amountMinor: 9900, currency: 'EUR' },
        to: { kind: 'money', amountMinor: 9400, currency: 'EUR' },
      },
      { field: 'discount', from: { kind: 'percent', percent: 10 }, to: { kind: 'percent', percent: 15 } },
    ]);
    expect((await seen(ann, id)).versions.map(({ number, state }) => [number, state])).toEqual([
      [2, 'announced'],
      [1, 'running'],
    ]);
    app.setNow(later(48));
    await ann.call(offers.launchOffer, { id, versionId: next.versionId });
    expect((await seen(ann, id)).versions.map(({ state, said }) => [state, said.discountPercent])).toEqual([
      ['running', 15],
      ['superseded', 10],
    ]);
    // An old notice can be neither confirmed any more nor started.
    await expect(rep.call(changes.confirmChange, { id: first.noticeId })).rejects.toMatchObject({ status: 404 });
    await expect(ann.call(offers.launchOffer, { id, versionId })).rejects.toMatchObject({ status: 409 });
  });

  it('is told only to those whom it concerns, and its end to those who were told', async () => {
    app.setNow(AT);
    const [owner, leads, other] = reps as [Client, Client, Client];
    const customer = await aCompany(owner);
    await anInvoice(workspace.admin, { companyId: customer });
    await aContact(owner, { companyId: customer, jobTitle: 'Buyer', ownerId: owner.memberId });
    const worked = await aContact(workspace.admin, { companyId: customer, jobTitle: 'Buyer', ownerId: null });
    await aLead(leads, { contactId: worked, ownerId: leads.memberId });
    await aContact(other, { jobTitle: 'Buyer', ownerId: other.memberId });
    const criteria = { match: 'all' as const, of: [{ field: 'jobTitle', op: 'is' as const, value: 'Buyer' }] };
    const offer = await anOffer(ann, { audience: 'customers', criteria });
    const { noticeId, asked } = await ann.call(offers.announceOffer, { ...offer, concerns: 'owners' });
    expect(asked).toBe(2);
    const { items } = await ann.call(changes.listConfirmations, { id: noticeId });
    expect(items.map(({ member }) => member.id).sort()).toEqual([owner.memberId, leads.memberId].sort());
    await ann.call(offers.endOffer, { id: offer.id, as: 'withdrawn', reason: 'Out of stock since today' });
    expect((await titles(leads))[0]).toMatch(/ was withdrawn$/);
    expect((await titles(other))[0]).not.toMatch(/ was withdrawn$/);
    expect((await ann.call(changes.listConfirmations, { id: noticeId })).items.map(({ state }) => state)).toEqual([
      'not_needed',
      'not_needed',
    ]);
    await expect(ann.call(offers.draftOfferVersion, { id: offer.id, content: { summary: 'Again' } })).rejects.toMatchObject({
      status: 409,
    });
  });

  it('names only people, offers and fields that are there', async () => {
    const nobody = '00000000-0000-7000-8000-000000000000';
    const bad = (content: object, more: object = {}) =>
      ann.call(offers.createOffer, { name: 'Bad', kind: 'other', content: { summary: 'x', ...content }, ...more });
    await expect(bad({}, { ownerId: nobody })).rejects.toMatchObject({ errors: [{ field: 'ownerId' }] });
    await expect(bad({ replacesOfferId: nobody })).rejects.toMatchObject({ errors: [{ field: 'content.replacesOfferId' }] });
    await expect(bad({ fromOn: '2026-03-02', untilOn: '2026-03-01' })).rejects.toMatchObject({ errors: [{ field: 'content.untilOn' }] });
    await expect(bad({ priceMinor: 100 })).rejects.toMatchObject({ errors: [{ field: 'content.currency' }] });
    await expect(bad({ criteria: { match: 'all', of: [{ field: 'secret', op: 'is', value: 'x' }] } })).rejects.toMatchObject({
      status: 400,
    });
  });
});

describe('confirming', () => {
  it('is asked for again at half of the time and once when it has passed, by the terms of the announcement', async () => {
    app.setNow(AT);
    const lead = await workspace.member('sales_lead');
    await expect(ann.call(changes.setNoticeTerms, { share: 1, leadSeconds: 0, confirmSeconds: 7200 })).rejects.toMatchObject({
      status: 403,
    });
    expect(await lead.call(changes.getNoticeTerms, {})).toMatchObject({ share: 0.8, usual: true, mayChange: true });
    const before = await anOffer(ann);
    const { noticeId } = await ann.call(offers.announceOffer, before);
    await lead.call(changes.setNoticeTerms, { share: 0.5, leadSeconds: 3600, confirmSeconds: 7200 });
    const offer = await anOffer(ann);
    const next = await ann.call(offers.announceOffer, offer);
    await confirmAll(next.noticeId, [rep]);
    const reminders = async (client: Client) => (await titles(client)).filter((title) => /waits for your|has passed/.test(title)).length;
    const other = reps[1] as Client;
    const [mine, theirs] = [await reminders(rep), await reminders(other)];
    app.setNow(later(1));
    await app.tick('offers.remind');
    await app.tick('offers.remind');
    expect(await reminders(other)).toBe(theirs + 1);
    app.setNow(later(2));
    await app.tick('offers.remind');
    await app.tick('offers.remind');
    expect(await reminders(other)).toBe(theirs + 2);
    expect(await reminders(rep)).toBe(mine);
    app.setNow(later(3));
    await confirmAll(next.noticeId, [other]);
    const states = new Map(
      (await ann.call(changes.listConfirmations, { id: next.noticeId })).items.map((one) => [one.member.id, one.state]),
    );
    expect([states.get(rep.memberId), states.get(other.memberId), states.get(lead.memberId)]).toEqual([
      'confirmed',
      'confirmed_late',
      'overdue',
    ]);
    // What was announced before keeps what counted then.
    const old = (await rep.call(changes.listChangeNotices, { show: 'waiting' })).items.find((one) => one.id === noticeId);
    expect(old?.dueAt).toBe(later(24));
    await lead.call(changes.setNoticeTerms, { share: 0.8, leadSeconds: 172_800, confirmSeconds: 86_400 });
  });
});

describe('what a customer knows', () => {
  it('is the version told last; who holds an older one is a list, a field and a count', async () => {
    app.setNow(AT);
    const { id, versionId } = await anOffer(ann);
    const [one, two] = [await aContact(rep), await aContact(rep)];
    await expect(rep.call(offers.tellOffer, { id: one, versionId, way: 'call' })).rejects.toMatchObject({
      errors: [{ field: 'versionId' }],
    });
    await ann.call(offers.announceOffer, { id, versionId });
    await ann.call(offers.launchOffer, { id, versionId, overrideReason: 'Told in the meeting' });
    expect((await rep.call(offers.getContactOffers, { id: one })).fitting.find(({ offer }) => offer.id === id)).toMatchObject({
      known: false,
    });
    await rep.call(offers.tellOffer, { id: one, versionId, way: 'call', toldAt: later(-2) });
    const wrong = await rep.call(offers.tellOffer, { id: two, versionId, way: 'mail' });
    await expect(ann.call(offers.takeBackTelling, { id: wrong.id })).rejects.toMatchObject({ status: 404 });
    await rep.call(offers.takeBackTelling, { id: wrong.id });
    await expect(rep.call(offers.tellOffer, { id: one, versionId, way: 'call', toldAt: later(1) })).rejects.toMatchObject({ status: 400 });

    const next = await ann.call(offers.draftOfferVersion, { id, content: { summary: 'Twenty percent off', discountPercent: 20 } });
    await ann.call(offers.announceOffer, { id, versionId: next.versionId });
    await ann.call(offers.launchOffer, { id, versionId: next.versionId, overrideReason: 'Told in the meeting' });
    await rep.call(offers.tellOffer, { id: two, versionId: next.versionId, way: 'meeting' });
    expect((await seen(ann, id)).versions.map(({ number, holders }) => [number, holders])).toEqual([
      [2, 1],
      [1, 1],
    ]);
    const older = await ann.call(offers.listOfferHolders, { id, older: true });
    expect(older.items.map(({ contact, number, way }) => [contact.id, number, way])).toEqual([[one, 1, 'call']]);
    expect((await ann.call(offers.listOfferHolders, { id, versionId: next.versionId })).items.map(({ contact }) => contact.id)).toEqual([
      two,
    ]);
    expect((await rep.call(offers.getContactOffers, { id: one })).known[0]).toMatchObject({
      number: 1,
      standing: 'older',
      mine: true,
      by: 'Rob',
    });
    expect((await ann.call(offers.listOffers, { state: 'running' })).items.find((item) => item.id === id)).toMatchObject({
      told: 2,
      toldOlder: 1,
    });

    const found = async (field: string) =>
      (await rep.call(listRows, { entity: 'contact', criteria: { match: 'all', of: [{ field, op: 'is', value: id }] } })).items.length;
    expect([await found('offerTold'), await found('offerOlder')]).toEqual([2, 1]);
    const scope = await app.scopeOf(rep);
    const since = async (from: string) =>
      (await app.command(rep, (ctx) => toldOfOffer(scope, { offerId: id, since: from }).execute(ctx.tx))).rows.map((row) => row.contact_id);
    expect((await since(later(-3))).sort()).toEqual([one, two].sort());
    expect(await since(later(-1))).toEqual([two]);
  });

  it('fits by audience, days and criteria', async () => {
    app.setNow(AT);
    const { items } = await ann.call(offers.listOffers, { state: 'running' });
    for (const { id } of items) await ann.call(offers.endOffer, { id, as: 'ended', reason: 'Out of the way of this test' });
    const company = await aCompany(rep);
    await anInvoice(workspace.admin, { companyId: company });
    const [customer, prospect] = [await aContact(rep, { companyId: company }), await aContact(rep, { jobTitle: 'Head of pumps' })];
    const start = async (content: Parameters<typeof anOffer>[1]) => {
      const offer = await anOffer(ann, content);
      await ann.call(offers.announceOffer, offer);
      await ann.call(offers.launchOffer, { ...offer, overrideReason: 'For this very test' });
      return offer.id;
    };
    const forCustomers = await start({ audience: 'customers' });
    const forProspects = await start({ audience: 'prospects' });
    const forPumps = await start({ criteria: { match: 'all', of: [{ field: 'jobTitle', op: 'contains', value: 'pumps' }] } });
    const fitting = async (id: string) => (await rep.call(offers.getContactOffers, { id })).fitting.map(({ offer }) => offer.id).sort();
    expect(await fitting(customer)).toEqual([forCustomers]);
    expect(await fitting(prospect)).toEqual([forProspects, forPumps].sort());
  });
});
