import type { ReasonClass, Validation } from '../schema.ts';

/** What a conversion of a class that is no lead gives as the lead's reason; null for the two classes that keep the lead. */
const REASON_OF: Readonly<Record<Validation, { class: ReasonClass; code: string } | null>> = {
  sales_lead: null,
  unreviewed: null,
  spam: { class: 'not_a_lead', code: 'spam' },
  service_request: { class: 'not_a_lead', code: 'service_request' },
  job_applicant: { class: 'not_a_lead', code: 'job_applicant' },
  solicitation: { class: 'not_a_lead', code: 'vendor_solicitation' },
  wrong_number: { class: 'not_a_lead', code: 'wrong_number' },
  incomplete: { class: 'bad_data', code: 'insufficient_data' },
  test: { class: 'not_a_lead', code: 'test' },
};

export function reasonOfValidation(validation: Validation) {
  return REASON_OF[validation];
}

/** What the validations of a lead's conversions say about the lead itself. */
export function leadAfterValidation(validations: readonly Validation[]): 'is_a_lead' | 'not_a_lead' | 'open_question' {
  if (validations.includes('sales_lead')) return 'is_a_lead';
  return validations.length === 0 || validations.includes('unreviewed') ? 'open_question' : 'not_a_lead';
}
