import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTimeline } from '#modules/activities/contract.ts';
import { getCompany } from '#modules/companies/contract.ts';
import { aCompany } from '#modules/companies/testing.ts';
import { aDeal } from '#modules/deals/testing.ts';
import { setFieldRight, setReach } from '#modules/team/contract/settings.ts';
import { openTestApp, refused, type TestApp } from '../../../test/harness.ts';
import { upsertInvoices, upsertOrders } from './commands/bulk.ts';
import { upsertLines } from './commands/lines.ts';
import { upsertProducts } from './commands/products.ts';
import * as contract from './contract/documents.ts';
import * as products from './contract/products.ts';
import * as reconciled from './contract/reconciliation.ts';
import { anInvoice, anOrder, aProduct } from './testing.ts';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp();
});
afterAll(() => app.close());

describe('an invoice', () => {
  it('makes a customer, and no more when it is cancelled', async () => {
    const { admin } = await app.newWorkspace();
    const companyId = await aCompany(admin);
    const company = async () => {
      const { customerStatus, invoicedMinor } = await admin.call(getCompany, { id: companyId });
      return [customerStatus, invoicedMinor];
    };
    const id = await anInvoice(admin, { companyId, totalMinor: 119_000 });
    await anInvoice(admin, { companyId, totalMinor: 50, currency: 'USD' });
    expect(await company()).toEqual(['customer', 119_000]);
    await admin.call(contract.cancelInvoice, { id });
    expect(await company()).toEqual(['customer', 0]);
    const { items } = await admin.call(contract.listInvoices, { companyId, cancelled: false });
    await admin.call(contract.changeInvoice, { id: items[0]?.id ?? '', status: 'Cancelled' });
    expect(await company()).toEqual(['prospect', 0]);
    await admin.call(contract.restoreInvoice, { id });
    expect(await company()).toEqual(['customer', 119_000]);
    const other = await aCompany(admin);
    await admin.call(contract.changeInvoice, { id, companyId: other });
    expect(await company()).toEqual(['prospect', 0]);
    const rows = (await admin.call(readTimeline, { of: 'company', id: companyId, kinds: ['invoice'] })).items;
    expect(rows.map((row) => row.outcome)).toEqual(expect.arrayContaining([null, 'cancelled', 'restored']));
  });

  it('with no amount stays with none', async () => {
    const { admin } = await app.newWorkspace();
    const id = await anInvoice(admin, { lines: [{ productName: 'Advice', totalMinor: 100 }] });
    const invoice = await admin.call(contract.getInvoice, { id });
    expect(invoice).toMatchObject({ totalMinor: null, subTotalMinor: null, linesTotalMinor: 100, linesDiffer: false });
    expect((await admin.call(contract.listInvoices, { amount: false })).items).toHaveLength(1);
    expect((await admin.call(contract.listInvoices, { amount: true })).items).toHaveLength(0);
  });

  it('keeps what the ERP said where the lines say otherwise, and says so', async () => {
    const { admin } = await app.newWorkspace();
    const productId = await aProduct(admin, { name: 'Lathe' });
    const id = await anInvoice(admin, {
      totalMinor: 1000,
      subTotalMinor: 900,
      lines: [
        { productId, quantity: 2.5, totalMinor: 500 },
        { productName: 'Freight', totalMinor: 100 },
      ],
    });
    const invoice = await admin.call(contract.getInvoice, { id });
    expect(invoice).toMatchObject({ totalMinor: 1000, linesTotalMinor: 600, linesDiffer: true });
    expect(invoice.lines).toMatchObject([
      { product: { id: productId }, productName: 'Lathe', quantity: 2.5 },
      { product: null, productName: 'Freight', quantity: 1 },
    ]);
    await admin.call(contract.changeInvoice, { id, lines: [{ productId, totalMinor: 1000 }] });
    expect(await admin.call(contract.getInvoice, { id })).toMatchObject({ linesDiffer: false, lines: [{ productName: 'Lathe' }] });
    await admin.call(contract.changeInvoice, { id, subject: 'Lathe' });
    expect((await admin.call(contract.getInvoice, { id })).lines).toHaveLength(1);
    expect(await refused(admin.call(contract.changeInvoice, { id, lines: [{ totalMinor: 1 }] }))).toMatchObject({
      errors: [{ field: 'lines[0].productName' }],
    });
    await admin.call(products.removeProduct, { id: productId });
    expect((await admin.call(contract.getInvoice, { id })).lines).toMatchObject([{ product: null, productName: 'Lathe' }]);
  });

  it('takes from its order whose it is', async () => {
    const { admin } = await app.newWorkspace();
    const companyId = await aCompany(admin);
    const dealId = await aDeal(admin, { companyId });
    const orderId = await anOrder(admin, { dealId });
    const id = await anInvoice(admin, { orderId });
    expect(await admin.call(contract.getInvoice, { id })).toMatchObject({
      company: { id: companyId },
      deal: { id: dealId },
      order: { id: orderId },
    });
    expect(await admin.call(contract.getOrder, { id: orderId })).toMatchObject({ invoices: 1, invoiceList: [{ id }] });
    expect(await refused(admin.call(contract.removeOrder, { id: orderId }))).toMatchObject({ status: 409 });
  });
});

describe('an ERP', () => {
  it('sends the same document as often as it likes', async () => {
    const { admin } = await app.newWorkspace();
    const companyId = await aCompany(admin);
    await admin.call(products.putProduct, { ref: 'P-1', name: 'Lathe', code: 'L1' });
    expect(await admin.call(products.putProduct, { ref: 'P-1', priceMinor: 5 })).toMatchObject({ created: false });
    const order = await admin.call(contract.putOrder, {
      ref: 'SO/1',
      number: '4711',
      companyId,
      totalMinor: 100,
      lines: [{ productRef: 'P-1', totalMinor: 100 }],
    });
    expect(order.created).toBe(true);
    expect(await refused(admin.call(contract.putInvoice, { ref: 'INV/1', orderRef: 'SO/2' }))).toMatchObject({
      status: 400,
      errors: [{ field: 'orderRef' }],
    });
    const send = () =>
      admin.call(contract.putInvoice, { ref: 'INV/1', orderRef: 'SO/1', totalMinor: 100, invoicedAt: '2026-05-01T00:00:00Z' });
    const all = await Promise.all([send(), send(), send()]);
    expect(new Set(all.map((one) => one.id)).size).toBe(1);
    expect(all.filter((one) => one.created)).toHaveLength(1);
    expect((await admin.call(contract.listInvoices, {})).items).toHaveLength(1);
    expect(await admin.call(contract.putOrder, { ref: 'SO/1', status: 'Delivered' })).toEqual({ id: order.id, created: false });
    expect(await admin.call(contract.getOrder, { id: order.id })).toMatchObject({
      number: '4711',
      status: 'Delivered',
      totalMinor: 100,
      lines: [{ productName: 'Lathe' }],
    });
    const byHand = await anOrder(admin, { number: 'by-hand' });
    expect(await admin.call(contract.putOrder, { ref: 'SO/9', number: 'BY-HAND' })).toEqual({ id: byHand, created: false });
    expect((await admin.call(contract.getOrder, { id: byHand })).ref).toBe('SO/9');
  });
});

describe('rights', () => {
  it('keep documents in their workspace, with those who may write them, and amounts from those who may not see them', async () => {
    const { admin, member } = await app.newWorkspace();
    const stranger = (await app.newWorkspace()).admin;
    const [rep, marketer] = [await member('rep'), await member('marketer')];
    const companyId = await aCompany(admin);
    const [orderId, id] = [
      await anOrder(rep, { companyId, totalMinor: 5, lines: [{ productName: 'x', totalMinor: 5 }] }),
      await anInvoice(rep, { totalMinor: 7 }),
    ];
    for (const work of [
      () => stranger.call(contract.getOrder, { id: orderId }),
      () => stranger.call(contract.getInvoice, { id }),
      () => stranger.call(contract.cancelInvoice, { id }),
      () => stranger.call(contract.changeOrder, { id: orderId, totalMinor: 0 }),
      () => stranger.call(contract.removeOrder, { id: orderId }),
      () => stranger.call(reconciled.getCompanyAccount, { companyId }),
    ])
      expect(await refused(work())).toMatchObject({ status: 404 });
    expect(await refused(stranger.call(contract.createInvoice, { companyId }))).toMatchObject({
      status: 400,
      errors: [{ field: 'companyId' }],
    });
    expect(await refused(stranger.call(contract.createInvoice, { orderId }))).toMatchObject({
      status: 400,
      errors: [{ field: 'orderId' }],
    });
    expect(await refused(marketer.call(contract.cancelInvoice, { id }))).toMatchObject({ status: 403 });
    expect((await marketer.call(contract.getInvoice, { id })).writable).toBe(false);
    await admin.call(setFieldRight, { role: 'marketer', entity: 'order', field: 'total', access: 'hidden' });
    const blind = await marketer.call(contract.getOrder, { id: orderId });
    for (const name of ['totalMinor', 'subTotalMinor', 'linesTotalMinor', 'linesDiffer']) expect(blind).not.toHaveProperty(name);
    expect(blind.lines[0]).not.toHaveProperty('totalMinor');
    expect(await refused(marketer.call(contract.listOrders, { amount: true }))).toMatchObject({ status: 403 });
    expect(await refused(marketer.call(reconciled.getReconciliation, {}))).toMatchObject({ status: 403 });
    await admin.call(setReach, { role: 'rep', entity: 'invoice', read: 'own', write: 'own' });
    expect((await rep.call(contract.listInvoices, {})).items).toEqual([]);
  });
});

describe('booked against invoiced', () => {
  it('is told by month, currency and company, with what does not reconcile', async () => {
    const { admin } = await app.newWorkspace();
    const [acme, beta] = [await aCompany(admin, { name: 'Acme' }), await aCompany(admin, { name: 'Beta' })];
    const first = await anOrder(admin, { companyId: acme, orderedAt: '2026-01-10T00:00:00Z', totalMinor: 1000 });
    await anOrder(admin, { companyId: acme, orderedAt: '2026-01-11T00:00:00Z', totalMinor: 300 });
    await anOrder(admin, { companyId: beta, orderedAt: '2026-01-12T00:00:00Z', totalMinor: 77, status: 'Cancelled' });
    // Midnight in Berlin, the workspace's zone, is 23:00 UTC.
    await anInvoice(admin, { orderId: first, invoicedAt: '2026-01-31T22:45:00Z', totalMinor: 900 });
    await anInvoice(admin, { companyId: beta, invoicedAt: '2026-01-31T23:15:00Z', totalMinor: 50, currency: 'USD' });
    await anInvoice(admin, {
      companyId: beta,
      invoicedAt: '2026-02-02T00:00:00Z',
      dueOn: '2026-02-03',
      totalMinor: 40,
      lines: [{ productName: 'x', totalMinor: 4000 }],
    });
    const nameless = await anInvoice(admin, { companyId: beta, invoicedAt: '2026-02-03T00:00:00Z' });
    const { totals, months, cancelled, differences } = await admin.call(reconciled.getReconciliation, {});
    expect(totals).toMatchObject([
      { currency: 'EUR', orders: 2, bookedMinor: 1300, ordersWithout: 0, invoices: 3, invoicedMinor: 940, invoicesWithout: 1 },
      { currency: 'USD', orders: 0, bookedMinor: 0, ordersWithout: 0, invoices: 1, invoicedMinor: 50, invoicesWithout: 0 },
    ]);
    expect(months.map((row) => [row.month, row.currency, row.bookedMinor, row.invoicedMinor])).toEqual([
      ['2026-02-01', 'USD', 0, 50],
      ['2026-02-01', 'EUR', 0, 40],
      ['2026-01-01', 'EUR', 1300, 900],
    ]);
    expect(cancelled).toEqual({ orders: 1, invoices: 0 });
    expect(Object.fromEntries(differences.map(({ kind, n }) => [kind, n]))).toEqual({
      orders_not_invoiced: 1,
      invoices_without_order: 3,
      invoices_without_amount: 1,
      orders_without_amount: 0,
      amounts_differ: 1,
      lines_differ: 1,
      over_invoiced: 0,
      overdue_unpaid: 1,
      overpaid: 0,
      credit_beyond: 0,
      won_not_ordered: 0,
      deal_differs: 0,
    });
    for (const { kind, n } of differences) expect((await admin.call(reconciled.listDifferences, { kind })).items).toHaveLength(n);
    expect((await admin.call(reconciled.listDifferences, { kind: 'amounts_differ' })).items[0]).toMatchObject({
      id: first,
      totalMinor: 1000,
      otherMinor: 900,
    });
    expect((await admin.call(reconciled.listDifferences, { kind: 'invoices_without_amount' })).items[0]).toMatchObject({
      id: nameless,
      totalMinor: null,
    });
    const page = await admin.call(reconciled.listReconciledCompanies, { limit: 1 });
    const rest = await admin.call(reconciled.listReconciledCompanies, { limit: 5, cursor: page.next ?? '' });
    expect([...page.items, ...rest.items].map((row) => [row.company.name, row.currency, row.bookedMinor, row.invoicedMinor])).toEqual([
      ['Acme', 'EUR', 1300, 900],
      ['Beta', 'USD', 0, 50],
      ['Beta', 'EUR', 0, 40],
    ]);
    const account = await admin.call(reconciled.getCompanyAccount, { companyId: beta });
    expect(account).toMatchObject({ lastOrderAt: null, lastInvoiceAt: '2026-02-03T00:00:00.000Z', products: [{ name: 'x', lines: 1 }] });
    expect(account.currencies.find((one) => one.currency === 'EUR')).toMatchObject({ openMinor: 40, overdueMinor: 40, invoicesWithout: 1 });
  });
});

describe('products', () => {
  it('are listed page by page and found by the start of a name or a code', async () => {
    const { admin } = await app.newWorkspace();
    for (const name of ['anvil', 'Bolt', 'Clamp']) await aProduct(admin, { name, code: `X-${name}` });
    const first = await admin.call(products.listProducts, { limit: 2 });
    const second = await admin.call(products.listProducts, { limit: 2, cursor: first.next ?? '' });
    expect([...first.items, ...second.items].map((one) => one.name)).toEqual(['anvil', 'Bolt', 'Clamp']);
    expect((await admin.call(products.listProducts, { text: 'x-b' })).items.map((one) => one.name)).toEqual(['Bolt']);
    expect(await refused(aProduct(admin, { code: 'x-bolt' }))).toMatchObject({ status: 409, errors: [{ field: 'code' }] });
    const { id } = first.items[0] ?? { id: '' };
    await anInvoice(admin, { lines: [{ productId: id, quantity: 3, totalMinor: 30 }] });
    expect((await admin.call(products.getProduct, { id })).sold).toEqual([
      { currency: 'EUR', lines: 1, quantity: 3, totalMinor: 30, without: 0 },
    ]);
  });
});

describe('documents of another system', () => {
  it('are written once with their lines, and make customers', async () => {
    const { admin } = await app.newWorkspace();
    const companyId = await aCompany(admin);
    const ref = (id: string) => ({ system: 'crm', id });
    const status = async () => (await admin.call(getCompany, { id: companyId })).customerStatus;
    const write = (invoiceStatus: string, totalMinor: number | null) =>
      app.command(admin, async (ctx) => {
        const [product] = await upsertProducts(ctx, [{ externalRef: ref('1'), values: { name: 'nylon', currency: 'USD' } }], {
          importId: null,
        });
        const [order] = await upsertOrders(
          ctx,
          [{ externalRef: ref('1'), values: { number: 'SO1', at: '2026-01-01T00:00:00Z', currency: 'USD' } }],
          { importId: null },
        );
        const values = {
          number: 'I1',
          status: invoiceStatus,
          at: '2026-01-02T01:02:03Z',
          companyId,
          orderId: order?.id,
          totalMinor,
          currency: 'USD',
        };
        const [invoice] = await upsertInvoices(ctx, [{ externalRef: ref('1'), values }], { importId: null });
        const line = { invoiceId: invoice?.id ?? '', productId: product?.id, productName: 'nylon', quantity: 2, totalMinor: 10 };
        const [written] = await upsertLines(ctx, [{ externalRef: ref('1'), values: line }], { importId: null });
        return [product, order, invoice, written];
      });
    const made = await write('Delivered', null);
    expect(made.map((one) => one?.outcome)).toEqual(['created', 'created', 'created', 'created']);
    expect(await status()).toBe('customer');
    expect((await write('Delivered', null)).map((one) => one?.outcome)).toEqual(['unchanged', 'unchanged', 'unchanged', 'unchanged']);
    const changed = (await write('Cancelled', 500))[2];
    expect(changed).toMatchObject({ outcome: 'updated', before: { status: 'Delivered', total_minor: null, cancelled_at: null } });
    expect(await status()).toBe('prospect');
    expect(await admin.call(contract.getInvoice, { id: changed?.id ?? '' })).toMatchObject({ totalMinor: 500, lines: [{ quantity: 2 }] });
  });
});
