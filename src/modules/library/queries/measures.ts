import { sql } from 'kysely';
import type { Measure } from '#modules/agreements/queries/measures.ts';

/** Whose time still runs is in neither pan of the scales. */
export const measures: readonly Measure[] = [
  {
    name: 'requests_served',
    aboutRecords: true,
    rows: ({ scope, from, to, now, withinSeconds }) => sql`
      select s.id, s.at, 1 as weight, null::uuid as lead_id, null::uuid as contact_id, coalesce(s.served_at <= s.until, false) as counts,
        'asset_request' as record, s.id as record_id, s.label
      from (select r.id, r.asked_at as at, left(r.need, 120) as label, r.asked_at + make_interval(secs => ${withinSeconds}) as until,
          case when r.status = 'declined' then r.answered_at else r.delivered_at end as served_at
        from asset_request r where r.workspace_id = ${scope.workspaceId} and r.asked_at >= ${from} and r.asked_at < ${to} and r.status <> 'withdrawn') s
      where s.served_at is not null or s.until < ${now}::timestamptz`,
  },
];
