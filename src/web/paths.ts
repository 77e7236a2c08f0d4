/** Every address of the web app is built here. State of a screen (filters, tab, selection) goes into the query: `place.ts`. */

type Query = Readonly<Record<string, string | number | boolean | undefined>>;

function at(path: string, query: Query = {}): string {
  const entries = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
  const text = new URLSearchParams(entries).toString();
  return text === '' ? path : `${path}?${text}`;
}

const id = encodeURIComponent;

export const paths = {
  home: () => '/',

  signIn: (next?: string) => at('/sign-in', { next }),
  forgotPassword: () => '/forgot-password',
  /** The secret of the three links that come by mail or terminal stands after `#` (`LINKS` of team). */
  resetPassword: () => '/reset-password',
  invitation: () => '/invitation',
  setUp: () => '/set-up',
  begin: () => '/begin',

  leads: (query: Query = {}) => at('/leads', query),
  lead: (leadId: string) => `/leads/${id(leadId)}`,
  contacts: (query: Query = {}) => at('/contacts', query),
  contact: (contactId: string, tab?: string) => at(`/contacts/${id(contactId)}`, { tab }),
  companies: (query: Query = {}) => at('/companies', query),
  company: (companyId: string, tab?: string) => at(`/companies/${id(companyId)}`, { tab }),
  deals: (query: Query = {}) => at('/deals', query),
  deal: (dealId: string, tab?: string) => at(`/deals/${id(dealId)}`, { tab }),
  dealBoard: (pipelineId?: string) => at('/deals/board', { pipeline: pipelineId }),
  campaigns: (query: Query = {}) => at('/campaigns', query),
  campaign: (campaignId: string, tab?: string) => at(`/campaigns/${id(campaignId)}`, { tab }),
  templates: (query: Query = {}) => at('/templates', query),
  template: (templateId: string) => `/templates/${id(templateId)}`,
  offers: () => '/offers',
  offer: (offerId: string) => `/offers/${id(offerId)}`,
  claims: (tab?: string) => at('/claims', { tab }),
  changes: (show?: 'waiting' | 'all') => at('/changes', { show }),
  presend: (query: Query = {}) => at('/pre-send-check', query),
  tracks: (query: Query = {}) => at('/tracks', query),
  track: (trackId: string, query: Query = {}) => at(`/tracks/${id(trackId)}`, query),
  sequences: (query: Query = {}) => at('/sequences', query),
  retention: (query: Query = {}) => at('/retention', query),
  dealSupport: (query: Query = {}) => at('/deal-support', query),
  assignments: () => '/track-assignments',
  trackReport: () => '/track-report',
  conversions: (query: Query = {}) => at('/conversions', query),
  waterfall: (query: Query = {}) => at('/waterfall', query),
  stalls: (query: Query = {}) => at('/stalled-leads', query),
  development: () => '/in-development',
  products: () => '/products',
  product: (productId: string) => `/products/${id(productId)}`,
  orders: (query: Query = {}) => at('/orders', query),
  order: (orderId: string) => `/orders/${id(orderId)}`,
  invoices: (query: Query = {}) => at('/invoices', query),
  invoice: (invoiceId: string) => `/invoices/${id(invoiceId)}`,
  reconciliation: (query: Query = {}) => at('/reconciliation', query),
  tasks: (query: Query = {}) => at('/tasks', query),
  activities: (query: Query = {}) => at('/activities', query),
  search: (text?: string) => at('/search', { text }),
  duplicates: (query: Query = {}) => at('/duplicates', query),
  trash: () => '/trash',

  agreement: (version?: number) => at('/agreement', { version }),
  profile: (tab?: 'profile' | 'score') => at('/profile', { tab }),
  predictions: (query: Query = {}) => at('/predictions', query),
  threshold: () => '/threshold',
  scorecard: (query: Query = {}) => at('/scorecard', query),
  replays: (query: Query = {}) => at('/replays', query),
  duties: (person?: string) => at('/who-does-what', { person }),
  patterns: (query: Query = {}) => at('/patterns', query),
  discussions: (query: Query = {}) => at('/discussions', query),
  discussion: (discussionId: string) => `/discussions/${id(discussionId)}`,
  drift: (query: Query = {}) => at('/drift', query),
  website: (query: Query = {}) => at('/website', query),
  attempts: (query: Query = {}) => at('/attempts', query),
  leadValues: (query: Query = {}) => at('/lead-values', query),
  returned: (query: Query = {}) => at('/returned', query),
  disputes: (query: Query = {}) => at('/disputes', query),
  pool: () => '/pool',
  candidates: () => '/handoff-candidates',
  lastYear: (query: Query = {}) => at('/last-year', query),
  fate: (query: Query = {}) => at('/my-leads', query),
  thisWeek: (query: Query = {}) => at('/this-week', query),
  myDay: () => '/my-day',

  imports: () => '/imports',
  newImport: () => '/imports/new',
  import: (importId: string) => `/imports/${id(importId)}`,

  member: (memberId: string) => `/settings/team/${id(memberId)}`,
  deliveryEvents: () => '/settings/deliveries/events',
  settings: (section?: string) => (section ? `/settings/${id(section)}` : '/settings'),
  gallery: () => '/gallery',
};
