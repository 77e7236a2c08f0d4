import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anActivity } from '#modules/activities/testing.ts';
import { aCompany } from '#modules/companies/testing.ts';
import { aContact } from '#modules/contacts/testing.ts';
import { setFieldRight } from '#modules/team/contract/settings.ts';
import { type Client, openTestApp, Problem, type TestApp } from '../../../test/harness.ts';
import * as modelContract from './contract/model.ts';
import * as profileContract from './contract/profile.ts';
import { getScore } from './contract/score.ts';
import { aDraftedModel, aRule, aSignedModel, aSignedProfile, CRITERIA } from './testing.ts';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp();
});
afterAll(() => app.close());

const NOW = '2026-03-04T10:00:00.000Z';
const daysAgo = (days: number) => new Date(Date.parse(NOW) - days * 86_400_000).toISOString();

async function office() {
  app.setNow(NOW);
  const { admin, member } = await app.newWorkspace();
  const [sales, marketing, rep] = [await member('sales_lead'), await member('marketing_lead'), await member('rep')];
  return { admin, sales, marketing, rep };
}

const stored = (client: Client, id: string) =>
  app.command(client, ({ tx }) =>
    tx
      .selectFrom('contact')
      .select(['fit', 'fit_score', 'engagement', 'score_label', 'score_due_at', 'scored_at'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow(),
  );

describe('the profile', () => {
  it('is active after both signatures, and everyone is scored by it', async () => {
    const { sales, marketing, rep } = await office();
    const companyId = await aCompany(sales, { name: 'Right size', employeeCount: 100 });
    const good = await aContact(sales, { companyId, jobTitle: 'Head of Operations' });
    const unknown = await aContact(sales, {});
    const draft = (await sales.call(profileContract.getProfile, {})).version;
    expect(draft).toMatchObject({ status: 'draft', number: 1 });
    expect(draft?.criteria.map(({ problem }) => problem)).toEqual([null, null, null, null]);
    await expect(
      rep.call(profileContract.writeProfile, { id: draft?.id ?? '', name: 'x', note: null, reviewOn: null, criteria: [] }),
    ).rejects.toMatchObject({ status: 403 });
    await aSignedProfile({ sales, marketing });
    await app.runAllJobs();
    expect(await stored(sales, good)).toMatchObject({ fit: 'A', score_label: 'A4' });
    expect(await stored(sales, unknown)).toMatchObject({ fit: '?', score_label: '?' });
    expect((await sales.call(profileContract.getProfile, {})).spread).toEqual({ A: 1, B: 0, C: 0, D: 0, unknown: 1, unscored: 0 });
  });

  it('falls back to a draft when it is edited after one signature', async () => {
    const { sales, marketing } = await office();
    const draft = (await sales.call(profileContract.getProfile, {})).version;
    if (!draft) throw new Error('no draft');
    await sales.call(profileContract.signProfile, { id: draft.id, contentHash: draft.contentHash });
    const written = await marketing.call(profileContract.writeProfile, {
      id: draft.id,
      name: 'Other',
      note: null,
      reviewOn: '2026-06-01',
      criteria: CRITERIA,
    });
    expect(written.signaturesCleared).toBe(true);
    await expect(marketing.call(profileContract.signProfile, { id: draft.id, contentHash: draft.contentHash })).rejects.toMatchObject({
      code: 'conflict',
    });
    expect((await sales.call(profileContract.getProfile, {})).version).toMatchObject({
      status: 'draft',
      signatures: [],
      reviewOn: '2026-06-01',
    });
    const wrong = await sales
      .call(profileContract.writeProfile, {
        id: draft.id,
        name: 'Other',
        note: null,
        reviewOn: null,
        criteria: [{ kind: 'weighted', label: 'x', weight: 1, condition: { match: 'all', of: [{ field: 'nope', op: 'is_set' }] } }],
      })
      .catch((problem: Problem) => problem);
    expect(wrong instanceof Problem && wrong.errors[0]?.field).toBe('criteria[0].condition.of[0].field');
  });

  it('leaves out what is not known, says how much is, and disqualifies', async () => {
    const { sales, marketing } = await office();
    await aSignedProfile({ sales, marketing });
    await app.runAllJobs();
    const rival = await aContact(sales, {
      companyId: await aCompany(sales, { kind: 'competitor', employeeCount: 100 }),
      jobTitle: 'Head of Sales',
    });
    const small = await aContact(sales, { companyId: await aCompany(sales, { employeeCount: 5 }), jobTitle: 'Head of Sales' });
    const sizeOnly = await aContact(sales, { companyId: await aCompany(sales, { employeeCount: 50 }) });
    const score = async (id: string) => sales.call(getScore, { id });
    expect(await score(rival)).toMatchObject({ fit: 'D', lines: ['Fit D: Competitor.', expect.any(String), expect.any(String)] });
    expect(await score(small)).toMatchObject({ fit: 'B', fitScore: 50, coverage: 1 });
    const half = await score(sizeOnly);
    expect(half).toMatchObject({ fit: 'A', fitScore: 100, coverage: 0.5 });
    expect(half.criteria.map(({ answer }) => answer)).toEqual(['unknown', 'met', 'unknown']);
  });

  it('shows what a draft would do before it is signed', async () => {
    const { sales } = await office();
    await aContact(sales, { jobTitle: 'Head of Purchasing' });
    const draft = (await sales.call(profileContract.getProfile, {})).version;
    const preview = await sales.call(profileContract.previewProfile, { id: draft?.id ?? '' });
    expect(preview).toMatchObject({ n: 1, sample: false });
    expect(preview.criteria.map(({ met, unknown }) => [met, unknown])).toEqual([
      [1, 0],
      [0, 1],
      [1, 0],
      [0, 1],
    ]);
  });
});

describe('engagement', () => {
  it('is every point with its rule, its event, its fading and its cap', async () => {
    const { sales, marketing } = await office();
    await aSignedProfile({ sales, marketing });
    const id = await aContact(sales, { jobTitle: 'Head of Operations' });
    await anActivity(app, sales, {
      kind: 'form',
      contactId: id,
      memberId: null,
      occurredAt: daysAgo(30),
      subject: 'Demo',
      evidence: 'system',
    });
    for (const hour of [1, 2, 3])
      await anActivity(app, sales, {
        kind: 'page_visit',
        contactId: id,
        memberId: null,
        occurredAt: new Date(Date.parse(NOW) - hour * 3_600_000).toISOString(),
        data: { path: '/pricing' },
        evidence: 'system',
      });
    await anActivity(app, sales, {
      kind: 'page_visit',
      traffic: 'machine',
      contactId: id,
      memberId: null,
      data: { path: '/pricing' },
      evidence: 'system',
    });
    await anActivity(app, sales, { kind: 'mail_event', outcome: 'opened', contactId: id, memberId: null, evidence: 'system' });
    await app.runAllJobs();
    const score = await sales.call(getScore, { id });
    const form = score.contributions.find(({ rule }) => rule === 'Filled in a form');
    expect(form).toMatchObject({ base: 40, capEffect: null });
    expect(form?.counted).toBeCloseTo(20, 6);
    const prices = score.contributions.filter(({ rule }) => rule === 'Looked at prices');
    expect(prices.map(({ capEffect }) => capEffect)).toEqual([null, null, 'day']);
    expect(score.contributions.some(({ kind }) => kind === 'mail_event')).toBe(false);
    expect(score.contributions).toHaveLength(7);
    // 20 of the form, 20 of the prices and 6 of the pages, the last two an hour or more faded.
    expect(score.engagement).toBeGreaterThan(45.8);
    expect(score.engagement).toBeLessThan(46);
    expect(score.label).toBe('A3');
    expect(score.lines[1]).toBe('Engagement 46 of 100: Filled in a form +20, Looked at prices +20, Visited a page +6.');
    expect(await stored(sales, id)).toMatchObject({ engagement: 3, score_label: 'A3' });
  });

  it('falls by itself when time moves the label, and only then', async () => {
    const { sales, marketing } = await office();
    await aSignedProfile({ sales, marketing });
    const id = await aContact(sales, { jobTitle: 'Head of Operations' });
    await anActivity(app, sales, { kind: 'form', contactId: id, memberId: null, evidence: 'system' });
    await app.runAllJobs();
    const before = await stored(sales, id);
    expect(before).toMatchObject({ score_label: 'A3' });
    // 40 × 2^(−t/30) is 25 after 20.34 days.
    expect((Date.parse(before.score_due_at ?? '') - Date.parse(NOW)) / 86_400_000).toBeCloseTo(20.34, 1);
    app.setNow(new Date(Date.parse(NOW) + 20 * 86_400_000).toISOString());
    await app.tick('scoring.due');
    expect((await stored(sales, id)).scored_at).toBe(before.scored_at);
    app.setNow(new Date(Date.parse(NOW) + 21 * 86_400_000).toISOString());
    await app.tick('scoring.due');
    expect(await stored(sales, id)).toMatchObject({ score_label: 'A4' });
  });

  it('follows a change of the record and of the company in the next sweep', async () => {
    const { sales, marketing } = await office();
    await aSignedProfile({ sales, marketing });
    const companyId = await aCompany(sales, { employeeCount: 100 });
    const id = await aContact(sales, { companyId, jobTitle: 'Head of Operations' });
    await app.tick('scoring.due');
    expect((await stored(sales, id)).fit).toBe('A');
    await app.command(
      sales,
      async ({ tx }) => void (await tx.updateTable('company').set({ employee_count: 3 }).where('id', '=', companyId).execute()),
    );
    await app.tick('scoring.due');
    expect((await stored(sales, id)).fit).toBe('B');
  });

  it('refuses rules for opens, unknown groups and criteria that cannot be read', async () => {
    const { sales, marketing, rep } = await office();
    const { id } = await sales.call(modelContract.draftModel, {});
    const opens = aRule('Opened a mail', { match: { kinds: ['mail_event'], outcomes: ['opened'] }, group: 'None' });
    const refused = await aDraftedModel(sales, [opens]).catch((problem: Problem) => problem);
    expect(refused instanceof Problem && refused.errors.map(({ field }) => field)).toEqual(['rules[0].group', 'rules[0].match.outcomes']);
    await expect(rep.call(modelContract.signModel, { id, contentHash: 'x' })).rejects.toMatchObject({ status: 403 });
    const onlyFor = { match: 'all' as const, of: [{ field: 'seniority', op: 'is' as const, value: 'head' }] };
    await aSignedModel({ sales, marketing }, [aRule('Form', { match: { kinds: ['form'], onlyFor }, points: 80, halfLifeDays: null })]);
    const [head, other] = [await aContact(sales, { jobTitle: 'Head of Operations' }), await aContact(sales, { jobTitle: 'Intern' })];
    for (const contactId of [head, other]) await anActivity(app, sales, { kind: 'form', contactId, memberId: null, evidence: 'system' });
    await app.runAllJobs();
    expect((await sales.call(getScore, { id: head })).engagement).toBe(80);
    expect((await sales.call(getScore, { id: other })).engagement).toBe(0);
    expect((await sales.call(modelContract.getModel, {})).version).toMatchObject({ number: 2, status: 'active', handoffLabels: ['A1'] });
  });

  it('is not shown to whom the field or the person is hidden', async () => {
    const { admin, sales, rep } = await office();
    const elsewhere = await office();
    const id = await aContact(sales, {});
    expect((await rep.call(getScore, { id })).engagement).toBe(0);
    await admin.call(setFieldRight, { role: 'rep', entity: 'contact', field: 'scoreLabel', access: 'hidden' });
    await expect(rep.call(getScore, { id })).rejects.toMatchObject({ status: 404 });
    await expect(elsewhere.sales.call(getScore, { id })).rejects.toMatchObject({ status: 404 });
  });
});
