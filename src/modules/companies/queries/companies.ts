import { sql } from 'kysely';
import { reachable } from '#modules/team/queries.ts';
import type { Db } from '#platform/db/db.ts';
import { withoutHidden } from '#platform/shared/fieldrights.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { Scope } from '#platform/shared/scope.ts';
import { hostOf } from '../rules/identity.ts';
import type { Told } from '../rules/understand.ts';
import { type Company, type CustomerStatus, FREE_MAIL_DOMAINS } from '../schema.ts';

const GONE = refuse('not_found', 'This company does not exist, or your role does not reach it.');

export interface Reached {
  id: string;
  merged_into: string | null;
  /** What the program reads and understands. */
  told: Told & { stated: string[] };
}

/** The company, if it is there (not in the trash, unless asked for) and the caller may read or write it. */
export async function reachableCompany(
  db: Db,
  scope: Scope,
  asked: { id: string; to: 'read' | 'write'; trashed?: boolean },
): Promise<Reached | Refusal> {
  const { rows } =
    await sql<Reached>`select id, merged_into, jsonb_build_object('employee_count', employee_count, 'size_text', size_text, 'industry', industry, 'country', country,
      'region', region, 'size_band', size_band, 'standard_industry', standard_industry, 'world_region', world_region, 'stated', stated) told
    from company where workspace_id = ${scope.workspaceId} and id = ${asked.id}
    and (deleted_at is null or ${asked.trashed ?? false}) and ${reachable(scope, 'company', { to: asked.to, ownerColumn: 'company.owner_id' })}`.execute(
      db,
    );
  return rows[0] ?? GONE;
}

/** One company as the caller may see it; one in the trash or merged away as well, marked. */
export async function readCompany(db: Db, scope: Scope, id: string): Promise<Company | Refusal> {
  const ws = scope.workspaceId;
  const { rows } = await sql<Company>`
    select c.id, c.name, c.domain, c.domains, c.website, c.industry, c.employee_count as "employeeCount", c.size_text as "sizeText", c.size_band as "sizeBand",
      c.standard_industry as "standardIndustry", c.world_region as "worldRegion", c.stated, c.annual_revenue_minor as "annualRevenueMinor", c.currency,
      c.phone, c.street, c.city, c.region, c.postal_code as "postalCode", c.country, c.kind, c.tax_id as "taxId", c.description, c.tags, c.custom,
      case when m.id is not null then jsonb_build_object('id', m.id, 'name', m.name) end as owner,
      case when p.id is not null then jsonb_build_object('id', p.id, 'name', p.name) end as parent,
      c.customer_status as "customerStatus", c.customer_since as "customerSince", c.invoiced_minor as "invoicedMinor", w.base_currency as "invoicedCurrency",
      c.last_activity_at as "lastActivityAt", c.source, c.created_at as "createdAt", c.updated_at as "updatedAt", c.deleted_at as "deletedAt", c.merged_into as "mergedInto",
      (c.deleted_at is null and coalesce(${reachable(scope, 'company', { to: 'write', ownerColumn: 'c.owner_id' })}, false)) as writable
    from company c join workspace w on w.id = c.workspace_id
      left join member m on m.workspace_id = ${ws} and m.id = c.owner_id
      left join company p on p.workspace_id = ${ws} and p.id = c.parent_id and ${reachable(scope, 'company', { to: 'read', ownerColumn: 'p.owner_id' })}
    where c.workspace_id = ${ws} and c.id = ${id} and ${reachable(scope, 'company', { to: 'read', ownerColumn: 'c.owner_id' })}`.execute(
    db,
  );
  const row = rows[0];
  if (!row) return GONE;
  const writable = row.writable && scope.permissions.has('record:write');
  return withoutHidden({ scope, entity: 'company' }, { ...row, writable }, ALWAYS);
}

const ALWAYS = ['id', 'name', 'stated', 'invoicedCurrency', 'createdAt', 'updatedAt', 'deletedAt', 'mergedInto', 'writable'];

interface Similar {
  id: string;
  name: string;
  domain: string | null;
  city: string | null;
  customerStatus: CustomerStatus;
  because: 'same_domain' | 'same_name' | 'similar_name';
}

/** Companies that may be the one about to be made: same domain, same name, or names that begin with the same words. At most 8. */
export async function similarCompanies(db: Db, scope: Scope, asked: { name?: string; domain?: string }): Promise<Similar[]> {
  const name = (asked.name ?? '').toLowerCase();
  const host = scope.hidden.has('company.domain') ? null : hostOf(asked.domain);
  const domain = host && !FREE_MAIL_DOMAINS.has(host) ? host : null;
  if (name.length < 2 && !domain) return [];
  const { rows } = await sql<Similar>`
    with near as (
      select id, 1 as rank, 'same_domain' as because from company where workspace_id = ${scope.workspaceId} and domain = ${domain}
      union all select id, 2, 'same_name' from company where workspace_id = ${scope.workspaceId} and name_key = ${name}
      union all select hit, 3, 'similar_name' from search_records(${name}, 'company', 8) hit)
    select distinct on (n.rank, c.name_key, c.id) c.id, c.name, c.domain, c.city, c.customer_status as "customerStatus", n.because
    from (select distinct on (id) * from near order by id, rank) n join company c on c.workspace_id = ${scope.workspaceId} and c.id = n.id
    where c.deleted_at is null and ${reachable(scope, 'company', { to: 'read', ownerColumn: 'c.owner_id' })}
    order by n.rank, c.name_key, c.id limit 8`.execute(db);
  return rows.map((row) => withoutHidden({ scope, entity: 'company' }, row, ['id', 'name', 'because']));
}
