import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { correctActivity, logCall, logMeeting, retractActivity } from '#modules/activities/contract.ts';
import { aCompany } from '#modules/companies/testing.ts';
import { aContact } from '#modules/contacts/testing.ts';
import { aDeal, aWonDeal } from '#modules/deals/testing.ts';
import { anInvoice } from '#modules/orders/testing.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import * as contract from './contract.ts';
import { expectRowsToAddUp } from './testing/rows.ts';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp();
});
afterAll(() => app?.close());

describe('what calls brought', () => {
  it('counts what they took as it was told last, and what came after them, each once', async () => {
    const NOON = '2026-11-20T12:00:00.000Z';
    app.setNow('2026-06-01T12:00:00.000Z');
    const { admin, member } = await app.newWorkspace();
    const rep = await member('rep');
    const companyId = await aCompany(rep, { name: 'Kessler' });
    const [anna, ben, cara] = [
      await aContact(rep, { lastName: 'Anna', companyId }),
      await aContact(rep, { lastName: 'Ben', companyId }),
      await aContact(rep, { lastName: 'Cara' }),
    ];
    await rep.call(logCall, { contactId: anna, outcome: 'connected', durationSeconds: 720, preparationMinutes: 20 });
    const busy = await rep.call(logCall, { contactId: anna, outcome: 'busy', durationSeconds: 60 });
    await rep.call(correctActivity, { id: busy.id, outcome: 'connected', durationSeconds: 480 });
    await rep.call(logCall, { contactId: cara, outcome: 'no_answer' });
    const wrong = await rep.call(logCall, { contactId: ben, outcome: 'connected', durationSeconds: 6000 });
    await rep.call(retractActivity, { id: wrong.id });
    await rep.call(logCall, { contactId: ben, direction: 'in', outcome: 'connected' });
    app.setNow('2026-06-10T12:00:00.000Z');
    await rep.call(logMeeting, { contactId: anna, subject: 'Plan', outcome: 'held' });
    await rep.call(logMeeting, { contactId: anna, subject: 'Off', outcome: 'cancelled' });
    await rep.call(logMeeting, { contactId: ben, subject: 'Without a call' });
    // Of a colleague at the company that was called; of a stranger; and too late.
    const won = await aWonDeal(rep, { name: 'Of the company', companyId, contactId: ben, amountMinor: 500_000 });
    await aDeal(rep, { name: 'Of a stranger', amountMinor: 900_000 });
    await anInvoice(admin, { dealId: won, totalMinor: 450_000, currency: 'EUR', invoicedAt: '2026-06-20T10:00:00.000Z' });
    app.setNow('2026-10-01T12:00:00.000Z');
    await aDeal(rep, { name: 'Too late', contactId: anna, amountMinor: 100_000 });
    app.setNow(NOON);
    await rep.call(logCall, { contactId: cara, direction: 'in', outcome: 'connected' });
    const report = await admin.call(contract.getCalls, {});
    expect(report).toMatchObject({
      calls: { n: 3 },
      reached: { k: 2, n: 3 },
      people: 2,
      minutes: { talked: 20, n: 2 },
      preparation: { minutes: 20, n: 1 },
      young: 0,
      meetings: { n: 1 },
      deals: { n: 1 },
      won: { n: 1, sums: [{ amountMinor: 500_000 }] },
      invoiced: { n: 1, sums: [{ amountMinor: 450_000, currency: 'EUR' }] },
    });
    await expectRowsToAddUp(admin, report);
    expect(await admin.call(contract.getCalls, { from: '2026-07-01', to: '2026-11-20' })).toMatchObject({
      calls: { n: 0 },
      deals: { n: 0 },
    });
    app.setNow(null);
  });
});
