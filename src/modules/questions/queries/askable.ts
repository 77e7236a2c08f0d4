import { sql } from 'kysely';
import { reachable } from '#modules/team/queries.ts';
import type { Askable } from './subjects.ts';

/** The records below this module, each with who answers for it on either side. */
export const askables: readonly Askable[] = [
  {
    kind: 'lead',
    rows: (
      scope,
    ) => sql`select l.id, coalesce(case when ${reachable(scope, 'contact', { to: 'read', ownerColumn: 'c.owner_id' })} then coalesce(nullif(c.name, ''), c.email) end, 'A lead') as name, array[l.owner_id, g.owner_id] as owners
      from lead l join contact c on c.workspace_id = l.workspace_id and c.id = l.contact_id
        left join campaign g on g.workspace_id = l.workspace_id and g.id = l.campaign_id
      where l.workspace_id = ${scope.workspaceId} and l.deleted_at is null and ${reachable(scope, 'lead', { to: 'read', ownerColumn: 'l.owner_id' })}`,
  },
  {
    kind: 'contact',
    rows: (scope) => sql`select c.id, coalesce(nullif(c.name, ''), c.email, 'Someone') as name, array[c.owner_id] as owners from contact c
      where c.workspace_id = ${scope.workspaceId} and c.deleted_at is null and ${reachable(scope, 'contact', { to: 'read', ownerColumn: 'c.owner_id' })}`,
  },
  {
    kind: 'company',
    rows: (scope) => sql`select o.id, o.name, array[o.owner_id] as owners from company o
      where o.workspace_id = ${scope.workspaceId} and o.deleted_at is null and ${reachable(scope, 'company', { to: 'read', ownerColumn: 'o.owner_id' })}`,
  },
  {
    kind: 'deal',
    rows: (scope) => sql`select d.id, d.name, array[d.owner_id, g.owner_id] as owners from deal d
        left join campaign g on g.workspace_id = d.workspace_id and g.id = d.campaign_id
      where d.workspace_id = ${scope.workspaceId} and d.deleted_at is null and ${reachable(scope, 'deal', { to: 'read', ownerColumn: 'd.owner_id' })}`,
  },
  {
    kind: 'campaign',
    rows: (scope) => sql`select g.id, g.name, array[g.owner_id] as owners from campaign g
      where g.workspace_id = ${scope.workspaceId} and g.deleted_at is null and ${reachable(scope, 'campaign', { to: 'read', ownerColumn: 'g.owner_id' })}`,
  },
  {
    // A line of the agreement goes on through its versions; its newest words name it.
    kind: 'clause',
    rows: (scope) => sql`select distinct on (k.line_id) k.line_id as id, k.title as name, '{}'::uuid[] as owners from clause k
        join agreement_version v on v.workspace_id = k.workspace_id and v.id = k.version_id
      where k.workspace_id = ${scope.workspaceId} and ${scope.permissions.has('report:read')} order by k.line_id, v.number desc`,
  },
];
