import { type RawBuilder, sql } from 'kysely';
import { reachable } from '#modules/team/queries.ts';
import type { Scope } from '#platform/shared/scope.ts';

/** The version of an asset `a` that is sent now, as `v`; nothing while none is published. */
export const CURRENT = sql`left join lateral (select v.id, v.number, v.published_at, v.file_id, v.url, v.template_version_id from asset_version v
  where v.workspace_id = a.workspace_id and v.asset_id = a.id and v.number is not null order by v.number desc limit 1) v on true`;

export const STATE = sql`case when a.retired_at is not null then 'retired' when v.id is not null then 'published' else 'draft' end`;

export const sourceOf = (version: string) =>
  sql`case when ${sql.ref(`${version}.file_id`)} is not null then 'file' when ${sql.ref(`${version}.url`)} is not null then 'link'
    when ${sql.ref(`${version}.template_version_id`)} is not null then 'template' end`;

/** The day it is for the workspace. */
export const todayAt = ({ workspaceId }: Pick<Scope, 'workspaceId'>, now: string) =>
  sql`(select (${now}::timestamptz at time zone w.time_zone)::date from workspace w where w.id = ${workspaceId})`;

/** What may be given to a customer: published, not retired, its last day not past, and not for the teams alone. */
export const sendableOn = (today: RawBuilder<unknown>) =>
  sql<boolean>`(v.id is not null and a.retired_at is null and a.audience <> 'internal' and (a.expires_on is null or a.expires_on >= ${today}))`;

/** Uses that count: what reached a person of whom the caller may know. `s` share, `c` contact. A mail counts once it has left. */
export const uses = (
  scope: Scope,
) => sql`asset_share s join contact c on c.workspace_id = s.workspace_id and c.id = s.contact_id and c.deleted_at is null
  and ${reachable(scope, 'contact', { to: 'read', ownerColumn: 'c.owner_id' })}`;
export const REACHED = sql`(s.stopped_as is null and (s.way = 'link' or s.sent_at is not null))`;

/** What people did with a share `s`, as `o`; machines and what nobody can say are counted beside. */
export const OPENINGS = sql`left join lateral (select count(*) filter (where w.verdict = 'human')::int as openings,
    min(w.opened_at) filter (where w.verdict = 'human') as first_at, max(w.last_at) filter (where w.verdict = 'human') as last_at,
    coalesce(sum(w.seconds) filter (where w.verdict = 'human'), 0)::int as seconds,
    coalesce(bool_or(w.is_other) filter (where w.verdict = 'human'), false) as shared_on,
    coalesce(bool_or(w.downloaded_at is not null) filter (where w.verdict = 'human'), false) as downloaded
  from asset_view w where w.workspace_id = s.workspace_id and w.share_id = s.id) o on true`;

/** The deals of whoever has a share `s`, which it was there for: `d`, in reach. */
export const touches = (scope: Scope) => sql`d.workspace_id = s.workspace_id and d.deleted_at is null
  and ${reachable(scope, 'deal', { to: 'read', ownerColumn: 'd.owner_id' })} and (d.contact_id = s.contact_id or d.id = s.deal_id)
  and s.shared_at <= coalesce(d.closed_at, 'infinity')`;
