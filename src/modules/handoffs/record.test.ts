import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { correctActivity, logCall, logMail, retractActivity } from '#modules/activities/contract.ts';
import { anActivity } from '#modules/activities/testing.ts';
import * as agreement from '#modules/agreements/contract/agreement.ts';
import * as clocks from '#modules/agreements/contract/clocks.ts';
import { clausesById } from '#modules/agreements/queries/agreement.ts';
import { replayClause } from '#modules/agreements/queries/replay.ts';
import { anAgreementInForce } from '#modules/agreements/testing.ts';
import { aContact } from '#modules/contacts/testing.ts';
import { openLead } from '#modules/leads/contract/leads.ts';
import { listNotices } from '#modules/notices/contract.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { getBrief } from './contract/brief.ts';
import * as contract from './contract/handoffs.ts';
import { getQueue } from './contract/queue.ts';
import { getScorecard } from './contract/scorecard.ts';
import { aHandoff, anOffice, later, type Office, reasonId } from './testing.ts';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp();
});
afterAll(() => app.close());

describe('after three days without the program', () => {
  it('each clock is spoken of once, by what matters now', async () => {
    const office = await anOffice(app);
    const made = [await aHandoff(app, office), await aHandoff(app, office), await aHandoff(app, office)];
    app.setNow(later(72));
    await app.tick('agreements.clocks');
    await app.runAllJobs();
    await app.tick('agreements.clocks');
    // It is Saturday: noted, and told when the week begins.
    expect((await office.sales.call(listNotices, {})).items.filter(({ kind }) => kind === 'clock.breached')).toEqual([]);
    app.setNow(later(120));
    await app.tick('agreements.clocks');
    await app.tick('agreements.clocks');
    const [lead, rep] = [(await office.sales.call(listNotices, {})).items, (await office.rep.call(listNotices, {})).items];
    expect(
      lead
        .filter(({ kind }) => kind === 'clock.breached')
        .map(({ link }) => link)
        .sort(),
    ).toEqual(made.map(({ leadId }) => `/leads/${leadId}`).sort());
    expect(rep.filter(({ kind }) => kind === 'clock.warning')).toEqual([]);
    expect((await office.sales.call(clocks.listClocks, { states: ['breached'] })).items.map(({ breachedAt }) => breachedAt)).toEqual(
      Array(6).fill(later(24)),
    );
  });

  it('a heap of them is one notice that counts them', async () => {
    const office = await anOffice(app);
    for (let n = 0; n < 11; n++) await office.marketer.call(openLead, { contactId: await aContact(office.marketer), handRaised: true });
    await app.runAllJobs();
    app.setNow(later(120));
    await app.tick('agreements.clocks');
    await app.runAllJobs();
    const told = (await office.sales.call(listNotices, {})).items.filter(({ kind }) => kind.startsWith('clock'));
    expect(told.map(({ kind, title, link }) => [kind, title, link])).toEqual([['clock.many', '11 promises need a look', '/scorecard']]);
  });
});

describe('pausing and excusing', () => {
  it('rests with a reason and goes on with what was left; nobody excuses what they owe', async () => {
    const office = await anOffice(app);
    const { leadId } = await aHandoff(app, office);
    const touch = async () => {
      const found = (await office.sales.call(clocks.listClocks, { subjectId: leadId })).items.find(({ title }) => title === 'First touch');
      if (!found) throw new Error('no clock');
      return found;
    };
    const { id } = await touch();
    app.setNow(later(10));
    await expect(office.rep.call(clocks.pauseClock, { id, reason: 'contact_asked', note: 'short' })).rejects.toMatchObject({
      errors: [{ field: 'note' }],
    });
    const asked = { id, reason: 'contact_asked' as const, note: 'She asked for a call on Saturday.' };
    await expect(office.rep.call(clocks.pauseClock, asked)).rejects.toMatchObject({ errors: [{ field: 'until' }] });
    await expect(office.rep.call(clocks.pauseClock, { ...asked, until: '2026-06-07' })).rejects.toMatchObject({
      errors: [{ field: 'until' }],
    });
    await office.rep.call(clocks.pauseClock, { ...asked, until: '2026-03-07' });
    expect(await touch()).toMatchObject({ state: 'paused', dueAt: null });
    app.setNow(later(40));
    await app.tick('agreements.clocks');
    expect(await touch()).toMatchObject({ state: 'paused', breachedAt: null });
    await office.rep.call(clocks.resumeClock, { id });
    expect(await touch()).toMatchObject({ state: 'running', dueAt: later(54) });
    // One wish is one rest: the second would be a habit.
    await expect(office.rep.call(clocks.pauseClock, { ...asked, until: '2026-03-08' })).rejects.toMatchObject({ status: 422 });
    await expect(office.rep.call(clocks.excuseClock, { id, reason: 'I was away that day.' })).rejects.toMatchObject({ status: 403 });
    app.setNow(later(60));
    await app.tick('agreements.clocks');
    await office.sales.call(clocks.excuseClock, { id, reason: 'The telephone system was down all day.' });
    expect(await touch()).toMatchObject({ state: 'excused', excuse: 'The telephone system was down all day.' });
    const line = (await office.marketing.call(getScorecard, { from: later(-1), to: later(99) })).lines.find(
      ({ title }) => title === 'First touch',
    );
    expect(line).toMatchObject({ n: 0, excused: 1, everPaused: 1, rate: null });
  });
});

describe('another version of the agreement', () => {
  it('is for what starts from then on; what runs keeps what it started under', async () => {
    const office = await anOffice(app);
    const before = await aHandoff(app, office);
    app.setNow(later(1));
    await anAgreementInForce(office, (clauses) =>
      clauses.map((clause) => (clause.title === 'First touch' ? { ...clause, withinSeconds: 4 * 3600 } : clause)),
    );
    const next = await aHandoff(app, office);
    const due = async (subjectId: string) =>
      (await office.sales.call(clocks.listClocks, { subjectId })).items.find(({ title }) => title === 'First touch')?.dueAt;
    expect(await due(before.leadId)).toBe(later(24));
    expect(await due(next.leadId)).toBe(later(5));
  });

  it('is none: nothing is promised, nothing runs, and a lead is handed off all the same', async () => {
    const office = await anOffice(app, { agreement: false });
    const { handoff } = await aHandoff(app, office);
    expect((await office.sales.call(clocks.listClocks, {})).items).toEqual([]);
    expect(await office.marketing.call(getScorecard, { from: later(-1), to: later(24) })).toMatchObject({
      agreement: { inForce: false },
      lines: [],
      lower: null,
      handoffs: { total: 1, pending: 1 },
    });
    await office.rep.call(contract.giveVerdict, { id: handoff.id, decision: 'accepted' });
  });
});

interface Step {
  lead: number;
  hours: number;
  kind: 'call' | 'mail' | 'inbound' | 'note' | 'accept' | 'reject' | 'retract' | 'correct' | 'sweep';
  backdate: number;
}

const steps = fc.array(
  fc.record({
    lead: fc.integer({ min: 0, max: 2 }),
    hours: fc.integer({ min: 0, max: 9 }),
    kind: fc.constantFrom<Step['kind']>('call', 'call', 'mail', 'inbound', 'note', 'accept', 'reject', 'retract', 'correct', 'sweep'),
    backdate: fc.integer({ min: 0, max: 30 }),
  }),
  { minLength: 3, maxLength: 9 },
);

const CORRECTED_AFTER_IT_COUNTED: Step[] = [
  { lead: 2, hours: 12, kind: 'call', backdate: 28 },
  { lead: 2, hours: 5, kind: 'correct', backdate: 1 },
];

describe('a replay of the past under the agreement in force', () => {
  it('gives the live record, clock by clock', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (drawn) => {
        const office = await anOffice(app);
        const leads = [await aHandoff(app, office), await aHandoff(app, office), await aHandoff(app, office)];
        const end = await live(office, leads, drawn);
        const { items } = await office.sales.call(clocks.listClocks, { limit: 200 });
        expect(items.length).toBe(6);
        const replayed = await app.command(office.sales, async ({ tx, scope }) => {
          const clauses = await clausesById(
            tx,
            scope,
            items.map(({ clauseId }) => clauseId),
          );
          const results = [];
          for (const clause of clauses.values()) {
            const mine = items.filter(({ clauseId }) => clauseId === clause.id);
            const starts = mine.map(({ id, subjectId, causeId, startedAt }) => ({
              id,
              leadId: subjectId,
              causeId,
              startedAt,
              contactId: leads.find(({ leadId }) => leadId === subjectId)?.contactId ?? null,
            }));
            results.push(...(await replayClause(tx, scope, { clause, starts, now: end })));
          }
          return results;
        });
        for (const clock of items) {
          const one = replayed.find(({ id }) => id === clock.id);
          expect([clock.title, one?.state.state, one?.state.dueAt, one?.state.breachedAt, one?.proof?.at ?? null]).toEqual([
            clock.title,
            clock.state,
            clock.dueAt,
            clock.breachedAt,
            clock.metAt,
          ]);
        }
      }),
      // A failure is told as it was drawn: making it smaller would take minutes. The example is one that was found so.
      { numRuns: 6, endOnFailure: true, examples: [[CORRECTED_AFTER_IT_COUNTED]] },
    );
  }, 180_000);

  async function live(office: Office, leads: Awaited<ReturnType<typeof aHandoff>>[], drawn: readonly Step[]): Promise<string> {
    let hours = 0;
    const logged: string[] = [];
    for (const step of drawn) {
      hours += step.hours;
      app.setNow(later(hours));
      await act(office, { step, lead: leads[step.lead], hours, logged });
      await app.runAllJobs();
    }
    // By silence, verdicts are given by the sweep; the replay of the verdict clause sees the same facts.
    app.setNow(later(hours + 1));
    await app.tick('agreements.clocks');
    await app.runAllJobs();
    return later(hours + 1);
  }

  async function act(
    office: Office,
    now: { step: Step; lead: Awaited<ReturnType<typeof aHandoff>> | undefined; hours: number; logged: string[] },
  ): Promise<void> {
    const { step, lead, logged } = now;
    if (!lead) return;
    const { contactId, handoff } = lead;
    const occurredAt = later(Math.max(-20, now.hours - step.backdate));
    const last = logged.at(-1);
    // A second verdict, or a correction of what was taken back, is refused; that is part of a real day.
    const refused = () => undefined;
    if (step.kind === 'call') logged.push((await office.rep.call(logCall, { contactId, outcome: 'no_answer', occurredAt })).id);
    if (step.kind === 'mail') logged.push((await office.rep.call(logMail, { contactId, subject: 'Hello', occurredAt })).id);
    if (step.kind === 'inbound')
      await anActivity(app, office.rep, {
        kind: 'call',
        direction: 'in',
        side: 'customer',
        contactId,
        evidence: 'system',
        memberId: null,
        occurredAt: later(now.hours),
      });
    if (step.kind === 'note') await anActivity(app, office.rep, { kind: 'note', contactId, occurredAt });
    if (step.kind === 'accept') await office.rep.call(contract.giveVerdict, { id: handoff.id, decision: 'accepted' }).catch(refused);
    if (step.kind === 'reject')
      await office.rep
        .call(contract.giveVerdict, { id: handoff.id, decision: 'rejected', reasonId: await reasonId(office.rep, 'no_need') })
        .catch(refused);
    if (step.kind === 'retract' && last) await office.rep.call(retractActivity, { id: last }).catch(refused);
    if (step.kind === 'correct' && last) await office.rep.call(correctActivity, { id: last, occurredAt }).catch(refused);
    if (step.kind === 'sweep') await app.tick('agreements.clocks');
  }
});

describe('another workspace', () => {
  it('neither sees nor touches any of it', async () => {
    const office = await anOffice(app);
    const { leadId, handoff } = await aHandoff(app, office);
    await office.rep.call(contract.giveVerdict, {
      id: handoff.id,
      decision: 'recycled',
      reasonId: await reasonId(office.rep, 'no_priority'),
    });
    await app.runAllJobs();
    const [plan] = (await office.marketing.call(contract.listRecycled, {})).items;
    const [clock] = (await office.sales.call(clocks.listClocks, {})).items;
    const { version } = await office.sales.call(agreement.getAgreement, {});
    const other = await anOffice(app);
    const gone = { status: 404 };
    await expect(other.sales.call(getBrief, { id: leadId })).rejects.toMatchObject(gone);
    await expect(other.sales.call(contract.giveVerdict, { id: handoff.id, decision: 'accepted' })).rejects.toMatchObject(gone);
    await expect(
      other.sales.call(contract.assignHandoff, { id: handoff.id, memberId: other.rep.memberId, reason: 'x' }),
    ).rejects.toMatchObject(gone);
    await expect(other.sales.call(contract.handOffLead, { leadId })).rejects.toMatchObject(gone);
    await expect(other.marketing.call(contract.chooseTactic, { id: plan?.id ?? '', tactic: 'webinar' })).rejects.toMatchObject(gone);
    await expect(other.sales.call(clocks.excuseClock, { id: clock?.id ?? '', reason: 'Not our clock at all.' })).rejects.toMatchObject(
      gone,
    );
    await expect(other.sales.call(clocks.getClock, { id: clock?.id ?? '' })).rejects.toMatchObject(gone);
    await expect(
      other.sales.call(agreement.signAgreement, { id: version?.id ?? '', contentHash: version?.contentHash ?? '' }),
    ).rejects.toMatchObject(gone);
    expect((await other.sales.call(clocks.listClocks, {})).items).toEqual([]);
    expect((await other.sales.call(contract.listHandoffs, {})).items).toEqual([]);
    expect((await other.sales.call(getQueue, { whose: 'all' })).items).toEqual([]);
    expect((await other.marketing.call(contract.listRecycled, {})).items).toEqual([]);
    const period = { from: later(-99), to: later(99) };
    expect((await other.sales.call(getScorecard, period)).handoffs.total).toBe(0);
    expect((await office.sales.call(getScorecard, period)).handoffs.total).toBe(1);
  });
});
