import { type RawBuilder, sql } from 'kysely';
import type { Measure } from '#modules/agreements/queries/measures.ts';

/** A confirmation has no id of its own; the same one always gets the same (RFC 9562, version 8). */
const idOf = (words: RawBuilder<string>) => sql`overlay(overlay(md5(${words}) placing '8' from 13 for 1) placing 'a' from 17 for 1)::uuid`;

/** What promises about changes are counted from. */
export const measures: readonly Measure[] = [
  {
    // One row a person and change. Whose time still runs is in neither pan of the scales.
    name: 'changes_confirmed',
    aboutRecords: true,
    rows: ({ scope, from, to, now, withinSeconds }) => sql`
      select ${idOf(sql<string>`k.notice_id::text || k.member_id::text`)} as id, n.announced_at as at, 1 as weight, null::uuid as lead_id, null::uuid as contact_id,
        coalesce(k.confirmed_at <= n.announced_at + make_interval(secs => ${withinSeconds}), false) as counts,
        case when o.id is not null then 'offer' when w.id is not null then 'claim' else 'asset' end as record, coalesce(o.id, w.claim_id, n.asset_id) as record_id,
        coalesce(o.name, left(w.statement, 120), n.asset_name) || ' · ' || m.name as label
      from change_notice n join change_confirmation k on k.workspace_id = n.workspace_id and k.notice_id = n.id
        join member m on m.workspace_id = k.workspace_id and m.id = k.member_id
        left join offer_version v on v.workspace_id = n.workspace_id and v.id = n.offer_version_id
        left join offer o on o.workspace_id = v.workspace_id and o.id = v.offer_id
        left join claim_version w on w.workspace_id = n.workspace_id and w.id = n.claim_version_id
      where n.workspace_id = ${scope.workspaceId} and n.announced_at >= ${from} and n.announced_at < ${to}
        and (k.confirmed_at is not null or m.status = 'active' and least(n.closed_at, ${now}::timestamptz) > n.announced_at + make_interval(secs => ${withinSeconds}))`,
  },
  {
    name: 'announced_ahead',
    aboutRecords: true,
    rows: ({ scope, from, to, withinSeconds }) => sql`
      select v.id, v.launched_at as at, 1 as weight, null::uuid as lead_id, null::uuid as contact_id,
        v.launched_at >= v.announced_at + make_interval(secs => ${withinSeconds}) as counts, 'offer' as record, o.id as record_id, o.name || ' · ' || v.number as label
      from offer_version v join offer o on o.workspace_id = v.workspace_id and o.id = v.offer_id
      where v.workspace_id = ${scope.workspaceId} and v.launched_at >= ${from} and v.launched_at < ${to}`,
  },
];
