import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { uuid7 } from '#platform/db/uuid7.ts';
import { type FoldMode, fold } from '#platform/shared/fold.ts';
import { hostOf, type Known, sameCompany } from '../rules/identity.ts';
import { understoodCompany } from '../rules/understand.ts';
import { FREE_MAIL_DOMAINS } from '../schema.ts';
import { columnsOf, type Values } from './companies.ts';

/** One row of a bulk write. Values are the wire's, checked by the caller (`lenient` custom values included). */
export interface UpsertCompany {
  /** What the other system calls it; a row with a known reference is that company, whatever its name has become. */
  externalRef?: { system: string; id: string } | null;
  /** `createdAt`: when the other system made it. */
  values: Values & { name: string; createdAt?: string | null };
  /** Towards a company that is here already; `overwrite` where absent. Nothing empty ever empties, tags are united. */
  mode?: FoldMode;
}

/**
 * `merged`: this row met a company of another origin (by name and domain), or one of an earlier row of the same call.
 * `before` holds the previous values of the columns that this row changed (snake_case), for undoing; null where it made or changed nothing.
 */
export interface Upserted {
  id: string;
  outcome: 'created' | 'updated' | 'unchanged' | 'merged';
  before: Record<string, unknown> | null;
}

interface Target {
  row: Record<string, unknown> & { id: string };
  isNew: boolean;
  dirty: boolean;
}

/**
 * Finds or makes companies by external reference, then by name and domain (`sameCompany`): set-wise, thousands of rows per call, in four
 * statements. The same rows again change nothing. One call at a time per workspace; inside one transaction with whatever else the caller writes.
 */
export async function upsertCompanies(
  ctx: Ctx,
  rows: readonly UpsertCompany[],
  options: { importId?: string | null } = {},
): Promise<Upserted[]> {
  if (rows.length === 0) return [];
  await sql`select pg_advisory_xact_lock(hashtextextended(${`upsert:${ctx.scope.workspaceId}`}, 0))`.execute(ctx.tx);
  const wanted = rows.map((row) => ({ ...row, columns: incomingOf(row) }));
  const refs = await readRefs(ctx, 'company', rows);
  const targets = await readTargets(ctx, { wanted, ids: [...new Set(refs.values())] });
  const known: Known[] = [...targets.values()].map(({ row }) => ({
    id: row.id,
    nameKey: String(row.name).toLowerCase(),
    domain: row.domain as string | null,
  }));
  const fresh: { ref: NonNullable<UpsertCompany['externalRef']>; id: string }[] = [];
  const results = wanted.map((one): Upserted => {
    const key = refKey(one.externalRef);
    const byRef = key === null ? undefined : refs.get(key);
    const id = byRef ?? sameCompany({ nameKey: one.values.name.toLowerCase(), domain: one.columns.domain as string | null }, known);
    const result =
      id === null ? make(ctx, targets, { columns: one.columns, options }) : meet(targets, { id, one, byRef: byRef !== undefined });
    if (id === null) known.push({ id: result.id, nameKey: one.values.name.toLowerCase(), domain: one.columns.domain as string | null });
    if (one.externalRef && key && !byRef) {
      fresh.push({ ref: one.externalRef, id: result.id });
      refs.set(key, result.id);
    }
    return result;
  });
  await write(ctx, targets);
  await writeRefs(ctx, { entity: 'company', fresh, importId: options.importId ?? null });
  ctx.changed('company');
  return results;
}

function incomingOf(row: UpsertCompany): Record<string, unknown> {
  const { name, custom, createdAt, ...rest } = row.values;
  const host = hostOf(rest.domain) ?? hostOf(rest.website);
  const domain = host && !FREE_MAIL_DOMAINS.has(host) ? host : null;
  return {
    ...columnsOf(rest),
    name: name.slice(0, 300),
    domain,
    domains: domain ? [domain] : [],
    custom: custom ?? {},
    created_at: createdAt ?? null,
  };
}

function make(
  ctx: Ctx,
  targets: Map<string, Target>,
  made: { columns: Record<string, unknown>; options: { importId?: string | null } },
): Upserted {
  const id = uuid7();
  const row = {
    tags: [],
    ...made.columns,
    id,
    created_at: made.columns.created_at ?? ctx.now,
    import_id: made.options.importId ?? null,
    created_by: ctx.scope.actor.memberId,
  };
  targets.set(id, { row, isNew: true, dirty: true });
  return { id, outcome: 'created', before: null };
}

function meet(
  targets: Map<string, Target>,
  met: { id: string; one: UpsertCompany & { columns: Record<string, unknown> }; byRef: boolean },
): Upserted {
  const { id, one, byRef } = met;
  const target = targets.get(id);
  if (!target) throw new Error('a company that was found has gone');
  const { created_at: _made, ...incoming } = one.columns;
  // A name that differs only in case is the same name.
  if (String(target.row.name).toLowerCase() === one.values.name.toLowerCase()) delete incoming.name;
  const folded = fold(target.row, incoming, one.mode ?? 'overwrite');
  const revived = target.row.deleted_at !== null && target.row.deleted_at !== undefined;
  if (folded || revived) {
    const before = { ...folded?.before, ...(revived ? { deleted_at: target.row.deleted_at } : {}) };
    target.row = { ...(folded?.row ?? target.row), id, deleted_at: null };
    target.dirty = true;
    return { id, outcome: byRef ? 'updated' : 'merged', before: target.isNew ? null : before };
  }
  return { id, outcome: byRef ? 'unchanged' : 'merged', before: null };
}

const WRITTEN = [
  ...[
    'name',
    'domain',
    'domains',
    'website',
    'industry',
    'employee_count',
    'annual_revenue_minor',
    'currency',
    'phone',
    'street',
    'city',
    'region',
  ],
  ...['postal_code', 'country', 'kind', 'tax_id', 'description', 'owner_id', 'parent_id', 'tags', 'custom', 'source', 'deleted_at'],
  ...['size_text', 'size_band', 'standard_industry', 'world_region', 'stated', 'understand_due'],
];

async function readTargets(
  ctx: Ctx,
  asked: { wanted: readonly { values: { name: string } }[]; ids: readonly string[] },
): Promise<Map<string, Target>> {
  const names = [...new Set(asked.wanted.map((one) => one.values.name.slice(0, 300).toLowerCase()))];
  const { rows } = await sql<{ row: Record<string, unknown> & { id: string } }>`
    select to_jsonb(c) row from company c where workspace_id = ${ctx.scope.workspaceId}
      and (id = any (${asked.ids}::uuid[]) or (name_key = any (${names}) and deleted_at is null)) order by created_at, id for no key update`.execute(
    ctx.tx,
  );
  return new Map(rows.map(({ row }) => [row.id, { row, isNew: false, dirty: false }]));
}

async function write(ctx: Ctx, targets: Map<string, Target>): Promise<void> {
  const dirty = [...targets.values()].filter((target) => target.dirty);
  const understood = ({ row }: Target) => ({ ...row, ...understoodCompany(row), stated: row.stated ?? [], understand_due: false });
  const made = dirty.filter((target) => target.isNew).map(understood);
  const changed = dirty.filter((target) => !target.isNew).map(understood);
  const columns = sql.join(WRITTEN.map((name) => sql.ref(name)));
  const values = sql.join(WRITTEN.map((name) => sql.ref(`r.${name}`)));
  if (made.length > 0)
    await sql`insert into company (workspace_id, id, created_at, updated_at, import_id, created_by, ${columns})
      select ${ctx.scope.workspaceId}, r.id, r.created_at, ${ctx.now}, r.import_id, r.created_by, ${values}
      from json_populate_recordset(null::company, ${JSON.stringify(made)}::json) r`.execute(ctx.tx);
  if (changed.length > 0)
    await sql`update company c set (${columns}, updated_at) = (${values}, ${ctx.now}::timestamptz)
      from json_populate_recordset(null::company, ${JSON.stringify(changed)}::json) r where c.workspace_id = ${ctx.scope.workspaceId} and c.id = r.id`.execute(
      ctx.tx,
    );
}

// ---------------------------------------------------------------- references, shared with people
interface Referring {
  externalRef?: { system: string; id: string } | null;
}

export function refKey(ref: Referring['externalRef']): string | null {
  return ref ? `${ref.system}\n${ref.id}` : null;
}

/** The records that the rows' external references name, by `refKey`; a record that was merged away stands for the one it went into. */
export async function readRefs(ctx: Ctx, entity: 'company' | 'contact', rows: readonly Referring[]): Promise<Map<string, string>> {
  const refs = rows.flatMap((row) => (row.externalRef ? [row.externalRef] : []));
  if (refs.length === 0) return new Map();
  const found = await sql<{ system: string; external_id: string; id: string }>`
    select r.system, r.external_id, coalesce(t.merged_into, t.id) id from external_ref r
      join ${sql.table(entity)} t on t.workspace_id = r.workspace_id and t.id = r.entity_id
    where r.workspace_id = ${ctx.scope.workspaceId} and r.entity = ${entity}
      and (r.system, r.external_id) in (select * from unnest(${refs.map((ref) => ref.system)}::text[], ${refs.map((ref) => ref.id)}::text[]))`.execute(
    ctx.tx,
  );
  return new Map(found.rows.map((row) => [`${row.system}\n${row.external_id}`, row.id]));
}

export async function writeRefs(
  ctx: Ctx,
  written: {
    entity: 'company' | 'contact';
    fresh: readonly { ref: { system: string; id: string }; id: string }[];
    importId: string | null;
  },
): Promise<void> {
  const { entity, fresh, importId } = written;
  if (fresh.length === 0) return;
  await sql`insert into external_ref (workspace_id, system, entity, external_id, entity_id, import_id)
    select ${ctx.scope.workspaceId}, r.system, ${entity}, r.external_id, r.entity_id, ${importId}
    from unnest(${fresh.map((one) => one.ref.system)}::text[], ${fresh.map((one) => one.ref.id)}::text[], ${fresh.map((one) => one.id)}::uuid[]) as r(system, external_id, entity_id)
    on conflict do nothing`.execute(ctx.tx);
}
