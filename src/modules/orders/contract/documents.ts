import { z } from 'zod';
import { text } from '#modules/activities/schema.ts';
import { Currency, Day, Done, endpoint, Id, Instant, Named } from '#modules/team/schema.ts';
import { Paged } from '#platform/shared/paging.ts';
import { MOST_LINES } from '../schema.ts';

/** Null: the document says no amount, which is not 0. Negative for a credit note. */
const Amount = z.int().min(-Number.MAX_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER).nullable();
const Ref = text(200).min(1);

const LineInput = z.strictObject({
  productId: Id.nullable().optional(),
  /** What the ERP calls the product, in place of `productId`. */
  productRef: Ref.optional(),
  /** Taken from the product where absent. */
  productName: text(300).min(1).optional(),
  quantity: z.number().min(-1e12).max(1e12).default(1),
  listPriceMinor: Amount.optional(),
  discountMinor: Amount.optional(),
  taxMinor: Amount.optional(),
  totalMinor: Amount.optional(),
});

const Amounts = {
  subTotalMinor: Amount.optional(),
  discountMinor: Amount.optional(),
  taxMinor: Amount.optional(),
  adjustmentMinor: Amount.optional(),
  totalMinor: Amount.optional(),
};

const Head = {
  number: text(100).nullable().optional(),
  subject: text(300).nullable().optional(),
  status: text(60).nullable().optional(),
  companyId: Id.nullable().optional(),
  contactId: Id.nullable().optional(),
  dealId: Id.nullable().optional(),
  ownerId: Id.nullable().optional(),
  dueOn: Day.nullable().optional(),
  currency: Currency.optional(),
  ...Amounts,
  /** Who the document says its customer is, for a document that names no `companyId`: found by number, tax id, domain, name, or put up for review. */
  customer: z
    .strictObject({
      number: text(100).nullable().optional(),
      name: text(300).nullable().optional(),
      taxId: text(60).nullable().optional(),
      email: text(320).nullable().optional(),
    })
    .optional(),
  /** Replaces all lines; absent: they stay. */
  lines: z.array(LineInput).max(MOST_LINES).optional(),
};
const OrderHead = { ...Head, orderedAt: Instant.optional() };
const InvoiceHead = {
  ...Head,
  orderId: Id.nullable().optional(),
  /** What the ERP calls the order, in place of `orderId`. */
  orderRef: Ref.optional(),
  invoicedAt: Instant.optional(),
  paidAt: Instant.nullable().optional(),
};
/** Amounts of a credit note count as credited, whichever sign they are sent with; they are stored and shown below nought. */
const CreditHead = {
  ...Head,
  creditedAt: Instant.optional(),
  /** The invoice that it credits, or what the ERP calls it. */
  creditsId: Id.nullable().optional(),
  creditsRef: Ref.optional(),
  creditsNumber: text(100).min(1).optional(),
};

const Line = z.object({
  id: Id,
  product: Named.nullable(),
  productName: z.string(),
  quantity: z.number(),
  listPriceMinor: z.int().nullable().optional(),
  discountMinor: z.int().nullable().optional(),
  taxMinor: z.int().nullable().optional(),
  totalMinor: z.int().nullable().optional(),
});

const Row = {
  id: Id,
  ref: z.string().nullable(),
  number: z.string().nullable(),
  subject: z.string().nullable().optional(),
  status: z.string().nullable().optional(),
  company: Named.nullable().optional(),
  contact: Named.nullable().optional(),
  dueOn: Day.nullable().optional(),
  /** Absent where the caller's role may not see amounts. */
  totalMinor: z.int().nullable().optional(),
  currency: z.string(),
};
export const OrderRow = z.object({ ...Row, orderedAt: Instant, cancelled: z.boolean(), invoices: z.int() });
export const InvoiceRow = z.object({
  ...Row,
  invoicedAt: Instant,
  paidAt: Instant.nullable(),
  cancelledAt: Instant.nullable(),
  orderId: Id.nullable(),
  creditNote: z.boolean(),
  /** What is still owed: the total less credit notes and payments; below nought where too much was paid. Null for a credit note, or without an amount. */
  openMinor: z.int().nullable().optional(),
});

const Detail = {
  deal: Named.nullable().optional(),
  owner: Named.nullable().optional(),
  subTotalMinor: z.int().nullable().optional(),
  discountMinor: z.int().nullable().optional(),
  taxMinor: z.int().nullable().optional(),
  adjustmentMinor: z.int().nullable().optional(),
  lines: z.array(Line),
  /** The sum of the lines, where each has a total; kept beside the header, which stays as the ERP said. */
  linesTotalMinor: z.int().nullable().optional(),
  linesDiffer: z.boolean().optional(),
  createdAt: Instant,
  updatedAt: Instant,
  writable: z.boolean(),
};

/** `from` and `to` are instants, `to` not included. */
const Filters = {
  companyId: Id.optional(),
  contactId: Id.optional(),
  dealId: Id.optional(),
  /** The start of a number. */
  text: text(100).optional(),
  status: text(60).optional(),
  currency: Currency.optional(),
  from: Instant.optional(),
  to: Instant.optional(),
  cancelled: z.boolean().optional(),
  /** True: only with an amount; false: only without. */
  amount: z.boolean().optional(),
  ...Paged,
};

export const listOrders = endpoint({
  name: 'listOrders',
  method: 'GET',
  path: '/orders',
  input: z.object(Filters),
  output: z.object({ items: z.array(OrderRow), next: z.string().nullable() }),
  permission: 'record:read',
  summary: 'Orders, the newest first.',
});

export const getOrder = endpoint({
  name: 'getOrder',
  method: 'GET',
  path: '/orders/:id',
  input: z.object({ id: Id }),
  output: OrderRow.extend({ ...Detail, invoiceList: z.array(InvoiceRow) }),
  permission: 'record:read',
  summary: 'An order with its lines and its invoices.',
});

export const createOrder = endpoint({
  name: 'createOrder',
  method: 'POST',
  path: '/orders',
  input: z.object(OrderHead),
  output: z.object({ id: Id }),
  permission: 'order:write',
  summary: 'Makes an order.',
});

export const changeOrder = endpoint({
  name: 'changeOrder',
  method: 'PATCH',
  path: '/orders/:id',
  input: z.object({ id: Id, ...OrderHead }),
  output: Done,
  permission: 'order:write',
  summary: 'Changes an order; lines that are sent replace all of its lines.',
});

export const putOrder = endpoint({
  name: 'putOrder',
  method: 'PUT',
  path: '/orders/by-ref/:ref',
  input: z.object({ ref: Ref, ...OrderHead }),
  output: z.object({ id: Id, created: z.boolean() }),
  permission: 'order:write',
  summary: 'Makes or changes the order that another system calls `ref`; an order of that number without a ref is taken over.',
});

export const removeOrder = endpoint({
  name: 'removeOrder',
  method: 'DELETE',
  path: '/orders/:id',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'order:write',
  summary: 'Removes an order that was entered by mistake. One that has invoices stays.',
});

export const listInvoices = endpoint({
  name: 'listInvoices',
  method: 'GET',
  path: '/invoices',
  input: z.object({
    ...Filters,
    paid: z.boolean().optional(),
    overdue: z.boolean().optional(),
    creditNote: z.boolean().optional(),
    orderId: Id.optional(),
  }),
  output: z.object({ items: z.array(InvoiceRow), next: z.string().nullable() }),
  permission: 'record:read',
  summary: 'Invoices, the newest first.',
});

export const getInvoice = endpoint({
  name: 'getInvoice',
  method: 'GET',
  path: '/invoices/:id',
  input: z.object({ id: Id }),
  output: InvoiceRow.extend({ ...Detail, order: Named.nullable(), credits: Named.nullable(), creditNotes: z.array(InvoiceRow) }),
  permission: 'record:read',
  summary: 'An invoice with its lines.',
});

export const createInvoice = endpoint({
  name: 'createInvoice',
  method: 'POST',
  path: '/invoices',
  input: z.object(InvoiceHead),
  output: z.object({ id: Id }),
  permission: 'order:write',
  summary: 'Makes an invoice; its company becomes a customer.',
});

export const changeInvoice = endpoint({
  name: 'changeInvoice',
  method: 'PATCH',
  path: '/invoices/:id',
  input: z.object({ id: Id, ...InvoiceHead }),
  output: Done,
  permission: 'order:write',
  summary: 'Changes an invoice; lines that are sent replace all of its lines.',
});

export const putInvoice = endpoint({
  name: 'putInvoice',
  method: 'PUT',
  path: '/invoices/by-ref/:ref',
  input: z.object({ ref: Ref, ...InvoiceHead }),
  output: z.object({ id: Id, created: z.boolean() }),
  permission: 'order:write',
  summary: 'Makes or changes the invoice that another system calls `ref`; an invoice of that number without a ref is taken over.',
});

export const cancelInvoice = endpoint({
  name: 'cancelInvoice',
  method: 'PUT',
  path: '/invoices/:id/cancellation',
  input: z.object({ id: Id, at: Instant.optional() }),
  output: Done,
  permission: 'order:write',
  summary: 'Cancels an invoice: it counts nowhere any more, and stays on the record.',
});

export const restoreInvoice = endpoint({
  name: 'restoreInvoice',
  method: 'DELETE',
  path: '/invoices/:id/cancellation',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'order:write',
  summary: 'Takes back the cancellation of an invoice.',
});

export const createCreditNote = endpoint({
  name: 'createCreditNote',
  method: 'POST',
  path: '/credit-notes',
  input: z.object(CreditHead),
  output: z.object({ id: Id }),
  permission: 'order:write',
  summary: 'Makes a credit note: an invoice below nought, which whatever was invoiced is less by.',
});

export const putCreditNote = endpoint({
  name: 'putCreditNote',
  method: 'PUT',
  path: '/credit-notes/by-ref/:ref',
  input: z.object({ ref: Ref, ...CreditHead }),
  output: z.object({ id: Id, created: z.boolean() }),
  permission: 'order:write',
  summary: 'Makes or changes the credit note that another system calls `ref`; one of that number without a ref is taken over.',
});
