import { sql } from 'kysely';
import type { Expectation } from '#modules/agreements/queries/expectations.ts';

export const expectations: readonly Expectation[] = [
  {
    // Content that was asked for is owed by its day, by the terms of the library; a no in answer ends that.
    source: 'content',
    rows: ({
      scope,
      zone,
    }) => sql`select r.id, 'marketing' as by, null::uuid as by_id, case when ${scope.permissions.has('record:read')} then r.need end as what, (r.due_at at time zone ${zone})::date as due_on,
        (r.delivered_at at time zone ${zone})::date as done_on, coalesce(r.answered_at, r.asked_at) as made_at, '/library/requests' as link
      from asset_request r where r.workspace_id = ${scope.workspaceId} and r.status in ('asked', 'accepted', 'delivered', 'confirmed')`,
  },
];
