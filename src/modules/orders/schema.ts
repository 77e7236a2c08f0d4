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
  'over_invoiced',
  'overdue_unpaid',
  'overpaid',
  'credit_beyond',
  'won_not_ordered',
  'deal_differs',
] as const;
export type Difference = (typeof DIFFERENCES)[number];

/** By what the customer of a document was found. */
export const MATCHED_BY = ['number', 'tax_id', 'domain', 'name', 'person'] as const;
export type MatchedBy = (typeof MATCHED_BY)[number];

/** Why a company is proposed; `like` is a name that is only similar. */
export const PROPOSED_FOR = ['number', 'tax_id', 'domain', 'name', 'like'] as const;
export type ProposedFor = (typeof PROPOSED_FOR)[number];

export const MATCH_STATES = ['waiting', 'settled', 'aside'] as const;
export type MatchState = (typeof MATCH_STATES)[number];

/** The most lines of one document. */
export const MOST_LINES = 1000;

export const DifferenceName = z.enum(DIFFERENCES);
