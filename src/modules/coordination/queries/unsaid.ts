import { type RawBuilder, sql } from 'kysely';
import { reachable } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { Side } from '../schema.ts';

/** Days after which nobody remembers any more why a deal went as it did. */
const TOLD_DAYS = 60;

/** Closed deals, and whether their rep has said why. */
export function debriefs({ scope, now }: ReadCtx): RawBuilder<unknown> {
  const ws = scope.workspaceId;
  return sql`select d.id, v.id is null as lacks, d.name, d.contact_id, d.owner_id, d.closed_at as since, '/deals/' || d.id as link
    from deal d left join deal_interview v on v.workspace_id = ${ws} and v.deal_id = d.id and v.kind = 'debrief'
    where d.workspace_id = ${ws} and d.deleted_at is null and not d.imported and d.status in ('won', 'lost')
      and d.closed_at <= ${now} and d.closed_at > ${now}::timestamptz - make_interval(days => ${TOLD_DAYS})
      and ${reachable(scope, 'deal', { to: 'read', ownerColumn: 'd.owner_id' })}`;
}

/** Drafts of goals, plans and the rule for sharing credit, and whether a side has signed them: its lead can. */
export function unsignedBy({ scope }: ReadCtx, side: Side): RawBuilder<unknown> {
  const ws = scope.workspaceId;
  return sql`select x.id, not exists (select from signature s where s.workspace_id = ${ws} and s.subject = x.subject and s.subject_id = x.id
        and s.party = ${side}) as lacks, x.name, null::uuid as contact_id, (select m.id from member m where m.workspace_id = ${ws} and m.status = 'active'
        and m.department = ${side} and m.roles && '{sales_lead,marketing_lead}'::text[] order by m.name, m.id limit 1) as owner_id, x.since, x.link
    from (select v.id, 'goal' as subject, v.title as name, v.drafted_at as since, '/goals' as link from goal_version v
        join goal g on g.workspace_id = v.workspace_id and g.id = v.goal_id and g.retired_at is null where v.workspace_id = ${ws} and v.signed_at is null
      union all select p.id, 'joint_plan', to_char(p.quarter_on, '"Q"Q YYYY'), p.drafted_at, '/plan?day=' || p.quarter_on from joint_plan p
        where p.workspace_id = ${ws} and p.signed_at is null
      union all select a.id, 'attribution', 'Rule for sharing credit', a.made_at, '/attribution-rules' from attribution_version a
        where a.workspace_id = ${ws} and a.status = 'draft') x`;
}

/** Challenges that somebody of a side took up, and whether they have said what helped. One raised without a name is shown without its words. */
export function takenUpBy({ scope }: ReadCtx, side: Side): RawBuilder<unknown> {
  const ws = scope.workspaceId;
  return sql`select c.id, c.state = 'working' as lacks, case when c.anonymous then null else c.title end as name, null::uuid as contact_id, m.id as owner_id,
      c.state_on::timestamp at time zone w.time_zone as since, '/challenges' as link
    from challenge c join workspace w on w.id = c.workspace_id
      left join member m on m.workspace_id = c.workspace_id and m.id = c.state_by and m.department in ('sales', 'marketing')
    where c.workspace_id = ${ws} and c.state in ('working', 'solved') and c.state_on is not null and coalesce(m.department, c.party) = ${side}`;
}
