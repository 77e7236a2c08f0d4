/** Whom a log or a task is about, as the endpoints take it. */
export interface SubjectIds {
  contactId?: string;
  companyId?: string;
  dealId?: string;
  leadId?: string;
}

/** The readings that change when something is logged about it. */
export function topicsOf({ contactId, companyId, dealId, leadId }: SubjectIds): string[] {
  const named = { contact: contactId, company: companyId, deal: dealId, lead: leadId };
  return ['activity', 'task', ...Object.entries(named).flatMap(([entity, id]) => (id ? [`${entity}:${id}`] : []))];
}
