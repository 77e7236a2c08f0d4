import type { Entity } from '#modules/criteria/schema.ts';
import type { Change, NewValue } from '../schema.ts';

/** A field that a change of many records writes: by a column of its own, or by a command of its own (`moves`). */
export interface Written {
  key: string;
  column: string;
  kind: string;
  value: NewValue;
  moves: boolean;
}

/** What a change does to each record. */
export interface Plan {
  written: readonly Written[];
  addTags: readonly string[];
  removeTags: readonly string[];
}

/** Columns by name (`owner_id`, `custom.segment`, `tags`) with their values: before, after, now. */
export type Snapshot = Readonly<Record<string, unknown>>;

const CUSTOM = 'custom.';

/** Columns whose values decide whether somebody has changed a record since; amounts with their currency. */
export function watchedOf({ written, addTags, removeTags }: Plan): string[] {
  const columns = written.flatMap(({ column, kind }) => (kind === 'money' && !column.startsWith(CUSTOM) ? [column, 'currency'] : [column]));
  return [...new Set([...columns, ...(addTags.length + removeTags.length > 0 ? ['tags'] : [])])];
}

/** The input of the record's own change command, without its id; null where only commands of their own are needed. */
export function inputOf(plan: Plan, before: Snapshot): Record<string, unknown> | null {
  const input: Record<string, unknown> = {};
  const custom: Record<string, unknown> = {};
  for (const { column, kind, value, moves } of plan.written) {
    if (moves) continue;
    if (column.startsWith(CUSTOM)) custom[column.slice(CUSTOM.length)] = value;
    else if (kind === 'money') Object.assign(input, amountOf(column, value));
    else input[camel(column)] = value;
  }
  if (Object.keys(custom).length > 0) input.custom = custom;
  const tags = tagsOf(plan, input.tags ?? before.tags);
  if (tags) input.tags = tags;
  return Object.keys(input).length > 0 ? input : null;
}

/** An emptied amount leaves the currency, in which other amounts of the record may be. */
function amountOf(column: string, value: NewValue): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { [camel(column)]: value };
  return { [camel(column)]: value.amountMinor, currency: value.currency };
}

function tagsOf({ addTags, removeTags }: Plan, present: unknown): string[] | null {
  if (addTags.length + removeTags.length === 0) return null;
  const gone = new Set(removeTags);
  const kept = (Array.isArray(present) ? present : []).filter((tag): tag is string => typeof tag === 'string' && !gone.has(tag));
  return [...new Set([...kept, ...addTags])];
}

/** The input that puts a record back to what it was. */
export function inputBack(plan: Plan, before: Snapshot): Record<string, unknown> | null {
  const input: Record<string, unknown> = {};
  const custom: Record<string, unknown> = {};
  const moved = new Set(plan.written.filter(({ moves }) => moves).map(({ column }) => column));
  for (const [column, value] of Object.entries(before)) {
    if (moved.has(column)) continue;
    if (column.startsWith(CUSTOM)) custom[column.slice(CUSTOM.length)] = value;
    else input[camel(column)] = value;
  }
  if (Object.keys(custom).length > 0) input.custom = custom;
  return Object.keys(input).length > 0 ? input : null;
}

const camel = (column: string): string => column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** The key of a change by the name of the command's input that was wrong: `ownerId` → `owner_id` → the field of that column. */
export function keyOfInput(plan: Plan, name: string): string | undefined {
  const wanted = name.startsWith(CUSTOM) ? name : name.split('.')[0];
  return plan.written.find(({ column }) => (column.startsWith(CUSTOM) ? column : camel(column)) === wanted)?.key;
}

export const isEmptyChange = ({ set, addTags, removeTags }: Change): boolean =>
  Object.keys(set ?? {}).length + (addTags?.length ?? 0) + (removeTags?.length ?? 0) === 0;

/** Campaigns are marketing's; everything else is changed by whoever may change records. */
export const permissionFor = (entity: Entity): string => (entity === 'campaign' ? 'campaign:write' : 'record:write');
