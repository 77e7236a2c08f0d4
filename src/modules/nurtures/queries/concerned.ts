import { sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';

/** Whom something about a company concerns. */
export async function peopleOfCompanies({ tx, scope }: ReadCtx, companyIds: readonly string[]): Promise<string[]> {
  if (companyIds.length === 0) return [];
  const { rows } = await sql<{
    id: string;
  }>`select id from contact where workspace_id = ${scope.workspaceId} and company_id = any (${[...companyIds]}::uuid[]) and deleted_at is null`.execute(
    tx,
  );
  return rows.map(({ id }) => id);
}

/** Who of some companies bought: the people of won deals, orders and invoices. */
export async function buyersOf({ tx, scope }: ReadCtx, companyIds: readonly string[]): Promise<string[]> {
  const ws = scope.workspaceId;
  const theirs = sql`workspace_id = ${ws} and company_id = any (${[...companyIds]}::uuid[]) and contact_id is not null`;
  const { rows } = await sql<{ id: string }>`select contact_id as id from deal where ${theirs} and status = 'won' and deleted_at is null
    union select contact_id from sales_order where ${theirs} union select contact_id from invoice where ${theirs} and cancelled_at is null`.execute(
    tx,
  );
  return rows.map(({ id }) => id);
}

/** Whose address it is, by the hash under which addresses that get no mail are kept. Only people who are on a track are looked through. */
export async function withAddress({ tx, scope }: ReadCtx, hash: string): Promise<string[]> {
  const ws = scope.workspaceId;
  const { rows } = await sql<{
    id: string;
  }>`select distinct c.id from nurture_enrolment e join contact c on c.workspace_id = e.workspace_id and c.id = e.contact_id
    where e.workspace_id = ${ws} and e.ended_at is null and c.email is not null and address_hash(${ws}, lower(btrim(c.email))) = ${hash}`.execute(
    tx,
  );
  return rows.map(({ id }) => id);
}

/** Which template each message was made of. */
export async function templateOfMessages({ tx, scope }: ReadCtx, ids: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; templateId: string }>`select m.id, v.template_id as "templateId" from message m
      left join send_variant s on s.workspace_id = m.workspace_id and s.id = m.variant_id
      join template_version v on v.workspace_id = m.workspace_id and v.id = coalesce(s.template_version_id, m.template_version_id)
    where m.workspace_id = ${scope.workspaceId} and m.id = any (${[...ids]}::uuid[])`.execute(tx);
  return new Map(rows.map(({ id, templateId }) => [id, templateId]));
}
