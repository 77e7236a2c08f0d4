import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { logCall, retractActivity } from '#modules/activities/contract.ts';
import * as clocks from '#modules/agreements/contract/clocks.ts';
import { aCompany } from '#modules/companies/testing.ts';
import { aContact } from '#modules/contacts/testing.ts';
import { getLead, openLead } from '#modules/leads/contract/leads.ts';
import { listNotices } from '#modules/notices/contract.ts';
import { getScore } from '#modules/scoring/contract/score.ts';
import { type Client, openTestApp, type TestApp } from '../../../test/harness.ts';
import { getBrief } from './contract/brief.ts';
import * as contract from './contract/handoffs.ts';
import { getQueue } from './contract/queue.ts';
import { getScorecard } from './contract/scorecard.ts';
import { priority } from './rules/value.ts';
import { aGoodFit, aHandoff, aLead, anOffice, later, MORNING } from './testing.ts';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp();
});
afterAll(() => app.close());

const clockOf = async (client: Client, subjectId: string, title: string) =>
  (await client.call(clocks.listClocks, { subjectId })).items.find((one) => one.title === title);
const notices = async (client: Client, kind?: string) =>
  (await client.call(listNotices, {})).items.filter((one) => kind === undefined || one.kind === kind);
const period = { from: later(-24), to: later(240) };

async function sweepAt(iso: string): Promise<void> {
  app.setNow(iso);
  await app.tick('agreements.clocks');
  await app.runAllJobs();
}

describe('a lead, from the form to the call', () => {
  it('is handed off by its score, warned about, escalated, and met late by the call; both sides see the same', async () => {
    const office = await anOffice(app);
    const { leadId, contactId, handoff } = await aHandoff(app, office);
    expect(handoff).toMatchObject({
      cause: 'threshold',
      route: 'round_robin',
      label: 'A1',
      decision: null,
      assignee: { id: office.rep.memberId },
    });
    expect(await office.rep.call(getLead, { id: leadId })).toMatchObject({
      stage: 'mql',
      owner: { id: office.rep.memberId },
      scoreLabel: 'A1',
    });
    expect((await notices(office.rep, 'handoff.assigned')).length).toBe(1);
    expect(await clockOf(office.marketer, leadId, 'First touch')).toMatchObject({
      state: 'running',
      startedAt: MORNING,
      dueAt: later(24),
      assignee: { name: 'Anna' },
    });

    await sweepAt(later(12, later(0)));
    await sweepAt(later(19.2));
    expect(await notices(office.rep, 'clock.warning')).toEqual([]);
    // It was night; in the morning each clock is spoken of once.
    await sweepAt(later(23));
    expect((await notices(office.rep, 'clock.warning')).length).toBe(2);
    expect(await notices(office.sales, 'clock.breached')).toEqual([]);
    expect((await clockOf(office.rep, leadId, 'First touch'))?.state).toBe('due_soon');

    await sweepAt(new Date(Date.parse(later(24)) + 1).toISOString());
    const escalated = await notices(office.sales, 'clock.breached');
    expect(escalated.map(({ title, link }) => [title, link])).toEqual([
      [expect.stringContaining('“First touch” passed its time'), `/leads/${leadId}`],
    ]);
    expect(await clockOf(office.marketing, leadId, 'First touch')).toMatchObject({ state: 'breached', breachedAt: later(24) });
    await sweepAt(later(25));
    expect((await notices(office.sales, 'clock.breached')).length).toBe(1);

    await office.rep.call(logCall, { contactId, outcome: 'no_answer' });
    await app.runAllJobs();
    const late = await clockOf(office.marketing, leadId, 'First touch');
    expect(late).toMatchObject({ state: 'met_late', metAt: later(25), breachedAt: later(24) });
    const card = await office.marketing.call(getScorecard, period);
    expect(card).toEqual(await office.sales.call(getScorecard, period));
    expect(card.lines.find(({ title }) => title === 'First touch')).toMatchObject({ met: 0, metLate: 1, n: 1, rate: 0, enough: false });
  });

  it('is met by a call in time, and the call taken back counts no more', async () => {
    const office = await anOffice(app);
    const { leadId, contactId } = await aHandoff(app, office);
    app.setNow(later(2));
    const { id } = await office.rep.call(logCall, { contactId, outcome: 'connected' });
    await app.runAllJobs();
    expect(await clockOf(office.rep, leadId, 'First touch')).toMatchObject({ state: 'met', metAt: later(2) });
    app.setNow(later(3));
    await office.rep.call(retractActivity, { id, reason: 'Another person' });
    await app.runAllJobs();
    expect(await clockOf(office.rep, leadId, 'First touch')).toMatchObject({ state: 'running', metAt: null, dueAt: later(24) });
    await sweepAt(later(24.5));
    expect((await clockOf(office.rep, leadId, 'First touch'))?.state).toBe('breached');
  });

  it('takes a call of the same day at its time, and a backdated one from when it was written down', async () => {
    const office = await anOffice(app);
    const [one, other] = [await aHandoff(app, office), await aHandoff(app, office)];
    await sweepAt(later(25));
    expect((await clockOf(office.rep, one.leadId, 'First touch'))?.state).toBe('breached');
    // 10:00 in Berlin on the day of the due time; logged an hour later: the same day.
    await office.rep.call(logCall, { contactId: one.contactId, outcome: 'connected', occurredAt: later(23.5) });
    // The evening before, written down the next morning.
    await office.rep.call(logCall, { contactId: other.contactId, outcome: 'connected', occurredAt: later(8) });
    await app.runAllJobs();
    expect(await clockOf(office.rep, one.leadId, 'First touch')).toMatchObject({ state: 'met', flagged: false });
    expect(await clockOf(office.rep, other.leadId, 'First touch')).toMatchObject({ state: 'met_late', flagged: true, metAt: later(25) });
    expect((await office.sales.call(getScorecard, period)).lines.find(({ title }) => title === 'First touch')).toMatchObject({
      met: 1,
      metLate: 1,
      flagged: 1,
    });
  });

  it('tells every open browser of the workspace, by name of what changed', async () => {
    const office = await anOffice(app);
    const { handoff, leadId } = await aHandoff(app, office);
    const listener = new pg.Client({ connectionString: app.urls.appUrl });
    await listener.connect();
    const heard: string[] = [];
    listener.on('notification', ({ payload }) => heard.push(...(JSON.parse(payload ?? '{}') as { topics: string[] }).topics));
    await listener.query('listen truce_live');
    await office.rep.call(contract.giveVerdict, { id: handoff.id, decision: 'accepted' });
    await listener.query('select 1');
    await listener.end();
    expect(heard).toEqual(expect.arrayContaining(['handoff', `handoff:${handoff.id}`, `lead:${leadId}`, 'clock']));
  });
});

describe('someone who asks to be contacted', () => {
  it('goes to Sales at once with a score of nothing, on the stricter clock alone', async () => {
    const office = await anOffice(app);
    const contactId = await aContact(office.marketer, {});
    const { id: leadId } = await office.marketer.call(openLead, { contactId, handRaised: true, whyNow: 'Quote for 40 seats before Q1' });
    await app.runAllJobs();
    expect(await office.rep.call(getScore, { id: contactId })).toMatchObject({ engagement: 0, label: '?', handsOff: false });
    const { items } = await office.rep.call(clocks.listClocks, { subjectId: leadId });
    expect(items.map(({ title, withinSeconds, dueAt }) => [title, withinSeconds, dueAt]).sort()).toEqual([
      ['Call back who asks', 3600, later(1)],
      ['Verdict', 86_400, later(24)],
    ]);
    const brief = await office.rep.call(getBrief, { id: leadId });
    expect(brief).toMatchObject({
      whyNow: 'Quote for 40 seats before Q1',
      lead: { stage: 'mql', handRaised: true },
      handoff: { cause: 'hand_raise' },
      may: { decide: true },
    });
    expect((await notices(office.rep, 'handoff.assigned'))[0]?.title).toContain('asks to be contacted');
  });

  it('is waited for in business hours: asked on Friday evening, due on Monday', async () => {
    const office = await anOffice(app);
    app.setNow('2026-03-06T17:30:00.000Z');
    const { leadId } = await aLead(office, { handRaised: true });
    await app.runAllJobs();
    expect((await clockOf(office.rep, leadId, 'Call back who asks'))?.dueAt).toBe('2026-03-09T09:00:00.000Z');
  });

  it('lets the rep know when they ask again while the lead lies with Sales', async () => {
    const office = await anOffice(app);
    const { leadId, contactId } = await aHandoff(app, office);
    app.setNow(later(3));
    await aLead(office, { contactId, handRaised: true });
    await app.runAllJobs();
    expect((await notices(office.rep, 'handoff.raised_again')).length).toBe(1);
    expect(await clockOf(office.rep, leadId, 'Call back who asks')).toMatchObject({ startedAt: later(3), dueAt: later(4) });
    expect((await office.sales.call(contract.listHandoffs, {})).items.length).toBe(1);
  });
});

describe('the queue', () => {
  it('puts first what is worth most now, and says whose move it is', async () => {
    const office = await anOffice(app);
    const calm = await aHandoff(app, office);
    app.setNow(later(6));
    const raised = await aLead(office, { handRaised: true, whyNow: 'Call me' });
    await app.runAllJobs();
    const queue = await office.rep.call(getQueue, {});
    expect(queue.counts).toEqual({ leads: 2, due: 2, overdue: 0 });
    expect(queue.items.map(({ leadId, group }) => [leadId, group])).toEqual([
      [raised.leadId, 'now'],
      [calm.leadId, 'today'],
    ]);
    expect(queue.items[0]).toMatchObject({ verdictOwed: true, touched: false, whyNow: 'Call me' });
    expect(queue.items[0]?.clocks[0]?.title).toBe('Call back who asks');
    const ranks = queue.items.map(({ valueMinor, clocks: [clock] }) => priority({ valueMinor, dueAt: clock?.dueAt ?? null }, later(6)));
    expect(ranks).toEqual([...ranks].sort((a, b) => b - a));
    const other = await office.member('rep');
    expect((await other.call(getQueue, {})).items).toEqual([]);
    expect((await office.sales.call(getQueue, { whose: 'all' })).items.length).toBe(2);
  });
});

describe('below the threshold', () => {
  it('needs a reason that both sides can read', async () => {
    const office = await anOffice(app);
    const { leadId } = await aLead(office);
    await app.runAllJobs();
    await expect(office.marketer.call(contract.handOffLead, { leadId })).rejects.toMatchObject({ code: 'not_now' });
    const made = await office.marketer.call(contract.handOffLead, { leadId, overrideReason: 'Met them at the fair, they buy this month.' });
    expect(made).toMatchObject({ assigneeId: office.rep.memberId, route: 'round_robin' });
    await expect(
      office.marketer.call(contract.handOffLead, { leadId, overrideReason: 'Met them at the fair again.' }),
    ).rejects.toMatchObject({ code: 'conflict' });
    expect((await office.sales.call(contract.listHandoffs, {})).items[0]).toMatchObject({
      cause: 'override',
      overrideReason: 'Met them at the fair, they buy this month.',
    });
    expect((await office.rep.call(getBrief, { id: leadId })).warnings).toContain('below_threshold');
  });

  it('is never left by a label that both teams agreed is never handed off, unless the person asks', async () => {
    const office = await anOffice(app);
    const rival = await aCompany(office.sales, { kind: 'competitor', employeeCount: 100 });
    const contactId = await aContact(office.marketer, { companyId: rival, jobTitle: 'Head of Operations' });
    const { leadId } = await aLead(office, { contactId });
    await app.runAllJobs();
    const asked = { leadId, overrideReason: 'They seem so very interested.' };
    await expect(office.marketer.call(contract.handOffLead, asked)).rejects.toMatchObject({ code: 'not_now' });
    await app.command(office.marketer, async ({ tx }) => {
      await tx.updateTable('lead').set({ hand_raised: true }).where('id', '=', leadId).execute();
    });
    // The company has an owner, who comes first.
    expect(await office.marketer.call(contract.handOffLead, { leadId })).toMatchObject({ assigneeId: office.sales.memberId });
  });

  it('is where imported history and changed rules leave a lead: in the list, not handed off', async () => {
    const office = await anOffice(app);
    const contactId = await aGoodFit(office.marketer);
    const { leadId } = await aLead(office, { contactId });
    await app.runAllJobs();
    await app.command(office.marketer, async ({ tx }) => {
      await tx.updateTable('contact').set({ scored_at: null, score_label: null }).where('id', '=', contactId).execute();
      await tx.updateTable('lead').set({ imported: true }).where('id', '=', leadId).execute();
      for (const day of [1, 2, 3])
        await tx
          .insertInto('activity')
          .values({
            workspace_id: office.workspaceId,
            kind: 'form',
            side: 'customer',
            evidence: 'imported',
            contact_id: contactId,
            occurred_at: later(-24 * day),
            logged_at: MORNING,
          })
          .execute();
    });
    await app.tick('scoring.due');
    await app.runAllJobs();
    expect((await office.sales.call(contract.listHandoffs, {})).items).toEqual([]);
    expect((await office.sales.call(clocks.listClocks, {})).items).toEqual([]);
    expect(await office.marketer.call(contract.listCandidates, {})).toMatchObject({
      total: 1,
      items: [{ leadId, label: 'A1', imported: true }],
    });
  });
});
