import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { correctActivity, logCall, retractActivity } from '#modules/activities/contract.ts';
import { anActivity } from '#modules/activities/testing.ts';
import { aCompany } from '#modules/companies/testing.ts';
import { aContact } from '#modules/contacts/testing.ts';
import { type Client, openTestApp, type TestApp } from '../../../test/harness.ts';
import { release, reserve, settle } from './commands/attention.ts';
import { claimThrough } from './commands/claim.ts';
import { getAttention, setAttentionCap } from './contract/attention.ts';
import { checkContact, checkGate } from './contract/checks.ts';
import * as rules from './contract/rules.ts';
import { USUAL_RULES } from './schema.ts';
import { anIntent } from './testing.ts';

const NOW = '2026-03-02T08:00:00.000Z';
const daysAgo = (days: number) => new Date(Date.parse(NOW) - days * 86_400_000).toISOString();

let app: TestApp;
let rep: Client;
let marketer: Client;
beforeAll(async () => {
  app = await openTestApp();
  app.setNow(NOW);
  const { member } = await app.newWorkspace();
  rep = await member('sales_lead');
  marketer = await member('marketing_lead');
});
afterAll(() => app.close());

const mail = (client: Client, contactId: string, days: number) =>
  anActivity(app, client, {
    kind: 'mail',
    direction: 'out',
    side: client === rep ? 'sales' : 'marketing',
    contactId,
    occurredAt: daysAgo(days),
    evidence: 'system',
  });

describe('attention of a person', () => {
  it('is used by both teams, and given back by an answer', async () => {
    const id = await aContact(marketer);
    await mail(marketer, id, 10);
    await anActivity(app, rep, { kind: 'call', direction: 'out', side: 'sales', contactId: id, occurredAt: daysAgo(8) });
    const read = await rep.call(getAttention, { id });
    // Full again after five days, so that only the call counts.
    expect(read.level).toBeCloseTo(Math.min(5 + (2 * 6) / 28, 6) - 3 + (8 * 6) / 28, 6);
    expect(read.entries.map(({ kind, weight }) => [kind, weight])).toEqual([
      ['call', 3],
      ['marketingMail', 1],
    ]);
    await anActivity(app, rep, { kind: 'mail', direction: 'in', side: 'customer', contactId: id, occurredAt: daysAgo(1) });
    expect((await rep.call(getAttention, { id })).level).toBeGreaterThan(read.level + 0.5);
  });

  it('follows what is written down late, corrected and taken back', async () => {
    const id = await aContact(rep);
    const { id: call } = await rep.call(logCall, { outcome: 'connected', contactId: id, occurredAt: daysAgo(1) });
    const used = await rep.call(getAttention, { id });
    expect(used.level).toBeCloseTo(3 + 6 / 28, 6);
    await rep.call(correctActivity, { id: call, occurredAt: daysAgo(14) });
    expect((await rep.call(getAttention, { id })).level).toBeCloseTo(6, 6);
    await rep.call(retractActivity, { id: call });
    expect((await rep.call(getAttention, { id })).entries).toEqual([]);
  });

  it('says from when on there is enough, by the person’s own limit where they have one', async () => {
    const id = await aContact(marketer);
    await mail(marketer, id, 1);
    await marketer.call(setAttentionCap, { id, cap: 1 });
    const read = await marketer.call(getAttention, { id });
    expect(read).toMatchObject({ cap: 1, ownCap: 1, mailWeight: 1 });
    expect(read.nextMailAt).toBe(new Date(Date.parse(daysAgo(1)) + 28 * 86_400_000).toISOString());
    await marketer.call(setAttentionCap, { id, cap: null });
    expect(await marketer.call(getAttention, { id })).toMatchObject({ ownCap: null, nextMailAt: NOW });
  });
});

describe('reserving', () => {
  const reserveFor = (client: Client, contactId: string, more: { ref: string; weight?: number; at?: string }) =>
    app.command(client, (ctx) => reserve(ctx, { contactId, weight: 1, at: NOW, ...more }));

  it('never takes more than there is, however many ask at once', async () => {
    const id = await aContact(marketer);
    const asked = Array.from({ length: 50 }, (_, index) => reserveFor(index % 2 ? rep : marketer, id, { ref: `message ${index}` }));
    const answers = await Promise.all(asked);
    expect(answers.filter(({ reserved }) => reserved)).toHaveLength(6);
    const refused = answers.find(({ reserved }) => !reserved);
    expect(refused).toEqual({ reserved: false, until: new Date(Date.parse(NOW) + Math.ceil((28 / 6) * 86_400) * 1000).toISOString() });
    expect((await rep.call(getAttention, { id })).level).toBeCloseTo(0, 6);
  });

  it('answers the same message with the same reservation, and gives back what is released', async () => {
    const id = await aContact(marketer);
    const first = await reserveFor(marketer, id, { ref: 'one', weight: 6 });
    expect(await reserveFor(marketer, id, { ref: 'one', weight: 6 })).toEqual(first);
    expect(await reserveFor(marketer, id, { ref: 'two' })).toMatchObject({ reserved: false });
    if (first.reserved) await app.command(marketer, async (ctx) => release(ctx, first.id));
    expect(await reserveFor(marketer, id, { ref: 'two' })).toMatchObject({ reserved: true });
  });

  it('counts what has happened once: by the ledger', async () => {
    const id = await aContact(marketer);
    const taken = await reserveFor(marketer, id, { ref: 'one' });
    await mail(marketer, id, 0);
    if (taken.reserved) await app.command(marketer, async (ctx) => settle(ctx, taken.id));
    const read = await marketer.call(getAttention, { id });
    expect(read.level).toBeCloseTo(5, 6);
    expect(read.entries).toHaveLength(1);
  });

  it('takes nothing from what is planned for later', async () => {
    const id = await aContact(marketer);
    const inDays = (days: number) => daysAgo(-days);
    for (const ref of ['one', 'two'])
      expect(await reserveFor(marketer, id, { ref, at: inDays(2), weight: 3 })).toMatchObject({ reserved: true });
    expect(await reserveFor(rep, id, { ref: 'call', weight: 3 })).toMatchObject({ reserved: false });
  });
});

describe('the limit of a company', () => {
  it('holds for all of its people together, by reservation and by the ledger, however many ask at once', async () => {
    const { member } = await app.newWorkspace();
    const [sales, marketing] = [await member('sales_lead'), await member('marketing_lead')];
    const { id, contentHash } = await sales.call(rules.proposeGateRules, { rules: { ...USUAL_RULES, companyCap: 7 } });
    for (const side of [sales, marketing]) await side.call(rules.signGateRules, { id, contentHash });
    const companyId = await aCompany(sales);
    const people = await Promise.all(Array.from({ length: 5 }, () => aContact(sales, { companyId })));
    const alone = await aContact(sales);
    const take = (contactId: string, ref: string) => app.command(sales, (ctx) => reserve(ctx, { contactId, weight: 1, at: NOW, ref }));
    const answers = await Promise.all(Array.from({ length: 30 }, (_, n) => take(people[n % 5] ?? '', `message ${n}`)));
    expect(answers.filter(({ reserved }) => reserved)).toHaveLength(7);
    expect(await take(alone, 'one')).toMatchObject({ reserved: true });
    const read = await marketing.call(getAttention, { id: people[0] ?? '' });
    expect(read.company?.cap).toBe(7);
    expect(read.company?.level).toBeCloseTo(0, 6);
    const intent = anIntent({ kind: 'personal', audience: 'everybody' });
    expect(await marketing.call(checkContact, { id: people[0] ?? '', intent })).toMatchObject({
      verdict: 'held',
      reasons: [{ code: 'attention_budget', evidence: [{ entity: 'company', id: companyId }] }],
    });
    const counts = await marketing.call(checkGate, { intent });
    expect(counts).toMatchObject({ total: 6, held: 5, allowed: 1 });
  });

  it('holds for colleagues who are claimed at once', async () => {
    const { member } = await app.newWorkspace();
    const [sales, marketing] = [await member('sales_lead'), await member('marketing_lead')];
    const { id, contentHash } = await sales.call(rules.proposeGateRules, { rules: { ...USUAL_RULES, companyCap: 3 } });
    for (const side of [sales, marketing]) await side.call(rules.signGateRules, { id, contentHash });
    const companyId = await aCompany(sales);
    const people: { contactId: string; ref: string }[] = [];
    for (let n = 0; n < 5; n++)
      people.push({
        contactId: await aContact(sales, { companyId, emails: [{ email: `colleague${n}@claimed.example` }] }),
        ref: `message ${n}`,
      });
    people.push({ contactId: await aContact(sales, { emails: [{ email: 'alone@claimed.example' }] }), ref: 'alone' });
    const intent = anIntent({ side: 'sales', kind: 'personal', audience: 'everybody', plannedAt: NOW });
    const claimed = await app.command(sales, (ctx) => claimThrough(ctx, [{ intent, people }]));
    expect(claimed.filter(({ goes }) => goes)).toHaveLength(4);
    expect(claimed.find(({ ref }) => ref === 'alone')?.goes).toBe(true);
  });
});
