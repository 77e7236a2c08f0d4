import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listNotices } from '#modules/notices/contract.ts';
import { type Client, openTestApp, type TestApp } from '../../../test/harness.ts';
import * as changes from './contract/changes.ts';
import * as claims from './contract/claims.ts';
import { anOffer } from './testing.ts';

let app: TestApp;
let ann: Client;
let rep: Client;
let viewer: Client;

beforeAll(async () => {
  app = await openTestApp();
  const workspace = await app.newWorkspace();
  ann = await workspace.member('marketer', { name: 'Ann' });
  rep = await workspace.member('rep', { name: 'Rob' });
  viewer = await workspace.member('viewer');
  app.setNow('2026-03-02T09:00:00.000Z');
});
afterAll(() => app.close());

const titles = async (client: Client) => (await client.call(listNotices, { limit: 100 })).items.map(({ title }) => title);
const found = async (text: string) => (await rep.call(claims.checkText, { text })).found;

describe('a claim', () => {
  it('is told to Sales with what is different, and what was said before is found in texts from its day on', async () => {
    const { id, asked } = await ann.call(claims.createClaim, {
      about: 'delivery',
      statement: 'We deliver within 3 days.',
      phrases: ['3 days and it is there'],
      validFrom: '2026-01-01',
    });
    expect(asked).toBe(1);
    expect(await found('We deliver within 3 days!')).toEqual([]);
    const revised = { id, statement: 'We deliver within 5 days.', validFrom: '2026-03-04', why: 'The carrier changed' };
    await expect(rep.call(claims.reviseClaim, revised)).rejects.toMatchObject({ status: 403 });
    await ann.call(claims.reviseClaim, revised);
    await expect(ann.call(claims.reviseClaim, revised)).rejects.toMatchObject({ status: 409 });
    const { items, waiting } = await rep.call(changes.listChangeNotices, { show: 'waiting' });
    expect(waiting).toBe(1);
    expect(items[0]).toMatchObject({
      about: { kind: 'claim', number: 2, why: 'The carrier changed' },
      difference: [
        { field: 'statement', from: { text: 'We deliver within 3 days.' }, to: { text: 'We deliver within 5 days.' } },
        { field: 'phrases', from: { lines: ['3 days and it is there'] }, to: null },
        { field: 'validFrom', from: { day: '2026-01-01' }, to: { day: '2026-03-04' } },
      ],
    });
    await rep.call(changes.confirmChange, { id: items[0]?.id ?? '' });
    expect((await rep.call(changes.listChangeNotices, { show: 'waiting' })).items).toEqual([]);

    expect(await found('we deliver within 3 days')).toEqual([]);
    app.setNow('2026-03-03T23:30:00.000Z');
    expect(await found('Order now: we deliver within 3 days.')).toEqual([
      { claimId: id, about: 'delivery', phrase: 'We deliver within 3 days.', number: 1, now: 'We deliver within 5 days.' },
    ]);
    expect(await found('3 days, and it is there')).toHaveLength(1);
    expect(await found('It takes three days.')).toEqual([]);
    expect((await ann.call(claims.listClaims, { text: '3 days' })).items[0]).toMatchObject({
      id,
      versions: [{ number: 2 }, { number: 1 }],
      confirmed: { k: 1, n: 1 },
    });

    await ann.call(claims.retireClaim, { id, reason: 'We promise no time any more' });
    expect(await found('We deliver within 5 days')).toMatchObject([{ number: 2, now: null }]);
    expect((await titles(rep))[0]).toBe('Please do not say this any more');
    await expect(ann.call(claims.reviseClaim, { ...revised, statement: 'Soon' })).rejects.toMatchObject({ status: 409 });
  });
});

describe('a discrepancy', () => {
  it('is reported by anybody who works, told to whoever stands for it, and corrected by what is right', async () => {
    const { id: claimId } = await ann.call(claims.createClaim, { about: 'price', statement: 'Shipping is free.', validFrom: '2026-01-01' });
    const offer = await anOffer(ann);
    const told = {
      said: 'Shipping costs 10 €',
      saidElsewhere: '<b>Shipping is free</b>',
      seenWhere: 'Brochure',
      claimId,
      offerId: offer.id,
    };
    await expect(viewer.call(claims.reportDiscrepancy, told)).rejects.toMatchObject({ status: 403 });
    const nobody = '00000000-0000-7000-8000-000000000000';
    await expect(rep.call(claims.reportDiscrepancy, { ...told, claimId: nobody })).rejects.toMatchObject({
      errors: [{ field: 'claimId' }],
    });
    const { id } = await rep.call(claims.reportDiscrepancy, told);
    expect((await titles(ann)).filter((title) => title === 'Customers are told two different things')).toHaveLength(1);
    expect((await viewer.call(claims.listDiscrepancies, { open: true })).items[0]).toMatchObject({
      ...{ said: told.said, saidElsewhere: told.saidElsewhere, reportedBy: { name: 'Rob' }, resolvedAt: null },
      claim: { id: claimId, statement: 'Shipping is free.' },
      offer: { id: offer.id },
    });
    const right = { id, correction: 'The brochure was printed anew', claimId };
    await expect(rep.call(claims.resolveDiscrepancy, right)).rejects.toMatchObject({ status: 403 });
    await ann.call(claims.resolveDiscrepancy, right);
    await expect(ann.call(claims.resolveDiscrepancy, right)).rejects.toMatchObject({ status: 404 });
    const { items, open } = await viewer.call(claims.listDiscrepancies, {});
    expect(open).toBe(0);
    expect(items[0]).toMatchObject({
      correction: 'The brochure was printed anew',
      correctStatement: 'Shipping is free.',
      resolvedBy: { name: 'Ann' },
    });
    expect((await titles(rep))[0]).toBe('What you reported was corrected');
  });
});
