import { type RawBuilder, sql } from 'kysely';
import { reachable } from '#modules/team/queries.ts';
import type { Db } from '#platform/db/db.ts';
import { withoutHidden } from '#platform/shared/fieldrights.ts';
import type { Scope } from '#platform/shared/scope.ts';
import type { Surroundings } from '../schema.ts';

/** Beside a company, or beside one of its people: then the deals and leads are that person's, and the people are the colleagues. */
export interface Beside {
  companyId: string | null;
  contactId?: string;
}

const MOST = 10;
const NONE = { items: [], total: 0 };

/** What stands beside a record: the newest of each kind and how many there are, each within the caller's rights. */
export async function surroundings(db: Db, scope: Scope, beside: Beside): Promise<Surroundings> {
  const { companyId, contactId } = beside;
  const owned = (column: 'company_id' | 'contact_id') =>
    contactId ? (column === 'contact_id' ? contactId : null) : column === 'company_id' ? companyId : null;
  return {
    people: companyId ? await people(db, scope, { companyId, except: contactId }) : NONE,
    deals: await deals(db, scope, { companyId: owned('company_id'), contactId: owned('contact_id') }),
    leads: await leads(db, scope, { companyId: owned('company_id'), contactId: owned('contact_id') }),
    invoices: companyId ? await invoices(db, scope, companyId) : NONE,
    subsidiaries: companyId && !contactId ? await subsidiaries(db, scope, companyId) : NONE,
  };
}

/** Rows with their number before the cut, without what the caller may not see. */
async function few<Row extends { total: number }>(
  db: Db,
  scope: Scope,
  read: { entity: string; query: RawBuilder<Row>; always: readonly string[] },
) {
  const { rows } = await read.query.execute(db);
  const items = rows.map(({ total: _total, ...row }) => withoutHidden({ scope, entity: read.entity }, row, read.always));
  return { items, total: rows[0]?.total ?? 0 };
}

function people(db: Db, scope: Scope, { companyId, except }: { companyId: string; except: string | undefined }) {
  const query = sql<Surroundings['people']['items'][number] & { total: number }>`
    select c.id, c.name, c.job_title as "jobTitle", c.email, c.score_label as "scoreLabel", c.last_activity_at as "lastActivityAt", count(*) over ()::int total
    from contact c where c.workspace_id = ${scope.workspaceId} and c.company_id = ${companyId} and c.deleted_at is null and c.id is distinct from ${except ?? null}::uuid
      and ${reachable(scope, 'contact', { to: 'read', ownerColumn: 'c.owner_id' })}
    order by c.last_activity_at desc nulls last, c.name_key limit ${MOST}`;
  return few(db, scope, { entity: 'contact', query, always: ['id', 'name'] });
}

interface Of {
  companyId: string | null;
  contactId: string | null;
}

function isOf(alias: string, of: Of): RawBuilder<boolean> {
  return of.contactId
    ? sql`${sql.ref(`${alias}.contact_id`)} = ${of.contactId}`
    : sql`${sql.ref(`${alias}.company_id`)} = ${of.companyId}::uuid`;
}

function deals(db: Db, scope: Scope, of: Of) {
  const query = sql<Surroundings['deals']['items'][number] & { total: number }>`
    select d.id, d.name, d.status, s.name stage, d.amount_minor as "amountMinor", d.currency, d.expected_close_on as "expectedCloseOn", d.closed_at as "closedAt", count(*) over ()::int total
    from deal d join pipeline_stage s on s.workspace_id = d.workspace_id and s.id = d.stage_id
    where d.workspace_id = ${scope.workspaceId} and ${isOf('d', of)} and d.deleted_at is null and ${reachable(scope, 'deal', { to: 'read', ownerColumn: 'd.owner_id' })}
    order by d.status = 'open' desc, coalesce(d.closed_at, d.created_at) desc limit ${MOST}`;
  return few(db, scope, { entity: 'deal', query, always: ['id', 'name', 'status'] });
}

function leads(db: Db, scope: Scope, of: Of) {
  const query = sql<Surroundings['leads']['items'][number] & { total: number }>`
    select l.id, c.name, l.stage, l.score_label as "scoreLabel", l.opened_at as "openedAt", l.closed_at as "closedAt", count(*) over ()::int total
    from lead l join contact c on c.workspace_id = l.workspace_id and c.id = l.contact_id
    where l.workspace_id = ${scope.workspaceId} and ${isOf('l', of)} and l.deleted_at is null and ${reachable(scope, 'lead', { to: 'read', ownerColumn: 'l.owner_id' })}
    order by l.closed_at is null desc, l.opened_at desc limit ${MOST}`;
  return few(db, scope, { entity: 'lead', query, always: ['id', 'name', 'openedAt'] });
}

function invoices(db: Db, scope: Scope, companyId: string) {
  const query = sql<Surroundings['invoices']['items'][number] & { total: number }>`
    select i.id, i.number, i.status, i.total_minor as "totalMinor", i.currency, i.invoiced_at as "invoicedAt", i.cancelled_at is not null cancelled, count(*) over ()::int total
    from invoice i where i.workspace_id = ${scope.workspaceId} and i.company_id = ${companyId} and ${reachable(scope, 'invoice', { to: 'read', ownerColumn: 'i.owner_id' })}
    order by i.invoiced_at desc, i.id limit ${MOST}`;
  return few(db, scope, { entity: 'invoice', query, always: ['id', 'invoicedAt', 'cancelled'] });
}

function subsidiaries(db: Db, scope: Scope, companyId: string) {
  const query = sql<Surroundings['subsidiaries']['items'][number] & { total: number }>`
    select c.id, c.name, c.customer_status as "customerStatus", count(*) over ()::int total
    from company c where c.workspace_id = ${scope.workspaceId} and c.parent_id = ${companyId} and c.deleted_at is null and ${reachable(scope, 'company', { to: 'read', ownerColumn: 'c.owner_id' })}
    order by c.name_key limit ${MOST}`;
  return few(db, scope, { entity: 'company', query, always: ['id', 'name'] });
}
