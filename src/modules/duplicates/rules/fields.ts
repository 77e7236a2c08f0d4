import type { DuplicateEntity } from '../schema.ts';

/** One field of a record that a merge folds. `key` is the field right's name without the entity. */
export interface FoldField {
  key: string;
  /** Chosen together; the first one decides whether there is a value. */
  columns: readonly string[];
  kind: 'value' | 'list';
}

const value = (key: string, ...columns: string[]): FoldField => ({ key, columns, kind: 'value' });
const list = (key: string): FoldField => ({ key, columns: [key], kind: 'list' });

const PLACE = [
  value('street', 'street'),
  value('city', 'city'),
  value('region', 'region'),
  value('postalCode', 'postal_code'),
  value('country', 'country'),
];

/** Every column that a merge may write, beside those that follow from others (dates, stage, permission). */
export const FOLD_FIELDS: Readonly<Record<DuplicateEntity, readonly FoldField[]>> = {
  contact: [
    value('firstName', 'first_name'),
    value('lastName', 'last_name'),
    value('email', 'email'),
    value('phone', 'phone'),
    value('company', 'company_id'),
    value('jobTitle', 'job_title', 'job_function', 'seniority', 'stated'),
    value('owner', 'owner_id'),
    ...PLACE,
    value('buyingRole', 'buying_role'),
    value('sourceChannel', 'source_channel'),
    value('source', 'source'),
    value('timeZone', 'time_zone'),
    value('locale', 'locale'),
    value('description', 'description'),
    list('interests'),
    list('tags'),
  ],
  company: [
    value('name', 'name'),
    value('domain', 'domain'),
    value('website', 'website'),
    value('phone', 'phone'),
    value('taxId', 'tax_id'),
    value('industry', 'industry'),
    value('employeeCount', 'employee_count', 'size_text'),
    value('annualRevenue', 'annual_revenue_minor', 'currency'),
    value('owner', 'owner_id'),
    value('parent', 'parent_id'),
    ...PLACE,
    value('kind', 'kind'),
    value('source', 'source'),
    value('description', 'description'),
    list('tags'),
  ],
};
