import { type RawBuilder, sql } from 'kysely';
import type { Db } from '#platform/db/db.ts';
import { type FieldError, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { Scope } from '#platform/shared/scope.ts';
import type { Field } from '../fields.ts';
import { customProblem, normalCustom } from '../rules/custom.ts';
import { type CustomFieldRow, type CustomKind, type CustomValues, type Entity, type Kind, Option } from '../schema.ts';

interface Found {
  zone: string;
  currency: string;
  custom: CustomFieldRow[];
}

/** The workspace's own fields of some entities that are in use, in their order, with the workspace's zone and currency. */
export async function customFieldRows(db: Db, scope: Scope, entities: readonly Entity[]): Promise<Found> {
  const { rows } = await sql<{ zone: string; currency: string; custom: CustomFieldRow[] | null }>`
    select w.time_zone zone, w.base_currency currency, (
      select jsonb_agg(jsonb_build_object('id', f.id, 'entity', f.entity, 'key', f.key, 'label', f.label, 'kind', f.kind, 'options', f.options,
        'required', f.required, 'archived', false) order by f.position, f.id)
      from custom_field f where f.workspace_id = ${scope.workspaceId} and f.entity = any (${entities}::text[]) and f.archived_at is null) custom
    from workspace w where w.id = ${scope.workspaceId}`.execute(db);
  const row = rows[0];
  return { zone: row?.zone ?? 'UTC', currency: row?.currency ?? 'EUR', custom: row?.custom ?? [] };
}

const KIND: Readonly<Record<CustomKind, Kind>> = {
  text: 'text',
  long_text: 'long_text',
  number: 'number',
  money: 'money',
  date: 'date',
  instant: 'instant',
  yes_no: 'yes_no',
  choice: 'choice',
  choices: 'choices',
  url: 'text',
  email: 'text',
  phone: 'text',
  member: 'member',
};

/** The SQL function that reads a kind's value out of the `custom` column and never fails. */
const READER: Readonly<Record<Kind, string>> = {
  text: 'custom_text',
  long_text: 'custom_text',
  number: 'custom_number',
  money: 'custom_amount',
  date: 'custom_day',
  instant: 'custom_instant',
  yes_no: 'custom_yes_no',
  choice: 'custom_text',
  choices: 'custom_texts',
  member: 'custom_id',
  record: 'custom_id',
};

/** Workspaces' own fields as fields of the registry: `custom.<key>`. */
export function customFieldsOf(rows: readonly CustomFieldRow[]): Field[] {
  return rows.map((row) => {
    const kind = KIND[row.kind];
    const read = (reader: string, alias: string): RawBuilder<unknown> =>
      sql`${sql.raw(reader)}(${sql.ref(`${alias}.custom`)}, ${row.key}::text)`;
    return {
      entity: row.entity,
      key: `custom.${row.key}`,
      label: row.label,
      kind,
      group: 'Own fields',
      sort: kind !== 'choices' && kind !== 'long_text' && kind !== 'member',
      column: `custom.${row.key}`,
      ...(row.options.length > 0 ? { options: row.options } : {}),
      sql: (alias) => read(READER[kind], alias),
      ...(kind === 'money' ? { currency: (alias: string) => read('custom_currency', alias) } : {}),
    };
  });
}

/** All own fields of an entity for the settings, archived ones last. */
export async function listCustomFields(db: Db, scope: Scope, entity: Entity): Promise<CustomFieldRow[]> {
  const rows = await db
    .selectFrom('custom_field')
    .select(['id', 'entity', 'key', 'label', 'kind', 'options', 'required', 'archived_at'])
    .where('workspace_id', '=', scope.workspaceId)
    .where('entity', '=', entity)
    .orderBy(sql`archived_at is not null`)
    .orderBy('position')
    .orderBy('id')
    .execute();
  return rows.map(({ archived_at, ...row }) => ({
    ...row,
    entity: row.entity as Entity,
    kind: row.kind as CustomKind,
    options: Option.array().parse(row.options),
    archived: archived_at !== null,
  }));
}

export async function visibleCustomFields(db: Db, scope: Scope, entity: Entity): Promise<CustomFieldRow[]> {
  const rows = await listCustomFields(db, scope, entity);
  return rows.filter((row) => !scope.hidden.has(`${entity}.custom.${row.key}`));
}

/**
 * Checks what a command is about to write into a record's `custom` column: keys exist and may be written by the scope, values are of
 * their kind (instants become UTC, texts are trimmed), members exist, required ones are there (all of them with `creating`).
 * Write the result with `jsonb_strip_nulls(custom || ${JSON.stringify(result)}::jsonb)`: null empties a field.
 */
export async function parseCustom(
  db: Db,
  scope: Scope,
  asked: { entity: Entity; values: CustomValues | undefined; creating?: boolean; path?: string; lenient?: boolean },
): Promise<CustomValues | Refusal> {
  const { entity, values = {}, creating = false, path = 'custom' } = asked;
  if (!creating && Object.keys(values).length === 0) return {};
  const { custom } = await customFieldRows(db, scope, [entity]);
  const byKey = new Map(custom.filter((row) => !scope.hidden.has(`${entity}.custom.${row.key}`)).map((row) => [row.key, row]));
  const errors: FieldError[] = [];
  const result: CustomValues = {};
  for (const [key, value] of Object.entries(values)) {
    const row = byKey.get(key);
    const problem = !row
      ? 'There is no such field.'
      : scope.readOnly.has(`${entity}.custom.${key}`)
        ? 'You may read this field but not change it.'
        : customProblem(row, value);
    if (problem) errors.push({ field: `${path}.${key}`, message: problem });
    else if (row) result[key] = normalCustom(row, value);
  }
  if (creating && !asked.lenient)
    for (const row of byKey.values())
      if (row.required && (result[row.key] ?? null) === null && !errors.some((error) => error.field === `${path}.${row.key}`))
        errors.push({ field: `${path}.${row.key}`, message: `${row.label} is required.` });
  errors.push(...(await strangers(db, scope, { rows: byKey, values: result, path })));
  return errors.length > 0 ? refuse('invalid', 'Some fields need another look.', { errors }) : result;
}

async function strangers(
  db: Db,
  scope: Scope,
  given: { rows: ReadonlyMap<string, CustomFieldRow>; values: CustomValues; path: string },
): Promise<FieldError[]> {
  const asked = Object.entries(given.values).filter(([key, value]) => given.rows.get(key)?.kind === 'member' && value !== null);
  if (asked.length === 0) return [];
  const ids = asked.map(([, value]) => String(value));
  const known = await db.selectFrom('member').select('id').where('workspace_id', '=', scope.workspaceId).where('id', 'in', ids).execute();
  const found = new Set(known.map((row) => row.id));
  return asked
    .filter(([, value]) => !found.has(String(value).toLowerCase()))
    .map(([key]) => ({ field: `${given.path}.${key}`, message: 'This person is not in the workspace.' }));
}
