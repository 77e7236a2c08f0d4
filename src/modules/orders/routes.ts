import { type Route, route } from '#platform/http/route.ts';
import { chooseCompany, makeCompany, setAside } from './commands/customers.ts';
import { changeDocument, createDocument, putDocument, removeOrder, setCancelled } from './commands/documents.ts';
import { createPayment, putPayment, removePayment } from './commands/payments.ts';
import { changeProduct, createProduct, putProduct, removeProduct } from './commands/products.ts';
import * as customers from './contract/customers.ts';
import * as documents from './contract/documents.ts';
import * as payments from './contract/payments.ts';
import * as products from './contract/products.ts';
import * as reconciled from './contract/reconciliation.ts';
import { listMatches } from './queries/customers.ts';
import { listDifferences } from './queries/differences.ts';
import { getInvoice, getOrder, listInvoices, listOrders } from './queries/documents.ts';
import { listPayments, listReceivedPayments } from './queries/payments.ts';
import { getProduct, listProducts } from './queries/products.ts';
import { companyAccount, reconciledCompanies, reconciliation } from './queries/reconciliation.ts';

/** Orders say `orderedAt`, invoices `invoicedAt`; inside it is one instant. */
const ordered = <T extends { orderedAt?: string | undefined }>({ orderedAt, ...facts }: T) => ({ ...facts, at: orderedAt });
const invoiced = <T extends { invoicedAt?: string | undefined }>({ invoicedAt, ...facts }: T) => ({ ...facts, at: invoicedAt });
const credit = <T extends { creditedAt?: string | undefined }>({ creditedAt, ...facts }: T) => ({
  ...facts,
  at: creditedAt,
  isCredit: true,
});

const productRoutes: readonly Route[] = [
  route(products.listProducts, (ctx, asked) => listProducts(ctx.tx, ctx.scope, asked)),
  route(products.getProduct, (ctx, { id }) => getProduct(ctx.tx, ctx.scope, id)),
  route(products.createProduct, (ctx, facts) => createProduct(ctx, facts)),
  route(products.changeProduct, (ctx, change) => changeProduct(ctx, change)),
  route(products.putProduct, (ctx, put) => putProduct(ctx, put)),
  route(products.removeProduct, (ctx, { id }) => removeProduct(ctx, id)),
];

const orderRoutes: readonly Route[] = [
  route(documents.listOrders, (ctx, filter) => listOrders(ctx.tx, ctx.scope, { ...filter, now: ctx.now })),
  route(documents.getOrder, (ctx, { id }) => getOrder(ctx.tx, ctx.scope, id)),
  route(documents.createOrder, (ctx, facts) => createDocument(ctx, { kind: 'order', facts: ordered(facts) })),
  route(documents.changeOrder, (ctx, { id, ...facts }) => changeDocument(ctx, { kind: 'order', id, facts: ordered(facts) })),
  route(documents.putOrder, (ctx, { ref, ...facts }) => putDocument(ctx, { kind: 'order', ref, facts: ordered(facts) })),
  route(documents.removeOrder, (ctx, { id }) => removeOrder(ctx, id)),
];

const invoiceRoutes: readonly Route[] = [
  route(documents.listInvoices, (ctx, filter) => listInvoices(ctx.tx, ctx.scope, { ...filter, now: ctx.now })),
  route(documents.getInvoice, (ctx, { id }) => getInvoice(ctx.tx, ctx.scope, id)),
  route(documents.createInvoice, (ctx, facts) => createDocument(ctx, { kind: 'invoice', facts: invoiced(facts) })),
  route(documents.changeInvoice, (ctx, { id, ...facts }) => changeDocument(ctx, { kind: 'invoice', id, facts: invoiced(facts) })),
  route(documents.putInvoice, (ctx, { ref, ...facts }) => putDocument(ctx, { kind: 'invoice', ref, facts: invoiced(facts) })),
  route(documents.cancelInvoice, (ctx, { id, at }) => setCancelled(ctx, { id, at: at ?? ctx.now })),
  route(documents.restoreInvoice, (ctx, { id }) => setCancelled(ctx, { id, at: null })),
];

const creditRoutes: readonly Route[] = [
  route(documents.createCreditNote, (ctx, facts) => createDocument(ctx, { kind: 'invoice', facts: credit(facts) })),
  route(documents.putCreditNote, (ctx, { ref, ...facts }) => putDocument(ctx, { kind: 'invoice', ref, facts: credit(facts) })),
  route(payments.listPayments, (ctx, asked) => listPayments(ctx, asked)),
  route(payments.listReceivedPayments, (ctx, asked) => listReceivedPayments(ctx, asked)),
  route(payments.createPayment, (ctx, facts) => createPayment(ctx, facts)),
  route(payments.putPayment, (ctx, put) => putPayment(ctx, put)),
  route(payments.removePayment, (ctx, { id }) => removePayment(ctx, id)),
];

const customerRoutes: readonly Route[] = [
  route(customers.listCustomerMatches, (ctx, asked) => listMatches(ctx, asked)),
  route(customers.chooseCustomer, (ctx, chosen) => chooseCompany(ctx, chosen)),
  route(customers.makeCustomer, (ctx, asked) => makeCompany(ctx, asked)),
  route(customers.leaveCustomer, (ctx, { id }) => setAside(ctx, id, true)),
  route(customers.reviewCustomer, (ctx, { id }) => setAside(ctx, id, false)),
];

const reconciliationRoutes: readonly Route[] = [
  route(reconciled.getReconciliation, (ctx, period) => reconciliation(ctx.tx, ctx.scope, { ...period, now: ctx.now })),
  route(reconciled.listReconciledCompanies, (ctx, asked) => reconciledCompanies(ctx.tx, ctx.scope, asked)),
  route(reconciled.listDifferences, (ctx, asked) => listDifferences(ctx.tx, ctx.scope, { ...asked, now: ctx.now })),
  route(reconciled.getCompanyAccount, (ctx, { companyId }) => companyAccount(ctx.tx, ctx.scope, { companyId, now: ctx.now })),
];

export const routes: readonly Route[] = [
  ...productRoutes,
  ...orderRoutes,
  ...invoiceRoutes,
  ...creditRoutes,
  ...customerRoutes,
  ...reconciliationRoutes,
];
