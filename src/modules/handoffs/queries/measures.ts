import { sql } from 'kysely';
import { newestOfMany } from '#modules/activities/queries/access.ts';
import type { Measure } from '#modules/agreements/queries/measures.ts';

/** The agreed sample below the threshold is nobody's promise: it is expected to be poor, and counted apart. */
const NOT_SAMPLED = sql`h.cause <> 'exploration'`;
const ACCEPTED = sql`('accepted', 'accepted_by_default')`;

/** What promises of the agreement are counted from hand-offs, verdicts and leads. */
export const measures: readonly Measure[] = [
  {
    name: 'accepted',
    rows: ({
      scope,
      from,
      to,
    }) => sql`select h.id, h.decided_at as at, h.decision in ${ACCEPTED} as counts, 1 as weight, h.lead_id, h.contact_id from handoff h
      where h.workspace_id = ${scope.workspaceId} and h.decided_at >= ${from} and h.decided_at < ${to} and h.decision <> 'withdrawn' and ${NOT_SAMPLED}`,
  },
  {
    // What older hand-offs knew was not kept, so they are left out.
    name: 'complete',
    rows: ({ scope, from, to, required }) => sql`
      select h.id, h.handed_at as at, h.evidence -> 'known' @> ${JSON.stringify(required)}::jsonb as counts, 1 as weight, h.lead_id, h.contact_id from handoff h
      where h.workspace_id = ${scope.workspaceId} and h.handed_at >= ${from} and h.handed_at < ${to} and h.decision is distinct from 'withdrawn'
        and h.evidence ? 'known' and ${NOT_SAMPLED}`,
  },
  {
    name: 'reasons_given',
    rows: ({ scope, from, to }) => sql`
      select v.id, v.decided_at as at, r.id is not null and (r.code <> 'other' or length(coalesce(v.note, '')) >= 15) as counts, 1 as weight, v.lead_id, h.contact_id
      from verdict v join handoff h on h.workspace_id = v.workspace_id and h.id = v.handoff_id
        left join reason r on r.workspace_id = v.workspace_id and r.id = v.reason_id
      where v.workspace_id = ${scope.workspaceId} and v.decided_at >= ${from} and v.decided_at < ${to} and v.decision in ('rejected', 'recycled')`,
  },
  {
    name: 'not_left_lying',
    rows: ({ scope, from, to, now, withinSeconds }) => sql`
      with lying as (
        select h.id, h.lead_id, h.contact_id, h.decided_at as since,
          least(coalesce(h.returned_at, h.closed_at, ${now}::timestamptz), ${to}::timestamptz, ${now}::timestamptz) as until
        from handoff h where h.workspace_id = ${scope.workspaceId} and h.decision in ${ACCEPTED} and h.decided_at < least(${to}::timestamptz, ${now}::timestamptz)
          and coalesce(h.returned_at, h.closed_at, ${now}::timestamptz) > ${from}::timestamptz
      ), points as (
        select y.id, p.at from lying y cross join lateral (values (y.since), (y.until)) p (at)
        union all select y.id, a.occurred_at from lying y join activity a on a.workspace_id = ${scope.workspaceId} and a.contact_id = y.contact_id
          and a.kind in ('call', 'mail', 'meeting', 'chat') and a.occurred_at between y.since and y.until and not a.retracted
          and coalesce(a.traffic, 'human') = 'human' and not coalesce((a.data ->> 'automated')::boolean, false) and ${newestOfMany(scope, 'a')}
      ), gaps as (
        select id, at, at - lag(at) over (partition by id order by at) as gap from points
      )
      select y.id, y.until as at, y.lead_id, y.contact_id, not exists (select from gaps g where g.id = y.id and g.at > ${from}::timestamptz
        and extract(epoch from g.gap) > ${withinSeconds}) as counts, 1 as weight
      from lying y`,
  },
  {
    name: 'handoffs_delivered',
    rows: ({ scope, from, to }) => sql`
      select h.id, h.handed_at as at, h.lead_id, h.contact_id, l.source_team <> 'sales' and h.decision is distinct from 'withdrawn'
          and not coalesce(h.decision = 'rejected' and r.class in ('not_a_lead', 'bad_data'), false)
          and row_number() over (partition by h.contact_id order by h.handed_at, h.id) = 1 as counts, 1 as weight
      from handoff h join lead l on l.workspace_id = h.workspace_id and l.id = h.lead_id
        left join lateral (select v.reason_id from verdict v where v.workspace_id = h.workspace_id and v.handoff_id = h.id order by v.decided_at desc, v.id desc limit 1) v on true
        left join reason r on r.workspace_id = h.workspace_id and r.id = v.reason_id
      where h.workspace_id = ${scope.workspaceId} and h.handed_at >= ${from} and h.handed_at < ${to} and ${NOT_SAMPLED}`,
  },
  {
    name: 'sales_sourced',
    rows: ({
      scope,
      from,
      to,
    }) => sql`select l.id, l.opened_at as at, true as counts, 1 as weight, l.id as lead_id, l.contact_id from lead l
      where l.workspace_id = ${scope.workspaceId} and l.source_team = 'sales' and not l.imported and l.deleted_at is null
        and l.opened_at >= ${from} and l.opened_at < ${to}`,
  },
];
