import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { logCall } from '#modules/activities/contract.ts';
import { anActivity } from '#modules/activities/testing.ts';
import * as clocks from '#modules/agreements/contract/clocks.ts';
import { aCompany } from '#modules/companies/testing.ts';
import { getLead, moveLead } from '#modules/leads/contract/leads.ts';
import { listNotices } from '#modules/notices/contract.ts';
import { getScore } from '#modules/scoring/contract/score.ts';
import { type Client, openTestApp, type TestApp } from '../../../test/harness.ts';
import { getBrief } from './contract/brief.ts';
import * as contract from './contract/handoffs.ts';
import { getScorecard } from './contract/scorecard.ts';
import { aGoodFit, aHandoff, anOffice, engage, later, MORNING, reasonId } from './testing.ts';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp();
});
afterAll(() => app.close());

const period = { from: later(-24), to: later(24 * 90) };
const states = async (client: Client, subjectId: string) =>
  Object.fromEntries(
    (await client.call(clocks.listClocks, { subjectId })).items.map(({ title, state, causeId }) => [title, { state, causeId }]),
  );

describe('a verdict', () => {
  it('accepts: the lead is worked by Sales, and the promise of a verdict is kept', async () => {
    const office = await anOffice(app);
    const { leadId, handoff } = await aHandoff(app, office);
    app.setNow(later(1));
    expect(await office.rep.call(contract.giveVerdict, { id: handoff.id, decision: 'accepted', quality: 4 })).toEqual({ warnings: [] });
    expect((await office.marketer.call(contract.listHandoffs, {})).items).toMatchObject([
      { id: handoff.id, decision: 'accepted', quality: 4 },
    ]);
    expect(await office.rep.call(getLead, { id: leadId })).toMatchObject({ stage: 'sal' });
    expect(await states(office.rep, leadId)).toMatchObject({ Verdict: { state: 'met' }, 'First touch': { state: 'running' } });
    await expect(office.rep.call(contract.giveVerdict, { id: handoff.id, decision: 'accepted' })).rejects.toMatchObject({
      code: 'conflict',
    });
    await expect(office.marketer.call(contract.giveVerdict, { id: handoff.id, decision: 'accepted' })).rejects.toMatchObject({
      status: 403,
    });
  });

  it('is acceptance where there is silence, when the time has passed; counted apart', async () => {
    const office = await anOffice(app);
    const { leadId } = await aHandoff(app, office);
    // The clause's own time: a moment before it nothing is accepted.
    const due = (await office.rep.call(clocks.listClocks, { subjectId: leadId })).items.find(({ title }) => title === 'Verdict')?.dueAt;
    expect(due).toBe(later(24));
    app.setNow(later(23.9));
    await app.tick('agreements.clocks');
    await app.runAllJobs();
    expect((await office.marketing.call(contract.listHandoffs, {})).items[0]?.decision).toBeNull();
    app.setNow(later(24.1));
    await app.tick('agreements.clocks');
    await app.runAllJobs();
    const { items } = await office.marketing.call(contract.listHandoffs, {});
    expect(items[0]).toMatchObject({ decision: 'accepted_by_default', reason: null });
    expect(await office.rep.call(getLead, { id: leadId })).toMatchObject({ stage: 'sal' });
    expect((await states(office.rep, leadId)).Verdict?.state).toBe('breached');
    const card = await office.marketing.call(getScorecard, period);
    expect(card.lines.find(({ title }) => title === 'Verdict')).toMatchObject({ breached: 1, bySilence: 1, met: 0 });
    expect(card.handoffs).toMatchObject({ decided: 1, acceptedByDefault: 1, acceptance: { k: 1, n: 1, enough: false } });
    expect((await office.rep.call(listNotices, {})).items.map(({ kind }) => kind)).toContain('handoff.accepted_by_default');
    app.setNow(later(30));
    const { warnings } = await office.rep.call(contract.returnHandoff, {
      id: items[0]?.id ?? '',
      decision: 'recycled',
      reasonId: await reasonId(office.rep, 'no_budget_yet'),
    });
    expect(warnings).toEqual([]);
    expect((await office.marketing.call(getScorecard, period)).handoffs).toMatchObject({ acceptedByDefault: 1, returnedLater: 1 });
  });

  it('rejects with a reason: closed, counted, and every promise about it kept', async () => {
    const office = await anOffice(app);
    const { leadId, handoff } = await aHandoff(app, office);
    await expect(office.rep.call(contract.giveVerdict, { id: handoff.id, decision: 'rejected' })).rejects.toMatchObject({
      errors: [{ field: 'reasonId' }],
    });
    await expect(
      office.rep.call(contract.giveVerdict, {
        id: handoff.id,
        decision: 'rejected',
        reasonId: await reasonId(office.rep, 'no_budget_yet'),
      }),
    ).rejects.toMatchObject({ status: 400 });
    const said = await office.rep.call(contract.giveVerdict, {
      id: handoff.id,
      decision: 'rejected',
      reasonId: await reasonId(office.rep, 'company_too_small'),
      note: 'Eight people',
    });
    expect(said.warnings).toEqual(['The signed profile says that this is met: 20 to 1,000 people.']);
    expect(await office.marketer.call(getLead, { id: leadId })).toMatchObject({
      stage: 'disqualified',
      reason: { code: 'company_too_small' },
    });
    expect(await states(office.rep, leadId)).toMatchObject({ Verdict: { state: 'met' }, 'First touch': { state: 'met' } });
    const card = await office.marketing.call(getScorecard, period);
    expect(card.handoffs).toMatchObject({
      rejected: 1,
      contradicted: 1,
      acceptance: { k: 0, n: 1 },
      reasons: [{ label: 'Company too small', n: 1 }],
    });
    const rows = await office.marketing.call(contract.listHandoffs, { reasonId: card.handoffs.reasons[0]?.id ?? '' });
    expect(rows.items).toMatchObject([{ note: 'Eight people', contradictions: said.warnings }]);
    // Closed leads are not handed off again by a score.
    await engage(app, office, handoff.leadId === leadId ? (await office.rep.call(getLead, { id: leadId })).contact.id : '');
    expect((await office.sales.call(contract.listHandoffs, {})).items.length).toBe(1);
  });

  it('is refused where the record says that it cannot be, and warned of where it speaks against it', async () => {
    const office = await anOffice(app);
    const { contactId, handoff } = await aHandoff(app, office);
    const notReached = await reasonId(office.rep, 'not_reached');
    const verdict = { id: handoff.id, decision: 'recycled' as const, reasonId: notReached };
    await expect(office.rep.call(contract.giveVerdict, verdict)).rejects.toMatchObject({
      code: 'not_now',
      errors: [{ field: 'reasonId' }],
    });
    expect(await office.rep.call(contract.readContradictions, { id: handoff.id, reasonId: notReached })).toMatchObject({
      attempts: 0,
      refused: expect.stringContaining('Nobody has tried'),
    });
    await office.rep.call(logCall, { contactId, outcome: 'no_answer' });
    expect(
      await office.rep.call(contract.readContradictions, { id: handoff.id, reasonId: await reasonId(office.rep, 'existing_customer') }),
    ).toMatchObject({
      refused: null,
      warnings: ['No invoice and no won deal makes this company a customer.'],
    });
    expect((await office.rep.call(contract.giveVerdict, verdict)).warnings).toEqual(['1 of the usual 6 attempts.']);
  });
});

describe('a returned lead', () => {
  it('is in Marketing’s list with reason and day, starts from nothing, and gets another tactic in time', async () => {
    const office = await anOffice(app);
    const { leadId, contactId, handoff } = await aHandoff(app, office);
    app.setNow(later(2));
    await expect(
      office.rep.call(contract.giveVerdict, { id: handoff.id, decision: 'recycled', reasonId: await reasonId(office.rep, 'timing_later') }),
    ).rejects.toMatchObject({ errors: [{ field: 'recycleOn' }] });
    await office.rep.call(contract.giveVerdict, {
      id: handoff.id,
      decision: 'recycled',
      reasonId: await reasonId(office.rep, 'timing_later'),
      recycleOn: '2026-05-04',
      note: 'Budget in May',
    });
    await app.runAllJobs();
    const list = await office.marketer.call(contract.listRecycled, {});
    expect(list).toMatchObject({ counts: { returned: 1, warming: 0, overdue: 0 } });
    const [plan] = list.items;
    expect(plan).toMatchObject({
      leadId,
      earliestOn: '2026-05-04',
      note: 'Budget in May',
      reason: { label: 'Later' },
      tried: [],
      returnedBy: { name: 'Anna' },
    });
    // Five business days from Wednesday noon.
    expect(plan?.clock).toMatchObject({ state: 'running', dueAt: '2026-03-11T11:00:00.000Z' });
    expect((await office.marketing.call(listNotices, {})).items.map(({ kind }) => kind)).toContain('recycle.returned');
    expect(await office.marketer.call(getScore, { id: contactId })).toMatchObject({ engagement: 0, resetAt: later(2) });
    expect((await office.rep.call(getBrief, { id: leadId })).plan).toMatchObject({ state: 'returned', earliestOn: '2026-05-04' });

    await expect(office.rep.call(contract.chooseTactic, { id: plan?.id ?? '', tactic: 'webinar' })).rejects.toMatchObject({ status: 403 });
    app.setNow(later(30));
    await office.marketer.call(contract.chooseTactic, { id: plan?.id ?? '', tactic: 'webinar' });
    expect((await office.marketer.call(contract.listRecycled, {})).items[0]).toMatchObject({
      state: 'warming',
      tactic: 'webinar',
      clock: { state: 'met' },
    });
    const line = (await office.sales.call(getScorecard, period)).lines.find(({ party }) => party === 'marketing');
    expect(line).toMatchObject({ title: 'Returned leads warmed again', met: 1, n: 1 });
  });

  it('comes back by its score only after its day, to the rep it had, and then needs another tactic', async () => {
    const office = await anOffice(app);
    const other = await office.member('rep', { name: 'Ben' });
    const { leadId, contactId, handoff } = await aHandoff(app, office);
    const first = handoff.assignee?.id === other.memberId ? other : office.rep;
    await first.call(contract.giveVerdict, { id: handoff.id, decision: 'recycled', reasonId: await reasonId(first, 'no_priority') });
    await app.runAllJobs();
    const [plan] = (await office.marketer.call(contract.listRecycled, {})).items;
    await office.marketer.call(contract.chooseTactic, { id: plan?.id ?? '', tactic: 'webinar' });
    app.setNow(later(24 * 10));
    await engage(app, office, contactId);
    expect((await office.sales.call(contract.listHandoffs, {})).items.length).toBe(1);
    expect(await office.marketer.call(contract.listCandidates, {})).toMatchObject({ items: [{ leadId, notBefore: '2026-04-03' }] });
    await app.tick('handoffs.comeBack');
    expect((await office.sales.call(contract.listHandoffs, {})).items.length).toBe(1);
    app.setNow(later(24 * 31));
    await app.tick('handoffs.comeBack');
    await app.runAllJobs();
    const again = (await office.sales.call(contract.listHandoffs, {})).items[0];
    expect(again).toMatchObject({ leadId, cycle: 1, assignee: { id: first.memberId } });
    expect((await office.marketer.call(contract.listRecycled, { states: ['requalified'] })).items.length).toBe(1);
    const brief = await first.call(getBrief, { id: leadId });
    expect(brief).toMatchObject({
      earlier: [{ decision: 'recycled', reason: 'Not a priority' }],
      warnings: expect.arrayContaining(['returned_before']),
    });

    await first.call(contract.giveVerdict, { id: again?.id ?? '', decision: 'recycled', reasonId: await reasonId(first, 'no_priority') });
    await app.runAllJobs();
    const [second] = (await office.marketer.call(contract.listRecycled, {})).items;
    expect(second).toMatchObject({ cycle: 2, tried: ['webinar'] });
    await expect(office.marketer.call(contract.chooseTactic, { id: second?.id ?? '', tactic: 'webinar' })).rejects.toMatchObject({
      errors: [{ field: 'tactic' }],
    });
    await office.marketer.call(contract.chooseTactic, { id: second?.id ?? '', tactic: 'case_study' });
  });

  it('counts as returned however it was moved, and as accepted when it was moved on', async () => {
    const office = await anOffice(app);
    const [back, on, gone] = [await aHandoff(app, office), await aHandoff(app, office), await aHandoff(app, office)];
    await office.rep.call(moveLead, { id: back.leadId, stage: 'recycled', reasonId: await reasonId(office.rep, 'no_priority') });
    await office.rep.call(moveLead, { id: on.leadId, stage: 'sql' });
    await office.rep.call(moveLead, { id: gone.leadId, stage: 'disqualified', reasonId: await reasonId(office.rep, 'spam') });
    await app.runAllJobs();
    const { items } = await office.sales.call(contract.listHandoffs, {});
    const decisionOf = (leadId: string) => items.find((one) => one.leadId === leadId)?.decision;
    expect([decisionOf(back.leadId), decisionOf(on.leadId), decisionOf(gone.leadId)]).toEqual(['recycled', 'accepted', 'withdrawn']);
    expect((await office.marketer.call(contract.listRecycled, {})).items.map(({ leadId }) => leadId)).toEqual([back.leadId]);
    expect((await states(office.rep, gone.leadId)).Verdict?.state).toBe('void');
  });

  it('is a customer’s own affair: customers are not handed off by a score', async () => {
    const office = await anOffice(app);
    const companyId = await aCompany(office.sales, { employeeCount: 100 });
    await app.command(
      office.sales,
      async ({ tx }) => void (await tx.updateTable('company').set({ customer_status: 'customer' }).where('id', '=', companyId).execute()),
    );
    const contactId = await aGoodFit(office.marketer, { companyId });
    await engage(app, office, contactId);
    expect(await office.marketer.call(getScore, { id: contactId })).toMatchObject({ label: 'A1', handsOff: true });
    expect((await office.sales.call(contract.listHandoffs, {})).items).toEqual([]);
    // Without a lead, a prospect of the same behaviour gets one.
    const prospect = await aGoodFit(office.marketer);
    for (let n = 0; n < 3; n++)
      await anActivity(app, office.marketer, { kind: n === 1 ? 'chat' : 'form', contactId: prospect, memberId: null, evidence: 'system' });
    await app.runAllJobs();
    expect((await office.sales.call(contract.listHandoffs, {})).items).toMatchObject([{ cause: 'threshold', handedAt: MORNING }]);
  });
});
