import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';

export interface ListedCompany {
  name: string;
  industry?: string | null;
  employeeCount?: number | null;
  ownerId?: string | null;
  city?: string | null;
  domain?: string | null;
  tags?: string[];
}

/** Puts companies into the caller's workspace as they are. @returns their ids in order */
export async function someCompanies({ tx, scope, now }: Ctx, companies: readonly ListedCompany[]): Promise<string[]> {
  const ids: string[] = [];
  for (const { name, industry = null, employeeCount = null, ownerId = null, city = null, domain = null, tags = [] } of companies) {
    const { id } = await tx
      .insertInto('company')
      .values({
        workspace_id: scope.workspaceId,
        name,
        industry,
        employee_count: employeeCount,
        owner_id: ownerId,
        city,
        domain,
        tags,
        created_at: now,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    ids.push(id);
  }
  return ids;
}

export async function someContacts(
  { tx, scope }: Ctx,
  contacts: readonly { firstName: string; lastName: string; email?: string; companyId?: string; ownerId?: string }[],
): Promise<string[]> {
  const ids: string[] = [];
  for (const { firstName, lastName, email, companyId, ownerId } of contacts) {
    const { id } = await tx
      .insertInto('contact')
      .values({
        workspace_id: scope.workspaceId,
        first_name: firstName,
        last_name: lastName,
        email: email ?? null,
        company_id: companyId ?? null,
        owner_id: ownerId ?? null,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    ids.push(id);
  }
  return ids;
}

/** What a role may not see or not change: `company.industry`. */
export async function limitField({ tx, scope }: Ctx, role: string, limit: { field: string; access: 'hidden' | 'read' }): Promise<void> {
  const [entity = '', ...name] = limit.field.split('.');
  await sql`insert into field_right (workspace_id, role, entity, field, access)
    values (${scope.workspaceId}, ${role}, ${entity}, ${name.join('.')}, ${limit.access}) on conflict do nothing`.execute(tx);
}

export async function limitReach({ tx, scope }: Ctx, role: string, limit: { entity: string; reach: 'own' | 'team' }): Promise<void> {
  await sql`insert into role_right (workspace_id, role, entity, read_reach, write_reach)
    values (${scope.workspaceId}, ${role}, ${limit.entity}, ${limit.reach}, ${limit.reach})`.execute(tx);
}
