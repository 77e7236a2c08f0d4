import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { resolvePeople } from '#modules/team/commands/members.ts';
import type { Ctx } from '#platform/context.ts';
import { REFERENCES } from '../rules/presets/preset.ts';
import type { Reference, TypedRow } from '../rules/typed.ts';
import type { ImportEntity } from '../schema.ts';
import type { Batch } from './sink.ts';

/** Ids of ours for the references of each row, by field; a reference that leads nowhere is absent. */
export type Resolved = Readonly<Record<string, string>>[];

/** Looks up what the rows of a batch point to: by the ids of their system, by name, by mail address. One query per kind. What a row states goes before what was recovered. */
export async function resolveReferences(ctx: Ctx, batch: Pick<Batch, 'rows' | 'system' | 'recovered'>): Promise<Resolved> {
  const resolved: Record<string, string>[] = batch.rows.map(({ externalId }) => ({ ...batch.recovered.get(externalId ?? '') }));
  const fields = new Set(batch.rows.flatMap((row) => Object.keys(row.references)));
  for (const field of fields) {
    // Of a workspace's own fields only those that name a colleague refer to anything.
    const target = Object.hasOwn(REFERENCES, field) ? REFERENCES[field] : field.startsWith('custom.') ? 'user' : undefined;
    if (!target) continue;
    const found = await lookUp(ctx, { target, system: batch.system, references: batch.rows.flatMap((row) => row.references[field] ?? []) });
    for (const [index, row] of batch.rows.entries()) {
      const reference = row.references[field];
      const id = reference && found.get(keyOf(reference));
      if (id && resolved[index]) resolved[index][field] = id;
    }
  }
  return resolved;
}

const keyOf = (reference: Reference) => `${reference.by}:${reference.by === 'name' ? reference.value : reference.value.toLowerCase()}`;

interface LookUp {
  target: ImportEntity;
  system: string;
  references: readonly Reference[];
}

async function lookUp(ctx: Ctx, { target, system, references }: LookUp): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const values = (by: Reference['by']) => [...new Set(references.filter((one) => one.by === by).map((one) => one.value))];
  const ids = values('id');
  for (const [external, id] of await knownIds(ctx, { system, entity: target, ids })) found.set(`id:${external.toLowerCase()}`, id);
  const names = values('name');
  const emails = values('email');
  if (target === 'user') await people(ctx, { names, emails, found });
  else for (const [name, id] of await byName(ctx, target, names)) found.set(`name:${name}`, id);
  if (target === 'contact' && emails.length) for (const [email, id] of await contactsByEmail(ctx, emails)) found.set(`email:${email}`, id);
  return found;
}

/** Owners that nobody knows yet become placeholders, to be invited or matched later. */
async function people(
  ctx: Ctx,
  { names, emails, found }: { names: string[]; emails: string[]; found: Map<string, string> },
): Promise<void> {
  const asked = [...names.map((name) => ({ name })), ...emails.map((email) => ({ email }))];
  if (asked.length === 0) return;
  const ids = await resolvePeople(ctx, asked);
  for (const [index, id] of ids.entries())
    found.set(index < names.length ? `name:${names[index]}` : `email:${emails[index - names.length]?.toLowerCase()}`, id);
}

/** Ids of ours for the ids of another system. */
export async function knownIds(ctx: Ctx, asked: { system: string; entity: string; ids: readonly string[] }): Promise<Map<string, string>> {
  if (asked.ids.length === 0) return new Map();
  const { rows } = await sql<{ external_id: string; entity_id: string }>`select external_id, entity_id from external_ref
    where workspace_id = ${ctx.scope.workspaceId} and system = ${asked.system} and entity = ${asked.entity} and external_id = any (${asked.ids})`.execute(
    ctx.tx,
  );
  return new Map(rows.map((row) => [row.external_id, row.entity_id]));
}

export interface KnownRow {
  entityId: string;
  contentHash: string | null;
}

/** What is known of rows with these ids in another system. */
export async function knownRows(
  ctx: Ctx,
  asked: { system: string; entity: string; ids: readonly string[] },
): Promise<Map<string, KnownRow>> {
  if (asked.ids.length === 0) return new Map();
  const { rows } = await sql<{
    external_id: string;
    entity_id: string;
    content_hash: string | null;
  }>`select external_id, entity_id, content_hash from external_ref
    where workspace_id = ${ctx.scope.workspaceId} and system = ${asked.system} and entity = ${asked.entity} and external_id = any (${asked.ids})`.execute(
    ctx.tx,
  );
  return new Map(rows.map((row) => [row.external_id, { entityId: row.entity_id, contentHash: row.content_hash }]));
}

/** Remembers what another system calls our records, and what each row said. */
export async function rememberRows(
  ctx: Ctx,
  refs: {
    system: string;
    entity: string;
    importId: string;
    rows: readonly { externalId: string; entityId: string; contentHash: string }[];
  },
): Promise<void> {
  if (refs.rows.length === 0) return;
  await sql`insert into external_ref (workspace_id, system, entity, external_id, entity_id, import_id, content_hash)
    select distinct on (r."externalId") ${ctx.scope.workspaceId}::uuid, ${refs.system}, ${refs.entity}, r."externalId", r."entityId", ${refs.importId}::uuid, r."contentHash"
    from json_to_recordset(${JSON.stringify(refs.rows)}::json) as r("externalId" text, "entityId" uuid, "contentHash" text)
    on conflict (workspace_id, system, entity, external_id) do update set content_hash = excluded.content_hash`.execute(ctx.tx);
}

/** Two rows with the same hash say the same. */
export function contentHash(row: TypedRow): string {
  return createHash('sha256').update(JSON.stringify(row.cells)).digest('base64url').slice(0, 27);
}

/** Records that may be named instead of numbered. */
const NAMED: Partial<Record<ImportEntity, ReturnType<typeof sql.table>>> = {
  company: sql.table('company'),
  campaign: sql.table('campaign'),
  deal: sql.table('deal'),
  product: sql.table('product'),
};

/** As written, else in whatever case; a name that several carry names none of them. */
async function byName(ctx: Ctx, target: ImportEntity, names: readonly string[]): Promise<Map<string, string>> {
  const table = NAMED[target];
  if (!table || names.length === 0) return new Map();
  const alive = target === 'product' ? sql`true` : sql`deleted_at is null`;
  const { rows } = await sql<{ asked: string; id: string }>`select a.asked, min(t.id::text) as id
    from unnest(${names}::text[]) as a(asked) join ${table} t on t.workspace_id = ${ctx.scope.workspaceId} and lower(t.name) = lower(a.asked) and ${alive}
    group by a.asked having count(*) = 1 or count(*) filter (where t.name = a.asked) = 1`.execute(ctx.tx);
  const exact = await sql<{ name: string; id: string }>`select name, min(id::text) as id from ${table}
    where workspace_id = ${ctx.scope.workspaceId} and name = any (${names}::text[]) and ${alive} group by name having count(*) = 1`.execute(
    ctx.tx,
  );
  return new Map([...rows.map((row) => [row.asked, row.id] as const), ...exact.rows.map((row) => [row.name, row.id] as const)]);
}

export async function contactsByEmail(ctx: Ctx, emails: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ email: string; contact_id: string }>`select email, contact_id from contact_email
    where workspace_id = ${ctx.scope.workspaceId} and email = any (${emails.map((email) => email.toLowerCase())})`.execute(ctx.tx);
  return new Map(rows.map((row) => [row.email, row.contact_id]));
}

/**
 * The id of a row that has none of its own: a hash of its cells, and how many equal rows stand before it in the file, so that rows that
 * repeat are all kept and the same file gives the same ids again.
 */
export function rowIdentity(row: TypedRow, occurrence: number): string {
  const hash = contentHash(row);
  return occurrence === 1 ? hash : `${hash}:${occurrence}`;
}
