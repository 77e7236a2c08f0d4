import { type RawBuilder, sql } from 'kysely';
import type { Field } from '#modules/criteria/fields.ts';
import type { Scope } from '#platform/shared/scope.ts';

const at = (column: string) => (row: string) => sql.ref(`${row}.${column}`);
const own = (column: string) => ({ sql: at(column), column });

/** Counts and facts of rows that name the company. */
const facts = (scope: Scope, select: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`(${select} and x.workspace_id = ${scope.workspaceId})`;

export const fields: Field[] = [
  {
    entity: 'company',
    key: 'name',
    label: 'Name',
    kind: 'text',
    group: 'Company',
    ...own('name'),
    sort: true,
    sortSql: at('name_key'),
    sortNotNull: true,
    shown: true,
  },
  {
    entity: 'company',
    key: 'customerStatus',
    label: 'Customer',
    kind: 'choice',
    group: 'Company',
    sql: at('customer_status'),
    options: [
      { value: 'prospect', label: 'Prospect' },
      { value: 'customer', label: 'Customer' },
      { value: 'former_customer', label: 'Former customer' },
    ],
    sort: true,
    shown: true,
  },
  {
    entity: 'company',
    key: 'customerSince',
    label: 'Customer since',
    kind: 'instant',
    group: 'Company',
    sql: at('customer_since'),
    sort: true,
  },
  { entity: 'company', key: 'industry', label: 'Industry', kind: 'choice', group: 'Company', ...own('industry'), sort: true, shown: true },
  {
    entity: 'company',
    key: 'employeeCount',
    label: 'Employees',
    kind: 'number',
    group: 'Company',
    ...own('employee_count'),
    sort: true,
    shown: true,
  },
  {
    entity: 'company',
    key: 'annualRevenue',
    label: 'Annual revenue',
    kind: 'money',
    group: 'Company',
    ...own('annual_revenue_minor'),
    currency: at('currency'),
    sort: true,
  },
  { entity: 'company', key: 'owner', label: 'Owner', kind: 'member', group: 'Company', ...own('owner_id'), shown: true },
  { entity: 'company', key: 'parent', label: 'Belongs to', kind: 'record', record: 'company', group: 'Company', sql: at('parent_id') },
  { entity: 'company', key: 'kind', label: 'Kind', kind: 'choice', group: 'Company', ...own('kind'), sort: true },
  { entity: 'company', key: 'tags', label: 'Tags', kind: 'choices', group: 'Company', ...own('tags') },
  { entity: 'company', key: 'domain', label: 'Domain', kind: 'text', group: 'Company', sql: at('domain'), sort: true },
  { entity: 'company', key: 'website', label: 'Website', kind: 'text', group: 'Company', ...own('website') },
  { entity: 'company', key: 'phone', label: 'Phone', kind: 'text', group: 'Company', ...own('phone') },
  { entity: 'company', key: 'taxId', label: 'Tax number', kind: 'text', group: 'Company', ...own('tax_id') },
  { entity: 'company', key: 'description', label: 'Description', kind: 'long_text', group: 'Company', ...own('description') },
  { entity: 'company', key: 'source', label: 'Source', kind: 'choice', group: 'Company', ...own('source') },
  { entity: 'company', key: 'street', label: 'Street', kind: 'text', group: 'Address', ...own('street') },
  { entity: 'company', key: 'postalCode', label: 'Postal code', kind: 'text', group: 'Address', ...own('postal_code') },
  { entity: 'company', key: 'city', label: 'City', kind: 'text', group: 'Address', ...own('city'), sort: true },
  { entity: 'company', key: 'region', label: 'Region', kind: 'choice', group: 'Address', ...own('region') },
  { entity: 'company', key: 'country', label: 'Country', kind: 'choice', group: 'Address', ...own('country'), sort: true },
  { entity: 'company', key: 'invoiced', label: 'Invoiced', kind: 'money', group: 'Money', sql: at('invoiced_minor'), sort: true },
  {
    entity: 'company',
    key: 'contacts',
    label: 'Number of contacts',
    kind: 'number',
    group: 'Company',
    sql: (row, scope) =>
      facts(scope, sql`select count(*)::int from contact x where x.company_id = ${sql.ref(`${row}.id`)} and x.deleted_at is null`),
  },
  {
    entity: 'company',
    key: 'lastActivityAt',
    label: 'Last activity',
    kind: 'instant',
    group: 'Activity',
    sql: at('last_activity_at'),
    sort: true,
    shown: true,
  },
  {
    entity: 'company',
    key: 'createdAt',
    label: 'Created',
    kind: 'instant',
    group: 'Company',
    sql: at('created_at'),
    sort: true,
    sortNotNull: true,
  },
];
