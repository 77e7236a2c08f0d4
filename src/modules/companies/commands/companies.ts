import { sql } from 'kysely';
import type { z } from 'zod';
import { HUMAN_KINDS } from '#modules/activities/schema.ts';
import { reachable } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { statedAfter } from '#platform/shared/stated.ts';
import { reachableCompany } from '../queries/companies.ts';
import { hostOf, sameCompany } from '../rules/identity.ts';
import { understoodCompany } from '../rules/understand.ts';
import { type CompanyValues, FREE_MAIL_DOMAINS, UNDERSTOOD } from '../schema.ts';
import { checkValues, defaultOwner, tidyTags } from './values.ts';

export type Values = { [K in keyof typeof CompanyValues]?: z.output<(typeof CompanyValues)[K]> };

const COLUMNS = {
  website: 'website',
  industry: 'industry',
  employeeCount: 'employee_count',
  sizeText: 'size_text',
  sizeBand: 'size_band',
  standardIndustry: 'standard_industry',
  worldRegion: 'world_region',
  annualRevenueMinor: 'annual_revenue_minor',
  currency: 'currency',
  phone: 'phone',
  street: 'street',
  city: 'city',
  region: 'region',
  postalCode: 'postal_code',
  country: 'country',
  kind: 'kind',
  taxId: 'tax_id',
  description: 'description',
  ownerId: 'owner_id',
  parentId: 'parent_id',
  source: 'source',
} as const satisfies Partial<Record<keyof typeof CompanyValues, string>>;

/** Wire values as columns; the empty text is no value. */
export function columnsOf(values: Values): Record<string, unknown> {
  const columns: Record<string, unknown> = {};
  for (const [name, column] of Object.entries(COLUMNS)) {
    const value = values[name as keyof typeof COLUMNS];
    if (value !== undefined) columns[column] = value === '' ? null : value;
  }
  if (values.domain !== undefined || values.website) {
    const domain = hostOf(values.domain) ?? (values.domain === undefined ? hostOf(values.website) : null);
    if (values.domain !== undefined || domain) columns.domain = domain;
  }
  if (values.tags) columns.tags = tidyTags(values.tags);
  return columns;
}

export async function createCompany(ctx: Ctx, { name, ...values }: Values & { name: string }): Promise<{ id: string } | Refusal> {
  const checked = await checkValues(ctx, { entity: 'company', values, creating: true });
  if (isRefusal(checked)) return checked;
  const problem = (await parentProblem(ctx, null, values.parentId)) ?? domainProblem(values.domain);
  if (problem) return problem;
  const { domain, ...columns } = columnsOf(values) as { domain?: string | null };
  const stated = statedAfter([], UNDERSTOOD, values);
  const made = await ctx.tx
    .insertInto('company')
    .values({
      ...columns,
      ...understoodCompany({ ...columns, stated }),
      stated,
      understand_due: false,
      workspace_id: ctx.scope.workspaceId,
      name,
      domain: domain ?? null,
      domains: domain ? [domain] : [],
      owner_id: values.ownerId === undefined ? await defaultOwner(ctx, 'company') : values.ownerId,
      custom: JSON.stringify(checked.custom),
      created_by: ctx.scope.actor.memberId,
      created_at: ctx.now,
      updated_at: ctx.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  ctx.changed('company', made.id);
  return made;
}

export async function changeCompany(ctx: Ctx, id: string, { name, ...values }: Values & { name?: string }): Promise<Refusal | undefined> {
  const there = await reachableCompany(ctx.tx, ctx.scope, { id, to: 'write' });
  if (isRefusal(there)) return there;
  const checked = await checkValues(ctx, { entity: 'company', values: name === undefined ? values : { name, ...values }, creating: false });
  if (isRefusal(checked)) return checked;
  const problem = (await parentProblem(ctx, id, values.parentId)) ?? domainProblem(values.domain);
  if (problem) return problem;
  const columns = columnsOf(values) as { domain?: string | null };
  const stated = statedAfter(there.told.stated, UNDERSTOOD, values);
  await ctx.tx
    .updateTable('company')
    .set({
      ...columns,
      ...understoodCompany({ ...there.told, ...columns, stated }),
      stated,
      ...(name === undefined ? {} : { name }),
      ...(columns.domain ? { domains: sql<string[]>`array(select distinct unnest(array_append(domains, ${columns.domain})))` } : {}),
      ...(values.custom === undefined ? {} : { custom: sql`jsonb_strip_nulls(custom || ${JSON.stringify(checked.custom)}::jsonb)` }),
      updated_at: ctx.now,
    })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .execute();
  ctx.changed('company', id);
}

function domainProblem(domain: string | null | undefined): Refusal | null {
  if (!domain || hostOf(domain)) return null;
  return refuse('invalid', 'This is not a domain such as acme.com.', { field: 'domain' });
}

/** A company is not its own ancestor. */
async function parentProblem(ctx: Ctx, id: string | null, parentId: string | null | undefined): Promise<Refusal | null> {
  if (!parentId) return null;
  const parent = await reachableCompany(ctx.tx, ctx.scope, { id: parentId, to: 'read' });
  if (isRefusal(parent))
    return refuse('invalid', 'The parent company does not exist, or your role does not reach it.', { field: 'parentId' });
  if (id === null) return null;
  const { rows } = await sql`with recursive up as (
      select id, parent_id, 1 depth from company where workspace_id = ${ctx.scope.workspaceId} and id = ${parentId}
      union all select c.id, c.parent_id, depth + 1 from up join company c on c.workspace_id = ${ctx.scope.workspaceId} and c.id = up.parent_id where depth < 100)
    select 1 from up where id = ${id}`.execute(ctx.tx);
  return rows.length === 0
    ? null
    : refuse('invalid', 'A company cannot belong to itself, nor to one of its subsidiaries.', { field: 'parentId' });
}

export async function trashCompany(ctx: Ctx, id: string): Promise<Refusal | undefined> {
  const there = await reachableCompany(ctx.tx, ctx.scope, { id, to: 'write' });
  return isRefusal(there) ? there : setTrash(ctx, id, ctx.now);
}

export async function restoreCompany(ctx: Ctx, id: string): Promise<Refusal | undefined> {
  const there = await reachableCompany(ctx.tx, ctx.scope, { id, to: 'write', trashed: true });
  if (isRefusal(there)) return there;
  if (there.merged_into) return refuse('conflict', 'This company was merged into another one. Undo the merge instead.');
  return setTrash(ctx, id, null);
}

async function setTrash(ctx: Ctx, id: string, at: string | null): Promise<undefined> {
  await ctx.tx
    .updateTable('company')
    .set({ deleted_at: at, updated_at: ctx.now })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .execute();
  ctx.changed('company', id);
}

/**
 * The company of a name and a domain (or the address of a page or mail), made where there is none that it must be; see `sameCompany`.
 * For forms and single records; imports take `upsertCompanies`. Without a name nothing is made: null where the domain names nobody.
 */
export async function findOrCreateCompany(
  ctx: Ctx,
  asked: { name?: string | null; domain?: string | null },
): Promise<{ id: string; created: boolean } | null> {
  const name = asked.name?.trim() ?? '';
  const host = hostOf(asked.domain);
  const domain = host && !FREE_MAIL_DOMAINS.has(host) ? host : null;
  if (!name && !domain) return null;
  const { rows } = await sql<{ id: string; name_key: string; domain: string | null }>`
    select id, name_key, domain from company where workspace_id = ${ctx.scope.workspaceId} and deleted_at is null
      and (name_key = ${name.toLowerCase()} or domain = ${domain}) and ${reachable(ctx.scope, 'company', { to: 'read', ownerColumn: 'company.owner_id' })}
    order by created_at, id limit 200`.execute(ctx.tx);
  const known = rows.map((row) => ({ id: row.id, nameKey: row.name_key, domain: row.domain }));
  const id = sameCompany({ nameKey: name ? name.toLowerCase() : null, domain }, known);
  if (id) return { id, created: false };
  if (!name) return null;
  const made = await ctx.tx
    .insertInto('company')
    .values({
      workspace_id: ctx.scope.workspaceId,
      name: name.slice(0, 300),
      domain,
      domains: domain ? [domain] : [],
      owner_id: await defaultOwner(ctx, 'company'),
      created_by: ctx.scope.actor.memberId,
      created_at: ctx.now,
      updated_at: ctx.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  ctx.changed('company', made.id);
  return { id: made.id, created: true };
}

/** Something happened to these companies at these instants: the last one is kept. Set-wise, not audited by the jobs that call it. */
export async function touchCompanies(ctx: Ctx, touches: readonly { id: string; at: string }[]): Promise<void> {
  if (touches.length === 0) return;
  const { rows } = await sql<{ id: string }>`
    update company c set last_activity_at = t.at from (
      select id, max(at) as at from json_to_recordset(${JSON.stringify(touches)}::json) as x(id uuid, at timestamptz) group by id) t
    where c.workspace_id = ${ctx.scope.workspaceId} and c.id = t.id and (c.last_activity_at is null or c.last_activity_at < t.at) returning c.id`.execute(
    ctx.tx,
  );
  for (const { id } of rows) ctx.changed('company', id);
}

/** The same for what an import brought, which is not announced row by row: one statement when the import ends. */
export async function touchCompaniesOfImport(ctx: Ctx, importId: string): Promise<void> {
  await sql`update company c set last_activity_at = t.at from (
      select company_id id, max(occurred_at) as at from activity where workspace_id = ${ctx.scope.workspaceId} and import_id = ${importId}
        and company_id is not null and kind = any (${HUMAN_KINDS}) and not retracted group by 1) t
    where c.workspace_id = ${ctx.scope.workspaceId} and c.id = t.id and (c.last_activity_at is null or c.last_activity_at < t.at)`.execute(
    ctx.tx,
  );
  ctx.changed('company');
}
