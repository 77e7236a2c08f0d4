import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aCompany } from '#modules/companies/testing.ts';
import { aContact } from '#modules/contacts/testing.ts';
import { aDeal, stagesOf } from '#modules/deals/testing.ts';
import { listNotices } from '#modules/notices/contract.ts';
import { type Client, openTestApp, type TestApp } from '../../../test/harness.ts';
import { checkContact } from './contract/checks.ts';
import { extendHold, liftHold, listHolds } from './contract/holds.ts';
import * as rules from './contract/rules.ts';
import { USUAL_RULES } from './schema.ts';
import { aHold, anIntent } from './testing.ts';

const NOW = '2026-03-02T08:00:00.000Z';
const inDays = (days: number) => new Date(Date.parse(NOW) + days * 86_400_000).toISOString();

let app: TestApp;
let rep: Client;
let marketer: Client;
let admin: Client;
beforeAll(async () => {
  app = await openTestApp();
  app.setNow(NOW);
  const { member, ...office } = await app.newWorkspace();
  ({ admin } = office);
  rep = await member('sales_lead');
  marketer = await member('marketing_lead');
});
afterAll(() => app.close());

const personal = anIntent({ side: 'marketing', kind: 'personal', audience: 'everybody' });
const verdictOn = async (id: string, plannedAt = NOW) =>
  (await marketer.call(checkContact, { id, intent: { ...personal, plannedAt } })).verdict;

describe('a hold', () => {
  it('is seen by both teams, told to the other side, and ends by itself', async () => {
    const id = await aContact(rep, { firstName: 'Quiet', lastName: 'Please' });
    await aHold(rep, { id, until: inDays(10) });
    expect(await verdictOn(id)).toBe('held');
    expect(await verdictOn(id, inDays(11))).toBe('allowed');
    const { items } = await marketer.call(listHolds, { entity: 'contact', id });
    expect(items).toMatchObject([{ open: true, against: 'marketing', reason: 'We are about to sign.', setBy: { id: rep.memberId } }]);
    const notices = await marketer.call(listNotices, {});
    expect(notices.items.filter(({ kind }) => kind === 'hold.set').map(({ title }) => title)).toEqual([
      `No marketing mail for Quiet Please until ${inDays(10).slice(0, 10)}`,
    ]);
    expect((await rep.call(listNotices, {})).items.filter(({ kind }) => kind === 'hold.set')).toEqual([]);
  });

  it('can be extended and lifted, to 90 days from now; what has ended is history', async () => {
    const id = await aContact(rep);
    const holdId = await aHold(rep, { id });
    await expect(rep.call(extendHold, { id: holdId, until: inDays(91) })).rejects.toMatchObject({ status: 400 });
    await rep.call(extendHold, { id: holdId, until: inDays(89) });
    expect(await verdictOn(id, inDays(80))).toBe('held');
    await marketer.call(liftHold, { id: holdId });
    expect(await verdictOn(id)).toBe('allowed');
    const [hold] = (await rep.call(listHolds, { entity: 'contact', id })).items;
    expect(hold).toMatchObject({ open: false, liftedBy: { id: marketer.memberId }, writable: false });
    await expect(rep.call(liftHold, { id: holdId })).rejects.toMatchObject({ status: 422 });
    await expect(aHold(rep, { id, until: inDays(-1) })).rejects.toMatchObject({ status: 400 });
  });

  it('on a deal holds for the people of its company, while it is open', async () => {
    const companyId = await aCompany(rep);
    const id = await aContact(rep, { companyId });
    const stages = await stagesOf(rep);
    const dealId = await aDeal(rep, { companyId, stageId: Object.values(stages)[0] ?? '' });
    await aHold(rep, { entity: 'deal', id: dealId });
    expect(await verdictOn(id)).toBe('held');
    for (const [entity, of] of [
      ['contact', id],
      ['company', companyId],
      ['deal', dealId],
    ] as const)
      expect((await marketer.call(listHolds, { entity, id: of })).items.map(({ on }) => on.id)).toEqual([dealId]);
    await app.command(rep, async ({ tx }) => tx.updateTable('deal').set({ status: 'lost' }).where('id', '=', dealId).execute());
    expect(await verdictOn(id)).toBe('allowed');
  });
});

describe('the rules of the gate', () => {
  it('hold once both sides have signed what they have read', async () => {
    const id = await aContact(rep);
    await aDeal(rep, { contactId: id });
    expect(await verdictOn(id)).toBe('allowed');
    const firm = { ...USUAL_RULES, grades: { ...USUAL_RULES.grades, open_negotiation: 'hold' as const } };
    const effect = await marketer.call(rules.tryGateRules, { rules: firm });
    expect(effect.proposed.held).toBe(effect.now.held + 1);
    const earlier = await marketer.call(rules.proposeGateRules, { rules: { ...firm, cap: 5 } });
    const first = { id: earlier.id, contentHash: earlier.contentHash };
    await marketer.call(rules.signGateRules, first);
    const { signaturesCleared, ...second } = await rep.call(rules.proposeGateRules, { rules: firm });
    expect([second.id, signaturesCleared]).toEqual([first.id, true]);
    await expect(rep.call(rules.signGateRules, first)).rejects.toMatchObject({ status: 409 });
    expect(await rep.call(rules.signGateRules, second)).toEqual({ status: 'proposed' });
    expect(await verdictOn(id)).toBe('allowed');
    expect(await marketer.call(rules.signGateRules, second)).toEqual({ status: 'in_force' });
    expect(await verdictOn(id)).toBe('held');
    const read = await admin.call(rules.getGateRules, {});
    expect(read).toMatchObject({ rules: firm, proposed: null, inForce: { number: 1, inForceFrom: NOW } });
    expect(read.inForce?.signatures.map(({ party }) => party).sort()).toEqual(['marketing', 'sales']);
  });

  it('a proposal that is taken back changes nothing', async () => {
    const { rules: before } = await rep.call(rules.getGateRules, {});
    const { id } = await rep.call(rules.proposeGateRules, { rules: { ...USUAL_RULES, cap: 12 } });
    await rep.call(rules.withdrawGateRules, { id });
    const read = await rep.call(rules.getGateRules, {});
    expect(read).toMatchObject({ rules: before, proposed: null, history: [{ id, status: 'withdrawn' }] });
  });

  it('a stage that is none of the workspace’s is refused', async () => {
    const foreign = { ...USUAL_RULES, negotiation: { of: 'person' as const, stageIds: ['018f0000-0000-7000-8000-000000000000'] } };
    await expect(rep.call(rules.proposeGateRules, { rules: foreign })).rejects.toMatchObject({ status: 400 });
  });
});
