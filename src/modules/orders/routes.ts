import { type Route, route } from '#platform/http/route.ts';
import { changeDocument, createDocument, putDocument, removeOrder, setCancelled } from './commands/documents.ts';
import { changeProduct, createProduct, putProduct, removeProduct } from './commands/products.ts';
import * as documents from './contract/documents.ts';
import * as products from './contract/products.ts';
import * as reconciled from './contract/reconciliation.ts';
import { getInvoice, getOrder, listInvoices, listOrders } from './queries/documents.ts';
import { getProduct, listProducts } from './queries/products.ts';
import { companyAccount, listDifferences, reconciledCompanies, reconciliation } from './queries/reconciliation.ts';

/** Orders say `orderedAt`, invoices `invoicedAt`; inside it is one instant. */
const ordered = <T extends { orderedAt?: string | undefined }>({ orderedAt, ...facts }: T) => ({ ...facts, at: orderedAt });
const invoiced = <T extends { invoicedAt?: string | undefined }>({ invoicedAt, ...facts }: T) => ({ ...facts, at: invoicedAt });

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

const reconciliationRoutes: readonly Route[] = [
  route(reconciled.getReconciliation, (ctx, period) => reconciliation(ctx.tx, ctx.scope, period)),
  route(reconciled.listReconciledCompanies, (ctx, asked) => reconciledCompanies(ctx.tx, ctx.scope, asked)),
  route(reconciled.listDifferences, (ctx, asked) => listDifferences(ctx.tx, ctx.scope, asked)),
  route(reconciled.getCompanyAccount, (ctx, { companyId }) => companyAccount(ctx.tx, ctx.scope, { companyId, now: ctx.now })),
];

export const routes: readonly Route[] = [...productRoutes, ...orderRoutes, ...invoiceRoutes, ...reconciliationRoutes];
