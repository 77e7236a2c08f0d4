import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anActivity } from '#modules/activities/testing.ts';
import { createSuppression } from '#modules/consents/contract.ts';
import { aContact } from '#modules/contacts/testing.ts';
import { aDeal, aWonDeal } from '#modules/deals/testing.ts';
import { listNotices } from '#modules/notices/contract.ts';
import { type Client, openTestApp, type TestApp } from '../../../test/harness.ts';
import { reserve } from './commands/attention.ts';
import { setAttentionCap } from './contract/attention.ts';
import { checkContact, checkGate } from './contract/checks.ts';
import { getOverrideOutcomes, listOverrides, overrideGate, takeBackOverride } from './contract/overrides.ts';
import { overrideFor } from './queries/overrides.ts';
import { aHold, anIntent } from './testing.ts';

const NOW = '2026-03-02T08:00:00.000Z';
const inDays = (days: number) => new Date(Date.parse(NOW) + days * 86_400_000).toISOString();

let app: TestApp;
let rep: Client;
let salesLead: Client;
let marketer: Client;
let marketingLead: Client;
let admin: Client;
beforeAll(async () => {
  app = await openTestApp();
  app.setNow(NOW);
  const { member, ...office } = await app.newWorkspace();
  ({ admin } = office);
  rep = await member('rep');
  salesLead = await member('sales_lead');
  marketer = await member('marketer');
  marketingLead = await member('marketing_lead');
});
afterAll(() => app.close());

const personal = anIntent({ kind: 'personal', audience: 'everybody' });
const allow = (id: string, more: { codes?: ['rep_hold']; until?: string; reason?: string } = {}) =>
  marketingLead.call(overrideGate, { id, intent: personal, reason: 'They asked for it themselves.', until: inDays(7), ...more });
const verdictOn = async (id: string, intent = personal) => (await marketer.call(checkContact, { id, intent })).verdict;

describe('an override', () => {
  it('lets one kind of message go to one person until a day, and is told to whoever asked to wait', async () => {
    const id = await aContact(rep, { firstName: 'Quiet', lastName: 'Please' });
    await aHold(rep, { id, until: inDays(20) });
    expect(await verdictOn(id)).toBe('held');
    const { codes, id: overrideId } = await allow(id);
    expect(codes).toEqual(['rep_hold']);
    expect(await verdictOn(id)).toBe('allowed');
    expect(await verdictOn(id, { ...personal, plannedAt: inDays(8) })).toBe('held');
    expect(await verdictOn(id, { ...personal, kind: 'postal' })).toBe('held');
    for (const told of [rep, salesLead])
      expect((await told.call(listNotices, {})).items).toContainEqual(
        expect.objectContaining({ kind: 'gate.overridden', title: 'Quiet Please may be reached in spite of a hold' }),
      );
    const [shown] = (await rep.call(listOverrides, { contactId: id })).items;
    expect(shown).toMatchObject({ open: true, codes: ['rep_hold'], reason: 'They asked for it themselves.', writable: false });
    expect(await app.command(rep, (ctx) => overrideFor(ctx, { contactId: id, intent: personal }))).toMatchObject([{ id: overrideId }]);
    await marketingLead.call(takeBackOverride, { id: overrideId });
    expect(await verdictOn(id)).toBe('held');
    await expect(marketingLead.call(takeBackOverride, { id: overrideId })).rejects.toMatchObject({ status: 422 });
  });

  it('counts for the holds that were read, not for one that was set later', async () => {
    const id = await aContact(rep);
    await aHold(rep, { id });
    await allow(id);
    app.setNow(inDays(0.1));
    await aHold(rep, { id, reason: 'Really, wait.' });
    expect(await verdictOn(id)).toBe('held');
    app.setNow(NOW);
  });

  it('never touches what the person said, what is not in the way, or is for whoever has the right alone', async () => {
    const email = 'no@override.example';
    const id = await aContact(marketingLead, { emails: [{ email }] });
    await admin.call(createSuppression, { address: email, note: 'Asked on the phone.' });
    await expect(allow(id)).rejects.toMatchObject({ status: 422 });
    await aHold(rep, { id });
    await allow(id, { codes: ['rep_hold'] });
    const read = await marketer.call(checkContact, { id, intent: personal });
    expect(read).toMatchObject({ verdict: 'blocked', reasons: [{ code: 'blocked_by_hand', overridable: false }] });
    const free = await aContact(rep);
    await expect(allow(free, { codes: ['rep_hold'] })).rejects.toMatchObject({ status: 422 });
    for (const until of [inDays(-1), inDays(31)]) await expect(allow(free, { until })).rejects.toMatchObject({ status: 400 });
    await expect(rep.call(overrideGate, { id, intent: personal, reason: 'Mine.', until: inDays(1) })).rejects.toMatchObject({
      status: 403,
    });
  });

  it('of the budget lets a reservation go beyond it', async () => {
    const id = await aContact(marketingLead);
    await marketingLead.call(setAttentionCap, { id, cap: 0.5 });
    const take = (ref: string) =>
      app.command(marketingLead, (ctx) => reserve(ctx, { contactId: id, weight: 1, at: NOW, ref, intent: personal }));
    expect(await take('one')).toMatchObject({ reserved: false });
    await allow(id);
    expect(await take('two')).toMatchObject({ reserved: true });
  });

  it('is the same in the count over many', async () => {
    const { member } = await app.newWorkspace();
    const lead = await member('revenue_lead');
    const id = await aContact(lead);
    await aHold(lead, { id });
    expect(await lead.call(checkGate, { intent: personal })).toMatchObject({ held: 1, allowed: 0 });
    await lead.call(overrideGate, { id, intent: personal, reason: 'Agreed.', until: inDays(2) });
    expect(await lead.call(checkGate, { intent: personal })).toMatchObject({ held: 0, allowed: 1, reasons: [] });
  });
});

describe('what came of overrides', () => {
  it('is counted for those whose 30 days are over, and opens its rows', async () => {
    const { member } = await app.newWorkspace();
    const lead = await member('revenue_lead');
    const overridden = async (name: string) => {
      const id = await aContact(lead, { lastName: name, emails: [{ email: `${name}@came.example` }] });
      await aHold(lead, { id });
      await lead.call(overrideGate, { id, intent: personal, reason: 'Agreed.', until: inDays(2) });
      return id;
    };
    const [answers, wins, complains] = [await overridden('answers'), await overridden('wins'), await overridden('complains')];
    await overridden('silent');
    const takenBack = await overridden('taken');
    const { items } = await lead.call(listOverrides, { contactId: takenBack });
    await lead.call(takeBackOverride, { id: items[0]?.id ?? '' });
    app.setNow(inDays(3));
    await anActivity(app, lead, {
      kind: 'mail',
      direction: 'in',
      side: 'customer',
      contactId: answers,
      occurredAt: inDays(2),
      evidence: 'system',
    });
    await aDeal(lead, { contactId: answers });
    await aWonDeal(lead, { contactId: wins });
    await app.command(lead, async (ctx) => {
      await sql`insert into mail_address (workspace_id, hash, email) values (${lead.workspaceId}, address_hash(${lead.workspaceId}, 'complains@came.example'), 'complains@came.example') on conflict do nothing`.execute(
        ctx.tx,
      );
      await sql`insert into suppression (workspace_id, hash, cause, since) values (${lead.workspaceId}, address_hash(${lead.workspaceId}, 'complains@came.example'), 'complained', ${inDays(1)})`.execute(
        ctx.tx,
      );
      return {};
    });
    expect((await lead.call(getOverrideOutcomes, {})).all).toMatchObject({ n: 0, open: 4 });
    app.setNow(inDays(31));
    const { all, byCode } = await lead.call(getOverrideOutcomes, {});
    expect(all).toMatchObject({
      n: 4,
      open: 0,
      rates: {
        replied: { k: 1, n: 4, enough: false },
        deal_won: { k: 1 },
        deal_lost: { k: 0 },
        complained: { k: 1 },
        unsubscribed: { k: 0 },
      },
    });
    expect(byCode).toMatchObject([{ code: 'rep_hold', n: 4 }]);
    const rowsOf = async (outcome: 'replied' | 'complained' | 'nothing') =>
      (await lead.call(listOverrides, { outcome, ripe: true })).items.map(({ contact }) => contact.id);
    expect(await rowsOf('replied')).toEqual([answers]);
    expect(await rowsOf('complained')).toEqual([complains]);
    expect(await rowsOf('nothing')).toHaveLength(1);
    app.setNow(NOW);
  });
});
