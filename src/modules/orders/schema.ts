import { z } from 'zod';

/** What the ERP says of a document; other words come with imports. */
export const DOCUMENT_STATUSES = ['created', 'approved', 'delivered', 'cancelled'] as const;

/** Why orders and invoices do not meet. */
export const DIFFERENCES = [
  'orders_not_invoiced',
  'invoices_without_order',
  'invoices_without_amount',
  'orders_without_amount',
  'amounts_differ',
  'lines_differ',
] as const;
export type Difference = (typeof DIFFERENCES)[number];

/** The most lines of one document. */
export const MOST_LINES = 1000;

export const DifferenceName = z.enum(DIFFERENCES);
