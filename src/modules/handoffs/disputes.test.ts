import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as clocks from '#modules/agreements/contract/clocks.ts';
import { getLead } from '#modules/leads/contract/leads.ts';
import { listNotices } from '#modules/notices/contract.ts';
import { blind } from '#platform/shared/blind.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { getBrief } from './contract/brief.ts';
import * as contract from './contract/disputes.ts';
import { giveVerdict, listHandoffs } from './contract/handoffs.ts';
import { rulingOf } from './rules/ruling.ts';
import { aHandoff, anOffice, later, type Office, reasonId } from './testing.ts';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp();
});
afterAll(() => app.close());

const WHY = 'They have eighty people and asked twice';

async function rejected(office: Office) {
  const made = await aHandoff(app, office);
  app.setNow(later(2));
  await office.rep.call(giveVerdict, { id: made.handoff.id, decision: 'rejected', reasonId: await reasonId(office.rep, 'no_need') });
  await app.runAllJobs();
  return made;
}

const firstTouch = async (office: Office, leadId: string) =>
  (await office.sales.call(clocks.listClocks, { subjectId: leadId })).items.find(({ title }) => title === 'First touch');

describe('a dispute', () => {
  it('is judged blind by one of each side; two who find the lead good overturn the rejection, and the clock has the time that was left', async () => {
    const office = await anOffice(app);
    const { leadId, handoff } = await rejected(office);
    await expect(office.rep.call(contract.raiseDispute, { id: handoff.id, why: WHY })).rejects.toMatchObject({ status: 403 });
    app.setNow(later(5));
    const { id } = await office.marketer.call(contract.raiseDispute, { id: handoff.id, why: WHY });
    await expect(office.marketing.call(contract.raiseDispute, { id: handoff.id, why: WHY })).rejects.toMatchObject({ status: 409 });
    expect((await office.sales.call(listNotices, {})).items[0]).toMatchObject({ kind: 'dispute.raised' });
    // Who had a part in it does not judge it.
    for (const involved of [office.rep, office.marketer]) expect((await involved.call(contract.listReviewCases, {})).items).toEqual([]);
    const [blindCase] = (await office.sales.call(contract.listReviewCases, {})).items;
    expect(blindCase).toMatchObject({ industry: null, employeeCount: 100, jobTitle: 'Head of Operations' });
    const shown = JSON.stringify(blindCase);
    for (const told of ['Anna', 'Mara', leadId, handoff.id, handoff.name ?? 'x']) expect(shown).not.toContain(told);
    app.setNow(later(6));
    expect(await office.sales.call(contract.judgeCase, { id: blindCase?.id ?? '', judgment: 'good' })).toEqual({ ruling: null });
    expect((await office.marketing.call(contract.listDisputes, {})).items[0]).toMatchObject({ judged: 1, judgments: [] });
    await expect(office.sales.call(contract.judgeCase, { id: blindCase?.id ?? '', judgment: 'poor' })).rejects.toMatchObject({
      status: 404,
    });
    app.setNow(later(50));
    expect(await office.marketing.call(contract.judgeCase, { id: blindCase?.id ?? '', judgment: 'good' })).toEqual({
      ruling: 'overturned',
    });
    await app.runAllJobs();

    expect(await office.rep.call(getLead, { id: leadId })).toMatchObject({ stage: 'sal', closedAt: null });
    expect((await office.sales.call(listHandoffs, {})).items[0]).toMatchObject({ decision: 'accepted', returnedAt: null });
    const brief = await office.rep.call(getBrief, { id: leadId });
    // Two of the twenty-four hours were used before the verdict; the rest runs from the ruling on.
    expect(await firstTouch(office, leadId)).toMatchObject({ state: 'running', dueAt: later(72) });
    expect(brief.clocks.find(({ title }) => title === 'Verdict')?.state).toBe('met');
    expect((await office.marketing.call(contract.listDisputes, {})).items[0]).toMatchObject({
      id,
      ruling: 'overturned',
      judgments: [
        { party: 'marketing', judgment: 'good' },
        { party: 'sales', judgment: 'good' },
      ],
    });
    const verdicts = await app.command(office.admin, ({ tx }) =>
      tx.selectFrom('verdict').select('decision').where('handoff_id', '=', handoff.id).orderBy('decided_at').execute(),
    );
    expect(verdicts).toEqual([{ decision: 'rejected' }, { decision: 'accepted' }]);
    app.setNow(later(72.1));
    await app.tick('agreements.clocks');
    expect(await firstTouch(office, leadId)).toMatchObject({ state: 'breached' });
  });

  it('leaves the rejection where both find it right; where they differ somebody who did not raise it decides', async () => {
    const office = await anOffice(app);
    const upheld = await rejected(office);
    await office.marketer.call(contract.raiseDispute, { id: upheld.handoff.id, why: WHY });
    const judge = async (client: Office['sales'], judgment: 'good' | 'poor') => {
      const [open] = (await client.call(contract.listReviewCases, {})).items;
      return client.call(contract.judgeCase, { id: open?.id ?? '', judgment });
    };
    await judge(office.sales, 'poor');
    expect(await judge(office.marketing, 'poor')).toEqual({ ruling: 'upheld' });
    expect(await office.rep.call(getLead, { id: upheld.leadId })).toMatchObject({ stage: 'disqualified' });

    const split = await rejected(office);
    const { id } = await office.marketer.call(contract.raiseDispute, { id: split.handoff.id, why: WHY });
    const ruling = { id, ruling: 'overturned' as const, note: 'The profile says that they fit' };
    await expect(office.sales.call(contract.ruleDispute, ruling)).rejects.toMatchObject({ code: 'not_now' });
    await judge(office.sales, 'poor');
    expect(await judge(office.marketing, 'good')).toEqual({ ruling: null });
    await expect(office.rep.call(contract.ruleDispute, ruling)).rejects.toMatchObject({ status: 403 });
    await office.sales.call(contract.ruleDispute, ruling);
    expect(await office.rep.call(getLead, { id: split.leadId })).toMatchObject({ stage: 'sal' });

    const back = await rejected(office);
    const withdrawn = await office.marketer.call(contract.raiseDispute, { id: back.handoff.id, why: WHY });
    await office.marketer.call(contract.withdrawDispute, withdrawn);
    expect((await office.sales.call(contract.listReviewCases, {})).items).toEqual([]);
    const health = await office.rep.call(contract.getTaxonomyHealth, {});
    expect(health).toMatchObject({
      cases: { both: 0, sales: 0, marketing: 1, neither: 1 },
      kappa: { n: 2, kappa: 0, enough: false },
      disputed: { k: 2, n: 3 },
      overturned: { k: 1, n: 2 },
      reviewReasons: false,
    });
  });

  it('has its sample drawn by lot as well, once per hand-off', async () => {
    const office = await anOffice(app);
    for (let n = 0; n < 3; n++) await rejected(office);
    await expect(office.rep.call(contract.drawCases, { n: 2 })).rejects.toMatchObject({ status: 403 });
    expect(await office.sales.call(contract.drawCases, { n: 2 })).toEqual({ drawn: 2 });
    expect(await office.sales.call(contract.drawCases, { n: 5 })).toEqual({ drawn: 1 });
    expect((await office.marketing.call(contract.listReviewCases, {})).items.length).toBe(3);
    await app.tick('handoffs.audit');
    await app.tick('handoffs.audit');
    expect((await office.marketing.call(contract.listReviewCases, {})).items.length).toBe(3);
  });

  it('asks for a review of the reasons where too many are “Other”', async () => {
    const office = await anOffice(app);
    for (let n = 0; n < 10; n++) {
      const { handoff } = await aHandoff(app, office);
      const items = n < 2 ? 'other' : 'no_need';
      const said = { id: handoff.id, decision: 'rejected' as const, reasonId: await reasonId(office.rep, items) };
      if (n === 0)
        await expect(office.rep.call(giveVerdict, { ...said, note: 'too short' })).rejects.toMatchObject({ errors: [{ field: 'note' }] });
      await office.rep.call(giveVerdict, { ...said, note: 'They sell to farmers only' });
    }
    expect(await office.rep.call(contract.getTaxonomyHealth, {})).toMatchObject({ other: { k: 2, n: 10 }, reviewReasons: true });
  });
});

describe('a blind text', () => {
  it('has no name, mail address or number', () => {
    expect(blind('Hi, I am Kim Lee (kim.lee@firm.example, +49 30 1234-567). Please call Kim. A kimono.', ['Kim Lee', null])).toBe(
      'Hi, I am … … (…, …). Please call …. A kimono.',
    );
    expect(blind(null, [])).toBeNull();
    expect(blind('Anna.*', ['.*', 'An'])).toBe('Anna.*');
    expect(blind('Smith-Jones of the A/B (shop-floor) team', ['Ann Smith-Jones', 'shop-floor A/B'])).toBe('… of the … (…) team');
  });
  it('rules only where both judged alike', () => {
    expect(rulingOf(['good'])).toBeNull();
    expect(rulingOf(['good', 'poor'])).toBeNull();
    expect(rulingOf(['good', 'good'])).toBe('overturned');
    expect(rulingOf(['poor', 'poor'])).toBe('upheld');
  });
});
