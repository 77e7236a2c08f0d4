import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anActivity } from '#modules/activities/testing.ts';
import * as agreement from '#modules/agreements/contract/agreement.ts';
import { listCalendars } from '#modules/agreements/contract/calendars.ts';
import { getClock, listClocks } from '#modules/agreements/contract/clocks.ts';
import { getMeasures, listMeasureRows } from '#modules/agreements/contract/measures.ts';
import { type ClauseInput, EVERYTHING } from '#modules/agreements/schema.ts';
import { aNextVersion, anAgreementInForce } from '#modules/agreements/testing.ts';
import * as leads from '#modules/leads/contract/leads.ts';
import { addLeave } from '#modules/team/contract/members.ts';
import { type Client, openTestApp, type TestApp } from '../../../test/harness.ts';
import { giveVerdict, readContradictions } from './contract/handoffs.ts';
import { listLimbo } from './contract/secondlife.ts';
import { aGoodFit, aHandoff, anOffice, later, MORNING, type Office, reasonId } from './testing.ts';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp();
});
afterAll(() => app.close());

const hours = (clause: ClauseInput, withinSeconds: number): ClauseInput =>
  clause.family === 'in_time' || clause.family === 'depth' ? { ...clause, withinSeconds } : clause;

async function clocksOf(office: Office, leadId: string) {
  const { items } = await office.sales.call(listClocks, { subjectId: leadId });
  return new Map(items.map((clock) => [clock.title, clock]));
}

async function always(office: Office): Promise<string> {
  const { items } = await office.sales.call(listCalendars, {});
  return items.find((calendar) => calendar.always)?.id ?? '';
}

describe('a change of the agreement and clocks that run', () => {
  it('is shown first, and does what was shown: open ones move, passed and decided ones stay, a dropped promise ends', async () => {
    const office = await anOffice(app);
    const answered = await aHandoff(app, office);
    await anActivity(app, office.rep, { contactId: answered.contactId, direction: 'out', side: 'sales', outcome: 'connected' });
    app.setNow(later(30));
    await app.runAllJobs();
    // First touch and verdict have passed for the first lead; the second one is fresh.
    const fresh = await aHandoff(app, office);
    app.setNow(later(34));
    const before = { answered: await clocksOf(office, answered.leadId), fresh: await clocksOf(office, fresh.leadId) };
    const next = await aNextVersion(office.sales, {
      openClocks: 'open_too',
      change: (clauses) =>
        clauses
          .filter(({ title }) => title !== 'Verdict')
          .map((clause) => (clause.title === 'First touch' ? hours(clause, 3 * 3600) : clause)),
    });
    const { lines, openClocks } = await office.marketing.call(agreement.getVersionEffect, { id: next.id });
    expect(openClocks).toBe('open_too');
    expect(lines.find(({ title }) => title === 'First touch')).toMatchObject({ open: 1, moved: 1, overdue: 1, stay: 0, ended: 0 });
    expect(lines.find(({ title }) => title === 'First touch')?.examples).toEqual([
      { clockId: before.fresh.get('First touch')?.id, label: expect.any(String), from: later(54), to: later(33), overdue: true },
    ]);
    expect(lines.find(({ title }) => title === 'Verdict')).toMatchObject({ moved: 0, ended: 1 });
    await next.sign(office);
    await app.runAllJobs();
    const after = { answered: await clocksOf(office, answered.leadId), fresh: await clocksOf(office, fresh.leadId) };
    expect(after.answered).toEqual(before.answered);
    expect(after.fresh.get('First touch')).toMatchObject({ state: 'breached', breachedAt: later(33), withinSeconds: 3 * 3600 });
    expect(after.fresh.get('Verdict')?.state).toBe('void');
    const clock = await office.sales.call(getClock, { id: before.fresh.get('First touch')?.id ?? '' });
    expect(clock.events.map(({ kind }) => kind)).toEqual(['started', 'breached', 'rebased']);
    expect(clock.events.find(({ kind }) => kind === 'rebased')?.reason).toBe('Version 2 takes it along.');
    // Once is enough: the sweep of the next minute finds nothing to move.
    await app.tick('agreements.clocks');
    expect((await office.sales.call(getClock, { id: clock.clock.id })).events).toHaveLength(3);
  });

  it('leaves them alone where both signed that it is for new ones only, and waits for its day where it has one', async () => {
    const office = await anOffice(app);
    const { leadId } = await aHandoff(app, office);
    const before = await clocksOf(office, leadId);
    const onlyNew = await aNextVersion(office.sales, {
      openClocks: 'new_only',
      change: (clauses) => clauses.map((clause) => hours(clause, 7200)),
    });
    const { lines } = await office.sales.call(agreement.getVersionEffect, { id: onlyNew.id });
    expect(lines.map(({ title, sooner }) => [title, sooner])).toEqual(
      expect.arrayContaining([
        ['First touch', 1],
        ['Verdict', 1],
      ]),
    );
    await onlyNew.sign(office);
    await app.tick('agreements.clocks');
    expect(await clocksOf(office, leadId)).toEqual(before);
    const tomorrow = await aNextVersion(office.sales, {
      openClocks: 'open_too',
      effectiveOn: '2026-03-05',
      change: (clauses) => clauses.map((clause) => hours(clause, 48 * 3600)),
    });
    await tomorrow.sign(office);
    await app.tick('agreements.clocks');
    expect((await clocksOf(office, leadId)).get('First touch')?.dueAt).toBe(later(24));
    app.setNow('2026-03-04T23:00:01.000Z');
    await app.tick('agreements.clocks');
    expect((await clocksOf(office, leadId)).get('First touch')).toMatchObject({ dueAt: later(48), state: 'running' });
  });

  it('is part of what is signed: changing the choice takes the signature back', async () => {
    const office = await anOffice(app);
    const next = await aNextVersion(office.sales, { openClocks: 'new_only', change: (clauses) => clauses });
    await office.sales.call(agreement.signAgreement, { id: next.id, contentHash: next.contentHash });
    const { version } = await office.sales.call(agreement.getAgreement, { number: 2 });
    if (!version) throw new Error('no version');
    const written = await office.marketing.call(agreement.writeAgreement, { ...next.content, id: next.id, openClocks: 'open_too' });
    expect(written.signaturesCleared).toBe(true);
    expect(written.contentHash).not.toBe(version.contentHash);
  });
});

describe('a promise of depth', () => {
  it('is kept by enough attempts in enough ways, or by reaching the person, or by giving the lead back', async () => {
    const office = await anOffice(app, { agreement: false });
    const calendarId = await always(office);
    await anAgreementInForce(office, (clauses) => [
      ...clauses.filter(({ party }) => party === 'marketing'),
      {
        family: 'depth',
        title: 'Try often enough',
        party: 'sales',
        criteria: EVERYTHING,
        startsWhen: 'handed_off',
        proof: ['call', 'mail'],
        leastEvidence: 'manual',
        withinSeconds: 14 * 86_400,
        calendarId,
        escalation: [{ do: 'tell', role: 'sales_lead' }],
        attempts: 3,
        channels: 2,
        target: 0.9,
      },
    ]);
    const state = async (leadId: string) => (await clocksOf(office, leadId)).get('Try often enough');
    const attempt = async (contactId: string, kind: 'call' | 'mail', outcome = 'no_answer') => {
      await anActivity(app, office.rep, { kind, contactId, direction: 'out', side: 'sales', outcome });
      await app.runAllJobs();
    };
    const tried = await aHandoff(app, office);
    app.setNow(later(1));
    for (const kind of ['call', 'call', 'call'] as const) await attempt(tried.contactId, kind);
    expect((await state(tried.leadId))?.state).toBe('running');
    app.setNow(later(2));
    await attempt(tried.contactId, 'mail', 'sent');
    expect(await state(tried.leadId)).toMatchObject({ state: 'met', metAt: later(2) });
    const reached = await aHandoff(app, office);
    app.setNow(later(3));
    await attempt(reached.contactId, 'call', 'connected');
    expect((await state(reached.leadId))?.state).toBe('met');
    const given = await aHandoff(app, office);
    await office.rep.call(giveVerdict, {
      id: given.handoff.id,
      decision: 'rejected',
      reasonId: await reasonId(office.rep, 'company_too_small'),
    });
    await app.runAllJobs();
    expect((await state(given.leadId))?.state).toBe('met');
    const left = await aHandoff(app, office);
    await attempt(left.contactId, 'call');
    expect(
      (await office.rep.call(readContradictions, { id: left.handoff.id, reasonId: await reasonId(office.rep, 'not_reached') })).warnings,
    ).toEqual(['1 of the 3 attempts agreed.']);
    expect((await office.sales.call(listLimbo, {})).owed).toEqual({ attempts: 3, by: 'agreed' });
    app.setNow(later(14 * 24 + 4));
    await app.runAllJobs();
    expect((await state(left.leadId))?.state).toBe('breached');
  });
});

describe('promises over a period', () => {
  const share = (title: string, more: object) =>
    ({ family: 'share' as const, title, criteria: EVERYTHING, period: 'month' as const, target: 0.9, ...more }) as ClauseInput;

  it('are counted from the record, k of n, and each figure opens its rows', async () => {
    const office = await anOffice(app, { agreement: false });
    await anAgreementInForce(office, (clauses) => [
      ...clauses,
      share('Good leads', { party: 'marketing', measure: 'accepted' }),
      share('Complete', { party: 'marketing', measure: 'complete', required: ['company', 'phone', 'job_title'] }),
      share('With a campaign', { party: 'marketing', measure: 'complete', required: ['campaign'] }),
      share('Written down', { party: 'sales', measure: 'logged_in_time', withinSeconds: 86_400 }),
      share('Reasons', { party: 'sales', measure: 'reasons_given' }),
      share('Not left', { party: 'sales', measure: 'not_left_lying', withinSeconds: 14 * 86_400 }),
      {
        family: 'amount',
        title: 'Enough',
        party: 'marketing',
        criteria: EVERYTHING,
        measure: 'handoffs_delivered',
        period: 'month',
        amount: 20,
      },
      { family: 'amount', title: 'Own', party: 'sales', criteria: EVERYTHING, measure: 'sales_sourced', period: 'quarter', amount: 5 },
    ]);
    const taken = await aHandoff(app, office);
    const returned = await aHandoff(app, office);
    const noLead = await aHandoff(app, office);
    await aHandoff(app, office);
    const verdict = async (id: string, more: object) => office.rep.call(giveVerdict, { id, ...more } as never);
    await verdict(taken.handoff.id, { decision: 'accepted' });
    await verdict(returned.handoff.id, { decision: 'recycled', reasonId: await reasonId(office.rep, 'no_priority') });
    await verdict(noLead.handoff.id, { decision: 'rejected', reasonId: await reasonId(office.rep, 'spam') });
    await anActivity(app, office.rep, { contactId: taken.contactId, direction: 'out', side: 'sales', outcome: 'connected' });
    await anActivity(app, office.rep, {
      contactId: taken.contactId,
      direction: 'out',
      side: 'sales',
      occurredAt: later(-30),
      outcome: 'connected',
    });
    await office.sales.call(leads.openLead, { contactId: await aGoodFit(office.rep), sourceTeam: 'sales' });
    await app.runAllJobs();
    app.setNow(later(5));
    const { lines } = await office.sales.call(getMeasures, {});
    const figure = (title: string) => {
      const [now] = lines.find((line) => line.title === title)?.periods ?? [];
      return now && [now.k, now.n];
    };
    expect(figure('Good leads')).toEqual([1, 3]);
    expect(figure('Complete')).toEqual([4, 4]);
    expect(figure('With a campaign')).toEqual([0, 4]);
    expect(figure('Written down')).toEqual([1, 2]);
    expect(figure('Reasons')).toEqual([2, 2]);
    expect(figure('Not left')).toEqual([1, 1]);
    expect(figure('Enough')).toEqual([3, 4]);
    expect(figure('Own')).toEqual([1, 1]);
    for (const line of lines)
      for (const { from, to, k, n } of line.periods) {
        const { items } = await office.sales.call(listMeasureRows, { lineId: line.lineId, from, to });
        expect([items.filter(({ counts }) => counts).length, items.length]).toEqual([k, n]);
      }
    const good = lines.find(({ title }) => title === 'Good leads');
    const [now, before] = good?.periods ?? [];
    expect(before).toMatchObject({ n: 0, rate: null, enough: false });
    expect([now?.from, now?.to]).toEqual(['2026-02-28T23:00:00.000Z', '2026-03-31T22:00:00.000Z']);
    // A lead that lay for two weeks and a day was left lying.
    app.setNow(later(15 * 24));
    const lying = await office.sales.call(getMeasures, {});
    expect(lying.lines.find(({ title }) => title === 'Not left')?.periods[0]).toMatchObject({ k: 0, n: 1 });
    // Pages go on where the one before ended.
    const range = {
      lineId: lines.find(({ title }) => title === 'Enough')?.lineId ?? '',
      from: now?.from ?? MORNING,
      to: now?.to ?? MORNING,
    };
    const first = await office.sales.call(listMeasureRows, { ...range, limit: 3 });
    const rest = await office.sales.call(listMeasureRows, { ...range, limit: 3, cursor: first.next ?? '' });
    expect(new Set([...first.items, ...rest.items].map(({ id }) => id)).size).toBe(4);
    expect(rest.next).toBeNull();
  });

  it('can be owed by each rep: one sees the own figure, the lead the team, the other team the sum; nobody makes up for another', async () => {
    const office = await anOffice(app, { agreement: false });
    const raised = { match: 'all' as const, of: [{ field: 'handRaised', op: 'is_yes' as const }] };
    const each = (title: string, more: object) => ({
      ...{ family: 'amount' as const, title, party: 'sales' as const, criteria: EVERYTHING, period: 'month' as const, amount: 4 },
      ...{ measure: 'calls_each' as const, ...more },
    });
    const bert = await office.member('rep', { name: 'Bert' });
    const cora = await office.member('rep', { name: 'Cora' });
    // Bert and Anna are there the whole month; Cora begins on the 17th, and half of Bert's month is leave.
    const began = async (client: { memberId: string }, at: string) =>
      app.command(office.admin, async (ctx) => {
        await ctx.tx
          .updateTable('member')
          .set({ created_at: at })
          .where('workspace_id', '=', office.workspaceId)
          .where('id', '=', client.memberId)
          .execute();
      });
    await began(office.rep, '2026-01-05T08:00:00Z');
    await began(bert, '2026-02-28T23:30:00Z');
    await began(cora, '2026-03-17T08:00:00Z');
    await office.admin.call(addLeave, { id: bert.memberId, startsOn: '2026-03-10', endsOn: '2026-03-25' });
    const people = [await aGoodFit(office.rep), await aGoodFit(office.rep), await aGoodFit(office.rep)] as const;
    await office.marketer.call(leads.openLead, { contactId: people[0], conversionKind: 'form', handRaised: true });
    const call = (by: Client, contactId: string, more: object = {}) =>
      anActivity(app, by, { contactId, direction: 'out', side: 'sales', outcome: 'no_answer', ...more });
    // Six of Anna to three people on two days: the second of a day with one person, a mail that came in and one that a program sent do not count.
    for (const contactId of people) await call(office.rep, contactId, { occurredAt: later(1) });
    await call(office.rep, people[0], { occurredAt: later(2) });
    for (const contactId of people.slice(0, 2)) await call(office.rep, contactId, { occurredAt: later(25) });
    await call(office.rep, people[1], { kind: 'mail', direction: 'in', side: 'customer', memberId: null, occurredAt: later(3) });
    await call(office.rep, people[1], { kind: 'mail', data: { automated: true }, occurredAt: later(49) });
    await call(office.rep, people[2], { kind: 'mail', occurredAt: later(50) });
    await call(bert, people[0], { occurredAt: later(4) });
    await call(office.sales, people[0], { occurredAt: later(5) });
    app.setNow(later(20 * 24));
    await anAgreementInForce(office, (clauses) => [
      ...clauses,
      each('Calls', {}),
      each('Touches', { measure: 'touches_each', amount: 6 }),
      each('Calls to who asked', { criteria: raised, amount: 2 }),
    ]);
    const read = async (client: Client) => {
      const { lines } = await client.call(getMeasures, { back: 1 });
      return Object.fromEntries(
        lines.map(({ title, lineId, periods: [now] }) => [
          title,
          { lineId, from: now?.from ?? '', to: now?.to ?? '', k: now?.k, n: now?.n, amount: now?.amount, people: now?.people },
        ]),
      );
    };
    const team = await read(office.sales);
    const who = (name: string) => ({ Anna: office.rep, Bert: bert, Cora: cora })[name]?.memberId;
    const seen = (rows: [name: string, made: number, owed: number][]) =>
      rows.map(([name, made, owed]) => ({ id: who(name), name, made, owed }));
    // Sixteen of 31 days away leave Bert 15/31 of four; Cora has as many days of the month.
    expect(team.Calls).toMatchObject({
      k: 5,
      n: 7,
      amount: 4 + 1 + 1,
      people: {
        reached: 2,
        of: 3,
        seen: seen([
          ['Anna', 4, 4],
          ['Bert', 1, 1],
          ['Cora', 0, 1],
        ]),
      },
    });
    expect(team.Touches).toMatchObject({
      k: 7,
      n: 8,
      amount: 6 + 2 + 2,
      people: {
        reached: 1,
        of: 3,
        seen: seen([
          ['Anna', 6, 6],
          ['Bert', 1, 2],
          ['Cora', 0, 2],
        ]),
      },
    });
    expect(team['Calls to who asked']).toMatchObject({ k: 2, n: 4, amount: 2, people: { reached: 1, of: 1 } });
    const sum = { k: 5, n: 7, amount: 6, people: { reached: 2, of: 3, seen: [] as unknown[] } };
    expect((await read(office.marketing)).Calls).toMatchObject(sum);
    expect((await read(bert)).Calls).toMatchObject({ ...sum, people: { ...sum.people, seen: seen([['Bert', 1, 1]]) } });
    // The figure opens its rows: the caller's own with the name, those of the team for its lead, no name for the other team.
    const { lineId, from, to } = team.Calls ?? { lineId: '', from: '', to: '' };
    const rows = async (client: Client) => (await client.call(listMeasureRows, { lineId, from, to })).items;
    const ofTeam = await rows(office.sales);
    expect([ofTeam.filter(({ counts }) => counts).length, ofTeam.length]).toEqual([5, 7]);
    expect(ofTeam.filter(({ member }) => member?.name === 'Anna')).toHaveLength(6);
    expect((await rows(bert)).flatMap(({ member }) => member?.name ?? [])).toEqual(['Bert']);
    expect((await rows(office.marketing)).flatMap(({ member }) => member ?? [])).toEqual([]);
    // The same promise over the past counts the same.
    const { version } = await office.sales.call(agreement.getAgreement, {});
    const clause = version?.clauses.find(({ title }) => title === 'Calls');
    expect(clause?.text).toBe('Each rep of Sales makes at least 4 calls in a calendar month.');
  });

  it('are about the leads that they name, and name nobody to whom a lead is closed', async () => {
    const office = await anOffice(app, { agreement: false });
    const raised = { match: 'all' as const, of: [{ field: 'handRaised', op: 'is_yes' as const }] };
    await anAgreementInForce(office, (clauses) => [
      ...clauses,
      share('All', { party: 'marketing', measure: 'complete', required: ['company'] }),
      share('Who asked', { party: 'marketing', measure: 'complete', required: ['company'], criteria: raised }),
    ]);
    await aHandoff(app, office);
    const { lines } = await office.sales.call(getMeasures, {});
    expect(lines.map(({ title, periods: [now] }) => [title, now?.n])).toEqual([
      ['All', 1],
      ['Who asked', 0],
    ]);
  });

  it('are refused where they could not be counted, by field', async () => {
    const office = await anOffice(app);
    const problem = await aNextVersion(office.sales, {
      openClocks: 'new_only',
      change: (clauses) => [
        ...clauses,
        share('Wrong side', { party: 'sales', measure: 'accepted' }),
        share('Nothing asked', { party: 'marketing', measure: 'complete' }),
        share('No time', { party: 'sales', measure: 'logged_in_time' }),
      ],
    }).catch((error: unknown) => error);
    expect(problem).toMatchObject({
      errors: [{ field: 'clauses[4].measure' }, { field: 'clauses[5].required' }, { field: 'clauses[6].withinSeconds' }],
    });
  });
});
