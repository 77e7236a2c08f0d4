import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as clocks from '#modules/agreements/contract/clocks.ts';
import { aCompany } from '#modules/companies/testing.ts';
import { assignLead } from '#modules/leads/contract/leads.ts';
import { listNotices } from '#modules/notices/contract.ts';
import { addLeave } from '#modules/team/contract/members.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import * as contract from './contract/handoffs.ts';
import * as routing from './contract/routing.ts';
import { aGoodFit, aHandoff, anOffice, later } from './testing.ts';

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
