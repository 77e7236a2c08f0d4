import { type RawBuilder, sql } from 'kysely';
import type { Field } from '#modules/criteria/fields.ts';
import { reachable } from '#modules/team/queries.ts';
import type { Scope } from '#platform/shared/scope.ts';
import { newest } from './queries/access.ts';
import { INSIGHT_KINDS, INSIGHT_TOPICS } from './schema.ts';

const plain = (values: readonly string[]) =>
  values.map((value) => ({ value, label: value.charAt(0).toUpperCase() + value.slice(1).replaceAll('_', ' ') }));

/** One of the things that the customer said in a call, a meeting or a mail. */
const said =
  (entity: 'contact' | 'company', key: 'kind' | 'about' | 'text') =>
  (row: string, test: (value: RawBuilder<unknown>) => RawBuilder<boolean>, scope: Scope): RawBuilder<boolean> =>
    sql<boolean>`exists (select from activity said, jsonb_array_elements(said.data -> 'insights') insight where said.workspace_id = ${scope.workspaceId}
      and ${sql.ref(`said.${entity}_id`)} = ${sql.ref(`${row}.id`)} and said.data ? 'insights' and not said.retracted and ${newest(scope, 'said')}
      and ${reachable(scope, 'activity', { to: 'read', ownerColumn: 'said.member_id' })} and ${test(sql`(insight ->> ${sql.lit(key)})`)})`;

/** Segments by what conversations said (requirement A6). */
export const fields: Field[] = (['contact', 'company'] as const).flatMap((entity): Field[] => [
  {
    entity,
    key: 'said',
    label: 'Said: what',
    kind: 'long_text',
    group: 'Conversations',
    hiddenKey: 'activity.data',
    matching: said(entity, 'text'),
  },
  {
    entity,
    key: 'saidKind',
    label: 'Said: want, objection …',
    kind: 'choice',
    group: 'Conversations',
    hiddenKey: 'activity.data',
    options: plain(INSIGHT_KINDS),
    matching: said(entity, 'kind'),
  },
  {
    entity,
    key: 'saidAbout',
    label: 'Said: about',
    kind: 'choice',
    group: 'Conversations',
    hiddenKey: 'activity.data',
    options: plain(INSIGHT_TOPICS),
    matching: said(entity, 'about'),
  },
]);
