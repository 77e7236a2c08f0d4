import { externalId, type Preset, type PresetColumn, preset, to } from './preset.ts';

const customer = {
  'customer number': to('customerNumber'),
  'customer no': to('customerNumber'),
  'customer name': to('customerName'),
  customer: to('customerName'),
  'customer tax id': to('customerTaxId'),
  'vat id': to('customerTaxId'),
  'customer e-mail': to('customerEmail', 'email'),
  'customer email': to('customerEmail', 'email'),
};

const amounts = {
  net: to('subTotal', 'money'),
  tax: to('tax', 'money'),
  total: to('total', 'money'),
  amount: to('total', 'money'),
  currency: to('currency'),
};

interface SalesList {
  what: 'order' | 'invoice' | 'credit_note' | 'payment';
  label: string;
  order: number;
  required: readonly string[];
  columns: Readonly<Record<string, PresetColumn>>;
}

const list = ({ what, label, ...rest }: SalesList): Preset =>
  preset({ id: `list.${what}s`, vendor: 'list', label, entity: what, identity: 'externalId', ...rest });

/** What accounting and ERP programs write when they are asked for a list. The document's number is what it is known by. */
export const SALES_LISTS: readonly Preset[] = [
  list({
    what: 'order',
    label: 'List of orders',
    order: 120,
    required: ['order number', 'order date'],
    columns: {
      'order number': externalId,
      'order date': to('orderedAt', 'instant'),
      status: to('status'),
      subject: to('subject'),
      'due date': to('dueOn', 'date'),
      ...customer,
      ...amounts,
    },
  }),
  list({
    what: 'invoice',
    label: 'List of invoices',
    order: 140,
    required: ['invoice number', 'invoice date'],
    columns: {
      'invoice number': externalId,
      'invoice date': to('invoicedAt', 'instant'),
      status: to('status'),
      subject: to('subject'),
      'due date': to('dueOn', 'date'),
      'paid on': to('paidAt', 'instant'),
      ...customer,
      ...amounts,
    },
  }),
  list({
    what: 'credit_note',
    label: 'List of credit notes',
    order: 160,
    required: ['credit note number', 'credit note date'],
    columns: {
      'credit note number': externalId,
      'credit note date': to('invoicedAt', 'instant'),
      'invoice number': to('creditsNumber'),
      reason: to('subject'),
      status: to('status'),
      ...customer,
      ...amounts,
    },
  }),
  list({
    what: 'payment',
    label: 'List of payments',
    order: 170,
    required: ['payment date', 'invoice number'],
    columns: {
      'payment number': externalId,
      'payment id': externalId,
      'payment date': to('paidOn', 'date'),
      'invoice number': to('invoiceNumber'),
      amount: to('amount', 'money'),
      currency: to('currency'),
      reference: to('reference'),
    },
  }),
];
