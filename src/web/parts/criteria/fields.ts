import { useMemo } from 'react';
import { listFields } from '#modules/criteria/contract.ts';
import type { Entity, FieldInfo } from '#modules/criteria/schema.ts';
import { useRead } from '../../data.ts';
import type { Fields } from './draft.ts';

const NONE: readonly FieldInfo[] = [];

/** The fields of an entity that this person may see; `fields` is empty until they are here. */
export function useFields(entity: Entity) {
  const { data, error } = useRead(listFields, { entity }, { topics: ['own_field', 'pipeline', 'reason'], fresh: 300_000 });
  const items = data?.items ?? NONE;
  const fields: Fields = useMemo(() => new Map(items.map((item) => [item.key, item])), [items]);
  return { items, fields, currency: data?.currency ?? 'EUR', here: data !== undefined, problem: error };
}

/** Fields by their groups, for a select. */
export function groupedFields(items: readonly FieldInfo[]): { group: string; items: { value: string; label: string }[] }[] {
  const groups = new Map<string, { value: string; label: string }[]>();
  for (const { key, label, group } of items) {
    const list = groups.get(group) ?? [];
    list.push({ value: key, label });
    groups.set(group, list);
  }
  return [...groups].map(([group, list]) => ({ group, items: list }));
}
