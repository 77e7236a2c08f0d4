import { sql } from 'kysely';
import type { Expectation } from '#modules/agreements/queries/expectations.ts';

export const expectations: readonly Expectation[] = [
  {
    // An announcement with a first day says from when on Sales can count on the offer. What was withdrawn or replaced before that is no promise any more.
    source: 'offer',
    rows: ({
      scope,
      zone,
    }) => sql`select v.id, coalesce(m.department, 'marketing') as by, null::uuid as by_id, o.name as what, v.from_on as due_on, (v.launched_at at time zone ${zone})::date as done_on,
        v.announced_at as made_at, '/offers/' || o.id as link
      from offer_version v join offer o on o.workspace_id = v.workspace_id and o.id = v.offer_id left join member m on m.workspace_id = v.workspace_id and m.id = v.announced_by
      where v.workspace_id = ${scope.workspaceId} and v.announced_at is not null and v.from_on is not null
        and (v.launched_at is not null or (v.superseded_at is null and o.ended_at is null))`,
  },
];
