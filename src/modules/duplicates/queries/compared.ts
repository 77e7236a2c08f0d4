import { sql } from 'kysely';
import { FREE_MAIL_DOMAINS } from '#modules/companies/schema.ts';
import type { Db } from '#platform/db/db.ts';
import type { Scope } from '#platform/shared/scope.ts';
import { companyKeys, compareCompanies, type Firm } from '../rules/company.ts';
import { compareContacts, contactKeys, type Person } from '../rules/contact.ts';
import type { Evidence } from '../rules/score.ts';
import type { DuplicateEntity } from '../schema.ts';

/** A record as duplicates are found by: its keys, its name and address in a line each, and a way to compare it with another of its kind. */
export interface Compared {
  id: string;
  keys: string[];
  name: string;
  place: string;
  record: Person | Firm;
}

/** Reads records for comparing, whoever asks: what the caller may see of it is decided where pairs are shown. */
export async function comparedRecords(
  db: Db,
  scope: Scope,
  asked: { entity: DuplicateEntity; ids: readonly string[] },
): Promise<Map<string, Compared>> {
  const records = asked.entity === 'contact' ? await people(db, scope, asked.ids) : await firms(db, scope, asked.ids);
  return new Map(records.map((one) => [one.id, one]));
}

/** The chance that two are one, with the reasons. Both of the same entity. */
export function compare(entity: DuplicateEntity, a: Compared, b: Compared): { score: number; parts: Evidence[] } {
  return entity === 'contact'
    ? compareContacts(a.record as Person, b.record as Person)
    : compareCompanies(a.record as Firm, b.record as Firm);
}

const placeOf = (one: { street: string | null; city: string | null }) => [one.street, one.city].filter(Boolean).join(' ').toLowerCase();
const companysOwn = (domain: string | null | undefined) => (domain && !FREE_MAIL_DOMAINS.has(domain) ? domain : null);

async function people(db: Db, scope: Scope, ids: readonly string[]): Promise<Compared[]> {
  const ws = scope.workspaceId;
  const { rows } = await sql<Omit<Person, 'domain'> & { companyDomain: string | null }>`
    select c.id, c.first_name as "firstName", c.last_name as "lastName", c.street, c.city, c.region, c.postal_code as "postalCode", c.country,
      c.company_id as "companyId", co.name as company, co.domain as "companyDomain", c.custom,
      array(select e.email from contact_email e where e.workspace_id = ${ws} and e.contact_id = c.id union select lower(c.email) where c.email is not null) emails,
      array(select p.phone from contact_phone p where p.workspace_id = ${ws} and p.contact_id = c.id union select c.phone where c.phone is not null) phones
    from contact c left join company co on co.workspace_id = ${ws} and co.id = c.company_id
    where c.workspace_id = ${ws} and c.id = any (${ids}::uuid[]) and c.deleted_at is null`.execute(db);
  return rows.map(({ companyDomain, ...row }) => {
    const mailDomain = row.emails.map((email) => companysOwn(email.split('@')[1])).find((domain) => domain !== null);
    const record: Person = { ...row, domain: mailDomain ?? companysOwn(companyDomain) };
    const name = [row.firstName, row.lastName].filter(Boolean).join(' ').toLowerCase();
    return { id: row.id, keys: contactKeys(record), name, place: placeOf(row), record };
  });
}

async function firms(db: Db, scope: Scope, ids: readonly string[]): Promise<Compared[]> {
  const { rows } = await sql<Firm & { domain: string | null }>`
    select id, name, domain, domains, phone, tax_id as "taxId", parent_id as "parentId", street, city, region, postal_code as "postalCode", country, custom
    from company where workspace_id = ${scope.workspaceId} and id = any (${ids}::uuid[]) and deleted_at is null`.execute(db);
  return rows.map(({ domain, ...row }) => {
    const domains = [...new Set([domain, ...row.domains].flatMap((one) => companysOwn(one) ?? []))];
    const record: Firm = { ...row, domains };
    return { id: row.id, keys: companyKeys(record), name: row.name.toLowerCase(), place: placeOf(row), record };
  });
}
