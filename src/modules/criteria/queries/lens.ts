import { type RawBuilder, sql } from 'kysely';
import { reachable } from '#modules/team/queries.ts';
import type { Db } from '#platform/db/db.ts';
import { isRefusal, type Refusal } from '#platform/shared/refusal.ts';
import type { Scope } from '#platform/shared/scope.ts';
import { type Field, type FieldSet, rightOf, standardFields, throughReference } from '../fields.ts';
import type { Criteria, Entity } from '../schema.ts';
import type { Compilation } from './compilation.ts';
import { compile } from './compile.ts';
import { customFieldRows, customFieldsOf } from './custom.ts';

/** How a scope sees an entity: its fields without the hidden ones, and the workspace's zone and currency. */
export interface Lens {
  entity: Entity;
  fields: FieldSet;
  zone: string;
  currency: string;
}

/** What an entity's record refers to, and by which column: those records' own fields are fields of it as well. */
const REFERENCES: Readonly<Record<Entity, readonly { to: Entity; column: string; label: string }[]>> = {
  company: [],
  campaign: [],
  contact: [{ to: 'company', column: 'company_id', label: 'Company' }],
  deal: [
    { to: 'company', column: 'company_id', label: 'Company' },
    { to: 'contact', column: 'contact_id', label: 'Contact' },
  ],
  lead: [
    { to: 'contact', column: 'contact_id', label: 'Contact' },
    { to: 'company', column: 'company_id', label: 'Company' },
  ],
};

/** The fields of an entity that the scope may see, standard and the workspace's own, with zone and currency; one query. */
export async function lensOf(db: Db, scope: Scope, entity: Entity): Promise<Lens> {
  const behind: Entity[] = entity === 'contact' ? ['lead'] : [];
  const { zone, currency, custom } = await customFieldRows(db, scope, [entity, ...REFERENCES[entity].map(({ to }) => to), ...behind]);
  const fieldsOfEntity = (one: Entity) => [...standardFields(one), ...customFieldsOf(custom.filter((row) => row.entity === one))];
  const related = REFERENCES[entity].flatMap((reference) =>
    throughReference({ entity, ...reference, fields: fieldsOfEntity(reference.to) }),
  );
  const own = fieldsOfEntity(entity);
  const declared = new Set(own.map(({ key }) => key));
  const ofLeads = behind.length === 0 ? [] : ofTheirLeads(customFieldsOf(custom.filter((row) => row.entity === 'lead')));
  const fields = visible([...own, ...related.filter(({ key }) => !declared.has(key)), ...ofLeads], scope);
  return { entity, fields, zone, currency };
}

/** A workspace's own facts of leads as conditions on the contact: one of their leads has it. So a profile and a segment can ask for them. */
function ofTheirLeads(fields: readonly Field[]): Field[] {
  return fields.map((field) => ({
    entity: 'contact',
    key: `lead.${field.key}`,
    label: `Lead: ${field.label}`,
    kind: field.kind,
    group: 'Leads',
    hiddenKey: rightOf(field),
    ...(field.options ? { options: field.options } : {}),
    matching: (row, test, scope) => sql<boolean>`exists (select from lead x where x.workspace_id = ${scope.workspaceId}
      and x.contact_id = ${sql.ref(`${row}.id`)} and x.deleted_at is null and ${reachable(scope, 'lead', { to: 'read', ownerColumn: 'x.owner_id' })}
      and ${test(field.sql?.('x', scope) ?? sql`null`, field.currency?.('x', scope))})`,
  }));
}

/** The fields of an entity that the scope may see, by key. */
export async function fieldsOf(db: Db, scope: Scope, entity: Entity): Promise<FieldSet> {
  return (await lensOf(db, scope, entity)).fields;
}

function visible(fields: readonly Field[], scope: Scope): FieldSet {
  return new Map(fields.filter((field) => !scope.hidden.has(rightOf(field))).map((field) => [field.key, field]));
}

/** Criteria as a SQL condition, from nothing but who asks: `lensOf` and `compile` in one. */
export async function conditionOf(
  db: Db,
  scope: Scope,
  asked: { criteria: Criteria } & Pick<Compilation, 'entity' | 'row' | 'now' | 'few' | 'path'>,
): Promise<RawBuilder<boolean> | Refusal> {
  return compile(asked.criteria, { ...(await lensOf(db, scope, asked.entity)), ...asked, scope });
}

/** Which of some records meet the criteria; the records themselves must be reachable, which is the caller's to see to. */
export async function matchingOf(
  db: Db,
  scope: Scope,
  asked: { criteria: Criteria; entity: Entity; ids: readonly string[]; now: string },
): Promise<Set<string> | Refusal> {
  const condition = await conditionOf(db, scope, { ...asked, row: 't', few: true });
  if (isRefusal(condition)) return condition;
  const { rows } = await sql<{ id: string }>`select t.id from ${sql.table(asked.entity)} t where t.workspace_id = ${scope.workspaceId}
    and t.id = any (${asked.ids}::uuid[]) and t.deleted_at is null and ${condition}`.execute(db);
  return new Set(rows.map((row) => row.id));
}
