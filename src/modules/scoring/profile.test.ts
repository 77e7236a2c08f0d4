import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeCompany, getCompany } from '#modules/companies/contract.ts';
import { aCompany } from '#modules/companies/testing.ts';
import { changeContact, getContact } from '#modules/contacts/contract.ts';
import { aContact } from '#modules/contacts/testing.ts';
import { setFieldRight } from '#modules/team/contract/settings.ts';
import { type Client, openTestApp, Problem, type TestApp } from '../../../test/harness.ts';
import * as drafting from './contract/drafting.ts';
import * as backtest from './contract/lookback.ts';
import * as profile from './contract/profile.ts';
import { getScore } from './contract/score.ts';
import { fitOf, judge } from './queries/profile.ts';
import type { CriterionInput } from './schema.ts';
import { aSignedProfile, CRITERIA } from './testing.ts';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp();
});
afterAll(() => app.close());

async function office() {
  app.setNow('2026-03-04T10:00:00.000Z');
  const { admin, member } = await app.newWorkspace();
  const [sales, marketing, rep] = [await member('sales_lead'), await member('marketing_lead'), await member('rep')];
  return { admin, sales, marketing, rep };
}

const draftId = async (client: Client) => {
  const { version } = await client.call(profile.getProfile, {});
  return version?.id ?? '';
};

const SECRET = 'Only machine builders, and this word is a secret';
const machines = (label = 'Machine builders', weight = 30): CriterionInput => ({
  kind: 'weighted',
  label,
  weight,
  condition: { match: 'all', of: [{ field: 'company.standardIndustry', op: 'is', value: 'machinery' }] },
});
const [say, size, competitor] = CRITERIA as [CriterionInput, CriterionInput, CriterionInput];
const problemOf = (error: unknown) => (error instanceof Problem ? error : Promise.reject(error));

describe('two drafts', () => {
  it('stay unseen by the other side until both are handed in, whoever asks', async () => {
    const { admin, sales, marketing, rep } = await office();
    await app.command(admin, ({ tx }) => tx.updateTable('member').set({ department: null }).where('id', '=', admin.memberId).execute());
    const id = await draftId(sales);
    await sales.call(drafting.startSides, { id });
    await sales.call(drafting.writeOwnSide, { id, criteria: [say, machines(SECRET)], note: SECRET });
    expect((await sales.call(drafting.getOwnSide, { id })).mine).toMatchObject({ note: SECRET, handedInAt: null });
    for (const other of [marketing, admin]) {
      const read = await other.call(drafting.getOwnSide, { id });
      expect(JSON.stringify(read)).not.toContain(SECRET);
    }
    await sales.call(drafting.handInSide, { id });
    expect((await marketing.call(drafting.getOwnSide, { id })).handedIn).toEqual({ sales: true, marketing: false });
    for (const other of [marketing, admin, rep]) {
      expect(JSON.stringify(await other.call(profile.getProfile, {}))).not.toContain(SECRET);
      await expect(other.call(drafting.getDifference, { id })).rejects.toMatchObject({ code: 'not_now' });
    }
    // Not in the log either, and not for a query that forgets to say whose it is.
    const everything = await app.command(admin, async ({ tx }) => [
      await tx.selectFrom('audit_log').selectAll().execute(),
      await tx.selectFrom('profile_side').selectAll().execute(),
    ]);
    expect(JSON.stringify(everything)).not.toContain(SECRET);
    expect(everything[1]).toEqual([]);
    await expect(rep.call(drafting.getOwnSide, { id })).rejects.toMatchObject({ status: 403 });
    // Nobody writes the joint text meanwhile, nor signs it, nor a side that is handed in.
    const { version } = await sales.call(profile.getProfile, {});
    await expect(sales.call(profile.signProfile, { id, contentHash: version?.contentHash ?? '' })).rejects.toMatchObject({
      code: 'not_now',
    });
    await expect(sales.call(drafting.writeOwnSide, { id, criteria: [say], note: null })).rejects.toMatchObject({ code: 'not_now' });
    await sales.call(drafting.takeBackSide, { id });
    await sales.call(drafting.writeOwnSide, { id, criteria: [say], note: null });
    await expect(admin.call(drafting.writeOwnSide, { id, criteria: [say], note: null })).rejects.toMatchObject({ status: 403 });
  });

  it('are laid open together, argued line by line, and signed when every line is settled', async () => {
    const { sales, marketing, rep } = await office();
    const id = await draftId(sales);
    await sales.call(drafting.startSides, { id });
    await sales.call(drafting.writeOwnSide, { id, criteria: [say, size, competitor], note: 'We sell to deciders.' });
    const smaller: CriterionInput = {
      ...size,
      label: '20 to 200 people',
      condition: { match: 'all', of: [{ field: 'company.employeeCount', op: 'between', value: { from: 20, to: 200 } }] },
    };
    await marketing.call(drafting.writeOwnSide, { id, criteria: [smaller, machines('Machine builders', 50), competitor], note: null });
    expect(await sales.call(drafting.handInSide, { id })).toEqual({ laidOpen: false });
    expect(await marketing.call(drafting.handInSide, { id })).toEqual({ laidOpen: true });

    const shown = await rep.call(drafting.getDifference, { id });
    expect(shown.notes).toEqual({ sales: 'We sell to deciders.', marketing: null });
    expect(
      shown.lines.map((line) => [line.sales?.criterion.label ?? null, line.marketing?.criterion.label ?? null, line.settledAs]),
    ).toEqual([
      ['Has a say', null, null],
      ['20 to 1,000 people', '20 to 200 people', null],
      ['Competitor', 'Competitor', 'both'],
      [null, 'Machine builders', null],
    ]);
    expect(shown.lines[1]?.differs).toEqual(['condition', 'label']);
    expect(shown.open).toBe(3);
    const [first = '', second = '', , fourth = ''] = shown.lines.map((line) => line.id);

    const refused = await sales.call(profile.signProfile, { id, contentHash: 'x' }).catch(problemOf);
    expect(refused).toMatchObject({ code: 'not_now', message: expect.stringContaining('Has a say, 20 to 1,000 people, Machine builders') });
    expect(refused instanceof Problem && refused.errors).toHaveLength(3);

    await rep.call(drafting.commentLine, { id: second, text: 'Above 200 they have their own department.' });
    await expect(rep.call(drafting.settleLine, { id: second, as: 'sales' })).rejects.toMatchObject({ status: 403 });
    await sales.call(drafting.settleLine, { id: first, as: 'sales' });
    await expect(sales.call(drafting.settleLine, { id: first, as: 'marketing' })).rejects.toMatchObject({ code: 'not_now' });
    await expect(sales.call(drafting.settleLine, { id: second, as: 'new' })).rejects.toMatchObject({ code: 'invalid' });
    await marketing.call(drafting.settleLine, { id: second, as: 'new', criterion: { ...smaller, label: '20 to 500 people' } });
    await marketing.call(drafting.settleLine, { id: fourth, as: 'none' });
    const settled = await sales.call(drafting.getDifference, { id });
    expect(settled.open).toBe(0);
    expect(settled.lines[1]?.comments).toMatchObject([{ party: 'sales', text: 'Above 200 they have their own department.' }]);
    const { version } = await sales.call(profile.getProfile, {});
    expect(version?.criteria.map(({ label }) => label)).toEqual(['Has a say', '20 to 500 people', 'Competitor']);

    // One more line opens it again; a signature that was there falls.
    await sales.call(profile.signProfile, { id, contentHash: version?.contentHash ?? '' });
    const { id: added } = await marketing.call(drafting.addLine, { id, criterion: machines() });
    expect((await sales.call(profile.getProfile, {})).version).toMatchObject({ status: 'draft', signatures: [] });
    await marketing.call(drafting.settleLine, { id: added, as: 'none' });
    await marketing.call(drafting.describeProfile, { id, name: 'Ours', reviewOn: '2026-09-01' });
    const { version: last } = await sales.call(profile.getProfile, {});
    for (const side of [sales, marketing]) await side.call(profile.signProfile, { id, contentHash: last?.contentHash ?? '' });
    expect((await rep.call(profile.getProfile, {})).version).toMatchObject({ status: 'active', reviewOn: '2026-09-01' });
    await expect(marketing.call(drafting.settleLine, { id: added, as: 'marketing' })).rejects.toMatchObject({ code: 'not_now' });
  });
});

describe('versions', () => {
  it('are compared, and an earlier one is taken up again', async () => {
    const { sales, marketing } = await office();
    await aSignedProfile({ sales, marketing });
    await aSignedProfile({ sales, marketing }, [say, machines()]);
    const { lines } = await sales.call(drafting.compareProfiles, { from: 1, to: 2 });
    expect(lines.map(({ change, before, after }) => [change, before?.criterion.label ?? null, after?.criterion.label ?? null])).toEqual([
      ['changed', 'Has a say', 'Has a say'],
      ['removed', '20 to 1,000 people', null],
      ['removed', 'Competitor', null],
      ['added', null, 'Machine builders'],
    ]);
    expect(lines[0]?.differs).toEqual(['weight']);
    await expect(sales.call(drafting.compareProfiles, { from: 1, to: 9 })).rejects.toMatchObject({ status: 404 });
    const { id, number } = await sales.call(profile.draftProfile, { from: 1 });
    const { version } = await sales.call(profile.getProfile, { number });
    expect(version).toMatchObject({ id, takenFrom: 1 });
    expect(version?.criteria.map(({ label }) => label)).toEqual(['Has a say', '20 to 1,000 people', 'Competitor']);
  });

  it('are thrown away before both have signed, and stand afterwards', async () => {
    const { sales, marketing, rep } = await office();
    await aSignedProfile({ sales, marketing });
    const { version: active } = await sales.call(profile.getProfile, {});
    const { id, number } = await sales.call(profile.draftProfile, {});
    const { version } = await sales.call(profile.getProfile, { number });
    await sales.call(profile.signProfile, { id, contentHash: version?.contentHash ?? '' });
    await expect(rep.call(profile.discardProfile, { id })).rejects.toMatchObject({ status: 403 });
    await marketing.call(profile.discardProfile, { id });
    await expect(marketing.call(profile.discardProfile, { id })).rejects.toMatchObject({ status: 404 });
    await expect(marketing.call(profile.discardProfile, { id: active?.id ?? '' })).rejects.toMatchObject({ status: 422 });
    expect((await rep.call(profile.getProfile, {})).version).toMatchObject({ id: active?.id, status: 'active' });
  });

  it('remind both leads of the review day, once before and once when it has come', async () => {
    const { admin, sales, marketing } = await office();
    const id = await draftId(sales);
    const written = await sales.call(profile.writeProfile, { id, name: 'Ours', note: null, reviewOn: '2026-04-01', criteria: CRITERIA });
    for (const side of [sales, marketing]) await side.call(profile.signProfile, { id, contentHash: written.contentHash });
    const person = await aContact(sales, { jobTitle: 'Head of Sales' });
    const told = async (now: string) => {
      app.setNow(now);
      await app.tick('scoring.profileReview');
      return app.command(admin, ({ tx }) =>
        tx.selectFrom('notification').select(['kind', 'member_id']).where('kind', 'like', 'profile.review%').execute(),
      );
    };
    expect(await told('2026-03-10T10:00:00.000Z')).toHaveLength(0);
    expect(await told('2026-03-20T10:00:00.000Z')).toHaveLength(2);
    expect(await told('2026-03-21T10:00:00.000Z')).toHaveLength(2);
    expect((await sales.call(getScore, { id: person })).profileReviewDue).toBe(false);
    const last = await told('2026-04-01T12:00:00.000Z');
    expect(last.map(({ kind }) => kind).sort()).toEqual([
      'profile.review_due',
      'profile.review_due',
      'profile.review_soon',
      'profile.review_soon',
    ]);
    expect((await sales.call(getScore, { id: person })).profileReviewDue).toBe(true);
    expect((await sales.call(profile.getProfile, {})).version).toMatchObject({ reviewDue: true, reviewInDays: 0 });
  });
});

describe('what is understood', () => {
  it('follows the record, keeps what a person set, and is read again by the sweep', async () => {
    const { sales } = await office();
    const companyId = await aCompany(sales, { industry: 'Maschinenbau', sizeText: '51-200', country: 'Deutschland' });
    const id = await aContact(sales, { companyId, jobTitle: 'Leiterin Einkauf', country: 'AT' });
    expect(await sales.call(getCompany, { id: companyId })).toMatchObject({
      standardIndustry: 'machinery',
      sizeBand: '51-200',
      worldRegion: 'dach',
      stated: [],
    });
    expect(await sales.call(getContact, { id })).toMatchObject({
      seniority: 'head',
      jobFunction: 'purchasing',
      worldRegion: 'dach',
      stated: [],
    });
    await sales.call(changeContact, { id, seniority: 'c_level' });
    await sales.call(changeContact, { id, jobTitle: 'Sachbearbeiterin Einkauf' });
    expect(await sales.call(getContact, { id })).toMatchObject({ seniority: 'c_level', jobFunction: 'purchasing', stated: ['seniority'] });
    await sales.call(changeContact, { id, seniority: null });
    expect(await sales.call(getContact, { id })).toMatchObject({ seniority: 'staff', stated: [] });
    await sales.call(changeCompany, { id: companyId, standardIndustry: 'energy', employeeCount: 900 });
    // Whatever writes past the commands is caught up with; what is stated stays.
    await app.command(sales, async ({ tx }) => {
      await tx.updateTable('company').set({ industry: 'Software', employee_count: 7 }).where('id', '=', companyId).execute();
      await tx.updateTable('contact').set({ job_title: 'CFO' }).where('id', '=', id).execute();
    });
    for (const sweep of ['companies.understand', 'contacts.understand']) await app.tick(sweep);
    expect(await sales.call(getCompany, { id: companyId })).toMatchObject({
      standardIndustry: 'energy',
      sizeBand: '1-10',
      stated: ['standardIndustry'],
    });
    expect(await sales.call(getContact, { id })).toMatchObject({ seniority: 'c_level', jobFunction: 'finance' });
  });

  it('stands beside the fit with what it was made from', async () => {
    const { admin, sales, marketing, rep } = await office();
    await aSignedProfile({ sales, marketing });
    const companyId = await aCompany(sales, { employeeCount: 120 });
    const id = await aContact(sales, { companyId, jobTitle: 'Geschäftsführer' });
    const { facts } = await rep.call(getScore, { id });
    expect(facts).toEqual([
      { field: 'seniority', value: 'c_level', from: 'jobTitle', written: 'Geschäftsführer', stated: false },
      { field: 'company.sizeBand', value: '51-200', from: 'company.employeeCount', written: '120', stated: false },
    ]);
    await admin.call(setFieldRight, { role: 'rep', entity: 'contact', field: 'jobTitle', access: 'hidden' });
    await admin.call(setFieldRight, { role: 'rep', entity: 'company', field: 'sizeBand', access: 'hidden' });
    expect((await rep.call(getScore, { id })).facts).toEqual([
      { field: 'seniority', value: 'c_level', from: 'jobTitle', written: null, stated: false },
    ]);
  });
});

describe('a back-test', () => {
  /** 40 won of whom 30 are heads, 80 lost of whom 20 are; a few whose say is not known; one still open. */
  async function history(sales: Client) {
    const companyId = await aCompany(sales, { employeeCount: 100 });
    await app.command(sales, async ({ tx, scope }) => {
      const { workspaceId } = scope;
      const pipeline = await tx.selectFrom('pipeline_stage').selectAll().where('workspace_id', '=', workspaceId).executeTakeFirstOrThrow();
      const people = [
        ...Array.from({ length: 40 }, (_, n) => ({ status: 'won', seniority: n < 30 ? 'head' : 'staff' })),
        ...Array.from({ length: 80 }, (_, n) => ({ status: 'lost', seniority: n < 20 ? 'head' : 'staff' })),
        ...Array.from({ length: 5 }, () => ({ status: 'lost', seniority: null })),
        { status: 'open', seniority: 'head' },
      ];
      for (const [n, { status, seniority }] of people.entries()) {
        const { id } = await tx
          .insertInto('contact')
          .values({
            workspace_id: workspaceId,
            last_name: `P${n}`,
            seniority,
            company_id: n % 2 === 0 ? companyId : null,
            understand_due: false,
          })
          .returning('id')
          .executeTakeFirstOrThrow();
        await tx
          .insertInto('deal')
          .values({
            workspace_id: workspaceId,
            name: `D${n}`,
            contact_id: id,
            status,
            pipeline_id: pipeline.pipeline_id,
            stage_id: pipeline.id,
          })
          .execute();
      }
    });
  }

  it('is share among the won over share among all who were worked, with its interval, and opens its rows', async () => {
    const { admin, sales, rep } = await office();
    await history(sales);
    await aContact(sales, { jobTitle: 'Head of Sales' });
    const result = await sales.call(backtest.testProfile, { criteria: CRITERIA });
    expect(result).toMatchObject({ closed: 125, won: 40, n: 127, sample: false });
    const { lift, met, unmet, unknown } = result.criteria[0] ?? {};
    expect([met, unmet, unknown]).toEqual([52, 70, 5]);
    expect(lift).toMatchObject({ among: { k: 30, n: 40 }, base: { k: 50, n: 120 }, enough: true });
    expect(lift?.value).toBeCloseTo(30 / 40 / (50 / 120), 10);
    expect((lift?.low ?? 0) > 1 && (lift?.high ?? 9) < 2.5).toBe(true);
    expect(result.classes.reduce((sum, { won }) => sum + won.n, 0)).toBe(125);
    const outside = await rep.call(backtest.listTested, { criteria: CRITERIA, fit: ['C', 'D'], outcome: 'won', limit: 200 });
    expect(outside.n).toBe(result.wonOutside);
    const rows = await rep.call(backtest.listTested, { criteria: CRITERIA, criterion: say, answer: 'met', outcome: 'won', limit: 20 });
    expect([rows.n, rows.items.length, new Set(rows.items.map(({ outcome }) => outcome))]).toEqual([30, 20, new Set(['won'])]);
    const next = await rep.call(backtest.listTested, {
      criteria: CRITERIA,
      criterion: say,
      answer: 'met',
      outcome: 'won',
      limit: 20,
      ...(rows.next ? { cursor: rows.next } : {}),
    });
    expect(new Set([...rows.items, ...next.items].map(({ id }) => id)).size).toBe(30);
    await admin.call(setFieldRight, { role: 'rep', entity: 'contact', field: 'seniority', access: 'hidden' });
    await expect(rep.call(backtest.listTested, { criteria: CRITERIA, criterion: say, answer: 'met' })).rejects.toMatchObject({
      status: 403,
    });
  });

  it('gives everybody the fit that is explained elsewhere', async () => {
    const { sales } = await office();
    await history(sales);
    const criteria = [{ ...say, weight: 1 / 3 }, { ...size, weight: 1 / 3 }, { ...machines(), weight: 1 / 3 }, competitor].map(
      (one, n) => ({ ...one, id: String(n) }),
    );
    const { spread } = await sales.call(backtest.testProfile, { criteria: criteria.map(({ id: _id, ...one }) => one) });
    const counted = await app.command(sales, async (ctx) => {
      const ids = await ctx.tx.selectFrom('contact').select('id').where('workspace_id', '=', ctx.scope.workspaceId).execute();
      const people = await judge(ctx, { criteria, contactIds: ids.map(({ id }) => id) });
      return people.map(({ answers }) => fitOf(criteria, answers).class);
    });
    const n = (fit: string) => counted.filter((one) => one === fit).length;
    expect(spread).toEqual({ A: n('A'), B: n('B'), C: n('C'), D: n('D'), unknown: n('?') });
    expect(counted.length).toBe(126);
    expect(new Set(counted).size).toBeGreaterThan(2);
  });

  it('names what neither side asks, what is missing most, and what contradicts itself', async () => {
    const { sales, marketing } = await office();
    await history(sales);
    const id = await draftId(sales);
    const small: CriterionInput = {
      kind: 'disqualifier',
      label: 'Too large',
      weight: 1,
      condition: { match: 'all', of: [{ field: 'company.employeeCount', op: 'more_than', value: 100 }] },
    };
    expect((await sales.call(backtest.testProfile, { criteria: [size, small] })).clashes).toEqual([
      { wanted: 0, ruledOut: 1, field: 'company.employeeCount', how: 'partly' },
    ]);
    await sales.call(drafting.startSides, { id });
    for (const side of [sales, marketing]) {
      await side.call(drafting.writeOwnSide, { id, criteria: [size], note: null });
      await side.call(drafting.handInSide, { id });
    }
    const { neither, open } = await sales.call(drafting.getDifference, { id });
    expect(open).toBe(0);
    expect(neither.map(({ field, value }) => [field, value])).toEqual([['seniority', 'head']]);
    const { n, gaps } = await sales.call(backtest.getGaps, { id });
    expect(n).toBe(126);
    expect(gaps).toEqual([{ field: 'company.employeeCount', label: 'Company: Employees', unknown: 63, share: 1 }]);
  });
});
