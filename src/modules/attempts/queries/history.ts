import { type RawBuilder, sql } from 'kysely';
import type { Scope } from '#platform/shared/scope.ts';
import { type Split, WINDOW_DAYS } from '../schema.ts';

export interface Span {
  start: string;
  end: string;
  now: string;
}

const SEGMENT: Readonly<Record<Split, RawBuilder<string>>> = {
  none: sql`'all'`,
  fit: sql`coalesce(s.fit, l.fit, '?')`,
  channel: sql`coalesce(nullif(l.source_channel, ''), 'unknown')`,
  size: sql`case when o.employee_count is null then 'unknown' when o.employee_count < 10 then '1–9' when o.employee_count < 50 then '10–49'
    when o.employee_count < 250 then '50–249' else '250+' end`,
};

/**
 * Every lead that was handed off in the span, long enough ago, with the attempts of Sales until they were reached. A record that knows no hand-offs (an
 * import) begins at a lead's opening.
 * An attempt is what could keep a promise: a call, a mail, a meeting that a person made. Reached: the call connected, the meeting was held, or they wrote or called.
 */
export function attempted(scope: Scope, span: Span, by: Split): RawBuilder<unknown> {
  const { workspaceId } = scope;
  const handed = sql`(select exists (select from handoff h where h.workspace_id = ${workspaceId} and h.handed_at >= ${span.start} and h.handed_at < ${span.end}) as off)`;
  return sql`(with base as materialized (
      select l.id, l.contact_id, l.owner_id, l.stage = 'customer' as won, coalesce(s.handed_at, l.opened_at) as start, ${SEGMENT[by]} as segment
      from ${handed} handed, lead l left join lateral (select h.handed_at, h.fit from handoff h where h.workspace_id = l.workspace_id and h.lead_id = l.id
          and h.decision is distinct from 'withdrawn' order by h.handed_at limit 1) s on true
        left join company o on o.workspace_id = l.workspace_id and o.id = l.company_id
      where l.workspace_id = ${workspaceId} and l.deleted_at is null and (s.handed_at is not null or not handed.off) and coalesce(s.handed_at, l.opened_at) >= ${span.start}
        and coalesce(s.handed_at, l.opened_at) < least(${span.end}::timestamptz, ${span.now}::timestamptz - make_interval(days => ${WINDOW_DAYS}))
    ), talk as materialized (
      select b.id, a.occurred_at as at, coalesce(a.direction, 'out') as direction,
        a.kind = 'chat' or (a.kind = 'call' and a.outcome = 'connected') or (a.kind = 'meeting' and coalesce(a.outcome, 'held') = 'held') as connected
      from base b join activity a on a.workspace_id = ${workspaceId} and a.contact_id = b.contact_id and a.occurred_at >= b.start
        and a.occurred_at < b.start + make_interval(days => ${WINDOW_DAYS})
      where a.kind in ('call', 'mail', 'meeting', 'chat') and not a.retracted and (a.data ->> 'automated') is distinct from 'true'
        and (a.traffic is null or a.traffic = 'human') and (a.direction = 'in' or a.side = 'sales') and a.outcome is distinct from 'cancelled'
        and not exists (select from activity newer where newer.workspace_id = a.workspace_id and newer.corrects_id = coalesce(a.corrects_id, a.id)
          and (newer.logged_at, newer.id) > (a.logged_at, a.id))
    ), reached as (select id, min(at) filter (where direction = 'in' or connected) as at from talk group by id
    ), tried as (select t.id, r.at, count(*) filter (where t.direction <> 'in' and t.at <= coalesce(r.at, 'infinity'))::int as attempts
      from talk t join reached r on r.id = t.id group by t.id, r.at)
    select b.id, b.owner_id, b.contact_id, b.segment, b.start, b.won, r.at as reached_at, coalesce(r.attempts, 0) as attempts
    from base b left join tried r on r.id = b.id)`;
}
