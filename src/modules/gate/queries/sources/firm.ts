import { sql } from 'kysely';
import { FREE_MAIL_DOMAINS } from '#modules/companies/schema.ts';
import { standingSql } from '#modules/consents/queries/standing.ts';
import { ALWAYS, concerns, OF_A_PURPOSE } from '../../rules/decision.ts';
import type { Source } from './source.ts';

/** Stands where no purpose is meant: of it nobody can have said anything. */
export const NO_PURPOSE = '00000000-0000-0000-0000-000000000000';

/** What people said about mail, and addresses that get none. */
export const consentSource: Source = ({ workspaceId: ws, intent, now }) => {
  if (!concerns.consent(intent)) return null;
  const { kind, purposeId } = intent;
  const standing = standingSql({
    workspaceId: ws,
    purposeId: purposeId ?? NO_PURPOSE,
    now,
    // As it stands in the record: the planner knows how many there are, of what is made from it it does not.
    addresses: sql`select address as email from who`,
  });
  const counts =
    kind === 'transactional'
      ? sql`s.reason = any (${[...ALWAYS]}::text[])`
      : purposeId
        ? sql`true`
        : sql`s.reason <> all (${[...OF_A_PURPOSE]}::text[])`;
  const nowhere = sql`select w.contact_id, 'invalid_address' as code, null::timestamptz as until, null::text as entity, null::uuid as evidence_id from who w where w.email is null`;
  const said = sql`select w.contact_id, s.reason, null::timestamptz, case when s."evidenceId" is not null then 'consent' end, s."evidenceId"
    from who w join ${standing} s on s.email = w.email where not s.allowed and ${counts}`;
  if (kind !== 'transactional') return sql`${nowhere} union all ${said}`;
  // Where somebody wants nothing, that the address bounces as well is hidden behind it; here it decides.
  return sql`${nowhere} union all ${said} union all select w.contact_id, 'bounced', null::timestamptz, 'consent', b.id
    from who w join suppression b on b.workspace_id = ${ws} and b.hash = address_hash(${ws}, w.email) and b.cause = 'bounced' and b.released_at is null`;
};

/** Customers, with every company below them, and their own mail domains. */
export const customersSql = (ws: string) => sql`customer_family as materialized (
    with recursive family as (
      select id, id as customer_id from company where workspace_id = ${ws} and customer_status = 'customer' and deleted_at is null
      union select c.id, f.customer_id from family f join company c on c.workspace_id = ${ws} and c.parent_id = f.id and c.deleted_at is null)
    select distinct on (id) id, customer_id from family order by id, (customer_id = id) desc, customer_id),
  customer_domain as materialized (
    select distinct on (d.domain) d.domain, c.id as customer_id from company c cross join lateral (
      select lower(c.domain) as domain union select lower(x) from unnest(c.domains) x) d
    where c.workspace_id = ${ws} and c.customer_status = 'customer' and c.deleted_at is null
      and d.domain is not null and d.domain <> all (${[...FREE_MAIL_DOMAINS]}::text[]) order by d.domain, c.id)`;

export const customerSource: Source = ({ workspaceId: ws, intent }) => {
  if (!concerns.customer(intent)) return null;
  return sql`(with ${customersSql(ws)}
    select w.contact_id, 'customer_gets_prospect_mail', null::timestamptz, 'company',
      case when f.customer_id is null then d.customer_id else f.customer_id end
    from who w left join customer_family f on f.id = w.company_id left join customer_domain d on d.domain = w.domain
    where f.customer_id is not null or d.customer_id is not null)`;
};
