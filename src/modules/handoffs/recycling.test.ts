import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { logCall } from '#modules/activities/contract.ts';
import { aCompany } from '#modules/companies/testing.ts';
import { changeContact } from '#modules/contacts/contract.ts';
import { getLead } from '#modules/leads/contract/leads.ts';
import { listNotices } from '#modules/notices/contract.ts';
import { anInvoice } from '#modules/orders/testing.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { getBrief } from './contract/brief.ts';
import * as contract from './contract/handoffs.ts';
import * as second from './contract/secondlife.ts';
import { aGoodFit, aHandoff, aLead, anOffice, engage, later, MORNING, type Office, reasonId } from './testing.ts';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp();
});
afterAll(() => app.close());

async function returned(office: Office, code = 'no_priority') {
  const made = await aHandoff(app, office);
  await office.rep.call(contract.giveVerdict, { id: made.handoff.id, decision: 'recycled', reasonId: await reasonId(office.rep, code) });
  await app.runAllJobs();
  const plan = (await office.marketer.call(contract.listRecycled, { states: ['returned', 'warming', 'archived'] })).items.find(
    ({ leadId }) => leadId === made.leadId,
  );
  return { ...made, plan };
}

describe('a lead that comes back', () => {
  it('waits as long as its reason asks, comes only with something new, and says what changed since', async () => {
    const office = await anOffice(app);
    const { leadId, contactId, plan } = await returned(office, 'no_budget_yet');
    expect(plan).toMatchObject({ earliestOn: '2026-06-02', cycle: 1 });
    // The score alone is no news: by hand it needs a reason.
    await expect(office.marketer.call(contract.handOffLead, { leadId })).rejects.toMatchObject({ errors: [{ field: 'overrideReason' }] });
    app.setNow(later(24 * 91));
    await app.tick('handoffs.comeBack');
    expect((await office.sales.call(contract.listHandoffs, {})).items.length).toBe(1);
    await office.marketer.call(changeContact, { id: contactId, jobTitle: 'Head of Procurement' });
    await engage(app, office, contactId);
    const [again] = (await office.sales.call(contract.listHandoffs, {})).items;
    expect(again).toMatchObject({ leadId, cycle: 1, decision: null });
    const { since, plan: ended } = await office.rep.call(getBrief, { id: leadId });
    expect(ended).toBeNull();
    expect(since).toMatchObject({ times: 1 });
    expect(since?.changes).toEqual(
      expect.arrayContaining([
        { what: 'did', kind: 'form', n: 2, lastAt: later(24 * 91) },
        { what: 'field', field: 'contact.jobTitle', from: 'Head of Operations', to: 'Head of Procurement' },
      ]),
    );
  });

  it('rests after the third return of a year, until the person asks', async () => {
    const office = await anOffice(app);
    const { leadId, contactId } = await returned(office, 'early_research');
    for (let round = 1; round < 3; round++) {
      app.setNow(later(24 * 40 * round));
      await engage(app, office, contactId);
      const [open] = (await office.sales.call(contract.listHandoffs, { decisions: ['pending'] })).items.filter(
        (one) => one.leadId === leadId,
      );
      await office.rep.call(contract.giveVerdict, {
        id: open?.id ?? '',
        decision: 'recycled',
        reasonId: await reasonId(office.rep, 'early_research'),
      });
      await app.runAllJobs();
    }
    const plans = (await office.marketer.call(contract.listRecycled, { states: ['archived'] })).items;
    expect(plans).toMatchObject([{ leadId, cycle: 3, clock: null }]);
    expect((await office.marketing.call(listNotices, {})).items[0]?.body).toContain('3 times within a year');
    app.setNow(later(24 * 150));
    await engage(app, office, contactId);
    expect(
      (await office.sales.call(contract.listHandoffs, { decisions: ['pending'] })).items.filter((one) => one.leadId === leadId),
    ).toEqual([]);
    const asked = await aLead(office, { contactId, handRaised: true });
    await app.runAllJobs();
    expect((await office.sales.call(contract.listHandoffs, { decisions: ['pending'] })).items).toMatchObject([
      { leadId: asked.leadId, cause: 'hand_raise' },
    ]);
  });

  it('is put to rest by Marketing, once, and is warmed no more', async () => {
    const office = await anOffice(app);
    const { leadId, plan } = await returned(office);
    const id = plan?.id ?? '';
    await expect(office.rep.call(contract.archiveRecycled, { id })).rejects.toMatchObject({ status: 403 });
    await office.marketer.call(contract.archiveRecycled, { id });
    expect((await office.marketer.call(contract.listRecycled, { states: ['returned', 'warming'] })).items).toEqual([]);
    expect((await office.marketer.call(contract.listRecycled, { states: ['archived'] })).items).toMatchObject([
      { leadId, clock: { state: 'void' } },
    ]);
    app.setNow(later(24 * 200));
    await app.tick('handoffs.comeBack');
    expect((await office.sales.call(contract.listHandoffs, { decisions: ['pending'] })).items).toEqual([]);
  });

  it('is not warmed the same way twice, unless someone says why', async () => {
    const office = await anOffice(app);
    const { contactId, plan } = await returned(office);
    await office.marketer.call(contract.chooseTactic, { id: plan?.id ?? '', tactic: 'webinar' });
    app.setNow(later(24 * 40));
    await engage(app, office, contactId);
    const [open] = (await office.sales.call(contract.listHandoffs, { decisions: ['pending'] })).items;
    await office.rep.call(contract.giveVerdict, {
      id: open?.id ?? '',
      decision: 'recycled',
      reasonId: await reasonId(office.rep, 'no_priority'),
    });
    await app.runAllJobs();
    const [next] = (await office.marketer.call(contract.listRecycled, {})).items;
    const same = { id: next?.id ?? '', tactic: 'webinar' as const };
    await expect(office.marketer.call(contract.chooseTactic, same)).rejects.toMatchObject({ errors: [{ field: 'tactic' }] });
    const { items } = await office.marketer.call(second.suggestTactic, { id: next?.id ?? '' });
    expect(items.at(-1)).toMatchObject({ tactic: 'webinar', tried: true, n: 1, k: 1, enough: false });
    expect(items[0]?.tried).toBe(false);
    expect(await office.marketer.call(second.suggestTactic, { id: next?.id ?? '' })).toEqual({ items });
    await office.marketer.call(contract.chooseTactic, { ...same, overrideReason: 'Another topic, by their own wish' });
    expect((await office.marketer.call(contract.listRecycled, {})).items[0]).toMatchObject({
      overrideReason: 'Another topic, by their own wish',
    });
    const life = await office.sales.call(second.getSecondLife, {});
    expect(life.cells).toMatchObject([{ reason: { name: 'Not a priority' }, tactic: 'webinar', k: 1, n: 1, enough: false }]);
    expect(life).toMatchObject({ overall: { k: 1, n: 1 }, alone: { n: 0, rate: null }, yield: null });
    const rows = async (asked: object) => (await office.sales.call(second.listSecondLife, asked)).items;
    const { reason, valueMinor } = life.cells[0] ?? {};
    expect(await rows({ reasonId: reason?.id, tactic: 'webinar' })).toMatchObject([{ leadId: plan?.leadId, cameBack: true, valueMinor }]);
    expect(await rows({ tactic: 'any', cameBack: true })).toHaveLength(1);
    expect([...(await rows({ reasonId: 'none' })), ...(await rows({ tactic: 'alone' })), ...(await rows({ won: true }))]).toEqual([]);
  });

  it('may be left alone on purpose, to have something to compare with', async () => {
    const office = await anOffice(app);
    await office.marketing.call(second.setLoopSettings, { limboDays: 14, holdoutPercent: 50 });
    const plans = [];
    for (let n = 0; n < 12; n++) plans.push((await returned(office)).plan);
    const alone = plans.filter((plan) => plan?.heldOut);
    // One in 4,096 that none or all of twelve are.
    expect(alone.length).toBeGreaterThan(0);
    expect(alone.length).toBeLessThan(12);
    expect(alone[0]?.clock).toBeNull();
    const choice = { id: alone[0]?.id ?? '', tactic: 'webinar' as const };
    await expect(office.marketer.call(contract.chooseTactic, choice)).rejects.toMatchObject({ errors: [{ field: 'overrideReason' }] });
    app.setNow(later(24 * 100));
    expect((await office.sales.call(second.getSecondLife, {})).alone).toMatchObject({ n: alone.length, k: 0 });
    const rows = (await office.sales.call(second.listSecondLife, { tactic: 'alone' })).items;
    expect(rows.map(({ id }) => id).sort()).toEqual(alone.map((one) => one?.id).sort());
  });
});

describe('limbo', () => {
  it('lists what nobody owes a move for, tells both sides, and one action brings each back', async () => {
    const office = await anOffice(app, { agreement: false });
    const [one, two, worked] = [await aHandoff(app, office), await aHandoff(app, office), await aHandoff(app, office)];
    for (const { handoff } of [one, two, worked]) await office.rep.call(contract.giveVerdict, { id: handoff.id, decision: 'accepted' });
    await app.runAllJobs();
    app.setNow(later(24 * 14));
    expect((await office.marketer.call(second.listLimbo, {})).total).toBe(0);
    await office.rep.call(logCall, { contactId: worked.contactId, leadId: worked.leadId, outcome: 'no_answer' });
    await app.runAllJobs();
    app.setNow(later(24 * 15));
    const limbo = await office.marketer.call(second.listLimbo, {});
    expect(limbo).toMatchObject({ total: 2, abandoned: 2, days: 14, owed: { attempts: 6, by: 'usual' } });
    expect(limbo.wastedMinor).toBe(limbo.items.reduce((sum, { valueMinor }) => sum + valueMinor, 0));
    expect(limbo.items.map(({ leadId }) => leadId).sort()).toEqual([one.leadId, two.leadId].sort());
    await app.tick('handoffs.limbo');
    for (const side of [office.sales, office.marketing])
      expect((await side.call(listNotices, {})).items[0]).toMatchObject({
        kind: 'leads.limbo',
        title: 'Nobody has the next move for 2 leads',
      });

    await office.marketer.call(second.moveFromLimbo, { id: one.leadId, to: 'sales' });
    expect((await office.rep.call(getBrief, { id: one.leadId })).tasks).toMatchObject([
      { subject: expect.stringContaining('Take the next step') },
    ]);
    await expect(office.rep.call(second.moveFromLimbo, { id: two.leadId, to: 'marketing' })).rejects.toMatchObject({
      errors: [{ field: 'reasonId' }],
    });
    await office.rep.call(second.moveFromLimbo, { id: two.leadId, to: 'marketing', reasonId: await reasonId(office.rep, 'no_priority') });
    await app.runAllJobs();
    expect((await office.marketer.call(contract.listRecycled, {})).items.map(({ leadId }) => leadId)).toEqual([two.leadId]);
    expect((await office.marketer.call(second.listLimbo, {})).total).toBe(0);
    // A tactic that came to nothing is limbo again; another plan asks for another way.
    const [plan] = (await office.marketer.call(contract.listRecycled, {})).items;
    await office.marketer.call(contract.chooseTactic, { id: plan?.id ?? '', tactic: 'webinar' });
    app.setNow(later(24 * 140));
    expect((await office.marketer.call(second.listLimbo, {})).items.map(({ leadId }) => leadId)).toContain(two.leadId);
    await office.marketer.call(second.moveFromLimbo, { id: two.leadId, to: 'marketing' });
    expect((await office.marketer.call(contract.listRecycled, {})).items).toMatchObject([
      { leadId: two.leadId, tried: ['webinar'], state: 'returned' },
    ]);
  });
});

describe('regret', () => {
  it('finds who was turned away and bought, themselves or a colleague, with the money', async () => {
    const office = await anOffice(app);
    const companyId = await aCompany(office.sales, { employeeCount: 100, ownerId: null });
    const no = await aHandoff(app, office, { contactId: await aGoodFit(office.marketer, { companyId }) });
    await office.rep.call(contract.giveVerdict, {
      id: no.handoff.id,
      decision: 'rejected',
      reasonId: await reasonId(office.rep, 'no_need'),
    });
    const quiet = await aHandoff(app, office);
    await office.rep.call(contract.giveVerdict, {
      id: quiet.handoff.id,
      decision: 'rejected',
      reasonId: await reasonId(office.rep, 'no_need'),
    });
    await app.runAllJobs();
    expect((await office.sales.call(second.getRegrets, {})).rate).toMatchObject({ k: 0, n: 2 });
    app.setNow(later(24 * 60));
    await anInvoice(office.sales, { companyId, invoicedAt: later(24 * 60), totalMinor: 480_000, currency: 'EUR' });
    const found = await office.marketing.call(second.getRegrets, {});
    expect(found.rate).toMatchObject({ k: 1, n: 2 });
    expect(found.items).toMatchObject([
      { leadId: no.leadId, reason: 'No need', colleague: true, revived: false, invoicedMinor: 480_000, at: MORNING },
    ]);
    expect(found.invoicedMinor).toBe(480_000);
    expect((await office.rep.call(getLead, { id: no.leadId })).stage).toBe('disqualified');
  });
});
