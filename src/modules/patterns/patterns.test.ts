import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aCampaign } from '#modules/campaigns/testing.ts';
import { createOwnField } from '#modules/criteria/contract.ts';
import { reasonId } from '#modules/leads/testing.ts';
import { listRows } from '#modules/lists/contract/rows.ts';
import * as profile from '#modules/scoring/contract/profile.ts';
import { setFieldRight, setReach } from '#modules/team/contract/settings.ts';
import { type Client, openTestApp, type TestApp } from '../../../test/harness.ts';
import * as contract from './contract.ts';
import { judgedLeads } from './testing.ts';

let app: TestApp;
let admin: Client;
let marketing: Client;
let rep: Client;
let studentReason: string;
const AT = '2026-05-04T09:00:00.000Z';
const SENIORITY = 'contact.seniority';

beforeAll(async () => {
  app = await openTestApp();
  app.setNow('2026-06-01T09:00:00.000Z');
  const workspace = await app.newWorkspace();
  admin = workspace.admin;
  marketing = await workspace.member('marketing_lead');
  rep = await workspace.member('rep');
  // A lead has no deal, so this tells no leads apart.
  await admin.call(createOwnField, { entity: 'deal', label: 'Contract', kind: 'text' });
  studentReason = await reasonId(admin, 'not_a_lead', 'student_research');
  const rejected = { decision: 'rejected', channel: 'event', reasonId: studentReason, note: 'A student who writes a thesis.' } as const;
  const accepted = { decision: 'accepted', note: 'Asked for a price, we talk next week.' } as const;
  await judgedLeads(app, admin, {
    at: AT,
    groups: [
      { n: 40, seniority: 'junior', ...rejected, campaignId: await aCampaign(admin, { name: 'Fair in May' }) },
      { n: 10, seniority: 'head', ...rejected, channel: 'webinar', note: 'Was looking for something else.' },
      { n: 12, seniority: 'junior', channel: 'webinar', ...accepted },
      { n: 60, seniority: 'head', channel: 'webinar', ...accepted, ownerId: rep.memberId },
      // Promoted since: what counts is what they were when they were handed off.
      { n: 10, seniority: 'head', ...rejected, stood: { [SENIORITY]: 'junior' } },
    ],
  });
}, 120_000);
afterAll(() => app.close());

const rejected = (more: { reasonId?: string; channel?: string } = {}) =>
  marketing.call(contract.getPatterns, { outcome: 'rejected', ...more });

describe('what verdicts have in common', () => {
  it('is said with how many there are, how sure it is, and as it stood at the hand-off', async () => {
    const report = await rejected();
    expect(report).toMatchObject({ leads: 132, ended: 60, asTheyStood: 10, enough: true, newestOnly: false });
    const found = report.patterns.find(({ items }) => items.length === 1 && items[0]?.dimension === SENIORITY);
    expect(found).toMatchObject({
      items: [{ value: 'junior', label: 'Seniority', valueLabel: 'Junior' }],
      rate: { k: 50, n: 62 },
      lift: { among: { k: 50, n: 60 }, base: { k: 62, n: 132 } },
      sightable: true,
      proposable: true,
    });
    expect(found?.lift.low).toBeGreaterThan(1);
    const behind = { currency: 'EUR', openMinor: 0, wonMinor: 0, invoicedMinor: 0, worthMinor: 0, withoutRate: 0 };
    expect(report.reasons).toEqual([{ id: studentReason, label: expect.any(String), n: 60, behind }]);
  });

  it('tells which words comments use, and on how many leads', async () => {
    const { words } = await rejected();
    expect(words).toMatchObject({ comments: 132, ended: 60, enough: true });
    const student = words.patterns.find(({ word }) => word === 'student');
    expect(student).toMatchObject({ rate: { k: 50, n: 50 } });
    const rows = await marketing.call(contract.listPatternRows, { outcome: 'rejected', word: 'student' });
    expect(rows.n).toBe(50);
    expect(rows.items[0]?.note).toMatch(/student/);
  });

  it('opens the rows of each pattern, page by page', async () => {
    const of = { outcome: 'rejected', items: [{ dimension: SENIORITY, value: 'junior' }] } as const;
    const all = await marketing.call(contract.listPatternRows, { ...of, items: [...of.items], limit: 60 });
    expect(all).toMatchObject({ n: 62, items: { length: 60 } });
    const rest = await marketing.call(contract.listPatternRows, { ...of, items: [...of.items], limit: 60, cursor: all.next ?? '' });
    expect(new Set([...all.items, ...rest.items].map(({ id }) => id)).size).toBe(62);
    expect((await marketing.call(contract.listPatternRows, { ...of, items: [...of.items], ended: true })).n).toBe(50);
    await expect(
      marketing.call(contract.listPatternRows, { outcome: 'rejected', items: [{ dimension: 'contact.email', value: 'a' }] }),
    ).rejects.toMatchObject({ status: 400 });
  });

  it.each([
    ['rejected', 'lead.sourceChannel', 'event', 'event', 50],
    ['rejected', 'lead.campaign', expect.stringMatching(/^[0-9a-f-]{36}$/), 'Fair in May', 40],
    ['accepted', 'lead.campaign', 'none', 'None', 92],
  ] as const)('gives a condition that a list of leads takes: %s, %s', async (outcome, dimension, value, valueLabel, n) => {
    const { patterns } = await marketing.call(contract.getPatterns, { outcome });
    const found = patterns.find(({ items }) => items.length === 1 && items[0]?.dimension === dimension);
    expect(found?.items).toMatchObject([{ value, valueLabel }]);
    const list = await marketing.call(listRows, { entity: 'lead', criteria: found?.criteria ?? { match: 'none', of: [] }, limit: 100 });
    expect(list.items).toHaveLength(n);
  });

  it('says "not enough data" of few, and narrows by reason and channel', async () => {
    expect(await rejected({ channel: 'webinar' })).toMatchObject({ leads: 82, ended: 10, enough: false, patterns: [] });
    expect((await rejected({ reasonId: studentReason })).ended).toBe(60);
    expect(await marketing.call(contract.getPatterns, { outcome: 'won' })).toMatchObject({
      ended: 0,
      enough: false,
      words: { comments: 0 },
    });
  });

  it('writes a pattern of what was given back into the profile’s draft as what is not wanted', async () => {
    const { number } = await marketing.call(contract.proposeCriterion, {
      outcome: 'rejected',
      items: [{ dimension: SENIORITY, value: 'junior' }],
    });
    const { version } = await marketing.call(profile.getProfile, { number });
    expect(version?.criteria.at(-1)).toMatchObject({
      label: 'Not Seniority: Junior',
      condition: { match: 'none', of: [{ match: 'all', of: [{ field: 'seniority', op: 'is', value: 'junior' }] }] },
      problem: null,
    });
    await expect(
      marketing.call(contract.proposeCriterion, { outcome: 'rejected', items: [{ dimension: 'lead.handRaised', value: 'true' }] }),
    ).rejects.toMatchObject({ status: 400 });
  });
});

describe('who may see less', () => {
  it('is told of the rows in reach and of no hidden field', async () => {
    await admin.call(setReach, { role: 'rep', entity: 'lead', read: 'own', write: 'own' });
    expect(await rep.call(contract.getPatterns, { outcome: 'accepted' })).toMatchObject({ leads: 60 });
    await admin.call(setFieldRight, { role: 'marketing_lead', entity: 'contact', field: 'seniority', access: 'hidden' });
    const { patterns } = await rejected();
    expect(patterns.flatMap(({ items }) => items.map(({ dimension }) => dimension))).not.toContain(SENIORITY);
    await expect(
      marketing.call(contract.listPatternRows, { outcome: 'rejected', items: [{ dimension: SENIORITY, value: 'junior' }] }),
    ).rejects.toMatchObject({ status: 400 });
  });
});
