import { type RawBuilder, sql } from 'kysely';
import type { Field } from '#modules/criteria/fields.ts';
import type { Lens } from '#modules/criteria/queries/lens.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { Scope } from '#platform/shared/scope.ts';
import type { Cell } from '../schema.ts';
import { memberName, referredName } from './records.ts';
import { ROW } from './source.ts';

/** The fields of some columns, those that are shown first where none are named. */
export function columnsOf(lens: Lens, keys: readonly string[] | undefined): Field[] | Refusal {
  const all = [...lens.fields.values()].filter((field) => field.sql);
  if (!keys || keys.length === 0) return all.filter((field) => field.shown);
  const columns: Field[] = [];
  for (const [index, key] of [...new Set(keys)].entries()) {
    const field = lens.fields.get(key);
    if (!field?.sql) return refuse('invalid', 'This column does not exist, or you may not see it.', { field: `columns[${index}]` });
    columns.push(field);
  }
  return columns;
}

/** What is selected for the nth column: its value, and beside it the currency or the name that makes it readable. */
export function selectCell(field: Field, index: number, { lens, scope }: { lens: Lens; scope: Scope }): RawBuilder<unknown> {
  const value = field.sql?.(ROW, scope) ?? sql`null`;
  const own = sql`${value} as ${sql.ref(`c${index}`)}`;
  const beside = besideCell(field, value, { lens, scope });
  return beside ? sql`${own}, ${beside} as ${sql.ref(`b${index}`)}` : own;
}

function besideCell(
  field: Field,
  value: RawBuilder<unknown>,
  { lens, scope }: { lens: Lens; scope: Scope },
): RawBuilder<unknown> | undefined {
  if (field.kind === 'money') return sql`coalesce(${field.currency?.(ROW, scope) ?? sql`null`}, ${lens.currency}::text)`;
  if (field.kind === 'member') return memberName(value, scope);
  if (field.kind === 'record' && field.record) return referredName(field.record, value, scope);
  return undefined;
}

/** A selected row's nth column as it goes over the wire. */
export function cellOf(field: Field, index: number, row: Readonly<Record<string, unknown>>): Cell {
  const value = row[`c${index}`] ?? null;
  const beside = row[`b${index}`] ?? null;
  if (value === null) return null;
  if (field.kind === 'money') return { amountMinor: Number(value), currency: String(beside) };
  if (field.kind === 'member' || field.kind === 'record') return { id: String(value), name: String(beside ?? '') };
  if (field.kind === 'number') return Number(value);
  return value as Cell;
}
