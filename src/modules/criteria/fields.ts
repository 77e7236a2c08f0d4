import { type RawBuilder, sql } from 'kysely';
import { reachable } from '#modules/team/queries.ts';
import type { Db } from '#platform/db/db.ts';
import type { Scope } from '#platform/shared/scope.ts';
import { ENTITIES, type Entity, type Kind, type Option } from './schema.ts';

/** Tests a value; for kind money with the amount's currency, where it is not the workspace's. */
export type Test = (value: RawBuilder<unknown>, currency?: RawBuilder<unknown>) => RawBuilder<boolean>;

/**
 * One fact about a record that can be filtered, shown, sorted and exported. Each record module exports `fields: Field[]` from its
 * `fields.ts`; `product.ts` joins them. The only source of SQL identifiers in lists and criteria.
 *
 * `row` is always the alias of the entity's row: `sql.ref(`${row}.industry`)`. Sub-selects name `scope.workspaceId` and carry
 * `reachable(scope, …)` of the entity they read: what a person may not reach must not decide what they find.
 */
export interface Field {
  entity: Entity;
  /** Unique within the entity; `company.industry` for a fact of a related record. Never `custom.…`, which is for workspaces' own. */
  key: string;
  label: string;
  kind: Kind;
  /** Heading in field menus: 'Contact', 'Company', 'Score', 'Money' … */
  group: string;
  /**
   * The value. By kind: text/long_text/choice text · number int or numeric · money minor units (bigint) · date date · instant timestamptz ·
   * yes_no boolean · choices text[] · member/record uuid. Left out for facts that are only conditions (`matching` alone).
   */
  sql?(row: string, scope: Scope): RawBuilder<unknown>;
  /**
   * For facts of other rows: wraps a test of the value so that the planner sees a semi-join, and returns a condition that is never null, e.g.
   * `(row, test, scope) => sql`exists (select from company c where c.workspace_id = ${scope.workspaceId} and c.id = ${sql.ref(`${row}.company_id`)}
   * and c.deleted_at is null and ${reachable(…)} and ${test(sql`c.industry`)})``. With several rows behind one record (leads of a contact) it means "one of them …".
   */
  matching?(row: string, test: Test, scope: Scope): RawBuilder<boolean>;
  /** kind money: the amount's currency (char(3)); the workspace's where absent. */
  currency?(row: string, scope: Scope): RawBuilder<unknown>;
  /** kind record: what it refers to. The list shows the record's name. */
  record?: Entity;
  /** kind choice/choices: the allowed values. Without them any text is allowed (an open list, such as tags or industries). */
  options?: readonly Option[];
  /** Values that live in the workspace's own tables: pipelines, stages, reasons. */
  optionsOf?(db: Db, scope: Scope): Promise<Option[]>;
  /** May be sorted by; needs `sql`. */
  sort?: boolean;
  /** What is sorted by where that is not `sql` itself, such as the indexed `name_key`. */
  sortSql?(row: string): RawBuilder<unknown>;
  /** Text used in the sort's index is not null (`name_key`): spares the "empty last" term so that the index serves the order. */
  sortNotNull?: boolean;
  /** The entity's own writable column (snake_case) for bulk edit and import; absent where it is derived or moves by its own command. */
  column?: string;
  /** Which field right governs it; `entity.key` where absent. Facts of a related record name that record's: 'company.industry'. */
  hiddenKey?: string;
  /** Shown in a list before anybody has chosen columns. */
  shown?: boolean;
}

/** The fields of one entity that a scope may see, by key: standard ones, then the workspace's own (`custom.<key>`). */
export type FieldSet = ReadonlyMap<string, Field>;

export const rightOf = (field: Field): string => field.hiddenKey ?? `${field.entity}.${field.key}`;

let installed: ReadonlyMap<Entity, readonly Field[]> = new Map();

/** Called once by `product.ts` with the fields of all modules. */
export function installFields(fields: readonly Field[]): void {
  const names = fields.map((field) => `${field.entity}.${field.key}`);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice) throw new Error(`the field ${twice} is declared twice`);
  installed = new Map(ENTITIES.map((entity) => [entity, fields.filter((field) => field.entity === entity)]));
}

export function standardFields(entity: Entity): readonly Field[] {
  return installed.get(entity) ?? [];
}

/**
 * The facts of a record that another one refers to, as fields of the latter: `throughReference({ entity: 'contact', column: 'company_id',
 * to: 'company', fields: companyFields })` gives `company.industry` and so on. Respects the reach and the field rights of the entity referred to.
 */
export function throughReference(reference: {
  entity: Entity;
  column: string;
  to: Entity;
  label: string;
  fields: readonly Field[];
}): Field[] {
  const { entity, column, to, label } = reference;
  const alias = `via_${to}`;
  const from = (
    row: string,
    scope: Scope,
  ) => sql`from ${sql.table(to)} ${sql.ref(alias)} where ${sql.ref(`${alias}.workspace_id`)} = ${scope.workspaceId}
    and ${sql.ref(`${alias}.id`)} = ${sql.ref(`${row}.${column}`)} and ${sql.ref(`${alias}.deleted_at`)} is null
    and ${reachable(scope, to, { to: 'read', ownerColumn: `${alias}.owner_id` })}`;
  return reference.fields
    .filter((field) => field.sql && !field.matching)
    .map((field) => ({
      entity,
      key: `${to}.${field.key}`,
      label: `${label}: ${field.label}`,
      kind: field.kind,
      group: label,
      hiddenKey: rightOf(field),
      ...(field.record ? { record: field.record } : {}),
      ...(field.options ? { options: field.options } : {}),
      ...(field.optionsOf ? { optionsOf: field.optionsOf } : {}),
      sql: (row, scope) => sql`(select ${field.sql?.(alias, scope)} ${from(row, scope)})`,
      ...(field.currency
        ? { currency: (row: string, scope: Scope) => sql`(select ${field.currency?.(alias, scope)} ${from(row, scope)})` }
        : {}),
      matching: (row, test, scope) =>
        sql<boolean>`exists (select ${from(row, scope)} and ${test(field.sql?.(alias, scope) ?? sql`null`, field.currency?.(alias, scope))})`,
    }));
}
