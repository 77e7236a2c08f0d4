import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeCompany, getCompany, trashCompany } from '#modules/companies/contract.ts';
import { aCompany } from '#modules/companies/testing.ts';
import { putExchangeRate } from '#modules/currencies/contract.ts';
import { setReach } from '#modules/team/contract/settings.ts';
import { openTestApp, refused, type TestApp } from '../../../test/harness.ts';
import { upsertPayments } from './commands/payments.ts';
import * as customers from './contract/customers.ts';
import * as contract from './contract/documents.ts';
import * as payments from './contract/payments.ts';
import * as reconciled from './contract/reconciliation.ts';
import { type Candidate, certainMatch } from './rules.ts';
import { anInvoice, anOrder } from './testing.ts';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp();
});
afterAll(() => app.close());

describe('a credit note', () => {
  it('is sent as often as one likes, lessens what was invoiced, and undoes a customer where all of it is credited', async () => {
    const { admin } = await app.newWorkspace();
    const companyId = await aCompany(admin);
    const company = async () => {
      const { customerStatus, invoicedMinor } = await admin.call(getCompany, { id: companyId });
      return [customerStatus, invoicedMinor];
    };
    await admin.call(contract.putInvoice, { ref: '7', number: 'I-7', companyId, totalMinor: 10_000 });
    // The same number in the other system's list of credit notes is another document.
    const send = (totalMinor: number) => admin.call(contract.putCreditNote, { ref: '7', creditsRef: '7', number: 'C-7', totalMinor });
    const first = await send(2_500);
    expect(first.created).toBe(true);
    expect(await send(-2_500)).toEqual({ id: first.id, created: false });
    expect(await company()).toEqual(['customer', 7_500]);
    const note = await admin.call(contract.getInvoice, { id: first.id });
    expect(note).toMatchObject({
      creditNote: true,
      totalMinor: -2_500,
      openMinor: null,
      company: { id: companyId },
      credits: { name: 'I-7' },
    });
    const invoice = await admin.call(contract.getInvoice, { id: note.credits?.id ?? '' });
    expect(invoice).toMatchObject({ openMinor: 7_500, creditNotes: [{ id: first.id, totalMinor: -2_500 }] });
    expect((await admin.call(contract.listInvoices, { creditNote: true })).items.map(({ id }) => id)).toEqual([first.id]);
    expect((await admin.call(contract.listInvoices, { creditNote: false })).items).toMatchObject([{ number: 'I-7', creditNote: false }]);
    await send(10_000);
    expect(await company()).toEqual(['prospect', 0]);
    await admin.call(contract.cancelInvoice, { id: first.id });
    expect(await company()).toEqual(['customer', 10_000]);
    expect(await refused(admin.call(contract.createCreditNote, { companyId }))).toMatchObject({
      status: 400,
      errors: [{ field: 'totalMinor' }],
    });
    expect(await refused(admin.call(contract.createCreditNote, { creditsNumber: 'I-8', totalMinor: 1 }))).toMatchObject({ status: 400 });
  });

  it('of part of an invoice says why, names its lines, and is in the currency of what it credits', async () => {
    const { admin } = await app.newWorkspace();
    const lines = [{ productName: 'Pump', quantity: 4, totalMinor: 4_000 }];
    const creditsId = await anInvoice(admin, { number: 'I-9', currency: 'USD', totalMinor: 4_000, lines });
    const part = { subject: 'One came broken.', totalMinor: 1_000, lines: [{ productName: 'Pump', quantity: 1, totalMinor: 1_000 }] };
    const { id } = await admin.call(contract.createCreditNote, { creditsId, number: 'C-9', ...part });
    const note = { subject: 'One came broken.', currency: 'USD', totalMinor: -1_000 };
    expect(await admin.call(contract.getInvoice, { id })).toMatchObject({ ...note, lines: [{ quantity: 1, totalMinor: -1_000 }] });
    expect(await admin.call(contract.getInvoice, { id: creditsId })).toMatchObject({ openMinor: 3_000, creditNotes: [{ id, ...note }] });
  });
});

describe('payments', () => {
  it('settle an invoice in parts, come before it, and never outweigh what a person said', async () => {
    const { admin, member } = await app.newWorkspace();
    const early = await admin.call(payments.putPayment, { ref: 'P1', invoiceNumber: 'I-1', paidOn: '2026-03-01', amountMinor: 400 });
    expect(await admin.call(payments.listPayments, { loose: true })).toMatchObject({
      items: [{ id: early.id, invoice: null, invoiceNumber: 'I-1' }],
    });
    const id = await anInvoice(admin, { number: 'i-1', totalMinor: 1_000, dueOn: '2026-02-01' });
    const invoice = async () => {
      const { paidAt, openMinor } = await admin.call(contract.getInvoice, { id });
      return [paidAt, openMinor];
    };
    expect(await invoice()).toEqual([null, 600]);
    expect((await admin.call(contract.listInvoices, { overdue: true })).items).toHaveLength(1);
    const rest = { ref: 'P2', invoiceId: id, paidOn: '2026-03-20', amountMinor: 500, reference: 'Transfer 77' };
    const sent = await Promise.all([admin.call(payments.putPayment, rest), admin.call(payments.putPayment, rest)]);
    expect(sent.filter((one) => one.created)).toHaveLength(1);
    expect(await invoice()).toEqual([null, 100]);
    await admin.call(payments.createPayment, { invoiceId: id, paidOn: '2026-04-01', amountMinor: 9_999, currency: 'USD' });
    expect(await invoice()).toEqual([null, 100]);
    const credit = await admin.call(contract.createCreditNote, { creditsId: id, totalMinor: 100 });
    // Midnight in Berlin, the workspace's zone.
    expect(await invoice()).toEqual(['2026-03-19T23:00:00.000Z', 0]);
    await admin.call(contract.cancelInvoice, { id: credit.id });
    expect(await invoice()).toEqual([null, 100]);
    await admin.call(payments.putPayment, { ...rest, amountMinor: 700 });
    expect((await invoice())[1]).toBe(-100);
    await admin.call(contract.changeInvoice, { id, paidAt: '2026-03-05T10:00:00Z' });
    await admin.call(payments.removePayment, { id: early.id });
    expect(await invoice()).toEqual(['2026-03-05T10:00:00.000Z', 300]);
    await admin.call(contract.changeInvoice, { id, paidAt: null });
    expect(await invoice()).toEqual([null, 300]);
    expect(await refused(admin.call(payments.createPayment, { paidOn: '2026-04-01', amountMinor: 5 }))).toMatchObject({ status: 400 });
    const [rep, marketer] = [await member('rep'), await member('marketer')];
    expect(await refused(marketer.call(payments.removePayment, { id: sent[0]?.id ?? '' }))).toMatchObject({ status: 403 });
    await admin.call(setReach, { role: 'rep', entity: 'invoice', read: 'own', write: 'own' });
    await admin.call(contract.changeInvoice, { id, ownerId: admin.memberId });
    expect((await rep.call(payments.listPayments, {})).items).toEqual([]);
    expect(await refused(rep.call(payments.removePayment, { id: sent[0]?.id ?? '' }))).toMatchObject({ status: 404 });
    const stranger = (await app.newWorkspace()).admin;
    expect(await refused(stranger.call(payments.createPayment, { ...rest }))).toMatchObject({ status: 400 });
  });

  it('and credit notes that turn out to be another invoice’s leave the first one owed again', async () => {
    const { admin } = await app.newWorkspace();
    const [first, second] = [
      await anInvoice(admin, { number: 'M-1', totalMinor: 100, dueOn: '2026-03-20' }),
      await anInvoice(admin, { number: 'M-2', totalMinor: 100 }),
    ];
    const paid = async () =>
      (await Promise.all([first, second].map((id) => admin.call(contract.getInvoice, { id })))).map(({ paidAt }) => paidAt !== null);
    const bring = (invoiceNumber: string) =>
      app.command(admin, async (ctx) => {
        const values = { paidOn: '2026-03-01', amountMinor: 60, currency: 'EUR', invoiceNumber, reference: null };
        await upsertPayments(ctx, [{ externalRef: { system: 'bank', id: 'B1' }, values }], { importId: null });
        return {};
      });
    const credit = (creditsNumber: string) => admin.call(contract.putCreditNote, { ref: 'C', creditsNumber, totalMinor: 40 });
    await bring('M-1');
    await credit('M-1');
    expect(await paid()).toEqual([true, false]);
    await bring('M-2');
    expect(await paid()).toEqual([false, false]);
    await bring('M-1');
    expect(await paid()).toEqual([true, false]);
    await credit('M-2');
    expect(await paid()).toEqual([false, false]);
    // Overdue by the day of the workspace: in Berlin the 21st has begun.
    app.setNow('2026-03-20T23:30:00.000Z');
    const late = (await admin.call(contract.listInvoices, { overdue: true })).items.map(({ id }) => id);
    expect(late).toEqual([first]);
    const { differences } = await admin.call(reconciled.getReconciliation, {});
    expect(differences.find(({ kind }) => kind === 'overdue_unpaid')?.n).toBe(late.length);
  });
});

describe('the customer of a document', () => {
  it('is found by number, tax id, domain or name, where that is certain; else a person says it, for all of a number', async () => {
    const { admin } = await app.newWorkspace();
    const acme = await aCompany(admin, { name: 'Acme GmbH', domain: 'acme.de', taxId: 'DE 123.456.789' });
    const [one, two] = [await aCompany(admin, { name: 'Twin Ltd' }), await aCompany(admin, { name: 'Twin Limited' })];
    const companyOf = async (customer: NonNullable<Parameters<typeof anOrder>[1]>['customer']) =>
      (await admin.call(contract.getOrder, { id: await anOrder(admin, { customer }) })).company?.id ?? null;
    expect(await companyOf({ number: 'K1', name: 'Whatever', taxId: 'de123456789' })).toBe(acme);
    // The tax id told whose number K1 is.
    expect(await companyOf({ number: 'k1' })).toBe(acme);
    expect(await companyOf({ email: 'billing@ACME.de' })).toBe(acme);
    expect(await companyOf({ name: 'ACME  gmbh.' })).toBe(acme);
    // What anybody can have says nothing; what contradicts makes it uncertain; two of one name are two.
    expect(await companyOf({ email: 'acme@gmail.com', name: 'Nobody' })).toBeNull();
    expect(await companyOf({ name: 'Acme', taxId: 'DE999' })).toBeNull();
    expect(await companyOf({ name: 'Acme', email: 'x@acme.com' })).toBeNull();
    expect(await companyOf({ number: 'K2', name: 'Twin Ltd.' })).toBeNull();
    const invoiceId = await anInvoice(admin, { totalMinor: 5, customer: { number: 'K2', name: 'Twin' } });
    const { items } = await admin.call(customers.listCustomerMatches, {});
    expect(items).toHaveLength(5);
    expect(items[0]).toMatchObject({
      document: { id: invoiceId, entity: 'invoice', totalMinor: 5 },
      said: { number: 'K2' },
      sameNumber: 2,
    });
    const proposed = (at: number) => items[at]?.proposals.map(({ company, reasons }) => [company.id, reasons]);
    expect(new Map(proposed(0) as [string, string[]][])).toEqual(
      new Map([
        [one, ['name']],
        [two, ['name']],
      ]),
    );
    expect(proposed(2)).toEqual([[acme, ['name']]]);
    expect(await admin.call(customers.chooseCustomer, { id: items[0]?.id ?? '', companyId: two, all: true })).toEqual({ settled: 2 });
    expect(await companyOf({ number: 'K2', name: 'Twin' })).toBe(two);
    expect((await admin.call(getCompany, { id: two })).customerStatus).toBe('customer');
    const made = await admin.call(customers.makeCustomer, { id: items[3]?.id ?? '', all: false });
    expect(await admin.call(getCompany, { id: made.companyId })).toMatchObject({ name: 'Acme', taxId: 'DE999' });
    // Who gives the document a company by itself has said whose it is as well.
    const byHand = await anInvoice(admin, { customer: { name: 'Twin' } });
    expect((await admin.call(customers.listCustomerMatches, {})).items.map(({ document }) => document.id)).toContain(byHand);
    await admin.call(contract.changeInvoice, { id: byHand, companyId: one });
    expect((await admin.call(customers.listCustomerMatches, {})).items.map(({ document }) => document.id)).not.toContain(byHand);
    await admin.call(customers.leaveCustomer, { id: items[4]?.id ?? '' });
    expect((await admin.call(customers.listCustomerMatches, { state: 'aside' })).items).toHaveLength(1);
    await admin.call(customers.reviewCustomer, { id: items[4]?.id ?? '' });
    expect((await admin.call(customers.listCustomerMatches, {})).items).toHaveLength(2);
    const stranger = (await app.newWorkspace()).admin;
    expect(await refused(stranger.call(customers.chooseCustomer, { id: items[4]?.id ?? '', companyId: acme }))).toMatchObject({
      status: 404,
    });
    expect((await stranger.call(customers.listCustomerMatches, {})).items).toEqual([]);
  });

  it('is found later, when a company appears, is told apart or gets its tax id, and no uncertain one ever is', async () => {
    const { admin } = await app.newWorkspace();
    const [, waits, number] = await Promise.all(
      [{ name: 'Late AG', taxId: 'DE777' }, { name: 'Norna', email: 'pay@norna.se' }, { number: 'K9' }].map((customer) =>
        anOrder(admin, { customer }),
      ),
    );
    const numbered = await anOrder(admin, { customer: { number: 'K9', taxId: 'DE777' } });
    const twins = await anInvoice(admin, { totalMinor: 7, customer: { name: 'Twin' } });
    const open = async () => {
      await app.tick('orders.customers');
      await app.runAllJobs();
      return (await admin.call(customers.listCustomerMatches, {})).items.length;
    };
    expect(await open()).toBe(5);
    const norna = await aCompany(admin, { name: 'Norna', domain: 'norna.com' });
    expect(await open()).toBe(5);
    await admin.call(changeCompany, { id: norna, domain: 'norna.se' });
    expect(await open()).toBe(4);
    expect((await admin.call(contract.getOrder, { id: waits ?? '' })).company?.id).toBe(norna);
    const [one, two] = [await aCompany(admin, { name: 'Twin AG' }), await aCompany(admin, { name: 'Twin Inc' })];
    expect(await open()).toBe(4);
    await admin.call(trashCompany, { id: two });
    expect(await open()).toBe(3);
    expect((await admin.call(contract.getInvoice, { id: twins })).company?.id).toBe(one);
    expect((await admin.call(getCompany, { id: one })).customerStatus).toBe('customer');
    // The tax id tells whose the number is, and with the number the last one is settled too.
    const late = await aCompany(admin, { name: 'Late Holding' });
    expect(await open()).toBe(3);
    await admin.call(changeCompany, { id: late, taxId: 'de 777' });
    expect([await open(), await open()].at(-1)).toBe(0);
    for (const id of [number ?? '', numbered]) expect((await admin.call(contract.getOrder, { id })).company?.id).toBe(late);
  });

  it('is never guessed between two, nor against what is said', () => {
    const candidate = fc.record<Candidate>({
      companyId: fc.constantFrom('a', 'b', 'c'),
      for: fc.constantFrom('number', 'tax_id', 'domain', 'name', 'like'),
      taxKey: fc.constantFrom(null, 'X', 'Y'),
      domains: fc.constantFrom([], ['x.de'], ['y.de']),
    });
    const said = fc.record({ taxKey: fc.constantFrom(null, 'X'), domain: fc.constantFrom(null, 'x.de') });
    fc.assert(
      fc.property(fc.array(candidate, { maxLength: 6 }), said, (candidates, what) => {
        const match = certainMatch(candidates, what);
        if (!match) return;
        const same = candidates.filter((one) => one.for === match.how);
        expect(same).toHaveLength(1);
        expect(match.companyId).toBe(same[0]?.companyId);
        if (match.how !== 'number' && what.taxKey) expect([null, what.taxKey]).toContain(same[0]?.taxKey);
      }),
    );
  });
});

describe('booked, invoiced and paid', () => {
  it('stand side by side, in the base currency too, and every difference opens as many rows as it counts', async () => {
    const { admin } = await app.newWorkspace();
    const companyId = await aCompany(admin);
    await admin.call(putExchangeRate, { currency: 'USD', validFrom: '2026-01-01', rate: 0.9 });
    const at = '2026-02-10T12:00:00Z';
    const orderId = await anOrder(admin, { companyId, orderedAt: at, totalMinor: 1_000, currency: 'USD' });
    await anOrder(admin, { companyId, orderedAt: at, totalMinor: 70, currency: 'CHF' });
    const id = await anInvoice(admin, { orderId, invoicedAt: at, totalMinor: 1_200, currency: 'USD', dueOn: '2026-02-20' });
    await admin.call(contract.createCreditNote, { creditsId: id, creditedAt: at, totalMinor: 100, currency: 'USD' });
    await admin.call(payments.createPayment, { invoiceId: id, paidOn: '2026-02-15', amountMinor: 1_300 });
    await anInvoice(admin, { companyId, invoicedAt: at, totalMinor: 40, paidAt: '2026-02-16T10:00:00Z' });
    await anInvoice(admin, { companyId, invoicedAt: at, totalMinor: 30, dueOn: '2026-02-20' });
    const lone = await anInvoice(admin, { companyId, invoicedAt: at, totalMinor: 5 });
    await admin.call(contract.createCreditNote, { creditsId: lone, creditedAt: at, totalMinor: 9 });
    const told = await admin.call(reconciled.getReconciliation, {});
    expect(told.totals.find(({ currency }) => currency === 'USD')).toMatchObject({
      ...{ orders: 1, bookedMinor: 1_000, invoices: 1, credits: 1, invoicedMinor: 1_100, payments: 1, paidMinor: 1_300 },
    });
    expect(told.base).toEqual({
      currency: 'EUR',
      months: [{ month: '2026-02-01', bookedMinor: 900, invoicedMinor: 990 + 66, paidMinor: 1_170 + 40, withoutRate: 1 }],
    });
    // What is paid opens the payments, in part and noted by hand as well, and adds up.
    for (const { currency, payments: n, paidMinor } of told.totals) {
      const { items, sums } = await admin.call(payments.listReceivedPayments, { currency, limit: 1 });
      expect([currency, items.length, sums[0]?.n ?? 0, sums[0]?.amountMinor ?? 0]).toEqual([currency, Math.min(n, 1), n, paidMinor]);
    }
    const first = await admin.call(payments.listReceivedPayments, { limit: 1 });
    const second = await admin.call(payments.listReceivedPayments, { limit: 1, cursor: first.next ?? '' });
    expect([...first.items, ...second.items].map(({ byHand, amountMinor, openMinor }) => [byHand, amountMinor, openMinor])).toEqual([
      [true, 40, 0],
      [false, 1_300, -200],
    ]);
    expect(second.next).toBeNull();
    const counted = Object.fromEntries(told.differences.map(({ kind, n }) => [kind, n]));
    expect(counted).toMatchObject({
      over_invoiced: 1,
      overdue_unpaid: 1,
      overpaid: 1,
      credit_beyond: 1,
      orders_not_invoiced: 1,
      won_not_ordered: 0,
    });
    for (const { kind, n } of told.differences)
      expect([kind, (await admin.call(reconciled.listDifferences, { kind })).items.length]).toEqual([kind, n]);
  });
});
