import { sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';
import { type Held, knownKeys } from '../rules/person.ts';
import type { FormField } from '../schema/form.ts';

type Read = Pick<ReadCtx, 'tx' | 'scope'>;

/** What is on record about a person, by target. For the program alone: none of it goes onto a page. */
export async function heldBy({ tx, scope }: Read, contactId: string): Promise<Held> {
  const ws = scope.workspaceId;
  const { rows } = await sql<{ held: Held; custom: Record<string, unknown> }>`
    select jsonb_build_object('contact.firstName', c.first_name, 'contact.lastName', c.last_name, 'contact.email', c.email, 'contact.jobTitle', c.job_title,
      'contact.street', c.street, 'contact.postalCode', c.postal_code, 'contact.city', c.city, 'contact.region', c.region, 'contact.country', c.country,
      'company.name', (select o.name from company o where o.workspace_id = ${ws} and o.id = c.company_id),
      'contact.phone', (select string_agg(coalesce(nullif(p.raw, ''), p.phone), chr(10)) from contact_phone p where p.workspace_id = ${ws} and p.contact_id = c.id)) as held,
      c.custom
    from contact c where c.workspace_id = ${ws} and c.id = ${contactId}`.execute(tx);
  const [row] = rows;
  if (!row) return {};
  const own = Object.entries(row.custom ?? {}).map(([key, value]) => [`contact.custom.${key}`, plain(value)]);
  return { ...row.held, ...Object.fromEntries(own) };
}

const plain = (value: unknown): string => (typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value));

/** Which fields of a form need not be asked again: something is on record, or the person has answered the question before. */
export async function knownOf(
  ctx: Read,
  { contactId, formId, fields }: { contactId: string; formId: string; fields: readonly FormField[] },
) {
  const { rows } = await sql<{ key: string }>`select distinct k as key from form_answer a, jsonb_object_keys(a.answers) k
    where a.workspace_id = ${ctx.scope.workspaceId} and a.form_id = ${formId} and a.contact_id = ${contactId} and a.state = 'taken'`.execute(
    ctx.tx,
  );
  return knownKeys(fields, await heldBy(ctx, contactId), new Set(rows.map(({ key }) => key)));
}

/** Whose address it is: a person of the record, also one in the trash. */
export async function holderOf({ tx, scope }: Read, email: string): Promise<{ id: string; trashedAt: string | null } | null> {
  const { rows } = await sql<{ id: string; trashedAt: string | null }>`select c.id, c.deleted_at as "trashedAt" from contact_email e
      join contact c on c.workspace_id = e.workspace_id and c.id = e.contact_id
    where e.workspace_id = ${scope.workspaceId} and e.email = ${email.toLowerCase()}`.execute(tx);
  return rows[0] ?? null;
}

/** Of a person who is still there. */
export async function personNow(
  { tx, scope }: Read,
  contactId: string,
): Promise<{ id: string; email: string | null; ownerId: string | null } | null> {
  const { rows } = await sql<{ id: string; email: string | null; ownerId: string | null }>`
    select c.id, c.email, c.owner_id as "ownerId" from contact c where c.workspace_id = ${scope.workspaceId} and c.deleted_at is null
      and c.id = (select coalesce(o.merged_into, o.id) from contact o where o.workspace_id = ${scope.workspaceId} and o.id = ${contactId})`.execute(
    tx,
  );
  return rows[0] ?? null;
}
