import { sql } from 'kysely';
import type { Debt } from '#modules/agreements/queries/owed.ts';

export const debts: readonly Debt[] = [
  {
    kind: 'plan_item',
    rows: ({
      scope,
      now,
    }) => sql`select i.id, m.department as party, (i.due_on + 1)::timestamp at time zone w.time_zone as due, i.what as words, m.name as who, '/plan?day=' || p.quarter_on as link
      from plan_item i join joint_plan p on p.workspace_id = i.workspace_id and p.id = i.plan_id and p.signed_at is not null and p.superseded_at is null
        join member m on m.workspace_id = i.workspace_id and m.id = i.accountable_id join workspace w on w.id = i.workspace_id
      where i.workspace_id = ${scope.workspaceId} and i.done_at is null and (i.due_on + 1)::timestamp at time zone w.time_zone <= ${now}`,
  },
  {
    // Nobody has said yet whether it was kept; the team that it was made to says so.
    kind: 'promise',
    rows: ({
      scope,
      now,
    }) => sql`select p.id, p.by_party as party, (p.due_on + 1)::timestamp at time zone w.time_zone as due, p.what as words, m.name as who, '/goals' as link
      from team_promise p join workspace w on w.id = p.workspace_id left join member m on m.workspace_id = p.workspace_id and m.id = p.made_by
      where p.workspace_id = ${scope.workspaceId} and p.kept is null and (p.due_on + 1)::timestamp at time zone w.time_zone <= ${now}`,
  },
];
