import type { ImportEntity } from '../schema.ts';
import { type Sink, skipped } from './sink.ts';
import { sinkActivities, sinkTasks } from './sinks/activities.ts';
import { sinkCampaigns, sinkResponses } from './sinks/campaigns.ts';
import { sinkDeals } from './sinks/deals.ts';
import { sinkDocuments, sinkLines, sinkPayments, sinkProducts } from './sinks/documents.ts';
import { sinkInquiries } from './sinks/inquiries.ts';
import { sinkLeads } from './sinks/leads.ts';
import { sinkCompanies, sinkContacts, sinkUsers } from './sinks/people.ts';

/** Files that are recognised and told apart, but hold what Truce does not keep. */
function nothingKept(reason: string): Sink {
  return async (_ctx, { rows }) => rows.map(() => skipped(reason));
}

/** What becomes of the rows of each kind of file. */
export const SINKS: Readonly<Record<ImportEntity, Sink>> = {
  user: sinkUsers,
  company: sinkCompanies,
  contact: sinkContacts,
  lead: sinkLeads,
  inquiry: sinkInquiries,
  campaign: sinkCampaigns,
  campaign_response: sinkResponses,
  deal: sinkDeals,
  call: sinkActivities,
  meeting: sinkActivities,
  note: sinkActivities,
  quote: sinkActivities,
  case: sinkActivities,
  task: sinkTasks,
  vendor: sinkCompanies,
  product: sinkProducts,
  order: sinkDocuments,
  invoice: sinkDocuments,
  credit_note: sinkDocuments,
  payment: sinkPayments,
  order_line: sinkLines,
  invoice_line: sinkLines,
  price_book: nothingKept('Truce keeps no price books: a product has one price.'),
  purchase_order: nothingKept('Truce keeps what is sold, not what is bought.'),
  purchase_order_line: nothingKept('Truce keeps what is sold, not what is bought.'),
};
