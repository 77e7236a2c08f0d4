import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aCampaign } from '#modules/campaigns/testing.ts';
import { aCompany } from '#modules/companies/testing.ts';
import { aContact } from '#modules/contacts/testing.ts';
import { aDeal } from '#modules/deals/testing.ts';
import { validateConversions } from '#modules/leads/contract/conversions.ts';
import { aConversion, reasonId } from '#modules/leads/testing.ts';
import { listFigureRows } from '#modules/reports/contract.ts';
import { pastDeal } from '#modules/reports/testing.ts';
import { setFieldRight } from '#modules/team/contract/settings.ts';
import { type Client, openTestApp, type TestApp } from '../../../test/harness.ts';
import * as contract from './contract.ts';
import { lives } from './testing.ts';

const NOW = '2026-07-01T10:00:00Z';
let app: TestApp;
let admin: Client;
let rep: Client;
beforeAll(async () => {
  app = await openTestApp();
  app.setNow(NOW);
  const workspace = await app.newWorkspace();
  admin = workspace.admin;
  rep = await workspace.member('rep');
  const MQL_AND_ON = [
    ['inquiry', 0],
    ['mql', 2],
    ['sal', 4],
    ['sql', 10],
    ['opportunity', 20],
    ['customer', 40],
  ] as const;
  await lives(app, admin, [
    { opened: '2025-09-10T00:00:00Z', way: MQL_AND_ON, channel: 'webinar', n: 12 },
    {
      opened: '2025-09-12T00:00:00Z',
      way: [
        ['inquiry', 0],
        ['mql', 2],
        ['sal', 4],
        ['sql', 10],
        ['disqualified', 31],
      ],
      channel: 'webinar',
      n: 20,
    },
    {
      opened: '2025-09-12T00:00:00Z',
      way: [
        ['inquiry', 0],
        ['mql', 2],
        ['sal', 4],
        ['sql', 10],
      ],
      channel: 'webinar',
      n: 2,
    },
    // One step over four stages: counted as having passed through them, with no time in them.
    {
      opened: '2025-10-01T00:00:00Z',
      way: [
        ['inquiry', 0],
        ['opportunity', 5],
        ['customer', 9],
      ],
      channel: 'referral',
      sourceTeam: 'sales',
      n: 30,
    },
    // Back and again.
    {
      opened: '2025-10-05T00:00:00Z',
      way: [
        ['inquiry', 0],
        ['mql', 1],
        ['recycled', 3],
        ['mql', 30],
        ['sal', 32],
      ],
      channel: 'referral',
      sourceTeam: 'sales',
      n: 3,
    },
    { opened: '2026-06-20T00:00:00Z', way: [['inquiry', 0]], channel: 'webinar', n: 7 },
  ]);
});
afterAll(() => app.close());

describe('the waterfall', () => {
  it('counts skipped stages as reached, keeps both teams beside each other, and young months out of the rates', async () => {
    const { sides, cohorts, lags } = await admin.call(contract.getWaterfall, {});
    expect(sides.map(({ side, leads }) => [side, leads])).toEqual([
      ['all', 74],
      ['marketing', 41],
      ['sales', 33],
    ]);
    const of = (side: string) => sides.find((one) => one.side === side)?.stages ?? [];
    expect(of('all').map(({ stage, reached, skipped }) => [stage, reached, skipped])).toEqual([
      ['inquiry', 74, 0],
      ['mql', 67, 30],
      ['sal', 67, 30],
      ['sql', 64, 30],
      ['opportunity', 42, 0],
      ['customer', 42, 0],
    ]);
    const [inquiry, , sal, sql] = of('all');
    expect(inquiry).toMatchObject({ next: { k: 67, n: 67 }, immature: 7, youngFrom: '2026-06' });
    expect(sal?.next).toMatchObject({ k: 64, n: 67 });
    expect(sql?.next).toMatchObject({ k: 42, n: 64 });
    // Twelve stayed ten days, twenty 21, two are there still; who passed over has no stay.
    expect(sql).toMatchObject({ stays: 34, medianDays: 21, ownedBy: 'sales' });
    expect(of('marketing')[0]).toMatchObject({ next: { k: 34, n: 34 }, ownedBy: 'marketing' });
    expect(lags[1]?.days).toBeCloseTo(5, 5);
    expect(cohorts.map(({ month, leads }) => [month, leads])).toEqual([
      ['2025-09', 34],
      ['2025-10', 33],
      ['2026-06', 7],
    ]);
    expect(cohorts[2]?.stages[0]).toMatchObject({ next: null, matureOn: '2026-07-05' });
    expect(cohorts[0]?.stages[3]?.next).toMatchObject({ k: 12, n: 34 });
  });

  it('opens the rows of each figure, narrowed as it was', async () => {
    const n = async (input: object) => (await admin.call(contract.listLifecycleRows, { figure: 'reached', stage: 'sql', ...input })).n;
    expect([await n({}), await n({ sourceTeam: 'marketing' }), await n({ figure: 'skipped' }), await n({ month: '2025-10' })]).toEqual([
      64, 34, 30, 30,
    ]);
    expect(await n({ figure: 'converted', before: '2025-10' })).toBe(12);
    expect([await n({ figure: 'converted' }), await n({ figure: 'standing' }), await n({ channel: 'webinar' })]).toEqual([42, 2, 34]);
    const criteria = { match: 'all', of: [{ field: 'sourceChannel', op: 'is', value: 'referral' }] } as const;
    expect(await n({ criteria })).toBe(30);
    const first = await admin.call(contract.listLifecycleRows, { figure: 'reached', stage: 'inquiry', limit: 50 });
    const second = await admin.call(contract.listLifecycleRows, {
      figure: 'reached',
      stage: 'inquiry',
      limit: 50,
      cursor: first.next ?? '',
    });
    expect([first.n, first.items.length + second.items.length, second.next]).toEqual([74, 74, null]);
  });
});

describe('stalled leads', () => {
  it('from the webinar stall in SQL: half are gone after 21 days', async () => {
    const [stalls] = (await admin.call(contract.listLifecycleRows, { figure: 'stalled', by: 'channel', key: 'webinar' })).items;
    // Straight into the record: a new deal would move its lead on.
    await app.command(admin, (ctx) => pastDeal(ctx, { status: 'open', at: NOW, leadId: stalls?.id ?? '', amountMinor: 300_000 }));
    const { groups, thresholds, leads, stalled } = await admin.call(contract.getStalls, { by: 'channel' });
    const webinar = groups.find(({ key }) => key === 'webinar');
    expect(webinar).toMatchObject({
      label: 'webinar',
      leads: 41,
      worst: { stage: 'sql', n: 34, stalled: 2, halfGoneDays: 21, enough: true },
    });
    expect(webinar?.worst?.points.map(({ day, atRisk }) => [day, atRisk])).toEqual([
      [10, 34],
      [21, 22],
    ]);
    expect(webinar?.worst?.points[0]?.onward).toBeCloseTo(12 / 34, 9);
    expect(webinar?.worst?.points[1]?.gone).toBeCloseTo((22 / 34) * (20 / 22), 9);
    expect(webinar?.wonBy90).toBeCloseTo(12 / 34, 1);
    expect(groups.find(({ key }) => key === 'referral')?.worst).toMatchObject({ stage: 'mql', enough: false });
    expect(thresholds.find(({ stage }) => stage === 'sql')?.days).toBe(21);
    // Seven stand in inquiry for longer than three of four others did, two in SQL, three in SAL.
    expect([leads, stalled, webinar?.stalled]).toEqual([74, 12, 9]);
    const behind = await admin.call(contract.listLifecycleRows, { figure: 'stalled', by: 'channel', key: 'webinar' });
    expect(behind.n).toBe(webinar?.stalled);
    expect(webinar?.behind.stalled).toMatchObject({ openMinor: 300_000, wonMinor: 0, withoutRate: 0 });
    expect(behind.behind).toEqual({ ...webinar?.behind.stalled, currency: 'EUR' });
    expect(behind.items.reduce((sum, row) => sum + (row.behind?.openMinor ?? 0), 0)).toBe(300_000);
  });

  it.each(['campaign', 'reason', 'content', 'team', 'source_team'] as const)('are told apart by %s as well, and add up', async (by) => {
    const { groups, leads, stalled } = await admin.call(contract.getStalls, { by });
    expect(groups.reduce((sum, one) => sum + one.leads, 0)).toBe(leads);
    expect(groups.reduce((sum, one) => sum + one.stalled, 0)).toBe(stalled);
  });

  it('follow the rule of the workspace', async () => {
    await admin.call(contract.setStallRule, { share: 0.9, quietDays: 365, leastTouches: 2 });
    expect(await admin.call(contract.getStalls, {})).toMatchObject({ rule: { share: 0.9, quietDays: 365, leastTouches: 2 }, stalled: 12 });
  });
});

it('channels: raw beside validated, and what one of each cost', async () => {
  const campaignId = await aCampaign(admin, {
    channel: 'webinar',
    costMinor: 1_560_000,
    currency: 'EUR',
    startsOn: '2026-06-01',
    endsOn: '2026-06-30',
  });
  const ids: string[] = [];
  let leadId = '';
  for (let n = 0; n < 20; n += 1) {
    const made = await aConversion(admin, { campaignId, occurredAt: '2026-06-15T10:00:00Z', person: { email: `p${n}@firm.example` } });
    ids.push(made.id);
    leadId ||= made.leadId;
  }
  const spam = await reasonId(admin, 'not_a_lead', 'spam');
  await admin.call(validateConversions, { ids: ids.slice(0, 10), validation: 'sales_lead' });
  await admin.call(validateConversions, { ids: ids.slice(10, 16), validation: 'not_a_lead', reasonId: spam });
  const asked = { from: '2026-06-01', to: '2026-06-30' };
  await aDeal(admin, { leadId, amountMinor: 700_000, currency: 'EUR' });
  const { total: whole } = await admin.call(contract.getChannels, asked);
  expect(whole.behind).toMatchObject({
    total: { currency: 'EUR', openMinor: 700_000 },
    valid: { openMinor: 700_000 },
    unreviewed: { openMinor: 0 },
  });
  const found = await admin.call(listFigureRows, { figure: 'conversions', month: '2026-06', ...asked });
  expect(found.items.reduce((sum, { behind }) => sum + (behind?.openMinor ?? 0), 0)).toBe(700_000);
  for (const by of ['channel', 'campaign', 'month'] as const) {
    const { lines, total } = await admin.call(contract.getChannels, { ...asked, by });
    expect(lines).toMatchObject([
      {
        total: 20,
        valid: 10,
        notLeads: 6,
        unreviewed: 4,
        validRate: { k: 10, n: 16 },
        costPerConversion: 78_000,
        costPerValidated: 156_000,
      },
    ]);
    expect(total).toMatchObject({ total: 20, spend: [{ currency: 'EUR', amountMinor: 1_560_000 }] });
  }
  expect((await admin.call(contract.getChannels, { from: '2026-06-01', to: '2026-06-15' })).total.spend).toEqual([
    { currency: 'EUR', amountMinor: 780_000 },
  ]);
  await admin.call(setFieldRight, { role: 'rep', entity: 'campaign', field: 'cost', access: 'hidden' } as never);
  expect((await rep.call(contract.getChannels, asked)).total).toMatchObject({ spend: null, costPerValidated: null });
});

it('abandoned leads cost what they were bought for and what they were worth', async () => {
  const campaignId = await aCampaign(admin, { costMinor: 100_000, currency: 'EUR' });
  const opened = '2026-05-01T00:00:00Z';
  const ids = await lives(app, admin, [
    {
      opened,
      way: [
        ['inquiry', 0],
        ['mql', 1],
        ['sal', 2],
      ],
      campaignId,
      n: 4,
    },
  ]);
  await app.context.queuePool.query(
    `with h as (insert into handoff (workspace_id, lead_id, contact_id, cause, route, handed_at) select workspace_id, id, contact_id, 'threshold', 'chosen', opened_at from lead where id = any ($1) returning *)
     insert into verdict (workspace_id, handoff_id, lead_id, decision, decided_at, took_seconds) select workspace_id, id, lead_id, 'accepted_by_default', handed_at, 86400 from h`,
    [ids],
  );
  await app.context.queuePool.query('update lead set touches = 5 where id = $1', [ids[0]]);
  await admin.call(contract.setStallRule, { share: 0.75, quietDays: 14, leastTouches: 3 });
  const report = await admin.call(contract.getAbandoned, {});
  // 25,000 each, plus the usual 2 % of an average sale of 10,000.
  expect(report).toMatchObject({
    rate: { k: 3, n: 4 },
    acquisition: { sums: [{ currency: 'EUR', amountMinor: 75_000 }], n: 3, without: 0 },
    expected: { amountMinor: 60_000 },
    wasted: { currency: 'EUR', amountMinor: 135_000 },
  });
  expect((await admin.call(contract.listLifecycleRows, { figure: 'abandoned' })).n).toBe(3);
});

it('a rep sees whom marketing warms at their companies, and what with', async () => {
  const companyId = await aCompany(admin, { ownerId: rep.memberId });
  const contactId = await aContact(admin, { companyId, lastName: 'Warmed' });
  await aContact(admin, { lastName: 'Of others' });
  const { items, total } = await rep.call(contract.getInDevelopment, {});
  expect(total).toBe(1);
  expect(items).toMatchObject([{ contact: { id: contactId }, stage: 'inquiry', campaigns: [], tactic: null }]);
  expect((await rep.call(contract.getInDevelopment, { whose: 'territory' })).total).toBe(0);
  expect((await rep.call(contract.getInDevelopment, { whose: 'all', text: 'of oth' })).total).toBe(1);
});
