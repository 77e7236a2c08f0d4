import { sql } from 'kysely';
import { reachable } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import type { Scope } from '#platform/shared/scope.ts';
import type { listPeopleLists } from '../contract/people.ts';

/** Whoever made a list changes it, and whoever shares views with others. */
export const mayChangeList = (scope: Scope, madeBy: string | null): boolean =>
  scope.permissions.has('record:write') && ((madeBy !== null && madeBy === scope.actor.memberId) || scope.permissions.has('view:share'));

export async function peopleLists(
  { tx, scope }: ReadCtx,
  { archived = false }: { archived?: boolean | undefined },
): Promise<OutputOf<typeof listPeopleLists>> {
  const ws = scope.workspaceId;
  type Row = Omit<OutputOf<typeof listPeopleLists>['items'][number], 'mayChange'>;
  const { rows } = await sql<Row>`select l.id, l.name, l.created_at as "createdAt", l.archived_at as "archivedAt",
      case when m.id is not null then json_build_object('id', m.id, 'name', m.name) end as "madeBy",
      (select count(*)::int from people_list_member p join contact c on c.workspace_id = ${ws} and c.id = p.contact_id and c.deleted_at is null
        and ${reachable(scope, 'contact', { to: 'read', ownerColumn: 'c.owner_id' })} where p.workspace_id = ${ws} and p.list_id = l.id) as people
    from people_list l left join member m on m.workspace_id = ${ws} and m.id = l.created_by
    where l.workspace_id = ${ws} and (l.archived_at is not null) = ${archived} order by lower(l.name), l.id`.execute(tx);
  return { items: rows.map((row) => ({ ...row, mayChange: mayChangeList(scope, row.madeBy?.id ?? null) })) };
}
