import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, openTestApp, type TestApp } from '../../../test/harness.ts';
import * as contract from './contract/leads.ts';
import * as reasons from './contract/reasons.ts';
import { aLead } from './testing.ts';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp();
});
afterAll(() => app.close());

const WHY = 'Both of us miss it every week';

async function bothSides() {
  const { admin, member } = await app.newWorkspace();
  return {
    admin,
    sales: await member('sales_lead', { name: 'Okafor' }),
    marketing: await member('marketing_lead', { name: 'Ruiz' }),
    rep: await member('rep'),
  };
}

const idOf = async (client: Client, code: string) =>
  (await client.call(reasons.listReasons, { archived: true })).items.find((one) => one.code === code)?.id ?? '';

/** The other side reads what is on the table and signs it. */
async function signedBy(client: Client, id: string) {
  const proposal = (await client.call(reasons.listReasonProposals, {})).items.find((one) => one.id === id);
  return client.call(reasons.signReasonProposal, { id, contentHash: proposal?.contentHash ?? '' });
}

describe('reasons', () => {
  it('come with every workspace, and change only with the signature of both sides', async () => {
    const { sales, marketing, rep } = await bothSides();
    const { items } = await rep.call(reasons.listReasons, { class: 'lost' });
    expect(items.map((one) => one.code)).toContain('price_value');
    expect(items.find((one) => one.code === 'other')?.needsNote).toBe(true);
    const add = { kind: 'add' as const, class: 'lost' as const, change: { label: 'Too slow!' }, why: WHY };
    await expect(rep.call(reasons.proposeReason, add)).rejects.toMatchObject({ status: 403 });
    const { id, applied } = await sales.call(reasons.proposeReason, add);
    expect(applied).toBe(false);
    expect((await rep.call(reasons.listReasons, { class: 'lost' })).items.some(({ label }) => label === 'Too slow!')).toBe(false);
    await expect(signedBy(sales, id)).rejects.toMatchObject({ status: 409 });
    await expect(marketing.call(reasons.signReasonProposal, { id, contentHash: 'what I never read' })).rejects.toMatchObject({
      status: 409,
    });
    expect((await marketing.call(reasons.listReasonProposals, {})).items).toMatchObject([
      { kind: 'add', label: 'Too slow!', signatures: [{ party: 'sales', member: { name: 'Okafor' } }], maySign: true, uses: 0 },
    ]);
    expect(await signedBy(marketing, id)).toEqual({ applied: true });
    const [made] = (await rep.call(reasons.listReasons, { class: 'lost' })).items.filter(({ code }) => code === 'too_slow');
    expect(made).toMatchObject({ label: 'Too slow!', needsNote: false });
    expect((await marketing.call(reasons.listReasonProposals, { ended: true })).items).toMatchObject([{ id, state: 'applied' }]);
    await expect(marketing.call(reasons.proposeReason, { ...add, change: { label: 'too slow!' } })).rejects.toMatchObject({ status: 409 });

    const change = await marketing.call(reasons.proposeReason, {
      kind: 'change',
      reasonId: made?.id ?? '',
      change: { label: 'We were too slow', position: 0, recycleDays: 45, needsNote: false },
      why: WHY,
    });
    const [open] = (await sales.call(reasons.listReasonProposals, {})).items;
    expect(open?.diff.map(({ field, to }) => [field, to])).toEqual([
      ['label', 'We were too slow'],
      ['position', 0],
      ['recycleDays', 45],
    ]);
    await expect(sales.call(reasons.proposeReason, { kind: 'remove', reasonId: made?.id ?? '', why: WHY })).rejects.toMatchObject({
      status: 409,
    });
    await signedBy(sales, change.id);
    expect((await rep.call(reasons.listReasons, { class: 'lost' })).items[0]).toMatchObject({
      code: 'too_slow',
      label: 'We were too slow',
      position: 0,
      recycleDays: 45,
    });
    const gone = await sales.call(reasons.proposeReason, { kind: 'remove', reasonId: made?.id ?? '', why: WHY });
    await signedBy(marketing, gone.id);
    expect(await idOf(rep, 'too_slow')).toBe('');
  });

  it('that were given stay on the record when they are retired, and come back the same way', async () => {
    const { sales, marketing } = await bothSides();
    const id = await aLead(sales);
    const given = await idOf(sales, 'no_need');
    await sales.call(contract.moveLead, { id, stage: 'disqualified', reasonId: given });
    const remove = await sales.call(reasons.proposeReason, { kind: 'remove', reasonId: given, why: WHY });
    // It was given: with the second signature it would be gone from the record, so nothing is signed.
    await expect(signedBy(marketing, remove.id)).rejects.toMatchObject({ status: 409 });
    await marketing.call(reasons.withdrawReasonProposal, { id: remove.id });
    const retire = await marketing.call(reasons.proposeReason, { kind: 'retire', reasonId: given, why: WHY });
    expect((await sales.call(reasons.listReasonUses, {})).items.find((one) => one.id === given)).toMatchObject({ leads: 1 });
    await signedBy(sales, retire.id);
    expect((await sales.call(contract.getLead, { id })).reason?.code).toBe('no_need');
    await expect(sales.call(contract.moveLead, { id: await aLead(sales), stage: 'disqualified', reasonId: given })).rejects.toMatchObject({
      status: 400,
    });
    const restore = await sales.call(reasons.proposeReason, { kind: 'restore', reasonId: given, why: WHY });
    await signedBy(marketing, restore.id);
    expect((await sales.call(reasons.listReasons, {})).items.some((one) => one.id === given)).toBe(true);
  });

  it('count a signature once when it is given twice at the same moment', async () => {
    const { sales, marketing } = await bothSides();
    const { id } = await sales.call(reasons.proposeReason, {
      kind: 'add',
      class: 'not_now',
      change: { label: 'On parental leave', recycleDays: 180 },
      why: WHY,
    });
    const tries = await Promise.allSettled([signedBy(marketing, id), signedBy(marketing, id)]);
    expect(tries.filter(({ status }) => status === 'fulfilled').length).toBe(1);
    expect((await sales.call(reasons.listReasons, {})).items.filter(({ code }) => code === 'on_parental_leave')).toMatchObject([
      { recycleDays: 180 },
    ]);
  });
});
