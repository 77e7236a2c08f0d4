import { sql } from 'kysely';
import { reachable } from '#modules/team/queries.ts';
import type { Db } from '#platform/db/db.ts';
import { withoutHidden } from '#platform/shared/fieldrights.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { Scope } from '#platform/shared/scope.ts';
import type { Told } from '../rules/understand.ts';
import type { Contact, MailPermission } from '../schema.ts';

const GONE = refuse('not_found', 'This contact does not exist, or your role does not reach it.');

export interface Reached {
  id: string;
  company_id: string | null;
  merged_into: string | null;
  erased_at: string | null;
  mail_permission: MailPermission;
  /** What the program reads and understands. */
  told: Told & { stated: string[] };
}

/** The contact, if it is there (not in the trash, unless asked for) and the caller may read or write it. */
export async function reachableContact(
  db: Db,
  scope: Scope,
  asked: { id: string; to: 'read' | 'write'; trashed?: boolean },
): Promise<Reached | Refusal> {
  const { rows } =
    await sql<Reached>`select id, company_id, merged_into, erased_at, mail_permission, jsonb_build_object('job_title', job_title, 'country', country, 'region', region,
      'job_function', job_function, 'seniority', seniority, 'world_region', world_region, 'stated', stated) told
    from contact where workspace_id = ${scope.workspaceId} and id = ${asked.id}
    and (deleted_at is null or ${asked.trashed ?? false}) and ${reachable(scope, 'contact', { to: asked.to, ownerColumn: 'contact.owner_id' })}`.execute(
      db,
    );
  return rows[0] ?? GONE;
}

/** One contact as the caller may see it; one in the trash or merged away as well, marked. */
export async function readContact(db: Db, scope: Scope, id: string): Promise<Contact | Refusal> {
  const ws = scope.workspaceId;
  const { rows } = await sql<Contact>`
    select c.id, c.name, c.first_name as "firstName", c.last_name as "lastName", c.email, c.phone, c.job_title as "jobTitle", c.job_function as "jobFunction", c.seniority,
      c.world_region as "worldRegion", c.stated,
      c.buying_role as "buyingRole", c.lifecycle_stage as "lifecycleStage", c.source_channel as "sourceChannel", c.time_zone as "timeZone", c.locale, c.street, c.city,
      c.region, c.postal_code as "postalCode", c.country, c.description, c.interests, c.tags, c.custom, c.mail_permission as "mailPermission", c.fit, c.engagement,
      c.score_label as "scoreLabel", c.momentum, c.score_reason as "scoreReason", c.score_reason_at as "scoreReasonAt", c.last_activity_at as "lastActivityAt", c.source, c.created_at as "createdAt", c.updated_at as "updatedAt",
      c.deleted_at as "deletedAt", c.merged_into as "mergedInto", c.erased_at as "erasedAt",
      case when co.id is not null then jsonb_build_object('id', co.id, 'name', co.name, 'customerStatus', co.customer_status) end as company,
      case when m.id is not null then jsonb_build_object('id', m.id, 'name', m.name) end as owner,
      (select coalesce(jsonb_agg(jsonb_build_object('email', e.email, 'kind', e.kind) order by e.is_primary desc, e.created_at, e.email), '[]')
        from contact_email e where e.workspace_id = ${ws} and e.contact_id = c.id) as emails,
      (select coalesce(jsonb_agg(jsonb_build_object('phone', p.phone, 'raw', p.raw, 'kind', p.kind) order by p.is_primary desc, p.created_at, p.phone), '[]')
        from contact_phone p where p.workspace_id = ${ws} and p.contact_id = c.id) as phones,
      (select coalesce(jsonb_agg(jsonb_build_object('id', j.id, 'company', jsonb_build_object('id', jc.id, 'name', jc.name), 'jobTitle', j.job_title,
          'startsOn', j.starts_on, 'endsOn', j.ends_on) order by j.ends_on is null desc, j.ends_on desc, j.created_at desc), '[]')
        from contact_company j join company jc on jc.workspace_id = ${ws} and jc.id = j.company_id
        where j.workspace_id = ${ws} and j.contact_id = c.id and ${reachable(scope, 'company', { to: 'read', ownerColumn: 'jc.owner_id' })}) as employments,
      (c.deleted_at is null and coalesce(${reachable(scope, 'contact', { to: 'write', ownerColumn: 'c.owner_id' })}, false)) as writable
    from contact c
      left join member m on m.workspace_id = ${ws} and m.id = c.owner_id
      left join company co on co.workspace_id = ${ws} and co.id = c.company_id and ${reachable(scope, 'company', { to: 'read', ownerColumn: 'co.owner_id' })}
    where c.workspace_id = ${ws} and c.id = ${id} and ${reachable(scope, 'contact', { to: 'read', ownerColumn: 'c.owner_id' })}`.execute(
    db,
  );
  const row = rows[0];
  if (!row) return GONE;
  return shown(scope, { ...row, writable: row.writable && scope.permissions.has('record:write') });
}

const ALWAYS = ['id', 'name', 'stated', 'createdAt', 'updatedAt', 'deletedAt', 'mergedInto', 'erasedAt', 'writable'];

/** Lists are governed by the right of what they list: mails by `contact.email`, phones by `contact.phone`, jobs by `contact.company`. */
function shown(scope: Scope, row: Contact): Contact {
  const { emails, phones, employments, ...rest } = row;
  const contact = withoutHidden({ scope, entity: 'contact' }, rest, ALWAYS);
  if (contact.company && scope.hidden.has('company.customerStatus'))
    contact.company = { id: contact.company.id, name: contact.company.name };
  return {
    ...contact,
    ...(scope.hidden.has('contact.email') ? {} : { emails }),
    ...(scope.hidden.has('contact.phone') ? {} : { phones }),
    ...(scope.hidden.has('contact.company')
      ? {}
      : { employments: employments?.map((one) => (scope.hidden.has('contact.jobTitle') ? { ...one, jobTitle: null } : one)) }),
  };
}
