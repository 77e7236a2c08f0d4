import { useQueries } from '@tanstack/react-query';
import type { Criteria, Entity, Node } from '#modules/criteria/schema.ts';
import { isGroup, isHistory } from '#modules/criteria/schema.ts';
import { listRows } from '#modules/lists/contract/rows.ts';
import { listMembers } from '#modules/team/contract/members.ts';
import { reading, useRead } from '../../data.ts';
import type { Fields } from './draft.ts';

const MOST = 200;

/** Ids of records that criteria name, by entity. */
export function namedRecords(criteria: Criteria, fields: Fields): Map<Entity, string[]> {
  const found = new Map<Entity, string[]>();
  const add = (entity: Entity, ids: readonly string[]) => found.set(entity, [...(found.get(entity) ?? []), ...ids]);
  const walk = (node: Node): void => {
    if (isGroup(node)) {
      for (const child of node.of) walk(child);
    } else if (isHistory(node)) {
      if (node.campaignIds) add('campaign', node.campaignIds);
    } else {
      const record = fields.get(node.field)?.record;
      if (record && typeof node.value === 'string') add(record, [node.value]);
      if (record && Array.isArray(node.value)) add(record, node.value);
    }
  };
  walk(criteria);
  return found;
}

/** Names of the members and of some records, by id. */
export function useNames(records: ReadonlyMap<Entity, readonly string[]>): (id: string) => string | undefined {
  const members = useRead(listMembers, {}, { topics: ['member'] });
  const names = useQueries({
    queries: [...records].map(([entity, ids]) =>
      reading(
        listRows,
        { entity, ids: [...new Set(ids)].sort().slice(0, MOST), limit: MOST },
        { topics: [entity], when: ids.length > 0, keep: true },
      ),
    ),
    combine: (answers) => new Map(answers.flatMap((answer) => answer.data?.items.map((row) => [row.id, row.name] as const) ?? [])),
  });
  return (id) => names.get(id) ?? members.data?.items.find((one) => one.id === id)?.name;
}
