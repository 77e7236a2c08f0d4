import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { type FoldMode, fold } from '#platform/shared/fold.ts';
import type { Tables } from './db.ts';
import { uuid7 } from './uuid7.ts';

/** What another system calls a record of ours. */
export interface ExternalRef {
  system: string;
  id: string;
}

/** One row of a bulk write, in columns (snake_case). */
export interface UpsertRow {
  externalRef?: ExternalRef | null;
  /** Ours, where the caller has found the record by other means; a known reference goes before it. */
  id?: string | null;
  columns: Readonly<Record<string, unknown>>;
  /** Towards a record that is here already; `overwrite` where absent. Nothing empty ever empties, lists are united. */
  mode?: FoldMode;
}

/**
 * `merged`: the row met a record that it did not name by reference, or one of an earlier row of the same call. `before` holds the
 * previous values of the columns that this row changed, for undoing; null where it made or changed nothing.
 */
export interface Upserted {
  id: string;
  outcome: 'created' | 'updated' | 'unchanged' | 'merged';
  before: Record<string, unknown> | null;
}

export interface UpsertSpec {
  table: keyof Tables & string;
  /** The record's noun in references and live updates. */
  entity: string;
  /** Every column that a row may carry. */
  written: readonly string[];
  /** Of these the ones that only a new record takes. */
  createOnly?: readonly string[];
  /** Values of a new record that its row does not carry. */
  defaults: Readonly<Record<string, unknown>>;
  importId: string | null;
}

interface Target {
  row: Record<string, unknown> & { id: string };
  isNew: boolean;
  dirty: boolean;
}

type UpsertCtx = Pick<Ctx, 'tx' | 'scope' | 'now' | 'changed'>;

/**
 * Makes or changes records, set-wise: thousands of rows per call in a handful of statements. The same rows again change nothing. A record
 * in the trash that a row names comes out of it. One call at a time per workspace.
 */
export async function upsertRows(ctx: UpsertCtx, spec: UpsertSpec, rows: readonly UpsertRow[]): Promise<Upserted[]> {
  if (rows.length === 0) return [];
  await sql`select pg_advisory_xact_lock(hashtextextended(${`upsert:${ctx.scope.workspaceId}`}, 0))`.execute(ctx.tx);
  const refs = await readRefs(ctx, spec, rows);
  const targets = await readTargets(ctx, spec, [...new Set([...refs.values(), ...rows.flatMap((row) => row.id ?? [])])]);
  const fresh: { ref: ExternalRef; id: string }[] = [];
  const results = rows.map((row): Upserted => {
    const byRef = row.externalRef ? refs.get(keyOf(row.externalRef)) : undefined;
    const result = one(ctx, spec, { row, target: targets.get(byRef ?? row.id ?? ''), byRef: byRef !== undefined, targets });
    if (row.externalRef && byRef === undefined) {
      fresh.push({ ref: row.externalRef, id: result.id });
      refs.set(keyOf(row.externalRef), result.id);
    }
    return result;
  });
  await write(ctx, spec, targets);
  await writeRefs(ctx, spec, fresh);
  ctx.changed(spec.entity);
  return results;
}

const keyOf = (ref: ExternalRef) => `${ref.system}\n${ref.id}`;

async function readRefs(ctx: UpsertCtx, spec: UpsertSpec, rows: readonly UpsertRow[]): Promise<Map<string, string>> {
  const refs = rows.flatMap((row) => (row.externalRef ? [row.externalRef] : []));
  if (refs.length === 0) return new Map();
  const found = await sql<{ system: string; external_id: string; entity_id: string }>`
    select r.system, r.external_id, r.entity_id from external_ref r
      join unnest(${refs.map((ref) => ref.system)}::text[], ${refs.map((ref) => ref.id)}::text[]) as asked(system, external_id)
        on asked.system = r.system and asked.external_id = r.external_id
      join ${sql.table(spec.table)} t on t.workspace_id = r.workspace_id and t.id = r.entity_id
    where r.workspace_id = ${ctx.scope.workspaceId} and r.entity = ${spec.entity}`.execute(ctx.tx);
  return new Map(found.rows.map((row) => [keyOf({ system: row.system, id: row.external_id }), row.entity_id]));
}

async function readTargets(ctx: UpsertCtx, spec: UpsertSpec, ids: readonly string[]): Promise<Map<string, Target>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ row: Target['row'] }>`
    select to_jsonb(t) as row from ${sql.table(spec.table)} t where t.workspace_id = ${ctx.scope.workspaceId} and t.id = any (${ids}::uuid[])
    order by t.id for no key update`.execute(ctx.tx);
  return new Map(rows.map(({ row }) => [row.id, { row: { ...likeOurs(row), id: row.id }, isNew: false, dirty: false }]));
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

/** Instants written one way, so that the same moment is never taken for a change. */
function likeOurs(row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const same = (value: unknown) => (typeof value === 'string' && INSTANT.test(value) ? new Date(value).toISOString() : value);
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, same(value)]));
}

interface Meeting {
  row: UpsertRow;
  target: Target | undefined;
  byRef: boolean;
  targets: Map<string, Target>;
}

function one(ctx: UpsertCtx, spec: UpsertSpec, { row, target, byRef, targets }: Meeting): Upserted {
  if (!target) {
    const id = uuid7();
    const given = Object.fromEntries(Object.entries(likeOurs(row.columns)).filter(([, value]) => value !== undefined && value !== null));
    targets.set(id, { row: { created_at: ctx.now, ...spec.defaults, ...given, id, import_id: spec.importId }, isNew: true, dirty: true });
    return { id, outcome: 'created', before: null };
  }
  const { id } = target.row;
  const incoming = Object.fromEntries(
    Object.entries(likeOurs(row.columns)).filter(([name]) => spec.written.includes(name) && !spec.createOnly?.includes(name)),
  );
  const folded = fold(target.row, incoming, row.mode ?? 'overwrite');
  const trashed = target.row.deleted_at !== null && target.row.deleted_at !== undefined;
  const revived = trashed ? { deleted_at: target.row.deleted_at } : {};
  if (folded || trashed) {
    target.row = { ...(folded?.row ?? target.row), id, ...(trashed ? { deleted_at: null } : {}) };
    target.dirty = true;
    const before = { ...folded?.before, ...revived };
    return { id, outcome: byRef && !target.isNew ? 'updated' : 'merged', before: target.isNew ? null : before };
  }
  return { id, outcome: byRef && !target.isNew ? 'unchanged' : 'merged', before: null };
}

async function write(ctx: UpsertCtx, spec: UpsertSpec, targets: ReadonlyMap<string, Target>): Promise<void> {
  const dirty = [...targets.values()].filter((target) => target.dirty);
  const made = dirty.filter((target) => target.isNew).map((target) => target.row);
  const changed = dirty.filter((target) => !target.isNew).map((target) => target.row);
  const table = sql.table(spec.table);
  const names = [...spec.written, ...(changed.some((row) => 'deleted_at' in row) ? ['deleted_at'] : [])];
  if (made.length > 0) {
    const columns = [...new Set([...spec.written, ...Object.keys(spec.defaults), 'id', 'created_at', 'import_id'])];
    await sql`insert into ${table} (workspace_id, updated_at, ${sql.join(columns.map((name) => sql.ref(name)))})
      select ${ctx.scope.workspaceId}, ${ctx.now}, ${sql.join(columns.map((name) => sql.ref(`r.${name}`)))}
      from json_populate_recordset(null::${table}, ${JSON.stringify(made)}::json) r`.execute(ctx.tx);
  }
  if (changed.length > 0)
    await sql`update ${table} t set (${sql.join(names.map((name) => sql.ref(name)))}, updated_at) = (${sql.join(names.map((name) => sql.ref(`r.${name}`)))}, ${ctx.now}::timestamptz)
      from json_populate_recordset(null::${table}, ${JSON.stringify(changed)}::json) r
      where t.workspace_id = ${ctx.scope.workspaceId} and t.id = r.id`.execute(ctx.tx);
}

async function writeRefs(ctx: UpsertCtx, spec: UpsertSpec, fresh: readonly { ref: ExternalRef; id: string }[]): Promise<void> {
  if (fresh.length === 0) return;
  await sql`insert into external_ref (workspace_id, system, entity, external_id, entity_id, import_id)
    select ${ctx.scope.workspaceId}, r.system, ${spec.entity}, r.external_id, r.entity_id, ${spec.importId}
    from unnest(${fresh.map((row) => row.ref.system)}::text[], ${fresh.map((row) => row.ref.id)}::text[], ${fresh.map((row) => row.id)}::uuid[])
      as r(system, external_id, entity_id)
    on conflict do nothing`.execute(ctx.tx);
}

/** What other systems call records that are gone. */
export async function forgetReferences(ctx: Pick<Ctx, 'tx' | 'scope'>, entity: string, ids: readonly string[]): Promise<void> {
  await sql`delete from external_ref where workspace_id = ${ctx.scope.workspaceId} and entity = ${entity} and entity_id = any (${ids}::uuid[])`.execute(
    ctx.tx,
  );
}
