import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addMembers, changeCampaign } from '#modules/campaigns/contract.ts';
import { aCampaign } from '#modules/campaigns/testing.ts';
import { aCompany } from '#modules/companies/testing.ts';
import { aContact } from '#modules/contacts/testing.ts';
import type { Criteria } from '#modules/criteria/schema.ts';
import { aWonDeal } from '#modules/deals/testing.ts';
import { getCampaignGoals, listCampaignOutsideGoals } from '#modules/goals/contract/aims.ts';
import { changeGoal, createGoal, getGoal, listGoals, signGoal } from '#modules/goals/contract/goals.ts';
import { anOffice, type Office } from '#modules/handoffs/testing.ts';
import { listRows } from '#modules/lists/contract/rows.ts';
import { getAgenda, listEvidence, writeAgenda } from '#modules/meetings/contract/agenda.ts';
import { createMeeting } from '#modules/meetings/contract/meetings.ts';
import { listNotices } from '#modules/notices/contract.ts';
import * as profile from '#modules/scoring/contract/profile.ts';
import { type Client, openTestApp, type TestApp } from '../../../test/harness.ts';
import * as contract from './contract.ts';

let app: TestApp;
let office: Office;
const NOW = '2026-06-01T09:00:00.000Z';

/** Won deals of companies of a branch: `n` of each, closed at an instant. */
async function won(at: string, branches: Readonly<Record<string, number>>): Promise<void> {
  app.setNow(at);
  for (const [industry, n] of Object.entries(branches)) {
    const companyId = await aCompany(office.admin, { industry });
    const contactId = await aContact(office.admin, { companyId });
    for (let i = 0; i < n; i++) await aWonDeal(office.sales, { companyId, contactId, amountMinor: 100_000 });
  }
}

beforeAll(async () => {
  app = await openTestApp();
  office = await anOffice(app);
  await won('2025-10-01T09:00:00.000Z', { Construction: 36, Machinery: 8 });
  await won('2026-05-01T09:00:00.000Z', { Construction: 14, Machinery: 26 });
  await app.runAllJobs();
  app.setNow(NOW);
}, 120_000);
afterAll(() => app.close());

const ABOUT = 'company.standardIndustry';
const industryOf = async (population: string) =>
  (await office.marketing.call(contract.getDrift, {})).populations
    .find((one) => one.population === population)
    ?.drifts.find(({ dimension }) => dimension === ABOUT);

describe('whether who buys has moved', () => {
  it('is said with both shares, what stands out, and how sure that is', async () => {
    const drift = await industryOf('customers');
    expect(drift).toMatchObject({ base: 44, current: 40, standing: 'major' });
    expect(drift?.bins.find(({ value }) => value === 'machinery')).toMatchObject({ label: 'Machinery', base: 8, current: 26 });
    expect(drift?.adjustedP).toBeLessThan(0.01);
    expect(drift?.psi).toBeGreaterThan(drift?.critical?.p99 ?? 1);
  });

  it('says "not enough" of what hardly anything is known of', async () => {
    expect(await industryOf('handoffs')).toMatchObject({ standing: 'not_enough', psi: null });
    const { populations } = await office.marketing.call(contract.getDrift, { against: 'same_quarter' });
    expect(populations[0]?.drifts.find(({ dimension }) => dimension === ABOUT)).toMatchObject({ base: 0, standing: 'not_enough' });
  });

  it('opens the rows behind each share', async () => {
    const rows = await office.marketing.call(contract.listDriftCases, {
      population: 'customers',
      dimension: ABOUT,
      value: 'machinery',
      window: 'current',
      limit: 200,
    });
    expect(rows.items).toHaveLength(26);
    await expect(
      office.marketing.call(contract.listDriftCases, { population: 'customers', dimension: 'contact.email', window: 'current' }),
    ).rejects.toMatchObject({ status: 400 });
  });

  it('flags a running campaign that is aimed at what shrinks', async () => {
    const id = await aCampaign(office.marketing, { name: 'Builders’ breakfast', status: 'active' });
    const companyId = await aCompany(office.admin, { industry: 'Construction' });
    await app.runAllJobs();
    const contactIds = await Promise.all(Array.from({ length: 32 }, () => aContact(office.admin, { companyId })));
    await office.marketing.call(addMembers, { campaignId: id, contactIds });
    const { campaigns } = await office.marketing.call(contract.getDrift, {});
    expect(campaigns).toMatchObject([{ campaign: { id }, segments: ['Construction'], known: 32, shrinking: 32 }]);
    expect((await office.rep.call(contract.getCampaignAim, { id })).items).toEqual(campaigns);
  });

  it('raises a discrepancy where a campaign speaks mostly to people outside of the signed profile, and the agenda has it', async () => {
    const id = await aCampaign(office.marketing, { name: 'Student days', status: 'planned' });
    const competitor = await aCompany(office.admin, { kind: 'competitor' });
    const fitting = await aCompany(office.admin, { employeeCount: 100 });
    const person = (companyId: string) => aContact(office.admin, { companyId, jobTitle: 'Head of Operations' });
    const out = await Promise.all(Array.from({ length: 26 }, () => person(competitor)));
    const within = await Promise.all(Array.from({ length: 6 }, () => person(fitting)));
    await app.tick('scoring.due');
    await office.marketing.call(addMembers, { campaignId: id, contactIds: within });
    expect((await office.rep.call(contract.getCampaignAim, { id })).profile).toMatchObject({ outside: { k: 0, n: 6 }, against: false });
    await office.marketing.call(addMembers, { campaignId: id, contactIds: out });
    expect((await office.rep.call(contract.getCampaignAim, { id })).profile).toMatchObject({ outside: { k: 26, n: 32 }, against: true });
    const { items } = await office.rep.call(contract.listCampaignOutside, { id, limit: 100 });
    expect(items.map(({ contactId }) => contactId).sort()).toEqual([...out].sort());
    const meeting = { kind: 'weekly' as const, title: 'Operations', day: '2026-06-03', time: '09:00', people: [office.sales.memberId] };
    const { id: meetingId } = await office.sales.call(createMeeting, meeting);
    await office.sales.call(writeAgenda, { id: meetingId });
    const said = (await office.sales.call(getAgenda, { id: meetingId })).items.filter(({ source }) => source === 'discrepancy');
    expect(said).toMatchObject([{ k: 26, n: 32, sentence: expect.stringContaining('“Student days”') }]);
    const evidence = await office.sales.call(listEvidence, { id: meetingId, itemId: said[0]?.id ?? '' });
    expect(evidence.items).toMatchObject([{ entity: 'campaign', id }]);
  });
});

describe('whom the goals of Sales are about', () => {
  const SEGMENT: Criteria = { match: 'all', of: [{ field: 'company.employeeCount', op: 'between', value: { from: 50, to: 500 } }] };
  const terms = (segment: Criteria | null) => ({
    title: 'Mid-market handed over',
    metric: 'handoffs' as const,
    period: 'quarter' as const,
    day: '2026-06-01',
    target: 60,
    marketingPercent: 60,
    accountableId: office.sales.memberId,
    segment,
  });
  const aimOf = async (id: string) => (await office.rep.call(getCampaignGoals, { id })).aim;
  const told = async (client: Client) =>
    (await client.call(listNotices, { limit: 100 })).items.filter(
      ({ kind, title }) => kind === 'campaign.discrepancy' && title.includes('Corner'),
    );

  it('is signed with them, and a campaign that speaks past it is told once to both sides and stands on the agenda', async () => {
    // Only facts of companies and leads, none of what happened.
    const foreign: Criteria[] = [
      { match: 'all', of: [{ field: 'email', op: 'is_set' }] },
      { match: 'all', of: [{ history: 'did', kinds: ['page_visit'] }] },
      { match: 'all', of: [] },
    ];
    for (const segment of foreign) await expect(office.sales.call(createGoal, terms(segment))).rejects.toMatchObject({ status: 400 });
    const id = await aCampaign(office.marketing, { name: 'Corner shops', status: 'planned' });
    const peopleOf = async (n: number, company: { employeeCount?: number }) => {
      const companyId = await aCompany(office.admin, company);
      return Promise.all(Array.from({ length: n }, () => aContact(office.admin, { companyId })));
    };
    const [small, mid, unknown] = [
      await peopleOf(26, { employeeCount: 8 }),
      await peopleOf(6, { employeeCount: 120 }),
      await peopleOf(3, {}),
    ];
    await office.marketing.call(addMembers, { campaignId: id, contactIds: [...small, ...mid, ...unknown] });
    await app.runAllJobs();
    const goal = await office.sales.call(createGoal, terms(SEGMENT));
    await office.sales.call(signGoal, goal);
    expect(await aimOf(id)).toBeNull();
    await office.marketing.call(signGoal, goal);
    const aim = {
      outside: { k: 26, n: 32 },
      unknown: 3,
      against: true,
      goals: [{ id: goal.id, title: 'Mid-market handed over', segment: SEGMENT }],
    };
    expect(await aimOf(id)).toMatchObject(aim);
    // Signing tells; another change of the audience does not tell again.
    await office.marketing.call(addMembers, { campaignId: id, contactIds: await peopleOf(2, { employeeCount: 3 }) });
    await app.runAllJobs();
    await app.tick('goals.aims');
    for (const side of [office.sales, office.marketing])
      expect(await told(side)).toMatchObject([
        { title: 'Discrepancy: Corner shops', link: `/campaigns/${id}`, body: expect.stringContaining('26 of 32') },
      ]);
    const first = await office.rep.call(listCampaignOutsideGoals, { id, limit: 20 });
    const rest = await office.rep.call(listCampaignOutsideGoals, { id, limit: 20, cursor: first.next ?? '' });
    expect([first.items.length, rest.items.length, rest.next]).toEqual([20, 8, null]);
    expect(first.items.map(({ contactId }) => contactId)).toEqual([...small].sort().slice(0, 20));
    const meeting = { kind: 'weekly' as const, title: 'Aims', day: '2026-06-04', time: '09:00', people: [office.sales.memberId] };
    const { id: meetingId } = await office.sales.call(createMeeting, meeting);
    await office.sales.call(writeAgenda, { id: meetingId });
    const said = (await office.sales.call(getAgenda, { id: meetingId })).items.filter(({ sentence }) =>
      sentence.includes('“Corner shops”'),
    );
    expect(said).toMatchObject([
      { source: 'discrepancy', k: 28, n: 34, sentence: expect.stringContaining('“Mid-market handed over” is about') },
    ]);
  });

  it('changes only with both signatures, and speaks only for its own time', async () => {
    const [{ id } = { id: '' }] = (await office.rep.call(listGoals, {})).goals;
    const wider: Criteria = { match: 'all', of: [{ field: 'company.employeeCount', op: 'at_most', value: 500 }] };
    const next = await office.sales.call(changeGoal, { id, ...terms(wider) });
    const { goal, draft, versions } = await office.rep.call(getGoal, { id });
    expect([goal.segment, draft?.segment]).toEqual([SEGMENT, wider]);
    expect(versions[0]).toMatchObject({ segment: wider, changes: [{ field: 'segment' }] });
    const campaigns = (await office.sales.call(listRows, { entity: 'campaign', limit: 50 })).items;
    const corner = campaigns.find(({ values }) => values.name === 'Corner shops')?.id ?? '';
    expect((await aimOf(corner))?.against).toBe(true);
    for (const side of [office.sales, office.marketing]) await side.call(signGoal, { id, contentHash: next.contentHash });
    expect(await aimOf(corner)).toMatchObject({ outside: { k: 0, n: 34 }, unknown: 3, against: false });
    await office.marketing.call(changeCampaign, { id: corner, startsOn: '2026-08-03' });
    expect(await aimOf(corner)).toBeNull();
  });
});

describe('from a signal to a signed change', () => {
  it('opens one case by itself, and tells both leads', async () => {
    await app.tick('drift.find');
    await app.tick('drift.find');
    const { items } = await office.sales.call(contract.listDriftSignals, {});
    expect(items).toMatchObject([
      { dimension: ABOUT, state: 'signal', openedBy: null, grown: [{ label: 'Machinery' }], shrunk: [{ label: 'Construction' }] },
    ]);
  });

  it('takes what a rep sees, and gives it back only to them', async () => {
    const seen = await office.rep.call(contract.reportSighting, {
      dimension: ABOUT,
      segment: 'machinery',
      way: 'more',
      note: 'Three this week.',
    });
    await expect(office.rep.call(contract.reportSighting, { dimension: ABOUT, segment: 'no such', way: 'more' })).rejects.toMatchObject({
      status: 400,
    });
    expect((await office.sales.call(contract.listDriftSignals, {})).items[0]?.sightings).toBe(1);
    await expect(office.marketer.call(contract.withdrawSighting, { id: seen.id })).rejects.toMatchObject({ status: 404 });
    await office.rep.call(contract.withdrawSighting, { id: seen.id });
    expect((await office.rep.call(contract.listSightings, {})).items).toEqual([]);
  });

  it('writes the change into the profile’s next draft, and is closed when both have signed that', async () => {
    const [found] = (await office.sales.call(contract.listDriftSignals, {})).items;
    const id = found?.id ?? '';
    await expect(office.marketing.call(contract.draftAmendment, { id })).rejects.toMatchObject({ code: 'not_now' });
    await office.sales.call(contract.confirmDriftCase, { id });
    const amended = await office.marketing.call(contract.draftAmendment, { id });
    expect(amended.criterion.condition).toEqual({ match: 'all', of: [{ field: ABOUT, op: 'is_one_of', value: ['machinery'] }] });
    const { version } = await office.sales.call(profile.getProfile, { number: amended.number });
    expect(version?.criteria.at(-1)).toMatchObject({ label: 'Industry (standard list): Machinery', problem: null });
    for (const side of [office.sales, office.marketing])
      await side.call(profile.signProfile, { id: amended.profileVersionId, contentHash: version?.contentHash ?? '' });
    await app.tick('drift.settle');
    expect((await office.sales.call(contract.listDriftSignals, {})).items[0]).toMatchObject({
      state: 'signed',
      profileNumber: amended.number,
    });
  });

  it('lets a case rest with a reason, and does not ask again about the same for a quarter', async () => {
    const { id } = await office.rep.call(contract.openDriftCase, { dimension: 'company.sizeBand' });
    await expect(office.rep.call(contract.openDriftCase, { dimension: 'company.sizeBand' })).rejects.toMatchObject({ status: 409 });
    await office.sales.call(contract.dismissDriftCase, { id, reason: 'A single large project.' });
    await app.tick('drift.find');
    expect((await office.sales.call(contract.listDriftSignals, {})).items.filter(({ closedAt }) => closedAt === null)).toEqual([]);
  });
});
