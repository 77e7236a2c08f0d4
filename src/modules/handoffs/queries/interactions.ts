import { sql } from 'kysely';
import { reachable } from '#modules/team/queries.ts';
import type { Db } from '#platform/db/db.ts';
import type { Scope } from '#platform/shared/scope.ts';

export interface Interaction {
  id: string;
  kind: string;
  direction: string | null;
  side: string;
  at: string;
  outcome: string | null;
  /** What was said, or the page, file or form. */
  what: string | null;
}

/** What tells something by itself. Page visits only fill up: they say least. */
export const MEANINGFUL = ['form', 'chat', 'mail', 'call', 'meeting', 'campaign_response', 'file_download'];

const visible = (
  scope: Scope,
) => sql`a.workspace_id = ${scope.workspaceId} and not a.retracted and (a.traffic is null or a.traffic = 'human')
  and ${reachable(scope, 'activity', { to: 'read', ownerColumn: 'a.member_id' })}
  and not exists (select from activity newer where newer.workspace_id = a.workspace_id and newer.corrects_id = a.id)
  and (a.corrects_id is null or not exists (select from activity later where later.workspace_id = a.workspace_id
    and later.corrects_id = a.corrects_id and (later.logged_at, later.id) > (a.logged_at, a.id)))`;

/** The last meaningful interactions of a person with either team, newest first. */
export async function lastInteractions(db: Db, scope: Scope, asked: { contactId: string; most: number }): Promise<Interaction[]> {
  const text =
    scope.hidden.has('activity.subject') || scope.hidden.has('activity.body')
      ? sql`null::text`
      : sql`coalesce(a.subject, left(a.body, 200))`;
  const { rows } = await sql<Interaction>`
    select * from (
      (select a.id, a.kind, a.direction, a.side, a.occurred_at as at, a.outcome, ${text} as what, 0 as place from activity a
        where ${visible(scope)} and a.contact_id = ${asked.contactId} and a.kind = any (${MEANINGFUL}::text[]) order by a.occurred_at desc limit ${asked.most})
      union all
      (select a.id, a.kind, a.direction, a.side, a.occurred_at, a.outcome, coalesce(a.data ->> 'path', a.data ->> 'url', a.subject), 1 from activity a
        where ${visible(scope)} and a.contact_id = ${asked.contactId} and a.kind = 'page_visit' order by a.occurred_at desc limit ${asked.most})
    ) x order by place, at desc limit ${asked.most}`.execute(db);
  return rows.sort((a, b) => (a.at < b.at ? 1 : -1));
}

/** What a person wrote last when they came to us, in their own words. */
export async function lastWords(db: Db, scope: Scope, contactId: string): Promise<string | null> {
  if (scope.hidden.has('activity.body')) return null;
  const { rows } = await sql<{ words: string | null }>`select left(nullif(trim(coalesce(content, '')), ''), 500) as words from conversion
    where workspace_id = ${scope.workspaceId} and contact_id = ${contactId} and nullif(trim(coalesce(content, '')), '') is not null
    order by occurred_at desc limit 1`.execute(db);
  return rows[0]?.words ?? null;
}

/** How often someone of ours tried, and how often the person was there, since an instant. */
export async function attemptsSince(
  db: Db,
  scope: Scope,
  asked: { contactId: string; since: string },
): Promise<{ attempts: number; reached: number }> {
  const { rows } = await sql<{ attempts: number; reached: number }>`select
      count(*) filter (where coalesce(a.direction, 'out') = 'out' and a.side = 'sales' and a.data ->> 'automated' is distinct from 'true')::int as attempts,
      count(*) filter (where a.direction = 'in' or a.outcome in ('connected', 'held', 'call_back_requested'))::int as reached
    from activity a where a.workspace_id = ${scope.workspaceId} and a.contact_id = ${asked.contactId} and a.occurred_at >= ${asked.since}
      and a.kind in ('call', 'mail', 'meeting', 'chat') and not a.retracted and (a.traffic is null or a.traffic = 'human')
      and not exists (select from activity newer where newer.workspace_id = a.workspace_id and newer.corrects_id = a.id)`.execute(db);
  return rows[0] ?? { attempts: 0, reached: 0 };
}
