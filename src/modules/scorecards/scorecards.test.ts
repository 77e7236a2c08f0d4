import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { logCall } from '#modules/activities/contract.ts';
import { getAgreement } from '#modules/agreements/contract/agreement.ts';
import { getMeasures } from '#modules/agreements/contract/measures.ts';
import { type ClauseInput, EVERYTHING } from '#modules/agreements/schema.ts';
import { aNextVersion, anAgreementInForce } from '#modules/agreements/testing.ts';
import { giveVerdict } from '#modules/handoffs/contract/handoffs.ts';
import { aHandoff, anOffice, later, type Office, reasonId } from '#modules/handoffs/testing.ts';
import { addLeave, setRoleCard } from '#modules/team/contract/members.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import * as contract from './contract.ts';

let app: TestApp;
let office: Office;
beforeAll(async () => {
  app = await openTestApp();
  office = await anOffice(app);
}, 60_000);
afterAll(() => app.close());

const RANGE = { from: later(-48), to: later(24 * 60) };

describe('beside the promises', () => {
  it('counts patterns and what the other side saw, opens their rows, and names nobody', async () => {
    const called = await aHandoff(app, office);
    const returned = await aHandoff(app, office);
    app.setNow(later(1));
    const call = (more: object) => office.rep.call(logCall, { contactId: called.contactId, outcome: 'no_answer', ...more });
    await call({ durationSeconds: 4 });
    app.setNow(later(1.1));
    await call({ durationSeconds: 300 });
    app.setNow(later(30));
    await call({ durationSeconds: 200, occurredAt: later(2) });
    app.setNow(later(20));
    await app.runAllJobs();
    app.setNow(later(23));
    await office.rep.call(giveVerdict, {
      id: returned.handoff.id,
      decision: 'recycled',
      reasonId: await reasonId(office.rep, 'no_priority'),
    });
    await app.runAllJobs();
    const { counters, looks } = await office.marketing.call(contract.getSigns, RANGE);
    const figure = (name: string) => [...counters, ...looks].find((one) => one.name === name);
    expect(figure('short_calls')).toMatchObject({ k: 1, n: 3, standing: 'not_enough' });
    expect(figure('redials')).toMatchObject({ k: 1, n: 3 });
    expect(figure('backdated')).toMatchObject({ k: 1, n: 3 });
    expect(figure('recycle_before_due')).toMatchObject({ k: 1, n: 1 });
    expect(figure('volume_acceptance')).toMatchObject({ k: 0, n: 1 });
    for (const sign of [...counters, ...looks]) {
      const rows = await office.marketing.call(contract.listSignRows, { sign: sign.name, ...RANGE });
      expect([sign.name, rows.items.length]).toEqual([sign.name, sign.n]);
      expect(rows.items.filter(({ counts }) => counts)).toHaveLength(sign.k);
      expect(JSON.stringify(rows)).not.toContain(office.rep.memberId);
    }
  });

  it('keeps the course of each promise over six periods', async () => {
    const { periods, lines } = await office.marketing.call(contract.getTrend, { period: 'week' });
    expect(periods).toHaveLength(6);
    expect(periods.at(-1)).toEqual({ from: '2026-03-01T23:00:00.000Z', to: '2026-03-08T23:00:00.000Z' });
    expect(lines).toHaveLength(3);
    for (const line of lines) expect(line.points).toHaveLength(6);
    const started = lines.flatMap(({ points }) => points.slice(0, 5));
    expect(started.every(({ n }) => n === 0)).toBe(true);
  });

  it('judges a period by the version that held at its end, and says which versions judged it', async () => {
    const own = await anOffice(app, { agreement: false });
    const accepted = (target: number): ClauseInput => ({
      family: 'share',
      title: 'Good leads',
      party: 'marketing',
      criteria: EVERYTHING,
      measure: 'accepted',
      period: 'month',
      withinSeconds: null,
      required: [],
      target,
    });
    await anAgreementInForce(own, (clauses) => [...clauses, accepted(0.9)]);
    await aHandoff(app, own);
    app.setNow(later(24 * 10));
    const second = await aNextVersion(own.sales, {
      openClocks: 'new_only',
      change: (clauses) => clauses.map((clause) => (clause.title === 'Good leads' ? { ...clause, target: 0.8 } : clause)),
    });
    await second.sign(own);
    app.setNow(later(24 * 10 + 1));
    await aHandoff(app, own);
    await aHandoff(app, own);
    app.setNow('2026-04-10T09:00:00.000Z');
    const { lines } = await own.sales.call(getMeasures, { back: 6 });
    const good = lines.find(({ title }) => title === 'Good leads');
    expect(good?.periods).toHaveLength(6);
    expect(good?.periods.slice(0, 3).map(({ target, version, versions }) => [target, version, versions])).toEqual([
      [0.8, 2, [2]],
      [0.8, 2, [1, 2]],
      [0.8, null, []],
    ]);
    const march = { from: '2026-02-28T23:00:00.000Z', to: '2026-03-31T22:00:00.000Z' };
    const of = (lineId: string, range: typeof march) => own.rep.call(contract.getDefinition, { lineId, ...range });
    const counted = await of(good?.lineId ?? '', march);
    expect(counted.versions.map(({ number, judges, clocks }) => [number, judges, clocks])).toEqual([
      [2, true, null],
      [1, false, null],
    ]);
    expect(counted.versions.map(({ text }) => /\d+ %/.exec(text)?.[0])).toEqual(['80 %', '90 %']);
    const early = { ...march, to: later(24 * 9) };
    expect((await of(good?.lineId ?? '', early)).versions.map(({ number }) => number)).toEqual([1]);
    const { version } = await own.sales.call(getAgreement, {});
    const touch = version?.clauses.find(({ title }) => title === 'First touch')?.lineId ?? '';
    expect((await of(touch, march)).versions.map(({ number, clocks }) => [number, clocks])).toEqual([
      [2, 2],
      [1, 1],
    ]);
    await expect(of(office.workspaceId, march)).rejects.toMatchObject({ status: 404 });
  });

  it('is of one workspace', async () => {
    const other = await anOffice(app);
    const { counters, looks } = await other.sales.call(contract.getSigns, RANGE);
    expect([...counters, ...looks].every(({ n }) => n === 0)).toBe(true);
  });
});

describe('who does what', () => {
  it('tells both teams each side’s duties in the words of the agreement, and each person’s card, load and leave', async () => {
    const own = await anOffice(app);
    await aHandoff(app, own);
    await own.rep.call(setRoleCard, {
      id: own.rep.memberId,
      responsibleFor: 'The north',
      measuredOn: 'Meetings held',
      askMeFor: 'What buyers say',
    });
    await own.marketer.call(addLeave, { id: own.marketer.memberId, startsOn: '2026-03-01', endsOn: '2026-03-09' });
    const { agreement, sides, people } = await own.marketing.call(contract.getDuties, {});
    expect(agreement?.number).toBe(1);
    expect(sides.map(({ party, duties }) => [party, duties.length])).toEqual([
      ['sales', 3],
      ['marketing', 1],
    ]);
    expect(sides[0]?.duties[0]?.text).toContain('When Marketing hands off a lead, Sales answers it within 24 hours');
    expect(people.find(({ name }) => name === 'Anna')).toMatchObject({
      party: 'sales',
      responsibleFor: 'The north',
      askMeFor: 'What buyers say',
      onDuty: true,
      waiting: 1,
      openClocks: 2,
      mine: false,
    });
    expect(people.find(({ name }) => name === 'Mara')).toMatchObject({ party: 'marketing', away: true, backOn: '2026-03-10' });
    const [only, ...rest] = (await own.rep.call(contract.getDuties, { memberId: own.rep.memberId })).people;
    expect([only?.mine, rest]).toEqual([true, []]);
  });
});
