import { afterAll, beforeAll, expect, it } from 'vitest';
import { aCompany } from '#modules/companies/testing.ts';
import { listCustomerMatches } from '#modules/orders/contract/customers.ts';
import { getInvoice, listInvoices } from '#modules/orders/contract/documents.ts';
import { listPayments } from '#modules/orders/contract/payments.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import * as contract from './contract.ts';
import { brought, countsOf } from './testing.ts';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp();
});
afterAll(() => app.close());

const INVOICES =
  'Invoice number,Invoice date,Customer number,Customer name,VAT ID,Total,Currency\nR-1,2026-03-01,K1,Kessler GmbH,DE1,"1,190.00",EUR\nR-2,2026-03-02,K2,Nobody SA,,5000,JPY\n';
const CREDITS = 'Credit note number,Credit note date,Invoice number,Amount\nR-1,2026-03-05,R-1,190.00\n';
const PAYMENTS =
  'Payment date,Invoice number,Amount,Reference\n2026-03-09,R-1,600.00,T1\n2026-03-10,R-1,400.00,T2\n2026-03-10,R-9,1.00,T3\n';

it('lists of invoices, credit notes and payments come in, again without effect, and go out again', async () => {
  const { admin } = await app.newWorkspace();
  const companyId = await aCompany(admin, { name: 'Kessler', taxId: 'DE 1' });
  // Payments may come before their invoices.
  const paid = await brought(app, admin, { name: 'payments.csv', content: PAYMENTS });
  expect(paid.files[0]).toMatchObject({ entity: 'payment', recognisedAs: 'List of payments', created: 3 });
  const invoices = await brought(app, admin, { name: 'invoices.csv', content: INVOICES });
  expect(countsOf(invoices.totals)).toMatchObject({ created: 2, failed: 0 });
  const credits = await brought(app, admin, { name: 'credits.csv', content: CREDITS });
  expect(credits.files[0]).toMatchObject({ entity: 'credit_note', created: 1 });
  for (const [name, content] of [
    ['payments.csv', PAYMENTS],
    ['invoices.csv', INVOICES],
    ['credits.csv', CREDITS],
  ] as const)
    expect((await brought(app, admin, { name, content })).totals).toMatchObject({ created: 0, updated: 0, failed: 0 });
  const { items } = await admin.call(listInvoices, { creditNote: false });
  const first = items.find(({ number }) => number === 'R-1');
  expect(first).toMatchObject({ totalMinor: 119_000, openMinor: 0, paidAt: expect.any(String), company: { id: companyId } });
  expect(items.find(({ number }) => number === 'R-2')).toMatchObject({ totalMinor: 5_000, currency: 'JPY', company: null });
  const page = await admin.call(getInvoice, { id: first?.id ?? '' });
  expect(page.creditNotes).toMatchObject([{ number: 'R-1', totalMinor: -19_000 }]);
  expect((await admin.call(listCustomerMatches, {})).items).toMatchObject([{ said: { number: 'K2', name: 'Nobody SA' } }]);
  expect((await admin.call(listPayments, { loose: true })).items).toMatchObject([{ invoiceNumber: 'R-9', amountMinor: 100 }]);
  await admin.call(contract.undoImport, { id: paid.id });
  await app.runAllJobs();
  expect((await admin.call(listPayments, {})).items).toEqual([]);
  expect(await admin.call(getInvoice, { id: first?.id ?? '' })).toMatchObject({ openMinor: 100_000, paidAt: null });
});
