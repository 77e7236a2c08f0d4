import type { Validation } from '../schema.ts';

/** What the validations of a lead's conversions say about the lead itself. */
export function leadAfterValidation(validations: readonly Validation[]): 'is_a_lead' | 'not_a_lead' | 'open_question' {
  if (validations.includes('sales_lead')) return 'is_a_lead';
  return validations.length === 0 || validations.includes('unreviewed') ? 'open_question' : 'not_a_lead';
}

/** How the found validation is said in a sentence to whoever comes second. */
export const VALIDATION_WORDS: Readonly<Record<Validation, string>> = {
  sales_lead: 'a lead',
  not_a_lead: 'not a lead',
  bad_data: 'bad data',
  not_fit: 'not a fit',
  already_ours: 'already ours',
  unreviewed: 'not looked at',
};
