import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anActivity } from '#modules/activities/testing.ts';
import { aContact } from '#modules/contacts/testing.ts';
import { moveLead } from '#modules/leads/contract/leads.ts';
import { aLead } from '#modules/leads/testing.ts';
import { type Client, openTestApp, type TestApp } from '../../../test/harness.ts';
import { askBacktest, getBacktest, listBacktestLeads, takeSuggestedPoints } from './contract/backtest.ts';
import * as contract from './contract/model.ts';
import { getScore } from './contract/score.ts';
import { aDraftedModel, aRule, aSignedModel, aSignedProfile } from './testing.ts';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp();
});
afterAll(() => app.close());

const NOW = '2026-03-04T10:00:00.000Z';
const DAY_MS = 86_400_000;
const daysAgo = (days: number) => new Date(Date.parse(NOW) - days * DAY_MS).toISOString();

async function office() {
  app.setNow(NOW);
  const { member } = await app.newWorkspace();
  const [sales, marketing, rep] = [await member('sales_lead'), await member('marketing_lead'), await member('rep')];
  return { sales, marketing, rep };
}

const onRecord = (client: Client, id: string) =>
  app.command(client, ({ tx }) =>
    tx
      .selectFrom('contact')
      .select(['engagement_score', 'score_model_number', 'momentum', 'score_reason'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow(),
  );

describe('a version of the score', () => {
  it('counts with both signatures, which fall when the draft changes', async () => {
    const { sales, marketing, rep } = await office();
    const drafted = await aDraftedModel(sales, [aRule('Form')]);
    expect(await sales.call(contract.signModel, drafted)).toEqual({ status: 'signed_by_one' });
    await expect(sales.call(contract.signModel, drafted)).rejects.toMatchObject({ code: 'conflict' });
    await expect(rep.call(contract.signModel, drafted)).rejects.toMatchObject({ status: 403 });
    const content = { name: 'Ours', note: null, handoffLabels: ['A1' as const], groups: [], rules: [aRule('Form', { points: 50 })] };
    const stale = { id: drafted.id, basedOn: 'something else', ...content };
    await expect(marketing.call(contract.writeModel, stale)).rejects.toMatchObject({ code: 'conflict' });
    const written = await marketing.call(contract.writeModel, { id: drafted.id, basedOn: drafted.contentHash, ...content });
    expect(written.signaturesCleared).toBe(true);
    expect(written.contentHash).not.toBe(drafted.contentHash);
    await expect(marketing.call(contract.signModel, drafted)).rejects.toMatchObject({ code: 'conflict' });
    const again = { id: drafted.id, contentHash: written.contentHash };
    for (const side of [marketing, sales]) await side.call(contract.signModel, again);
    const { version } = await sales.call(contract.getModel, {});
    expect(version).toMatchObject({ number: 2, status: 'active', contentHash: written.contentHash });
    expect(version?.signatures.map(({ party }) => party)).toEqual(['marketing', 'sales']);
    await expect(sales.call(contract.writeModel, { id: drafted.id, ...content })).rejects.toMatchObject({ code: 'not_now' });
  });

  it('is thrown away as a draft, with what was signed on it, and never once it counted', async () => {
    const { sales, marketing, rep } = await office();
    const first = (await sales.call(contract.getModel, {})).version;
    const { id, contentHash } = await aDraftedModel(sales, [aRule('Form')]);
    await sales.call(contract.signModel, { id, contentHash });
    await expect(rep.call(contract.discardModel, { id })).rejects.toMatchObject({ status: 403 });
    await marketing.call(contract.discardModel, { id });
    await expect(marketing.call(contract.discardModel, { id })).rejects.toMatchObject({ status: 404 });
    await expect(marketing.call(contract.signModel, { id, contentHash })).rejects.toMatchObject({ status: 404 });
    expect((await sales.call(contract.getModel, {})).versions.map((one) => one.id)).not.toContain(id);
    await expect(marketing.call(contract.discardModel, { id: first?.id ?? '' })).rejects.toMatchObject({ status: 422 });
    const next = await sales.call(contract.draftModel, {});
    expect((await sales.call(contract.getModel, {})).versions.find((one) => one.id === next.id)).toMatchObject({ status: 'draft' });
  });

  it('refuses a label that is handed off and never handed off', async () => {
    const { sales } = await office();
    await expect(aDraftedModel(sales, [aRule('Form')], { neverLabels: ['A1'] })).rejects.toMatchObject({ code: 'invalid' });
  });

  it('scores everyone anew and says how far it is; each score carries the version; the old one can return', async () => {
    const { sales, marketing } = await office();
    const id = await aContact(sales, {});
    await anActivity(app, sales, { kind: 'form', contactId: id, memberId: null, evidence: 'system' });
    await app.runAllJobs();
    expect(await onRecord(sales, id)).toMatchObject({ score_model_number: 1, score_reason: 'Filled in a form' });
    await aSignedModel({ sales, marketing }, [aRule('Any form', { points: 70 })]);
    expect((await sales.call(contract.getModel, {})).run).toMatchObject({ total: 1, done: 0 });
    await app.runAllJobs();
    expect((await sales.call(contract.getModel, {})).run).toBeNull();
    expect(await onRecord(sales, id)).toEqual({
      engagement_score: 70,
      score_model_number: 2,
      momentum: 'rising',
      score_reason: 'Any form',
    });

    const first = (await sales.call(contract.getModel, { number: 1 })).version;
    const { id: draftId, number } = await sales.call(contract.draftModel, { from: 1 });
    const { version, difference } = await sales.call(contract.getModel, { number });
    expect(version).toMatchObject({ restoredFrom: 1, status: 'draft', contentHash: first?.contentHash });
    expect(difference?.against).toBe(2);
    expect(difference?.rules.filter(({ kind }) => kind === 'removed').map(({ label }) => label)).toEqual(['Any form']);
    expect(difference?.labels.find(({ label }) => label === 'A2')).toEqual({ label: 'A2', before: 'nurture', after: 'hand_off' });
    for (const side of [sales, marketing]) await side.call(contract.signModel, { id: draftId, contentHash: version?.contentHash ?? '' });
    await app.runAllJobs();
    expect(await onRecord(sales, id)).toMatchObject({ engagement_score: 40, score_model_number: 3 });
  });

  it('counts what was done by its rule as written: text, direction, campaign, more than thirty rules', async () => {
    const { sales, marketing } = await office();
    const page = (value: string, op: 'is' | 'contains' | 'starts_with' = 'contains') => ({
      kinds: ['page_visit' as const],
      text: { in: 'address' as const, op, value },
    });
    const filler = Array.from({ length: 31 }, (_, n) => aRule(`Never ${n}`, { match: page(`/nothing-${n}`) }));
    const rules = [
      ...filler,
      aRule('Is', { match: page('/Pricing', 'is'), points: 1, halfLifeDays: null }),
      aRule('Begins', { match: page('/pri', 'starts_with'), points: 2, halfLifeDays: null }),
      aRule('Contains', { match: page('%_'), points: 4, halfLifeDays: null }),
      aRule('Called us', { match: { kinds: ['call'], direction: 'in', outcomes: ['connected'] }, points: 8, halfLifeDays: null }),
      aRule('Wrote', {
        match: { kinds: ['mail'], text: { in: 'subject', op: 'contains', value: 'OFFER' } },
        points: 16,
        halfLifeDays: null,
      }),
    ];
    await aSignedModel({ sales, marketing }, rules);
    const id = await aContact(sales, {});
    const did = (activity: Parameters<typeof anActivity>[2]) =>
      anActivity(app, sales, { contactId: id, memberId: null, evidence: 'system', ...activity });
    await did({ kind: 'page_visit', data: { path: '/pricing' } });
    await did({ kind: 'page_visit', data: { path: '/x%_y' } });
    await did({ kind: 'call', direction: 'in', outcome: 'busy' });
    await did({ kind: 'call', direction: 'out', outcome: 'connected' });
    await did({ kind: 'call', direction: 'in', outcome: 'connected' });
    await did({ kind: 'mail', direction: 'in', subject: 'Your offer' });
    await app.runAllJobs();
    const score = await sales.call(getScore, { id });
    expect(score.contributions.map(({ rule }) => rule).sort()).toEqual(['Begins', 'Called us', 'Contains', 'Is', 'Wrote']);
    expect(score.engagement).toBe(31);
    expect((await onRecord(sales, id)).engagement_score).toBe(31);
  });
});

/** A lead that began so long ago, of someone who had filled in a form by then or not; won or not. */
async function aPastLead(by: Client, past: { days: number; form: boolean; won: boolean }): Promise<string> {
  const contactId = await aContact(by, { jobTitle: 'Head of Operations' });
  const leadId = await aLead(by, { contactId });
  await app.command(by, async ({ tx, scope }) => {
    await sql`delete from stage_visit where workspace_id = ${scope.workspaceId} and lead_id = ${leadId}`.execute(tx);
    await sql`delete from score_snapshot where workspace_id = ${scope.workspaceId} and lead_id = ${leadId}`.execute(tx);
    const visits = [
      { stage: 'inquiry', at: daysAgo(past.days + 5) },
      { stage: 'mql', at: daysAgo(past.days) },
      ...(past.won ? [{ stage: 'customer', at: daysAgo(past.days - 20) }] : []),
    ];
    for (const [index, { stage, at }] of visits.entries())
      await sql`insert into stage_visit (workspace_id, lead_id, stage, direction, entered_at, exited_at, cause)
        values (${scope.workspaceId}, ${leadId}, ${stage}, 'forward', ${at}, ${visits[index + 1]?.at ?? null}, 'test')`.execute(tx);
  });
  if (past.form)
    await anActivity(app, by, { kind: 'form', contactId, memberId: null, evidence: 'system', occurredAt: daysAgo(past.days + 1) });
  // What came after the hand-off must not be known at it.
  await anActivity(app, by, { kind: 'chat', contactId, memberId: null, evidence: 'system', occurredAt: daysAgo(past.days - 1) });
  return leadId;
}

describe('a back-test', () => {
  it('looks at each past lead as it stood then, against the version in force, and opens its rows', async () => {
    const { sales, marketing, rep } = await office();
    await aSignedProfile({ sales, marketing });
    const won = await aPastLead(sales, { days: 300, form: true, won: true });
    await aPastLead(sales, { days: 290, form: false, won: false });
    await aPastLead(sales, { days: 280, form: true, won: false });
    const young = await aPastLead(sales, { days: 60, form: true, won: true });
    await app.runAllJobs();
    const rules = [
      aRule('Form', { points: 80, halfLifeDays: null }),
      aRule('Chat', { match: { kinds: ['chat'] }, points: 20, halfLifeDays: null }),
    ];
    const { id } = await aDraftedModel(sales, rules, { handoffLabels: ['A1'] });
    expect((await sales.call(getBacktest, { id })).backtest).toBeNull();
    await expect(rep.call(askBacktest, { id })).rejects.toMatchObject({ status: 403 });
    await sales.call(askBacktest, { id });
    await app.runAllJobs();
    const { backtest } = await rep.call(getBacktest, { id });
    expect(backtest).toMatchObject({ status: 'done', total: 4, done: 4, windowDays: 180, outdated: false });
    const result = backtest?.result;
    expect(result).toMatchObject({
      leads: 4,
      immature: 1,
      mature: 3,
      won: 1,
      base: { k: 1, n: 3 },
      draft: { number: 2 },
      live: { number: 1 },
    });
    // Only the form had happened by then: 80 points, not 100.
    expect(result?.draft.labels).toMatchObject([
      { label: 'A1', n: 2, won: 1, recall: 1, lift: 1.5 },
      { label: 'A4', n: 1, won: 0 },
    ]);
    expect(result?.draft.auc?.auc).toBe(0.75);
    expect(result?.live?.labels.map(({ label }) => label)).toEqual(['A3', 'A4']);
    expect(result?.draft.handedOff).toMatchObject({ n: 2, won: 1 });
    expect(result?.live?.handedOff.n).toBe(0);
    expect(result?.rules).toMatchObject([
      { label: 'Form', had: { n: 2, won: 1 }, suggested: null, why: 'few' },
      { label: 'Chat', had: { n: 0 } },
    ]);
    const open = { id: backtest?.id ?? '' };
    const top = await sales.call(listBacktestLeads, { ...open, label: 'A1' });
    expect(top.items.map(({ leadId, engagement }) => [leadId, engagement])).toContainEqual([won, 80]);
    expect(top.items).toHaveLength(2);
    expect((await sales.call(listBacktestLeads, { ...open, mature: 'no' })).items.map(({ leadId }) => leadId)).toEqual([young]);
    expect((await sales.call(listBacktestLeads, { ...open, side: 'live', class: '4' })).items).toHaveLength(1);
    expect((await sales.call(listBacktestLeads, { ...open, rule: 0 })).items).toHaveLength(2);
    const elsewhere = await office();
    await expect(elsewhere.sales.call(listBacktestLeads, open)).rejects.toMatchObject({ status: 404 });
    await expect(sales.call(takeSuggestedPoints, open)).rejects.toMatchObject({ code: 'not_now' });
    await aDraftedModel(sales, [aRule('Form', { points: 10 })]);
    expect((await sales.call(getBacktest, { id })).backtest?.outdated).toBe(true);
  });

  it('drafts the points that past deals suggest, for both sides to sign', async () => {
    const { sales } = await office();
    // Rows as a back-test of more leads than a test has patience to make would leave them.
    const active = (await sales.call(contract.getModel, {})).version;
    const { id } = await sales.call(askBacktest, { id: active?.id ?? '' });
    await app.runAllJobs();
    await app.command(sales, async ({ tx, scope }) => {
      const { rows } = await sql<{ result: { rules: { suggested: number | null }[] } }>`select result from score_backtest
        where workspace_id = ${scope.workspaceId} and id = ${id}`.execute(tx);
      const result = rows[0]?.result;
      const [first] = result?.rules ?? [];
      if (first) first.suggested = 33;
      await sql`update score_backtest set result = ${JSON.stringify(result)}::jsonb where workspace_id = ${scope.workspaceId} and id = ${id}`.execute(
        tx,
      );
    });
    const taken = await sales.call(takeSuggestedPoints, { id });
    expect(taken).toMatchObject({ number: 2, changed: 1 });
    const { version, difference } = await sales.call(contract.getModel, { number: 2 });
    expect(version).toMatchObject({ status: 'draft', signatures: [] });
    expect(difference?.rules).toEqual([
      { label: 'Filled in a form', kind: 'changed', facts: [{ fact: 'points', before: '40', after: '33' }] },
    ]);
  });

  it('keeps the score with which a lead first reached Sales', async () => {
    const { sales, marketing } = await office();
    await aSignedProfile({ sales, marketing });
    await app.runAllJobs();
    const contactId = await aContact(sales, { jobTitle: 'Head of Operations' });
    const leadId = await aLead(sales, { contactId });
    await app.runAllJobs();
    await sales.call(moveLead, { id: leadId, stage: 'sql' });
    await app.runAllJobs();
    const kept = await app.command(sales, ({ tx }) =>
      tx
        .selectFrom('score_snapshot')
        .select(['fit', 'label', 'model_number', 'profile_number'])
        .where('lead_id', '=', leadId)
        .executeTakeFirst(),
    );
    expect(kept).toEqual({ fit: 'A', label: 'A4', model_number: 1, profile_number: 1 });
  });
});
