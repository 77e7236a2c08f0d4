import { sql } from 'kysely';
import type { Debt } from '#modules/agreements/queries/owed.ts';
import { reachable } from '#modules/team/queries.ts';
import { KEPT_DAYS } from '../rules/interviews.ts';
import { DEBRIEF_HOURS } from '../schema.ts';

export const debts: readonly Debt[] = [
  {
    // Two days after a deal closed its rep has said why.
    kind: 'debrief',
    rows: ({ scope, now }) => sql`select d.id, 'sales' as party, d.closed_at + make_interval(hours => ${DEBRIEF_HOURS}) as due,
        case when r.yes then d.name end as words, m.name as who, case when r.yes then '/deals/' || d.id end as link
      from deal d left join member m on m.workspace_id = d.workspace_id and m.id = d.owner_id
        cross join lateral (select ${reachable(scope, 'deal', { to: 'read', ownerColumn: 'd.owner_id' })} as yes) r
      where d.workspace_id = ${scope.workspaceId} and d.status in ('won', 'lost') and d.deleted_at is null and not d.imported
        and d.closed_at <= ${now}::timestamptz - make_interval(hours => ${DEBRIEF_HOURS}) and d.closed_at > ${now}::timestamptz - make_interval(days => ${KEPT_DAYS})
        and not exists (select from deal_interview v where v.workspace_id = d.workspace_id and v.deal_id = d.id and v.kind = 'debrief')`,
  },
];
