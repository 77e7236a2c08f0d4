import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { logCall } from '#modules/activities/contract.ts';
import { listCalendars } from '#modules/agreements/contract/calendars.ts';
import * as clocks from '#modules/agreements/contract/clocks.ts';
import { changeCompany } from '#modules/companies/contract.ts';
import { aCompany } from '#modules/companies/testing.ts';
import { aContact } from '#modules/contacts/testing.ts';
import { assignLead } from '#modules/leads/contract/leads.ts';
import { listNotices } from '#modules/notices/contract.ts';
import { addLeave, createTeam } from '#modules/team/contract/members.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { getBrief } from './contract/brief.ts';
import { dryRunRouting, replaceRouting } from './contract/dryrun.ts';
import * as contract from './contract/handoffs.ts';
import * as routing from './contract/routing.ts';
import { aGoodFit, aHandoff, aLead, anOffice, later, MORNING } from './testing.ts';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp();
});
afterAll(() => app.close());

describe('routing', () => {
  it('gives turns to those who are there, and to the sales lead when nobody is', async () => {
    const office = await anOffice(app);
    const ben = await office.member('rep', { name: 'Ben' });
    const turns = async (n: number) => {
      const names: string[] = [];
      for (let made = 0; made < n; made++) names.push((await aHandoff(app, office)).handoff.assignee?.name ?? '');
      return names;
    };
    expect((await turns(4)).sort()).toEqual(['Anna', 'Anna', 'Ben', 'Ben']);
    await ben.call(addLeave, { id: ben.memberId, startsOn: '2026-03-01', endsOn: '2026-03-04' });
    expect(await turns(2)).toEqual(['Anna', 'Anna']);
    await office.sales.call(routing.setSeat, { id: office.rep.memberId, onDuty: true, capacity: 4 });
    const caught = await aHandoff(app, office);
    expect(caught.handoff).toMatchObject({ route: 'catcher', assignee: { name: 'Okafor' } });
    app.setNow(later(24));
    expect(await turns(1)).toEqual(['Ben']);
    expect((await office.rep.call(routing.getRouting, {})).seats).toMatchObject([
      { member: { name: 'Anna' }, waiting: 4, free: false },
      { member: { name: 'Ben' }, away: false, free: true },
      { member: { name: 'Okafor' }, onDuty: false },
    ]);
    await expect(office.rep.call(routing.setSeat, { id: office.rep.memberId, onDuty: false, capacity: null })).rejects.toMatchObject({
      status: 403,
    });
  });

  it('gives what falls due in someone’s leave to those who are there; the clock goes on', async () => {
    const office = await anOffice(app);
    const mine = await aHandoff(app, office);
    expect(mine.handoff.assignee?.name).toBe('Anna');
    const dueOf = async () =>
      (await office.sales.call(clocks.listClocks, { subjectId: mine.leadId })).items.find(({ title }) => title === 'First touch');
    const before = await dueOf();
    const ben = await office.member('rep', { name: 'Ben' });
    // She is back before it falls due.
    await office.rep.call(addLeave, { id: office.rep.memberId, startsOn: '2026-03-03', endsOn: '2026-03-04' });
    await app.tick('handoffs.leave');
    expect((await dueOf())?.assignee?.name).toBe('Anna');
    await office.rep.call(addLeave, { id: office.rep.memberId, startsOn: '2026-03-04', endsOn: '2026-03-06' });
    await app.tick('handoffs.leave');
    const after = await dueOf();
    expect(after).toMatchObject({ assignee: { name: 'Ben' }, state: 'running', startedAt: before?.startedAt, dueAt: before?.dueAt });
    const { items } = await ben.call(listNotices, {});
    expect(items.some(({ title }) => title.endsWith('is yours now'))).toBe(true);
    await app.tick('handoffs.leave');
    expect(
      (await office.sales.call(clocks.getClock, { id: after?.id ?? '' })).events.filter(({ kind }) => kind === 'reassigned'),
    ).toHaveLength(1);
  });

  it('goes to the company’s owner first, then by territory in order, then in turns', async () => {
    const office = await anOffice(app);
    const [ben, cleo] = [await office.member('rep', { name: 'Ben' }), await office.member('rep', { name: 'Cleo' })];
    const country = (value: string) => ({ match: 'all' as const, of: [{ field: 'company.country', op: 'is' as const, value }] });
    const territory = async (name: string, memberId: string, value: string) =>
      (await office.sales.call(routing.createTerritory, { name, criteria: country(value), memberId, teamId: null })).id;
    const alps = await territory('Alps', ben.memberId, 'AT');
    const all = (
      await office.sales.call(routing.createTerritory, {
        name: 'Everything',
        criteria: { match: 'all', of: [] },
        memberId: cleo.memberId,
        teamId: null,
      })
    ).id;
    const from = async (values: { country: string; ownerId?: string }) => {
      const companyId = await aCompany(office.sales, { employeeCount: 100, ...values, ownerId: values.ownerId ?? null });
      const { handoff } = await aHandoff(app, office, { contactId: await aGoodFit(office.marketer, { companyId }) });
      return [handoff.route, handoff.assignee?.name];
    };
    expect(await from({ country: 'AT', ownerId: office.rep.memberId })).toEqual(['company_owner', 'Anna']);
    expect(await from({ country: 'AT' })).toEqual(['territory', 'Ben']);
    expect(await from({ country: 'DE' })).toEqual(['territory', 'Cleo']);
    await office.sales.call(routing.orderTerritories, { ids: [all, alps] });
    expect(await from({ country: 'AT' })).toEqual(['territory', 'Cleo']);
    await office.sales.call(routing.deleteTerritory, { id: all });
    await ben.call(addLeave, { id: ben.memberId, startsOn: '2026-03-01', endsOn: '2026-03-31' });
    expect((await from({ country: 'AT' }))[0]).toBe('round_robin');
    await expect(
      office.sales.call(routing.createTerritory, { name: 'x', criteria: country('AT'), memberId: office.marketer.memberId, teamId: null }),
    ).rejects.toMatchObject({ errors: [{ field: 'memberId' }] });
    await expect(
      office.sales.call(routing.createTerritory, { name: 'x', criteria: country('AT'), memberId: null, teamId: null }),
    ).rejects.toMatchObject({ status: 400 });
  });

  it('lets the clocks go on when a lead is given to someone else, wherever that was done', async () => {
    const office = await anOffice(app);
    const ben = await office.member('rep', { name: 'Ben' });
    const { leadId, handoff } = await aHandoff(app, office);
    const [from, to] = handoff.assignee?.id === ben.memberId ? [ben, office.rep] : [office.rep, ben];
    app.setNow(later(10));
    await expect(from.call(contract.assignHandoff, { id: handoff.id, memberId: to.memberId, reason: 'Holiday' })).rejects.toMatchObject({
      status: 403,
    });
    await office.sales.call(contract.assignHandoff, { id: handoff.id, memberId: to.memberId, reason: 'Knows the company' });
    const touch = async () =>
      (await office.sales.call(clocks.listClocks, { subjectId: leadId })).items.find(({ title }) => title === 'First touch');
    expect(await touch()).toMatchObject({ assignee: { id: to.memberId }, dueAt: later(24) });
    expect((await to.call(listNotices, {})).items[0]).toMatchObject({ kind: 'handoff.assigned', body: 'Knows the company' });
    await office.sales.call(assignLead, { id: leadId, ownerId: from.memberId });
    await app.runAllJobs();
    expect(await touch()).toMatchObject({ assignee: { id: from.memberId }, dueAt: later(24) });
    const { events } = await office.sales.call(clocks.getClock, { id: (await touch())?.id ?? '' });
    expect(events.filter(({ kind }) => kind === 'reassigned').map(({ reason }) => reason)).toEqual([
      'Knows the company',
      'The lead has another owner.',
    ]);
  });
});

const everything = { match: 'all' as const, of: [] };

describe('the company’s owner', () => {
  it('is found above the company and by the mail domain, which a free mail service is not; the decision is explained', async () => {
    const office = await anOffice(app);
    const ben = await office.member('rep', { name: 'Ben' });
    const parentId = await aCompany(office.sales, { name: 'Group', domain: 'group.example', ownerId: ben.memberId });
    const childId = await aCompany(office.sales, { employeeCount: 100, parentId, ownerId: null });
    const child = await aHandoff(app, office, { contactId: await aGoodFit(office.marketer, { companyId: childId }) });
    expect(child.handoff).toMatchObject({ route: 'company_owner', assignee: { name: 'Ben' } });
    expect((await office.rep.call(getBrief, { id: child.leadId })).handoff?.routing).toMatchObject({ through: 'parent', passed: [] });
    const byMail = async (email: string) => {
      const contactId = await aContact(office.marketer, { jobTitle: 'Head of IT', emails: [{ email }], phones: [{ phone: '+49 30 1' }] });
      const { leadId } = await aLead(office, { contactId, handRaised: true });
      await app.runAllJobs();
      const { items } = await office.sales.call(contract.listHandoffs, {});
      return items.find((one) => one.leadId === leadId)?.route;
    };
    expect(await byMail('kim@group.example')).toBe('company_owner');
    await office.sales.call(changeCompany, { id: parentId, domain: 'new-name.example' });
    expect(await byMail('lee@new-name.example')).toBe('company_owner');
    expect(await byMail('lou@group.example')).toBe('company_owner');
    const freelancer = await aCompany(office.sales, { name: 'A freelancer', domain: 'gmail.com', ownerId: ben.memberId });
    await office.sales.call(changeCompany, { id: freelancer, domain: 'kims.example' });
    expect(await byMail('kim@gmail.com')).toBe('round_robin');
    await ben.call(addLeave, { id: ben.memberId, startsOn: '2026-03-01', endsOn: '2026-03-31' });
    const away = await aHandoff(app, office, { contactId: await aGoodFit(office.marketer, { companyId: childId }) });
    expect((await office.rep.call(getBrief, { id: away.leadId })).handoff?.routing).toMatchObject({
      passed: [{ name: 'Ben', step: 'company_owner', why: 'away' }],
    });
  });
});

describe('turns under load', () => {
  it('are given out one by one: transactions at once never take the same last place, and the shares are exact', async () => {
    const office = await anOffice(app);
    const ben = await office.member('rep', { name: 'Ben' });
    await office.sales.call(routing.setSeat, { id: office.rep.memberId, onDuty: true, capacity: 4 });
    await office.sales.call(routing.setSeat, { id: ben.memberId, onDuty: true, capacity: 2 });
    const leads = [];
    for (let n = 0; n < 8; n++) leads.push((await aLead(office)).leadId);
    const made = await Promise.all(
      leads.map((leadId) => office.marketer.call(contract.handOffLead, { leadId, overrideReason: 'All of them at the same moment' })),
    );
    const got = (memberId: string) => made.filter(({ assigneeId }) => assigneeId === memberId).length;
    expect([got(office.rep.memberId), got(ben.memberId), got(office.sales.memberId)]).toEqual([4, 2, 2]);
    expect(made.filter(({ route }) => route === 'catcher').length).toBe(2);
  });
});

describe('a pool', () => {
  it('keeps a lead until somebody takes it, takes it back untouched, and lets one of two at once have it', async () => {
    const office = await anOffice(app);
    const { id: teamId } = await office.admin.call(createTeam, { name: 'North', department: 'sales' });
    const [ben, cleo] = [await office.member('rep', { name: 'Ben', teamId }), await office.member('rep', { name: 'Cleo', teamId })];
    const calendar = (await office.sales.call(listCalendars, {})).items.find(({ always }) => !always);
    const pool = { name: 'North', teamId, reclaimSeconds: 4 * 3600, calendarId: calendar?.id ?? null };
    const { id: poolId } = await office.sales.call(routing.createPool, pool);
    await office.sales.call(routing.createTerritory, { name: 'All', criteria: everything, memberId: null, teamId: null, poolId });
    const { leadId, handoff } = await aHandoff(app, office);
    expect(handoff).toMatchObject({ route: 'pool', assignee: null });
    expect((await ben.call(routing.listPool, {})).items).toMatchObject([{ leadId, pool: { name: 'North' } }]);
    expect((await office.rep.call(routing.listPool, {})).items).toEqual([]);
    await expect(office.rep.call(routing.takeFromPool, { id: handoff.id })).rejects.toMatchObject({ status: 404 });
    await expect(office.sales.call(routing.deletePool, { id: poolId })).rejects.toMatchObject({ status: 409 });

    const tries = await Promise.allSettled([ben, cleo].map((one) => one.call(routing.takeFromPool, { id: handoff.id })));
    expect(tries.filter(({ status }) => status === 'fulfilled').length).toBe(1);
    const taker = tries[0]?.status === 'fulfilled' ? ben : cleo;
    expect((await ben.call(routing.listPool, {})).items).toEqual([]);
    // Ten o'clock in Berlin; four working hours later it lies there again, and not before.
    app.setNow(later(3.9));
    await app.tick('handoffs.reclaim');
    expect((await ben.call(routing.listPool, {})).total).toBe(0);
    app.setNow(later(4.1));
    await app.tick('handoffs.reclaim');
    expect((await ben.call(routing.listPool, {})).items).toMatchObject([{ leadId }]);
    expect((await taker.call(listNotices, {})).items[0]).toMatchObject({ kind: 'handoff.reclaimed' });

    await cleo.call(routing.takeFromPool, { id: handoff.id });
    await cleo.call(logCall, { contactId: (await cleo.call(getBrief, { id: leadId })).contact.id, leadId, outcome: 'connected' });
    app.setNow(later(48));
    await app.tick('handoffs.reclaim');
    expect((await ben.call(routing.listPool, {})).total).toBe(0);
  });
});

describe('a dry run', () => {
  it('shows who would have got last month’s leads, writes nothing, and its draft can be put into force whole', async () => {
    const office = await anOffice(app);
    const ben = await office.member('rep', { name: 'Ben' });
    const companyId = await aCompany(office.sales, { employeeCount: 100, country: 'AT', ownerId: null });
    await aHandoff(app, office, { contactId: await aGoodFit(office.marketer, { companyId }) });
    await aHandoff(app, office);
    app.setNow(later(24 * 20));
    const period = { from: MORNING, to: later(24 * 20) };
    const country = { match: 'all' as const, of: [{ field: 'company.country', op: 'is' as const, value: 'AT' }] };
    const territories = [{ name: 'Alps', criteria: country, memberId: ben.memberId, teamId: null }];
    const seats = [
      { memberId: office.rep.memberId, onDuty: true, capacity: 1 },
      { memberId: ben.memberId, onDuty: false, capacity: null },
    ];
    const same = await office.sales.call(dryRunRouting, period);
    expect(same).toMatchObject({ total: 2, differs: 0 });
    const alone = await office.sales.call(dryRunRouting, { ...period, territories, seats });
    // Ben is off duty in the draft: Anna has room for one, the sales lead catches the other.
    expect(alone).toMatchObject({ total: 2, toCatcher: 1 });
    expect(alone.items.map(({ would }) => would?.name).sort()).toEqual(['Anna', 'Okafor']);
    expect(alone.items.find(({ route }) => route === 'catcher')?.passed.map(({ why }) => why)).toContain('full');
    const draft = { ...period, territories, seats };
    const caught = await office.sales.call(dryRunRouting, { ...draft, only: 'catcher' });
    expect(caught.items.map(({ would }) => would?.name)).toEqual(['Okafor']);
    const hers = await office.sales.call(dryRunRouting, { ...draft, wouldGet: office.rep.memberId });
    expect(hers.items.map(({ would }) => would?.name)).toEqual(['Anna']);
    const first = await office.sales.call(dryRunRouting, { ...draft, limit: 1 });
    expect(first).toMatchObject({ total: 2, next: '1' });
    const second = await office.sales.call(dryRunRouting, { ...draft, limit: 1, cursor: first.next ?? '' });
    expect(second.next).toBeNull();
    expect([...first.items, ...second.items]).toEqual(alone.items);
    expect((await office.sales.call(routing.getRouting, {})).territories).toEqual([]);
    await expect(office.rep.call(dryRunRouting, period)).rejects.toMatchObject({ status: 403 });

    await office.sales.call(replaceRouting, { territories, seats: [] });
    const [alps] = (await office.sales.call(routing.getRouting, {})).territories;
    expect(alps).toMatchObject({ name: 'Alps', member: { name: 'Ben' } });
    await office.sales.call(replaceRouting, { territories: [{ id: alps?.id ?? '', ...territories[0], name: 'The Alps' } as never], seats });
    const after = await office.sales.call(routing.getRouting, {});
    expect(after.territories).toMatchObject([{ id: alps?.id, name: 'The Alps' }]);
    expect(after.seats.find(({ member }) => member.name === 'Ben')?.onDuty).toBe(false);
    await expect(
      office.sales.call(replaceRouting, { territories: [{ ...territories[0], memberId: office.marketer.memberId } as never], seats: [] }),
    ).rejects.toMatchObject({ status: 400 });
    expect((await office.sales.call(routing.getRouting, {})).territories.length).toBe(1);
  });
});

describe('someone who goes on leave', () => {
  it('has their open leads offered to others, with the clocks going on', async () => {
    const office = await anOffice(app);
    const { leadId, handoff } = await aHandoff(app, office);
    expect((await office.sales.call(routing.listAway, {})).items).toEqual([]);
    await office.member('rep', { name: 'Ben' });
    await office.rep.call(addLeave, { id: office.rep.memberId, startsOn: '2026-03-04', endsOn: '2026-03-20' });
    expect((await office.sales.call(routing.listAway, {})).items).toMatchObject([
      { leadId, assignee: { name: 'Anna' }, awayUntil: '2026-03-20' },
    ]);
    await app.tick('handoffs.away');
    expect((await office.sales.call(listNotices, {})).items.map(({ kind }) => kind)).toContain('handoffs.away');
    await office.sales.call(routing.rerouteHandoff, { id: handoff.id });
    expect((await office.sales.call(contract.listHandoffs, {})).items[0]).toMatchObject({ assignee: { name: 'Ben' } });
    expect((await office.sales.call(routing.listAway, {})).items).toEqual([]);
    const touch = (await office.sales.call(clocks.listClocks, { subjectId: leadId })).items.find(({ title }) => title === 'First touch');
    expect(touch).toMatchObject({ assignee: { name: 'Ben' }, startedAt: MORNING });
  });
});

describe('the flow of leads', () => {
  it('is forecast per rep from whole weeks, with how sure that is', async () => {
    const office = await anOffice(app);
    for (let week = 0; week < 6; week++) {
      app.setNow(later(24 * 7 * week));
      for (let n = 0; n < 2; n++)
        await office.marketer.call(contract.handOffLead, { leadId: (await aLead(office)).leadId, overrideReason: 'Two every week' });
    }
    app.setNow(later(24 * 7 * 6));
    const anna = (await office.rep.call(routing.getRouting, {})).seats.find(({ member }) => member.name === 'Anna');
    expect(anna?.forecast).toMatchObject([
      { weeks: 2, expected: 4, n: 6, enough: true },
      { weeks: 4, expected: 8 },
    ]);
    expect(anna?.forecast[0]?.low).toBeGreaterThanOrEqual(0);
    expect(anna?.forecast[0]?.high).toBeGreaterThan(4);
  });
});
