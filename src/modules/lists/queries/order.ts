import { type RawBuilder, sql } from 'kysely';
import type { Field } from '#modules/criteria/fields.ts';
import type { Lens } from '#modules/criteria/queries/lens.ts';
import type { Entity, Kind } from '#modules/criteria/schema.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { Scope } from '#platform/shared/scope.ts';
import type { Mark } from '../rules/cursor.ts';
import type { SortKey } from '../schema.ts';
import { memberName, referredName } from './records.ts';
import { ROW } from './source.ts';

/** One sort key: its expression, and how its value travels in a cursor. */
export interface OrderKey {
  by: string;
  direction: 'asc' | 'desc';
  kind: Kind;
  value: RawBuilder<unknown>;
  notNull: boolean;
}

/** What a list is sorted by until somebody chooses: the first of these that the caller may see. */
const USUAL: Readonly<Record<Entity, readonly SortKey[]>> = {
  company: [{ by: 'name', direction: 'asc' }],
  contact: [{ by: 'name', direction: 'asc' }],
  deal: [{ by: 'createdAt', direction: 'desc' }],
  lead: [{ by: 'openedAt', direction: 'desc' }],
  campaign: [{ by: 'createdAt', direction: 'desc' }],
};

const CAST: Readonly<Record<Kind, RawBuilder<unknown>>> = {
  text: sql`text`,
  long_text: sql`text`,
  number: sql`numeric`,
  money: sql`numeric`,
  date: sql`date`,
  instant: sql`timestamptz`,
  yes_no: sql`boolean`,
  choice: sql`text`,
  choices: sql`text`,
  member: sql`text`,
  record: sql`text`,
};

/** The keys of a sort, from the registry alone. */
export function orderOf(lens: Lens, sort: readonly SortKey[] | undefined, scope: Scope): OrderKey[] | Refusal {
  const keys: OrderKey[] = [];
  const wanted = sort && sort.length > 0 ? sort : USUAL[lens.entity].filter(({ by }) => lens.fields.get(by)?.sort);
  for (const [index, { by, direction }] of wanted.entries()) {
    const field = lens.fields.get(by);
    const value = field?.sort ? sortValue(field, scope) : undefined;
    if (!field || !value)
      return refuse('invalid', 'This column cannot be sorted by, or you may not see it.', { field: `sort[${index}].by` });
    if (keys.some((key) => key.by === by)) return refuse('invalid', 'This column is there twice.', { field: `sort[${index}].by` });
    keys.push({ by, direction, kind: field.kind, value, notNull: field.sortNotNull === true });
  }
  return keys;
}

function sortValue(field: Field, scope: Scope): RawBuilder<unknown> | undefined {
  if (field.sortSql) return field.sortSql(ROW);
  const value = field.sql?.(ROW, scope);
  if (!value) return undefined;
  if (field.kind === 'text') return sql`lower(${value})`;
  if (field.kind === 'member') return sql`lower(${memberName(value, scope)})`;
  if (field.kind === 'record' && field.record) return sql`lower(nullif(${referredName(field.record, value, scope)}, ''))`;
  return field.kind === 'choices' ? undefined : value;
}

/** Rows of the same keys stand in the order of their ids, in the direction of the last key: so the entity's indexes can serve it. */
const lastDirection = (keys: readonly OrderKey[]) => keys.at(-1)?.direction ?? 'desc';

export function orderBy(keys: readonly OrderKey[]): RawBuilder<unknown> {
  const terms = keys.map(({ value, direction, notNull }) => sql`${value} ${DIRECTION[direction]} ${notNull ? sql`` : sql`nulls last`}`);
  return sql`order by ${sql.join([...terms, sql`t.id ${DIRECTION[lastDirection(keys)]}`])}`;
}

const DIRECTION = { asc: sql`asc`, desc: sql`desc` };

/** Rows that come after the one where a page ended. */
export function afterMark(keys: readonly OrderKey[], mark: Mark): RawBuilder<boolean> {
  const direction = lastDirection(keys);
  const id = sql`${mark.id}::uuid`;
  const [only] = keys;
  // The one form that an index on (key, id) can start from.
  if (only && keys.length === 1 && only.notNull)
    return sql`(${only.value}, t.id) ${BEYOND[direction]} (${at(only, mark.values[0] ?? null)}, ${id})`;
  const tied: RawBuilder<boolean>[] = [];
  const ways: RawBuilder<boolean>[] = [];
  for (const [index, key] of keys.entries()) {
    const value = mark.values[index] ?? null;
    if (value !== null) {
      const beyond = sql<boolean>`(${key.value} ${BEYOND[key.direction]} ${at(key, value)} or ${key.value} is null)`;
      ways.push(both([...tied, beyond]));
    }
    tied.push(value === null ? sql`${key.value} is null` : sql`${key.value} = ${at(key, value)}`);
  }
  ways.push(both([...tied, sql`t.id ${BEYOND[direction]} ${id}`]));
  return sql`(${sql.join(ways, sql` or `)})`;
}

const BEYOND = { asc: sql`>`, desc: sql`<` };
const at = (key: OrderKey, value: string | null): RawBuilder<unknown> => sql`${value}::${CAST[key.kind]}`;
const both = (parts: readonly RawBuilder<boolean>[]): RawBuilder<boolean> => sql`(${sql.join(parts, sql` and `)})`;
