import { type RawBuilder, sql } from 'kysely';
import type { Field } from '#modules/criteria/fields.ts';
import type { Kind } from '#modules/criteria/schema.ts';
import { WORLD_REGION_NAMES, WORLD_REGIONS } from '#platform/shared/countries.ts';
import { JOB_FUNCTIONS, MAIL_PERMISSIONS, SENIORITIES } from './schema.ts';

const at = (column: string) => (row: string) => sql.ref(`${row}.${column}`);

/** A column of the contact's own row, writable in bulk. */
const own = (key: string, label: string, more: { kind?: Kind; column: string; group?: string } & Partial<Field>): Field => {
  const { kind = 'text', column, group = 'Contact', ...rest } = more;
  return { entity: 'contact', key, label, kind, group, sql: at(column), column, ...rest };
};

/** A fact that only its own command changes. */
const derived = (key: string, label: string, more: { kind: Kind; column: string; group?: string } & Partial<Field>): Field => {
  const { column: _command, ...field } = own(key, label, more);
  return field;
};

const plain = (values: readonly string[], labels: Readonly<Record<string, string>> = {}) =>
  values.map((value) => ({ value, label: labels[value] ?? value.charAt(0).toUpperCase() + value.slice(1).replaceAll('_', ' ') }));

/** One of the addresses or numbers of the contact. */
const oneOf =
  (table: 'contact_email' | 'contact_phone', column: string) =>
  (row: string, test: (value: RawBuilder<unknown>) => RawBuilder<boolean>, scope: { workspaceId: string }) =>
    sql<boolean>`exists (select from ${sql.table(table)} x where x.workspace_id = ${scope.workspaceId} and x.contact_id = ${sql.ref(`${row}.id`)} and ${test(sql.ref(`x.${column}`))})`;

export const fields: Field[] = [
  derived('name', 'Name', { kind: 'text', column: 'name', sort: true, sortSql: at('name_key'), sortNotNull: true, shown: true }),
  own('firstName', 'First name', { column: 'first_name', sort: true }),
  own('lastName', 'Last name', { column: 'last_name', sort: true }),
  derived('company', 'Company', { kind: 'record', column: 'company_id', record: 'company', shown: true }),
  own('jobTitle', 'Job title', { column: 'job_title', sort: true, shown: true }),
  own('jobFunction', 'Function', {
    kind: 'choice',
    column: 'job_function',
    options: plain(JOB_FUNCTIONS, { it: 'IT', hr: 'HR', general_management: 'General management', customer_service: 'Customer service' }),
    sort: true,
  }),
  own('seniority', 'Seniority', {
    kind: 'choice',
    column: 'seniority',
    options: plain(SENIORITIES, { c_level: 'C level', vp: 'VP' }),
    sort: true,
  }),
  derived('email', 'Mail address', { kind: 'text', column: 'email', sort: true, shown: true }),
  {
    entity: 'contact',
    key: 'anyEmail',
    label: 'Any mail address',
    kind: 'text',
    group: 'Contact',
    hiddenKey: 'contact.email',
    matching: oneOf('contact_email', 'email'),
  },
  derived('phone', 'Phone', { kind: 'text', column: 'phone' }),
  {
    entity: 'contact',
    key: 'anyPhone',
    label: 'Any phone',
    kind: 'text',
    group: 'Contact',
    hiddenKey: 'contact.phone',
    matching: oneOf('contact_phone', 'phone'),
  },
  own('owner', 'Owner', { kind: 'member', column: 'owner_id', shown: true }),
  own('buyingRole', 'Role in the purchase', { kind: 'choice', column: 'buying_role', sort: true }),
  derived('lifecycleStage', 'Stage', { kind: 'choice', column: 'lifecycle_stage', sort: true }),
  own('tags', 'Tags', { kind: 'choices', column: 'tags' }),
  own('interests', 'Interests', { kind: 'choices', column: 'interests' }),
  derived('mailPermission', 'Marketing mail', {
    kind: 'choice',
    column: 'mail_permission',
    options: plain(MAIL_PERMISSIONS),
    group: 'Permission',
    sort: true,
  }),
  own('sourceChannel', 'Channel', { kind: 'choice', column: 'source_channel', group: 'Source', sort: true }),
  own('source', 'Source', { kind: 'choice', column: 'source', group: 'Source' }),
  own('description', 'Description', { kind: 'long_text', column: 'description' }),
  own('street', 'Street', { column: 'street', group: 'Address' }),
  own('postalCode', 'Postal code', { column: 'postal_code', group: 'Address' }),
  own('city', 'City', { column: 'city', group: 'Address', sort: true }),
  own('region', 'Region', { kind: 'choice', column: 'region', group: 'Address' }),
  own('country', 'Country', { kind: 'choice', column: 'country', group: 'Address', sort: true }),
  own('worldRegion', 'Part of the world', {
    kind: 'choice',
    column: 'world_region',
    options: WORLD_REGIONS.map((value) => ({ value, label: WORLD_REGION_NAMES[value] })),
    group: 'Address',
    sort: true,
  }),
  own('timeZone', 'Time zone', { column: 'time_zone', group: 'Address' }),
  own('locale', 'Language', { column: 'locale', group: 'Address' }),
  derived('lastActivityAt', 'Last activity', { kind: 'instant', column: 'last_activity_at', group: 'Activity', sort: true, shown: true }),
  derived('createdAt', 'Created', { kind: 'instant', column: 'created_at', sort: true, sortNotNull: true }),
];
